"""The main navigation: which rooms a person may go to, in the order of a clinic's day."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmo.workbench.access import Permission


@frozen(kw_only=True)
class Destination:
    """One link of the navigation.

    Args:
        permission: what one needs to see it.
        page: name of the address (see `urls.py` of the room).
        label: what the link says.
    """

    permission: Permission
    page: str
    label: str | Promise


@frozen(kw_only=True)
class Link:
    """A destination as shown to somebody on some page.

    Args:
        address: where it leads.
        label: what it says.
        is_current: whether the page shown belongs to it.
    """

    address: str
    label: str | Promise
    is_current: bool


DESTINATIONS: tuple[Destination, ...] = (
    Destination(permission=Permission.OWN_CHILD_VIEW, page="family", label=_("My child")),
    Destination(permission=Permission.TODAY_VIEW, page="today", label=_("Today")),
    Destination(permission=Permission.FILE_READ_IN, page="reading_in", label=_("Read in")),
    Destination(permission=Permission.LETTER_READ_IN, page="letter_in", label=_("Letter in")),
    Destination(permission=Permission.COHORT_VIEW, page="cohort", label=_("Cohort")),
    Destination(permission=Permission.RESEARCH_VIEW, page="research", label=_("Research")),
    Destination(permission=Permission.CANDIDATE_REVIEW, page="review", label=_("Review")),
    Destination(permission=Permission.KNOWLEDGE_VIEW, page="knowledge", label=_("Knowledge")),
    # Whoever has no worklist finds a child here, to care for its data.
    Destination(permission=Permission.CHILD_ERASE, page="children", label=_("Children")),
    Destination(permission=Permission.PEOPLE_MANAGE, page="people", label=_("People")),
    Destination(permission=Permission.AUDIT_VIEW, page="audit", label=_("Audit")),
    Destination(permission=Permission.CHILD_ERASE, page="care", label=_("Care of the data")),
)


def links_for(permissions: Collection[str], path: str) -> list[Link]:
    """Return the links that somebody sees on a page.

    Args:
        permissions: names of the permissions that the person has.
        path: path of the page shown.
    """
    known = ((each, _address(each.page)) for each in DESTINATIONS)
    return [
        Link(address=address, label=each.label, is_current=path.startswith(address))
        for each, address in known
        if address and each.permission.name in permissions
    ]


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
