"""The measures by which the disease is followed: each a line of dated points in one unit."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from crmo.assess.answer import ids, remembered
from crmo.assess.facts import Facts, Measured
from crmo.assess.lesions.counts import n_distinct
from crmo.assess.lesions.index import counts, mri_views, study_views
from crmo.assess.lesions.place import place_of
from crmo.record import FactStatus, Finding, Interval, PartialDate

# Signs that a hand finds at a place; back pain and the like name no place that could be counted.
_LOCAL_SIGNS = ("bone_pain", "tenderness", "swelling", "warmth", "local_inflammation")


@frozen(slots=True)
class Point:
    """One value on one date.

    Attributes:
        on: the date, as exactly as known.
        value: possible values, in the measure's unit.
        entries: ids of the entries it rests on.
        reference: the laboratory's own range in the measure's unit; either end may be None.
        is_normal: whether the laboratory's range or flag calls the value normal; None if
            neither was given.
        first_day: earliest possible day as an ordinal, for comparing many quickly.
        last_day: latest possible day as an ordinal.
    """

    on: PartialDate
    value: Interval
    entries: tuple[str, ...]
    reference: tuple[float | None, float | None] = (None, None)
    is_normal: bool | None = None
    first_day: int = field(init=False, eq=False, repr=False)
    last_day: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "first_day", self.on.earliest.toordinal())
        object.__setattr__(self, "last_day", self.on.latest.toordinal())


@frozen(slots=True)
class Measure:
    """What is measured: a scale, a blood value or a count.

    Attributes:
        id: id of the component in the rule `current_measures`.
        label: name for people.
        unit: UCUM unit of its points.
        window_days: how old a value may be and still count as current.
        instrument: id of the instrument, or empty.
        analyte: id of the analyte, or empty.
        is_count: whether it counts places.
    """

    id: str
    label: str
    unit: str
    window_days: float
    instrument: str = ""
    analyte: str = ""
    is_count: bool = False


def measures(facts: Facts) -> Mapping[str, Measure]:
    """Return the measures that the rule `current_measures` names, by id."""
    return remembered(facts, _make_measures)


def _make_measures(facts: Facts) -> Mapping[str, Measure]:
    body = facts.knowledge.rules("activity")["current_measures"].body
    return {row["id"]: _measure(facts, row, body["windows"]) for row in body["components"]}


def _measure(facts: Facts, row: Mapping[str, Any], windows: Mapping[str, Any]) -> Measure:
    analyte = row.get("analyte", "")
    known = facts.knowledge.analytes.get(analyte)
    return Measure(
        id=row["id"],
        label=row["label"],
        unit=known.unit if known and known.unit else "1",
        window_days=float(windows[row["window"]]["value"]),
        instrument=row.get("instrument", ""),
        analyte=analyte,
        is_count=row.get("is_count", False),
    )


def points(facts: Facts, measure_id: str) -> tuple[Point, ...]:
    """Return every dated point of a measure, earliest first, one per date.

    Several values on the same date become one point that holds them all.
    """
    return _line(facts, measure_id).points


@frozen(slots=True)
class _Line:
    """The points of a measure, and the earliest day of each for finding one quickly."""

    points: tuple[Point, ...]
    first_days: tuple[int, ...]
    window_days: float


def _line(facts: Facts, measure_id: str) -> _Line:
    lines = remembered(facts, _no_lines)
    line = lines.get(measure_id)
    if line is None:
        found = _make_points(facts, measure_id)
        window = measures(facts)[measure_id].window_days
        line = lines[measure_id] = _Line(found, tuple(p.first_day for p in found), window)
    return line


def _no_lines(facts: Facts) -> dict[str, _Line]:
    del facts
    return {}


def first_after(facts: Facts, measure_id: str, day: date) -> Point | None:
    """Return the first point of a measure that is dated wholly after a day."""
    line = _line(facts, measure_id)
    index = bisect_right(line.first_days, day.toordinal())
    return line.points[index] if index < len(line.points) else None


def _make_points(facts: Facts, measure_id: str) -> tuple[Point, ...]:
    measure = measures(facts)[measure_id]
    found = list(_scored(facts, measure) if measure.instrument else _tested(facts, measure))
    if measure_id in _LISTED:
        told_on = {point.on for point in found}
        found += [point for point in _LISTED[measure_id](facts) if point.on not in told_on]
    return _one_per_date(found)


def latest(
    facts: Facts,
    measure_id: str,
    day: date,
    *,
    after: date | None = None,
    days: float | None = None,
) -> Point | None:
    """Return the newest point of a measure that is certainly recent enough on a day.

    A point with an upper limit goes before a newer one without ("at least 2"), since it
    says more.

    Args:
        facts: the record on a day.
        measure_id: which measure.
        day: the day of the question; later points do not count.
        after: points dated wholly after this day only, if given.
        days: how old it may be; the measure's own window if not given.
    """
    line = _line(facts, measure_id)
    window = line.window_days if days is None else days
    today, too_early = day.toordinal(), after.toordinal() if after else 0
    newest: Point | None = None
    # Points are in order of their first day; those that begin later are passed over at once.
    for index in range(bisect_right(line.first_days, today) - 1, -1, -1):
        point = line.points[index]
        if point.last_day > today != point.first_day:
            continue
        if today - point.first_day > window or point.first_day <= too_early:
            break
        if not math.isinf(point.value.high):
            return point
        newest = newest or point
    return newest


def _scored(facts: Facts, measure: Measure) -> Iterable[Point]:
    scale = _scale(facts, measure.instrument)
    for score in facts.scores(measure.instrument):
        if score.on is None or score.site is not None:
            continue
        value = score.value
        if scale is not None:
            share = (value - score.scale_low) / (score.scale_high - score.scale_low)
            value = round(scale[0] + share * (scale[1] - scale[0]), 9)
        yield Point(score.on, Interval.exactly(value), (score.id,))


def _scale(facts: Facts, instrument: str) -> tuple[float, float] | None:
    """Return the instrument's own scale, to which answers are brought; None for counts."""
    known = facts.knowledge.instruments.get(instrument)
    if known is None or known.range is None:
        return None
    return known.range.low, known.range.high


