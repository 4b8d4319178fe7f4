"""The quantities drawn as lines, from the curves that the assessment makes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from crmo.assess.series import Series, SeriesPoint, series_from
from crmo.record import Interval, Measurement, Score
from crmo.report.case import Case
from crmo.report.time_axis.values import Band, Point, Track
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

# Names short enough for the label column.
_SHORT = {
    "pain": "Pain",
    "patient_global": "Patient global",
    "physician_global": "Physician global",
    "chaq": "CHAQ",
    "crp": "CRP",
    "esr": "ESR",
    "clinical_lesion_count": "Lesions felt",
}
# Lesions on MRI are the numbers in the marks of the scans.
_LEFT_TO_SCANS = frozenset({"mri_lesion_count"})


def tracks(case: Case) -> tuple[Track, ...]:
    """Return a track for each quantity of which the record holds a dated value."""
    curves = series_from(case.facts)
    unusable = _unusable(case, curves)
    found = [
        _track(case, curve, unusable.get(curve.id, 0))
        for curve in curves
        if curve.id not in _LEFT_TO_SCANS
    ]
    return tuple(track for track in found if track.points or track.left_out)


def _unusable(case: Case, curves: Iterable[Series]) -> Mapping[str, int]:
    """Count the dated blood values that are no point of their curve: no unit or no number."""
    drawn = {entry for curve in curves for point in curve.points for entry in point.entries}
    counts: dict[str, int] = {}
    for entry in case.of_kind(Measurement):
        if entry.on and entry.id not in drawn:
            counts[entry.analyte] = counts.get(entry.analyte, 0) + 1
    return counts


def _track(case: Case, curve: Series, left_out: int) -> Track:
    short = _SHORT.get(curve.id)
    label = say(short) if short else capitalised(name_words(curve.label))
    points = tuple(_point(case, curve, label, point) for point in curve.points)
    band = _band(curve)
    top = _scale_top(case, curve.id)
    if top is not None:
        unit = say("0 to {top}", top=number_words(top))
    else:
        unit, top = unit_words(curve.unit), _ceiling(points, band)
    return Track(
        id=curve.id,
        label=label,
        unit=unit,
        low=0.0,
        high=top,
        points=points,
        band=band,
        left_out=left_out,
    )


def _point(case: Case, curve: Series, label: str, point: SeriesPoint) -> Point:
    high = math.inf if point.high is None else point.high
    value = Interval(point.low, high)
    told = _told(case, point) or interval_words(value, curve.unit)
    words = f"{date_words(point.on)}: {label} {told}"
    return Point(when=point.on, value=value, words=words, entry=point.entries[0])


def _told(case: Case, point: SeriesPoint) -> str:
    """Return a value as it was written; empty if the point rests on several entries."""
    entry = case.by_id.get(point.entries[0]) if len(point.entries) == 1 else None
    if isinstance(entry, Measurement) and entry.quantity is not None:
        return quantity_words(entry.quantity)
    if isinstance(entry, Score):
        top = number_words(entry.scale_high)
        return say("{value} of {top}", value=number_words(entry.value), top=top)
    return ""


def _band(curve: Series) -> Band | None:
    """Return the newest reference range that came with a value, in the curve's unit."""
    for point in reversed(curve.points):
        if point.reference_high is not None:
            words = say("reference range given with the value of {date}", date=date_words(point.on))
            return Band(low=point.reference_low or 0.0, high=point.reference_high, words=words)
    return None


def _scale_top(case: Case, measure: str) -> float | None:
    """Return the top of an instrument's own scale; None for counts and blood values."""
    instrument = case.knowledge.instruments.get(measure)
    scale = instrument.range if instrument else None
    return scale.high if scale else None


def _ceiling(points: Iterable[Point], band: Band | None) -> float:
    """Return a round number at or above everything drawn."""
    ends = [end for point in points for end in (point.value.low, point.value.high)]
    highest = max([end for end in ends if math.isfinite(end)], default=1.0)
    highest = max(highest, 1.6 * band.high if band else 0.0, 1e-9)
    power: float = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= highest)
