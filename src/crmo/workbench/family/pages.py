"""The pages of a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crmo.report.letter import Paragraph
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.access.children import children_of
from crmo.workbench.audit.looks import looks_at
from crmo.workbench.family.letter_parts import family_view
from crmo.workbench.models import Card, Child, User

# Paragraphs of the letter to the family, in the order of the page.
_STORY = ("disease", "found")
_AFTER = ("changed", "medicines")


@frozen(kw_only=True)
class OwnChild:
    """A child of the family.

    Args:
        child: which.
        name: what it is called; its number if no name is known.
        is_shown: whether the page is about it.
    """

    child: Child
    name: str
    is_shown: bool = False


@page(Permission.OWN_CHILD_VIEW)
def family(request: HttpRequest) -> HttpResponse:
    """Lead to the family's child; of several let it choose, of none say what to do."""
    own = own_children(person_of(request))
    if len(own) == 1:
        return redirect("family_child", own[0].child.key)
    return render(request, "family/children.html", {"own": own})


@page(Permission.OWN_CHILD_VIEW, of_child=True)
def family_child(request: HttpRequest, child: Child) -> HttpResponse:
    """Show how things are with the family's child."""
    view = family_view(child, on=clock.today())
    context = {
        "child": child,
        "own": own_children(person_of(request), child),
        "view": view,
        "name": view.name or _("Your child"),
        "story": _told(view.parts, _STORY),
        "after": _told(view.parts, _AFTER),
        "next": view.parts["next"],
        "call": view.parts["call"],
        "at_once": view.parts["at_once"],
    }
    return render(request, "family/child.html", context)


@page(Permission.OWN_CHILD_AUDIT_VIEW, of_child=True)
def family_looked_at(request: HttpRequest, child: Child) -> HttpResponse:
    """Show who has looked at the family's child; its own looks are left out."""
    user = person_of(request)
    own = own_children(user, child)
    shown = next((each for each in own if each.is_shown), None)
    looks = [each for each in looks_at(child) if each.actor != user.pk]
    context = {
        "child": child,
        "own": own,
        "name": shown.name if shown else _("Your child"),
        "looks": looks,
    }
    return render(request, "family/looked_at.html", context)


def own_children(user: User, shown: Child | None = None) -> Sequence[OwnChild]:
    """Return the children of a family by name.

    Args:
        user: the family.
        shown: whom the page is about.
    """
    children = {child.pk: child for child in children_of(user)}
    cards = Card.objects.in_bulk(list(children))
    found = [
        OwnChild(child=child, name=_name(cards.get(key)), is_shown=child == shown)
        for key, child in children.items()
    ]
    return sorted(found, key=lambda each: (each.name, str(each.child.key)))


def _name(card: Card | None) -> str:
    return (card.name or card.number) if card else _("Your child")


def _told(parts: Mapping[str, Paragraph], names: Sequence[str]) -> list[Paragraph]:
    return [parts[name] for name in names if parts[name].text]
