"""The days on which a child was seen or asked."""

from __future__ import annotations

from datetime import date

from crmo.assess.facts import Facts
from crmo.record import Encounter, Score


def visit_days(facts: Facts) -> tuple[date, ...]:
    """Return the days of contacts, and of answers on scales, that are known to the day."""
    entries = (*facts.of_kind(Encounter), *facts.of_kind(Score))
    return tuple(sorted({e.on.earliest for e in entries if e.on and e.on.is_day}))
