"""Which children somebody may see at all."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from crmo.workbench.access.permissions import Permission
from crmo.workbench.access.roles import may
from crmo.workbench.models import Child, Role, User


def children_of(user: User) -> QuerySet[Child]:
    """Return the children that somebody may see: all, those of the family, or none."""
    there = Child.objects.filter(erased_at=None)
    if user.role == Role.FAMILY:
        return there.filter(family_links__user=user)
    if may(user, Permission.CHILD_VIEW) or may(user, Permission.CHILD_FIND):
        return there
    return there.none()


def child_for(user: User, key: UUID) -> Child:
    """Return a child that somebody may see.

    Raises:
        PermissionDenied: there is such a child and it is not theirs.
        Http404: there is none. Both look the same from outside: 404.
    """
    child = children_of(user).filter(key=key).first()
    if child is not None:
        return child
    if Child.objects.filter(key=key, erased_at=None).exists():
        raise PermissionDenied(key)
    raise Http404
