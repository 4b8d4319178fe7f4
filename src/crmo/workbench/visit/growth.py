"""How fast a child grew between two heights, as exactly as they were told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen
from django.utils.translation import gettext as _

from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import normalised
from crmo.record import Entry, Interval, Measurement, PartialDate
from crmo.report.words import date_words, interval_words, number_words

_DAYS_PER_YEAR = 365.25


@frozen(kw_only=True)
class Velocity:
    """Growth between two heights.

    Args:
        cm: how much.
        since: day of the earlier one.
        n_days: fewest and most days between them.
        cm_per_year: possible velocities, if each height is right to its last figure.
    """

    cm: float
    since: PartialDate
    n_days: tuple[int, int]
    cm_per_year: Interval


def growth_words(
    entries: Iterable[Entry], heights: Sequence[Measurement], knowledge: Knowledge
) -> str:
    """Return how much a child grew since the last height, in words; empty without a new height."""
    new = next((e for e in entries if isinstance(e, Measurement) and e.analyte == "height"), None)
    grown = height_velocity(heights, new, knowledge) if new else None
    if grown is None:
        return ""
    return _("%(cm)s cm since %(day)s, %(n)s days: %(rate)s cm a year") % {
        "cm": f"{'+' if grown.cm >= 0 else ''}{number_words(round(grown.cm, 1))}",
        "day": date_words(grown.since),
        "n": interval_words(Interval(float(grown.n_days[0]), float(grown.n_days[1]))),
        "rate": interval_words(_rounded(grown.cm_per_year)),
    }


def _rounded(rate: Interval) -> Interval:
    return Interval(round(rate.low, 1), round(rate.high, 1))


def height_velocity(
    heights: Sequence[Measurement], new: Measurement, knowledge: Knowledge
) -> Velocity | None:
    """Return the growth from the last height before a new one.

    The step of the last figure told counts as half unknown on either side, so that two heights
    shortly after one another give a wide interval instead of a number that means nothing.

    Args:
        heights: earlier heights, earliest first.
        new: the new one.
        knowledge: to bring both to centimetres.

    Returns:
        None when there is no earlier height, or a value or date that cannot be computed with.
    """
    now = _cm(new, knowledge)
    if new.on is None or now is None:
        return None
    for old in reversed(heights):
        was = _cm(old, knowledge)
        if was is None or old.on is None:
            continue
        fewest, most = old.on.days_until(new.on)
        if fewest > 0:
            slack = (_step(old) + _step(new)) / 2
            low, high = now - was - slack, now - was + slack
            rates = [cm / days for cm in (low, high) for days in (fewest, most)]
            return Velocity(
                cm=now - was,
                since=old.on,
                n_days=(fewest, most),
                cm_per_year=Interval(min(rates) * _DAYS_PER_YEAR, max(rates) * _DAYS_PER_YEAR),
            )
    return None


def _cm(measurement: Measurement, knowledge: Knowledge) -> float | None:
    value = normalised(measurement, knowledge).value
    return value.low if value is not None and value.is_exact else None


def _step(measurement: Measurement) -> float:
    """Return the size of the last figure that was told: 0.1 for 138.5, 1 for 138."""
    value = measurement.quantity.value if measurement.quantity else 0.0
    figures = f"{value:g}".partition(".")[2]
    return 10.0 ** -len(figures)
