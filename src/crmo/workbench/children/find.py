"""Finding a child by name or number, for those who may know no more than who it is."""

from __future__ import annotations

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crmo.record import PartialDate
from crmo.report.words import date_words
from crmo.workbench.access import Permission, page
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import Card
from crmo.workbench.today.worklist import cards_named

_MOST = 50


@frozen(kw_only=True)
class Found:
    """A child who was found."""

    card: Card
    born: str


@page(Permission.CHILD_FIND, methods=("GET", "POST"))
def children(request: HttpRequest) -> HttpResponse:
    """Find children; the words come by POST, so that no name stands in an address."""
    text = request.POST.get("q", "").strip()[:200]
    cards: list[Card] = []
    if text:
        chosen = cards_named(text)
        # Not their detail: whoever finds a child here may know who it is and no more.
        cards = list(chosen.defer("detail").order_by("name_search", "pk")[: _MOST + 1])
        detail = {"shown": len(cards[:_MOST])}
        audit_event(request, Action.LIST, about="children.children", detail=detail)
    shown = {
        "text": text,
        "found": [Found(card=card, born=_born(card)) for card in cards[:_MOST]],
        "has_more": len(cards) > _MOST,
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "children/found.html" if is_part else "children/find.html", shown)


def _born(card: Card) -> str:
    return date_words(PartialDate.parse(card.birth_date)) if card.birth_date else ""
