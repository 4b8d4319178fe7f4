"""Answers, blood values and growth on two days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts, Measured
from crmo.assess.measures import Point, is_within_range, measures, points
from crmo.assess.visits.direction import Direction, difference_of, direction_of
from crmo.record import Entry, Interval, Measurement, PartialDate

# Which places MRI shows is told place by place; scans are rarely of the day of a visit.
_TOLD_BY_PLACE = "mri_lesion_count"


@frozen(kw_only=True)
class DayValue:
    """What was recorded of one thing.

    Attributes:
        on: the day.
        value: possible values in the measure's unit; None if what was written cannot be
            computed with (words, or no unit).
        entries: ids of the entries.
        is_normal: what the laboratory's own range or flag says, or None.
    """

    on: PartialDate
    value: Interval | None
    entries: tuple[str, ...]
    is_normal: bool | None = None


@frozen(kw_only=True)
class ValueChange:
    """One thing that was measured or asked on at least one of two days.

    Attributes:
        id: of the measure or analyte.
        is_measure: whether it is one of the measures the disease is followed by.
        unit: UCUM unit of both values; `1` for scales and counts.
        earlier: what was recorded on the earlier day, or None.
        later: what was recorded on the later day, or None.
        last_before: where nothing was recorded on the later day, the newest value before it.
    """

    id: str
    is_measure: bool
    unit: str
    earlier: DayValue | None
    later: DayValue | None
    last_before: DayValue | None = None

    @property
    def direction(self) -> Direction:
        """Which way it went; CANNOT_TELL if one day has no value."""
        return direction_of(_value(self.earlier), _value(self.later))

    @property
    def difference(self) -> float | None:
        """Later minus earlier in `unit`, where both are exact."""
        return difference_of(_value(self.earlier), _value(self.later))


def value_changes(facts: Facts, earlier: date, later: date) -> tuple[ValueChange, ...]:
    """Return every measure, and every other analyte measured on either day.

    The measures come first and are listed even if neither day has them, because a pain that
    nobody asked about is worth seeing.
    """
    known = measures(facts)
    lines = [
        _change(key, each.unit, _of_points(points(facts, key)), (earlier, later), is_measure=True)
        for key, each in known.items()
        if key != _TOLD_BY_PLACE
    ]
    taken = {each.analyte for each in known.values()}
    others = dict.fromkeys(
        entry.analyte
        for entry in facts.of_kind(Measurement)
        if entry.analyte not in taken and (_is_on(entry, earlier) or _is_on(entry, later))
    )
    analytes = facts.knowledge.analytes
    order = {key: n for n, key in enumerate(analytes)}
    for key in sorted(others, key=lambda each: (order.get(each, len(order)), each)):
        unit = analytes[key].unit if key in analytes else ""
        found = _of_measurements(facts.measurements(key))
        lines.append(_change(key, unit or "", found, (earlier, later), is_measure=False))
    return tuple(lines)


def _change(
    key: str,
    unit: str,
    found: Iterable[DayValue],
    days: tuple[date, date],
    *,
    is_measure: bool,
) -> ValueChange:
    values, (earlier, later) = list(found), days
    now = _on_day(values, later)
    older = [each for each in values if each.on.latest < later]
    return ValueChange(
        id=key,
        is_measure=is_measure,
        unit=unit,
        earlier=_on_day(values, earlier),
        later=now,
        last_before=older[-1] if older and now is None else None,
    )


def _on_day(values: Iterable[DayValue], day: date) -> DayValue | None:
    """Return what is dated to just this day; several values become one that holds them all."""
    found = [each for each in values if each.on.is_day and each.on.earliest == day]
    if len(found) < 2:
        return found[0] if found else None
    numbers = [each.value for each in found if each.value is not None]
    span = None
    if numbers:
        low, high = min(numbers, key=lambda v: v.low), max(numbers, key=lambda v: v.high)
        span = Interval(low.low, high.high, low.low_open, high.high_open)
    return DayValue(
        on=found[0].on,
        value=span,
        entries=tuple(entry for each in found for entry in each.entries),
        is_normal=_shared([each.is_normal for each in found]),
    )


def _shared(answers: list[bool | None]) -> bool | None:
    return answers[0] if len(set(answers)) == 1 else None


def _of_points(found: Iterable[Point]) -> Iterable[DayValue]:
    return (
        DayValue(on=p.on, value=p.value, entries=p.entries, is_normal=p.is_normal) for p in found
    )


def _of_measurements(found: Iterable[Measured]) -> Iterable[DayValue]:
    return (
        DayValue(
            on=each.entry.on,
            value=each.value,
            entries=(each.entry.id,),
            is_normal=is_within_range(each),
        )
        for each in found
        if each.entry.on is not None
    )


def _is_on(entry: Entry, day: date) -> bool:
    return entry.on is not None and entry.on.is_day and entry.on.earliest == day


def _value(told: DayValue | None) -> Interval | None:
    return told.value if told else None
