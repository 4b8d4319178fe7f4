"""Days from the event table as the partial dates of a record, and in words."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from crmo.record import PartialDate


def partial_date(lo: date | None, hi: date | None) -> PartialDate | None:
    """Return the narrowest day, month or year that holds an interval of days.

    A record knows days, months and years. What spans more than one year is undated there; the
    interval itself is told by `days_words`.
    """
    if lo is None or hi is None or lo.year != hi.year:
        return None
    if lo == hi:
        return PartialDate(lo.year, lo.month, lo.day)
    return PartialDate(lo.year, lo.month) if lo.month == hi.month else PartialDate(lo.year)


def is_wider(lo: date | None, hi: date | None) -> bool:
    """Whether the record's date says less than the interval did."""
    told = partial_date(lo, hi)
    if lo is None or hi is None:
        return lo is not None or hi is not None
    return told is None or (told.earliest, told.latest) != (lo, hi)


def days_words(lo: date | None, hi: date | None) -> str:
    """Return days as `2019-03-04`, `2019-03`, `2019`, or from one day to another; '' if undated."""
    if lo is None or hi is None:
        return ""
    if lo == hi:
        return lo.isoformat()
    if lo.day == 1 and hi.day == monthrange(hi.year, hi.month)[1]:
        if (lo.year, lo.month) == (hi.year, hi.month):
            return f"{lo.year:04d}-{lo.month:02d}"
        if (lo.month, hi.month) == (1, 12) and lo.year == hi.year:
            return f"{lo.year:04d}"
    return f"{lo.isoformat()} to {hi.isoformat()}"
