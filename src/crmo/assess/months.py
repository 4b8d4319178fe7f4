"""Calendar arithmetic in months, as appointments are made."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from crmo.record import PartialDate

DAYS_PER_MONTH = 30.4375


def months_after(day: date, months: float) -> date:
    """Return the same day some whole months later, or the last day of a shorter month.

    Args:
        day: the day to count from.
        months: whole months; may be negative.
    """
    index = day.year * 12 + day.month - 1 + int(months)
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if year > date.max.year else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: PartialDate | date, end: PartialDate | date) -> tuple[float, float]:
    """Return the fewest and the most months from one date to another."""
    low, high = PartialDate.parse(start).days_until(end)
    return low / DAYS_PER_MONTH, high / DAYS_PER_MONTH
