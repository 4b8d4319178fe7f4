"""Dates as houses write them, and how exactly each of them is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from crmo.record import PartialDate
from crmo.simulate.chance import Luck
from crmo.simulate.documents.amounts import spoken
from crmo.simulate.documents.site_words import ORDINALS

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def written(day: PartialDate, form: str, dialect: str) -> str:
    """Return a date in a form; nothing is added to a month or a year.

    Args:
        day: the date.
        form: `number` (11/07/2023), `short_number` (11/7/23), `short` (11 Jul 2023), `words`
            (11 July 2023), `spoken` (the eleventh of July 2023).
        dialect: the month comes first in en_US.
    """
    if day.month is None:
        return str(day.year)
    month = MONTHS[day.month - 1]
    if day.day is None:
        return _month(day.year, day.month, month, form)
    if form in ("number", "short_number"):
        return _in_numbers(day.earliest, form, dialect)
    if form == "spoken" and dialect == "en_GB":
        return f"the {_ordinal(day.day)} of {month} {day.year}"
    name = month[:3] if form == "short" else month
    if dialect == "en_US":
        return f"{name} {day.day}, {day.year}"
    return f"{day.day} {name} {day.year}"


def since(
    start: PartialDate, today: date, luck: Luck, in_months: Callable[[int], str]
) -> tuple[str, str, str]:
    """Return how long something has been there.

    Returns:
        The kind of wording (`since_day`, `since`, `since_span`), the words, and the date that
        the words give, as exactly as they give it. Empty words: tell the date itself.
    """
    if start.month is None:
        return ("since", str(start.year), str(start.year))
    months = (today.year - start.year) * 12 + today.month - start.month
    month_told = f"{start.year:04d}-{start.month:02d}"
    if start.day is not None and 2 <= (today - start.earliest).days <= 6 and luck.happens(0.5):
        return ("since_day", f"last {_DAYS[start.earliest.weekday()]}", str(start))
    if 2 <= months <= 11 and luck.happens(0.5):
        return ("since_span", in_months(months), month_told)
    if 1 <= months <= 10 and luck.happens(0.4):
        return ("since", MONTHS[start.month - 1], month_told)
    return ("since_day" if start.day else "since", "", str(start))


def _in_numbers(day: date, form: str, dialect: str) -> str:
    if form == "short_number":
        first, second = (day.month, day.day) if dialect == "en_US" else (day.day, day.month)
        return f"{first}/{second}/{day.year % 100:02d}"
    if dialect == "en_US":
        return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _month(year: int, number: int, month: str, form: str) -> str:
    if form == "short_number":
        return f"{number:02d}/{year:04d}"
    return f"{month[:3]} {year}" if form == "short" else f"{month} {year}"


def _ordinal(n: int) -> str:
    if n <= len(ORDINALS):
        return ORDINALS[n - 1]
    if n in (20, 30):
        return "twentieth" if n == 20 else "thirtieth"
    if n > 20:
        return f"{'twenty' if n < 30 else 'thirty'} {ORDINALS[n % 10 - 1]}"
    word = spoken(str(n))
    return f"{word}th"
