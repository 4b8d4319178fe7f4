"""The five roles and what each may do. docs/reference/permissions.md is written from here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmo.workbench.access.permissions import Permission
from crmo.workbench.models import Role, User

P = Permission


@frozen(kw_only=True)
class RoleDescription:
    """A role.

    Args:
        role: its name in the database.
        description: whom it is for, in a sentence.
        permissions: all that it may do; nothing else.
    """

    role: Role
    description: str | Promise
    permissions: frozenset[Permission]


_READING = frozenset(
    {
        P.OWN_ACCOUNT_USE,
        P.TODAY_VIEW,
        P.CHILD_FIND,
        P.CHILD_VIEW,
        P.ENTRY_HISTORY_VIEW,
        P.SUMMARY_PRINT,
        P.KNOWLEDGE_VIEW,
        P.COHORT_VIEW,
        P.API_READ,
    }
)

ROLES: Mapping[Role, RoleDescription] = MappingProxyType(
    {
        Role.ADMINISTRATOR: RoleDescription(
            role=Role.ADMINISTRATOR,
            description=_(
                "Runs the site: accounts, audit, local values, erasure. Finds a child by "
                "name or number and sees nothing of its illness."
            ),
            permissions=frozenset(
                {
                    P.OWN_ACCOUNT_USE,
                    P.CHILD_FIND,
                    P.KNOWLEDGE_VIEW,
                    P.KNOWLEDGE_OVERRIDE,
                    P.PEOPLE_MANAGE,
                    P.AUDIT_VIEW,
                    P.CHILD_EXPORT,
                    P.CHILD_ERASE,
                }
            ),
        ),
        Role.CLINICIAN: RoleDescription(
            role=Role.CLINICIAN,
            description=_("Treats the children: sees and enters everything about them."),
            permissions=_READING
            | {
                P.CHILD_CREATE,
                P.VISIT_WRITE,
                P.APPOINTMENT_WRITE,
                P.ENTRY_CORRECT,
                P.SCAN_ACKNOWLEDGE,
                P.FILE_READ_IN,
                P.LETTER_READ_IN,
                P.LETTER_WRITE,
                P.COHORT_EXPORT,
                P.CANDIDATE_REVIEW,
                P.CHILD_EXPORT,
                P.API_WRITE,
            },
        ),
        Role.RESEARCHER: RoleDescription(
            role=Role.RESEARCHER,
            description=_("Sees children under pseudonyms, with shifted dates and no free text."),
            permissions=frozenset(
                {P.OWN_ACCOUNT_USE, P.KNOWLEDGE_VIEW, P.RESEARCH_VIEW, P.RESEARCH_EXPORT}
            ),
        ),
        Role.READER: RoleDescription(
            role=Role.READER,
            description=_("Sees what clinicians see and enters nothing."),
            permissions=_READING,
        ),
        Role.FAMILY: RoleDescription(
            role=Role.FAMILY,
            description=_("Sees its own child, and who has looked at it."),
            permissions=frozenset(
                {P.OWN_ACCOUNT_USE, P.OWN_CHILD_VIEW, P.OWN_CHILD_AUDIT_VIEW, P.SUMMARY_PRINT}
            ),
        ),
    }
)


def may(user: User | AnonymousUser, permission: Permission) -> bool:
    """Whether somebody who is signed in and active has a permission."""
    if not isinstance(user, User) or not user.is_active:
        return False
    described = ROLES.get(Role(user.role)) if user.role in Role.values else None
    return described is not None and permission in described.permissions
