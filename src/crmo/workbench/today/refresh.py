"""Computing cards anew: after a write, and for those that the night or a new rule made stale.

Nothing here holds a transaction while it computes: a card is computed from what the ledger says,
and written by one statement that does nothing if a newer one was written meanwhile.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from crmo.errors import CrmoError
from crmo.workbench import clock
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import Card, Child, LedgerEntry
from crmo.workbench.rulebook.in_force import knowledge_version
from crmo.workbench.today.card import card_of
from crmo.workbench.today.morning import Morning


def refresh_child(child: Child) -> bool:
    """Compute the card of a child anew; call it after a write, outside its transaction.

    Returns:
        Whether the card was written; False if a newer one was there already.
    """
    return _write(child, _computed(child, clock.today()))


def refresh_stale(limit: int = 50) -> int:
    """Compute the cards that no longer hold, those who come first before the others.

    Args:
        limit: how many at most.

    Returns:
        How many were looked at; fewer than `limit` when none is left.
    """
    chosen = stale_cards(Morning.now()).order_by(
        F("next_appointment").asc(nulls_last=True), F("computed_on").asc(nulls_first=True), "pk"
    )
    keys = [*_without_card(limit), *chosen.values_list("pk", flat=True)[:limit]][:limit]
    children = Child.objects.in_bulk(keys)
    for key in keys:
        refresh_child(children[key])
    return len(keys)


def _without_card(limit: int) -> list[UUID]:
    lacking = Child.objects.filter(card__isnull=True, ledger__isnull=False, erased_at__isnull=True)
    return list(lacking.distinct().values_list("pk", flat=True)[:limit])


def stale_cards(morning: Morning) -> QuerySet[Card]:
    """Return the cards computed for an earlier day, record or knowledge, or never."""
    return Card.objects.filter(is_stale(morning))


def is_stale(morning: Morning) -> Q:
    """Return the condition under which a card no longer holds."""
    return (
        Q(computed_on__isnull=True)
        | Q(computed_on__lt=morning.today)
        | ~Q(computed_head=F("head_sequence"))
        | ~Q(knowledge_version=morning.version)
    )


def _computed(child: Child, today: date) -> dict[str, Any]:
    try:
        return card_of(child, on=today)
    except CrmoError:
        # A record that cannot be put together: said so, and not tried again until it changes.
        return {
            "computed_on": today,
            "computed_head": head_of(child),
            "knowledge_version": knowledge_version(),
            "detail": json.dumps({"cannot_be_computed": True}),
            **_NOTHING,
        }


_NOTHING: dict[str, Any] = {
    "next_appointment": None,
    "last_visit": None,
    "n_overdue": 0,
    "n_due": 0,
    "n_lapsed_bloods": 0,
    "n_unread_scans": 0,
    "n_red_flags": 0,
    "is_flaring": None,
    "n_active_places": None,
    "is_treated": None,
}


def _write(child: Child, fields: dict[str, Any]) -> bool:
    newer = Q(computed_head__gt=fields["computed_head"]) | Q(computed_on__gt=fields["computed_on"])
    with transaction.atomic():
        # An erasure takes the card away: whoever holds it knows that there was none.
        held = Card.objects.select_for_update().filter(child=child).values_list("pk").first()
        if held is None and not _made_again(child):
            return False
        return bool(Card.objects.filter(child=child).exclude(newer).update(**fields))


def _made_again(child: Child) -> bool:
    """Make the card of a child that has none, unless it was erased; return whether there is one."""
    # Whoever appends or erases holds this first, too: nobody waits for one another in a circle.
    locked_head(ENTRIES)
    if not Child.objects.filter(pk=child.pk, erased_at=None).exists():
        return False
    # A card that was dropped knows neither the head nor the number of statements.
    n = LedgerEntry.objects.filter(child=child).count()
    told = {"head_sequence": head_of(child), "n_entries": n}
    Card.objects.get_or_create(child=child, defaults=told)
    return True
