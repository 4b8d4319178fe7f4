"""How far a criterion holds, as a number; and the names of the tables that say so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crmo.find.answer import Holds
from crmo.knowledge.case_definition import Criterion, Without

LEVELS: Mapping[Holds, int] = MappingProxyType(
    {Holds.NO: 0, Holds.UNKNOWN: 1, Holds.POSSIBLE: 2, Holds.YES: 3}
)
NO, UNKNOWN, POSSIBLE, YES = LEVELS.values()
DAYS_PER_YEAR = 365.25


def evidence_table(criterion: Criterion) -> str:
    """Return the name of the table with the events that a criterion rests on."""
    return f"evidence_{criterion.id}"


def answer_table(criterion: Criterion) -> str:
    """Return the name of the table with the answers of a criterion."""
    return f"answer_{criterion.id}"


def without_any_event(criterion: Criterion) -> int:
    """Return the level of a criterion for a person who has no row in its table of answers."""
    return YES if isinstance(criterion, Without) else NO