def _tested(facts: Facts, measure: Measure) -> Iterable[Point]:
    for measured in facts.measurements(measure.analyte):
        entry = measured.entry
        if entry.on is None or measured.value is None:
            continue
        reference = _reference(measured, measure.unit)
        yield Point(entry.on, measured.value, (entry.id,), reference, is_within_range(measured))


def _reference(measured: Measured, unit: str) -> tuple[float | None, float | None]:
    """Return the laboratory's limits in the unit of the value."""
    entry, value = measured.entry, measured.value
    if entry.quantity is None or value is None:
        return None, None
    low, high = entry.reference_low, entry.reference_high
    if entry.quantity.unit == unit:
        return low, high
    if not entry.quantity.value:
        return None, None
    reached = value.low if math.isinf(value.high) else value.high
    factor = reached / entry.quantity.value
    return None if low is None else low * factor, None if high is None else high * factor


def is_within_range(measured: Measured) -> bool | None:
    """Tell whether the laboratory's own flag or range calls a value normal.

    No range of ours is used: without flag and range the answer is None.
    """
    low, high = is_below_range(measured), is_above_range(measured)
    if low or high:
        return False
    entry = measured.entry
    if entry.flag is not None and entry.flag.value == "normal":
        return True
    if entry.reference_low is None and entry.reference_high is None:
        return None
    # A range with one end only, such as "< 20", calls everything on its inner side normal.
    answers = [
        answer
        for limit, answer in ((entry.reference_low, low), (entry.reference_high, high))
        if limit is not None
    ]
    return None if None in answers else True


def is_below_range(measured: Measured) -> bool | None:
    """Tell whether the laboratory's own flag or lower limit calls a value low."""
    entry = measured.entry
    if entry.flag is not None:
        return bool(entry.flag.value == "low")
    if entry.quantity is None or entry.reference_low is None:
        return None
    if entry.quantity.comparator is None:
        return entry.quantity.value < entry.reference_low
    return entry.quantity.possible.compare("<", entry.reference_low)


def is_above_range(measured: Measured) -> bool | None:
    """Tell whether the laboratory's own flag or upper limit calls a value high."""
    entry = measured.entry
    if entry.flag is not None:
        return bool(entry.flag.value == "high")
    if entry.quantity is None or entry.reference_high is None:
        return None
    if entry.quantity.comparator is None:
        return entry.quantity.value > entry.reference_high
    return entry.quantity.possible.compare(">", entry.reference_high)


def _seen_on_mri(facts: Facts) -> Iterable[Point]:
    for view in mri_views(facts):
        yield Point(view.on, counts(facts)[view.study.id].present, (view.study.id,))


def _examined(facts: Facts) -> Iterable[Point]:
    """Count active places from what studies and findings say of them; at least so many."""
    hurting: dict[PartialDate, list[Finding]] = {}
    for sign in _LOCAL_SIGNS:
        for finding in facts.findings(sign):
            if finding.on and finding.site and finding.status is FactStatus.PRESENT:
                hurting.setdefault(finding.on, []).append(finding)
    at_least: dict[PartialDate, tuple[float, tuple[str, ...]]] = {
        on: (n_distinct(place_of(f.site) for f in found if f.site), ids(found))
        for on, found in hurting.items()
    }
    for view in study_views(facts):
        # A scan tells which of its own lesions hurt; elsewhere it may hurt as well.
        active = (counts(facts)[view.study.id].clinically_active.low, (view.study.id,))
        at_least[view.on] = max(at_least.get(view.on, (0.0, ())), active)
    for on, (n, entries) in at_least.items():
        if n:
            yield Point(on, Interval(n, math.inf), tuple(sorted(entries)))


def _one_per_date(found: list[Point]) -> tuple[Point, ...]:
    found.sort(key=lambda point: (point.first_day, point.last_day, point.entries))
    merged: list[Point] = []
    for point in found:
        if merged and _is_same_date(merged[-1], point):
            merged[-1] = _together(merged[-1], point)
        else:
            merged.append(point)
    return tuple(merged)


def _is_same_date(a: Point, b: Point) -> bool:
    return a.first_day == b.first_day and a.last_day == b.last_day


def _together(a: Point, b: Point) -> Point:
    low, high = (min(a.value, b.value, key=_low)), (max(a.value, b.value, key=_high))
    value = Interval(low.low, high.high, low.low_open, high.high_open)
    normal = a.is_normal if a.is_normal is b.is_normal else None
    return Point(a.on, value, (*a.entries, *b.entries), a.reference, normal)


def _low(value: Interval) -> tuple[float, bool]:
    return value.low, value.low_open


def _high(value: Interval) -> tuple[float, bool]:
    return value.high, not value.high_open


# Counts that can also be made from what is listed, where nobody told the number.
_LISTED = {"mri_lesion_count": _seen_on_mri, "clinical_lesion_count": _examined}
