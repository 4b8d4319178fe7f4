"""Dated points of every measure, for the time axis."""

from __future__ import annotations

import math
from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.measures import Point, measures, points
from crmo.knowledge import Knowledge
from crmo.record import PartialDate, PatientRecord


@frozen(slots=True, kw_only=True)
class SeriesPoint:
    """One value of a curve.

    Attributes:
        on: the date, as exactly as known; draw it from `on.earliest` to `on.latest`.
        low: lowest possible value.
        high: highest possible value, or None if there is no upper limit. Equal to `low` for an
            exact value; `<3` is 0 to 3.
        entries: ids of the entries it rests on.
        reference_low: lower limit of the laboratory's own range, in the curve's unit, or None.
        reference_high: upper limit, or None.
        is_normal: what the laboratory's range or flag says, or None.
    """

    on: PartialDate
    low: float
    high: float | None
    entries: tuple[str, ...]
    reference_low: float | None = None
    reference_high: float | None = None
    is_normal: bool | None = None


@frozen(slots=True, kw_only=True)
class Series:
    """One curve: a measure and its points.

    Attributes:
        id: id of the measure (`pain`, `crp`, `mri_lesion_count`).
        label: name for people.
        unit: UCUM unit of all points; `1` for scales and counts.
        points: earliest first, one per date.
    """

    id: str
    label: str
    unit: str
    points: tuple[SeriesPoint, ...]


def series(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Series, ...]:
    """Return the curves of pain, globals, CHAQ, lesion counts, ESR and CRP up to a day.

    Answers are brought to the instrument's own scale, blood values to the analyte's unit. A
    value without a unit, without a date, or in a unit that cannot be converted is not a point.

    Args:
        record: one child.
        knowledge: the rule `current_measures` names the measures and their order.
        on: the last day, inclusive.

    Returns:
        One series per measure; a measure that was never taken has no points.
    """
    return series_from(Facts(record, knowledge, on))


def series_from(facts: Facts) -> tuple[Series, ...]:
    """Return the same as `series` from facts that are already indexed."""
    return tuple(
        Series(
            id=measure.id,
            label=measure.label,
            unit=measure.unit,
            points=tuple(map(_series_point, points(facts, measure.id))),
        )
        for measure in measures(facts).values()
    )


def _series_point(point: Point) -> SeriesPoint:
    return SeriesPoint(
        on=point.on,
        low=point.value.low,
        high=None if math.isinf(point.value.high) else point.value.high,
        entries=point.entries,
        reference_low=point.reference[0],
        reference_high=point.reference[1],
        is_normal=point.is_normal,
    )
