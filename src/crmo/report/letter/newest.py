"""The newest answer on each scale and the newest value of each test."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.assess.facts import Measured
from crmo.assess.measures import is_within_range, measures, points
from crmo.record import Finding, Measurement, PartialDate, Score
from crmo.report.case import Case
from crmo.report.words import (
    interval_words,
    name_words,
    number_words,
    quantity_words,
    say,
)

GROWTH = ("height", "weight")


@frozen(kw_only=True)
class NewestScore:
    """The newest answer on a scale, and the one before it.

    Args:
        id: of the measure.
        name: what was asked.
        value: in words, with the top of the scale where there is one.
        on: its date.
        before: the answer before, in words, or empty.
        before_on: its date, or None.
        window_days: how old an answer may be and still count as of now.
        is_current: whether it is recent enough.
    """

    id: str
    name: str
    value: str
    on: PartialDate
    before: str
    before_on: PartialDate | None
    window_days: float
    is_current: bool


def newest_scores(case: Case) -> tuple[NewestScore, ...]:
    """Return the newest answer on each scale that the disease is followed by."""
    found = []
    for key, measure in measures(case.facts).items():
        told = points(case.facts, key) if measure.instrument and key != "mri_lesion_count" else ()
        if told:
            before = told[-2] if len(told) > 1 else None
            top = _top(case, measure.instrument)
            found.append(
                NewestScore(
                    id=key,
                    name=name_words(measure.label),
                    value=_of_scale(interval_words(told[-1].value), top),
                    on=told[-1].on,
                    before=_of_scale(interval_words(before.value), top) if before else "",
                    before_on=before.on if before else None,
                    window_days=measure.window_days,
                    is_current=(case.on - told[-1].on.earliest).days <= measure.window_days,
                )
            )
    return tuple(found)


def never_asked(case: Case) -> list[str]:
    """Return the names of the scales on which the record holds no answer."""
    return [
        name_words(measure.label)
        for key, measure in measures(case.facts).items()
        if measure.instrument and not measure.is_count and not points(case.facts, key)
    ]


def newest_tests(case: Case) -> tuple[Measured, ...]:
    """Return the newest dated value of each blood value or other test, growth left out."""
    found: dict[str, Measured] = {}
    for analyte in dict.fromkeys(each.analyte for each in case.of_kind(Measurement)):
        dated = [each for each in case.facts.measurements(analyte) if each.entry.on]
        if dated and analyte not in GROWTH:
            found[analyte] = dated[-1]
    order = {key: n for n, key in enumerate(case.knowledge.analytes)}
    return tuple(found[key] for key in sorted(found, key=lambda k: (order.get(k, len(order)), k)))


def measured_words(measured: Measured) -> str:
    """Return a value as it was written, and whether the laboratory's range calls it abnormal."""
    entry = measured.entry
    value = quantity_words(entry.quantity) if entry.quantity else entry.text
    if is_within_range(measured) is False:
        return say("{value} (outside the laboratory's range)", value=value)
    return value


def last_told(case: Case) -> date | None:
    """Return the newest day on which a finding or an answer on a scale was recorded."""
    entries = (*case.of_kind(Finding), *case.of_kind(Score))
    return max((e.on.earliest for e in entries if e.on and e.on.is_day), default=None)


def _top(case: Case, instrument: str) -> float | None:
    known = case.knowledge.instruments.get(instrument)
    return known.range.high if known and known.range else None


def _of_scale(value: str, top: float | None) -> str:
    return value if top is None else say("{value} of {top}", value=value, top=number_words(top))
