"""Which columns of the event table a definition reads: the fewer, the quicker."""

from __future__ import annotations

from collections.abc import Iterable

from crmo.find.events.table import EVENT_COLUMNS
from crmo.knowledge.case_definition import (
    CaseDefinition,
    Count,
    Distinct,
    Episodes,
    Select,
    selections,
)

ALWAYS = frozenset({"person_id", "event_id", "code_id", "state", "d_lo", "d_hi"})
_NUMBERS = frozenset({"value", "ref_lo", "ref_hi"})


def columns_of(chosen: Iterable[Select]) -> tuple[str, ...]:
    """Return the columns of the event table that selections read, in the order of the table."""
    used = set(ALWAYS)
    for select in chosen:
        if select.value:
            used |= {"value", "ref_lo", "ref_hi", "flag"}
        if select.at_least is not None or select.below is not None:
            used |= {"value", "unit"}
        if select.values:
            used.add("value_code_id")
        if select.sites:
            used.add("site")
    return tuple(name for name in EVENT_COLUMNS if name in used)


def columns_used(definition: CaseDefinition) -> tuple[str, ...]:
    """Return the columns of the event table that a definition reads, in the order of the table."""
    used = set(columns_of(selections(definition)))
    for criterion in definition.criteria.values():
        if isinstance(criterion, Episodes):
            used.add("e_hi")
        if isinstance(criterion, Count) and criterion.distinct is Distinct.SITE:
            used.add("site")
    return tuple(name for name in EVENT_COLUMNS if name in used)


def as_read(column: str) -> str:
    """Return a column as it is taken from the event table: what is not a number is unknown."""
    return f"nullif({column}, 'NaN'::DOUBLE) AS {column}" if column in _NUMBERS else column
