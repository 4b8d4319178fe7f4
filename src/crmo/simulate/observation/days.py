"""Days as the record writes them, and as families remember them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from crmo.record import PartialDate
from crmo.simulate.observation.parameters import Examination

FAR_DAYS = 32768  # about ninety years: every day of a simulated calendar is made once


@lru_cache(maxsize=FAR_DAYS)
def day_of(ordinal: int) -> PartialDate:
    """Return a day by its ordinal."""
    return PartialDate.parse(date.fromordinal(ordinal))


@lru_cache(maxsize=FAR_DAYS)
def iso_of(ordinal: int) -> str:
    """Return a day as text, `2022-10-04`."""
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=FAR_DAYS)
def _month_of(ordinal: int) -> PartialDate:
    day = date.fromordinal(ordinal)
    return PartialDate(day.year, day.month)


@lru_cache(maxsize=FAR_DAYS)
def _year_of(ordinal: int) -> PartialDate:
    return PartialDate(date.fromordinal(ordinal).year)


def remembered(
    ordinal: int, told_on: int, luck: float, examination: Examination, born: int
) -> PartialDate:
    """Return a past day as it is told on a later one: the day, its month or its year.

    A month or a year that is not over when it is told, or that reaches back before the birth,
    is told more exactly.

    Args:
        ordinal: when it was.
        told_on: when it is told, not before it.
        luck: from 0 to below 1; low luck remembers better.
        examination: how far back families remember days and months.
        born: day of birth.
    """
    ago = told_on - ordinal
    vagueness = (ago > examination.remembered_exactly_days) + (
        ago > examination.remembered_month_days
    )
    if luck < examination.remembered_better_share:
        vagueness -= 1
    if vagueness >= 2 and _is_over(year := _year_of(ordinal), told_on, born):
        return year
    if vagueness >= 1 and _is_over(month := _month_of(ordinal), told_on, born):
        return month
    return day_of(ordinal)


def _is_over(period: PartialDate, told_on: int, born: int) -> bool:
    return period.latest.toordinal() < told_on and period.earliest.toordinal() >= born
