"""Ages and durations between partial dates."""

from __future__ import annotations

from datetime import date

from crmo.record.interval import Interval
from crmo.record.partial_date import PartialDate

DAYS_PER_YEAR = 365.25


def years_between(start: PartialDate, end: PartialDate) -> Interval:
    """Return the possible completed time from start to end, in years.

    Whole years are counted by birthdays, so that a child is 18.0 on the 18th birthday whatever
    the number of leap years before it.
    """
    return Interval(_years(start.latest, end.earliest), _years(start.earliest, end.latest))


def _years(start: date, end: date) -> float:
    if end < start:
        return -_years(end, start)
    whole = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    anniversary = _anniversary(start, start.year + whole)
    return whole + (end - anniversary).days / DAYS_PER_YEAR


def _anniversary(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
