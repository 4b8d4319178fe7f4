"""Statements of chosen kinds about a child, as the ledger keeps them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from attrs import frozen

from crmo.workbench.models import Child, EntryContent


@frozen(kw_only=True)
class Told:
    """One statement about a child.

    Args:
        sequence: its place in the whole ledger.
        kind: a kind of entry, or one of `crmo.workbench.ledger.Kind`.
        entry_id: its id within the child's record.
        supersedes: id of what it corrects, or empty.
        source: where it came from, in a word.
        reason: why it corrects or takes back, or empty.
        payload: what it says.
        at: when it was stated.
        by: id of the user who stated it, or None for the system.
        by_name: that user's name, or empty.
    """

    sequence: int
    kind: str
    entry_id: str
    supersedes: str
    source: str
    reason: str
    payload: dict[str, Any]
    at: datetime
    by: int | None
    by_name: str


_FIELDS = (
    "ledger_id",
    "ledger__kind",
    "entry_id",
    "supersedes",
    "source",
    "reason",
    "payload",
    "ledger__recorded_at",
    "ledger__recorded_by_id",
    "ledger__recorded_by__display_name",
    "ledger__recorded_by__username",
)


def told_of(child: Child, *kinds: str) -> tuple[Told, ...]:
    """Return the statements of these kinds about a child, in the order of the ledger."""
    rows = (
        EntryContent.objects.filter(child=child, ledger__kind__in=kinds)
        .order_by("ledger_id")
        .values_list(*_FIELDS)
    )
    return tuple(_told(row) for row in rows)


def _told(row: tuple[Any, ...]) -> Told:
    sequence, kind, entry_id, supersedes, source, reason, payload, at, by, shown, name = row
    return Told(
        sequence=sequence,
        kind=kind,
        entry_id=entry_id,
        supersedes=supersedes,
        source=source,
        reason=reason,
        payload=json.loads(payload),
        at=at,
        by=by,
        by_name=shown or name or "",
    )
