"""Dates as records have them: a year, a month or a day, compared honestly."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from attrs import field, frozen

from crmo.errors import InvalidValueError

_TIME = r"[T ]\d{1,2}(?::\d{2}){0,2}(?:[.,]\d+)?\s?(?:Z|[+-]\d{2}(?::?\d{2})?)?"
_PATTERN = re.compile(rf"(\d{{4}})(?:-(\d{{2}})(?:-(\d{{2}})(?:{_TIME})?)?)?\Z", re.ASCII)
_EXPECTED = "a date written 2024, 2024-05 or 2024-05-17"


@frozen(order=False, repr=False)
class PartialDate:
    """A day, a month or a year; what is not known stays unknown.

    `2024` is neither before nor after `2024-05`: comparisons answer True, False or, where the
    dates overlap without being the same day, None. There is deliberately no `<`.

    Args:
        year: 1 to 9999.
        month: 1 to 12, or None when only the year is known.
        day: day of the month, or None; needs a month.

    Raises:
        InvalidValueError: the parts do not make a date.
    """

    year: int
    month: int | None = None
    day: int | None = None
    earliest: date = field(init=False, eq=False)
    latest: date = field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise _invalid(f"{self.year}-?-{self.day}")
        try:
            # Not `or`: month 0 is no month.
            month = 1 if self.month is None else self.month
            earliest = date(self.year, month, 1 if self.day is None else self.day)
        except (ValueError, TypeError) as error:
            raise _invalid((self.year, self.month, self.day)) from error
        object.__setattr__(self, "earliest", earliest)
        object.__setattr__(self, "latest", self._last_day())

    def _last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @classmethod
    def parse(cls, text: str | date | PartialDate) -> PartialDate:
        """Read `2024`, `2024-05`, `2024-05-17`, or a timestamp, of which the day is kept.

        Raises:
            InvalidValueError: the text is none of these, or names no real day.
        """
        if isinstance(text, PartialDate):
            return text
        if isinstance(text, date):
            return cls(text.year, text.month, text.day)
        if not isinstance(text, str):
            raise _invalid(text)
        return _parsed(text)

    @property
    def is_day(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    def is_before(self, other: PartialDate | date) -> bool | None:
        """Whether this lies wholly before the other; None when the two overlap."""
        other = PartialDate.parse(other)
        if self.latest < other.earliest:
            return True
        return False if self.earliest >= other.latest else None

    def is_after(self, other: PartialDate | date) -> bool | None:
        """Whether this lies wholly after the other; None when the two overlap."""
        return PartialDate.parse(other).is_before(self)

    def days_until(self, other: PartialDate | date) -> tuple[int, int]:
        """Return the fewest and the most days from this date to the other."""
        other = PartialDate.parse(other)
        return (other.earliest - self.latest).days, (other.latest - self.earliest).days

    def __str__(self) -> str:
        if self.day is not None:
            return self.earliest.isoformat()
        return f"{self.year:04d}" if self.month is None else f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"PartialDate('{self}')"


@lru_cache(maxsize=16384)
def _parsed(text: str) -> PartialDate:
    match = _PATTERN.match(text.strip())
    if not match:
        raise _invalid(text)
    year, month, day = match.groups()
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)


def _invalid(came: object) -> InvalidValueError:
    return InvalidValueError(
        "this is not a date.", came=came, expected=_EXPECTED, todo="Leave out what is not known."
    )
