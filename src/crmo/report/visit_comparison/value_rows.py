"""Answers on scales, blood values and growth as lines."""

from __future__ import annotations

from collections.abc import Iterable

from crmo.assess.measures import measures
from crmo.assess.visits import DayValue, Direction, ValueChange
from crmo.record import Measurement
from crmo.report.case import Case
from crmo.report.visit_comparison.row import Row
from crmo.report.words import (
    capitalised,
    date_words,
    interval_words,
    name_words,
    number_words,
    quantity_words,
    say,
    unit_words,
)

GROWTH = ("height", "weight")


def value_rows(case: Case, changes: Iterable[ValueChange]) -> list[Row]:
    """Return a line for each value."""
    return [_row(case, change) for change in changes]


def is_scale(case: Case, change: ValueChange) -> bool:
    """Whether a value is an answer or a count rather than something a laboratory measures."""
    return change.is_measure and bool(measures(case.facts)[change.id].instrument)


def change_words(change: ValueChange) -> str:
    """Return which way a value went and by how much, or why that cannot be told."""
    if change.earlier is None or change.later is None:
        return say("cannot tell")
    by = _difference(change)
    if change.direction is Direction.UNCHANGED:
        return say("unchanged")
    if change.direction is Direction.ROSE:
        return say("rose by {amount}", amount=by) if by else say("rose")
    if change.direction is Direction.FELL:
        return say("fell by {amount}", amount=by) if by else say("fell")
    return say("cannot tell")


def value_name(case: Case, change: ValueChange) -> str:
    """Return what was measured or asked."""
    if change.is_measure:
        return capitalised(name_words(measures(case.facts)[change.id].label))
    return case.names.analyte(change.id)


def _difference(change: ValueChange) -> str:
    if change.difference is None:
        return ""
    return f"{number_words(abs(change.difference))} {_unit(change)}".strip()


def _unit(change: ValueChange) -> str:
    return unit_words(change.unit) if change.unit else ""


def _row(case: Case, change: ValueChange) -> Row:
    way = change.direction
    told = [each for each in (change.earlier, change.later) if each]
    return Row(
        what=value_name(case, change),
        note=_scale(case, change),
        earlier=_told(case, change, change.earlier),
        later=_told(case, change, change.later),
        later_note=_last(case, change),
        change=change_words(change),
        way="" if way is Direction.CANNOT_TELL else way.value,
        entries=tuple(entry for each in told for entry in each.entries),
    )


def _scale(case: Case, change: ValueChange) -> str:
    """Return the ends of a scale; which of them is good is the instrument's own."""
    if not is_scale(case, change):
        return ""
    instrument = case.knowledge.instruments.get(measures(case.facts)[change.id].instrument)
    if instrument is None or instrument.range is None:
        return ""
    low, high = number_words(instrument.range.low), number_words(instrument.range.high)
    if instrument.better == "low":
        return say("{low} to {high}, lower is better", low=low, high=high)
    return say("{low} to {high}, higher is better", low=low, high=high)


def _told(case: Case, change: ValueChange, told: DayValue | None) -> str:
    """Return a value as it was written where that is one entry, with the laboratory's word."""
    if told is None:
        return ""
    words = _written(case, told)
    if not words and told.value is not None:
        words = interval_words(told.value, change.unit)
    if told.is_normal is False:
        return say("{value}, outside the laboratory's range", value=words)
    return words


def _written(case: Case, told: DayValue) -> str:
    entry = case.by_id.get(told.entries[0]) if len(told.entries) == 1 else None
    if isinstance(entry, Measurement):
        return quantity_words(entry.quantity) if entry.quantity else entry.text
    return ""


def _last(case: Case, change: ValueChange) -> str:
    last = change.last_before
    # The earlier day's own value stands beside it already.
    if last is None or (change.earlier is not None and last.entries == change.earlier.entries):
        return ""
    return say("last: {value} on {date}", value=_told(case, change, last), date=date_words(last.on))
