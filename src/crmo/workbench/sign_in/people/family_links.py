"""Which children a family account may see."""

from __future__ import annotations

from attrs import frozen
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger.cards import folded
from crmo.workbench.models import Card, Child, FamilyLink, Role, User
from crmo.workbench.sign_in.people.accounts import NotAllowedError

_MOST = 12


@frozen(kw_only=True)
class Found:
    """A child that was searched for.

    Args:
        cards: those that fit, a few.
        is_cut: whether there are more.
    """

    cards: tuple[Card, ...]
    is_cut: bool


def find_children(text: str) -> Found:
    """Return children whose name or number holds a text; none for an empty one."""
    wanted = folded(text)
    if len(wanted) < 2:
        return Found(cards=(), is_cut=False)
    fits = Q(name_search__contains=wanted) | Q(number_search__startswith=wanted)
    alive = Card.objects.filter(fits, child__erased_at=None).order_by("name_search", "pk")
    found = tuple(alive[: _MOST + 1])
    return Found(cards=found[:_MOST], is_cut=len(found) > _MOST)


def children_linked_to(user: User) -> tuple[Card, ...]:
    """Return the children that a family account may see."""
    cards = Card.objects.filter(child__family_links__user=user)
    return tuple(cards.order_by("name_search", "pk"))


def link(request: HttpRequest, *, user: User, child: Child) -> None:
    """Let a family account see a child.

    Raises:
        NotAllowedError: it is no family account.
    """
    if user.role != Role.FAMILY:
        raise NotAllowedError("only family accounts are linked to children.")
    with transaction.atomic():
        _made, is_new = FamilyLink.objects.get_or_create(
            user=user, child=child, defaults={"linked_at": clock.now()}
        )
        if is_new:
            about = f"child_linked:{user.pk}"
            audit_event(request, Action.ACCOUNT, child=child, about=about)


def unlink(request: HttpRequest, *, user: User, child: Child) -> None:
    """Let a family account no longer see a child."""
    with transaction.atomic():
        n_removed, _ = FamilyLink.objects.filter(user=user, child=child).delete()
        if n_removed:
            about = f"child_unlinked:{user.pk}"
            audit_event(request, Action.ACCOUNT, child=child, about=about)
