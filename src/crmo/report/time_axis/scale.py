"""From days to places on the axis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from crmo.record import PartialDate


@frozen
class TimeScale:
    """Places days between the left and the right edge of a drawing.

    Args:
        start: the day at the left edge.
        end: the day at the right edge, after `start`.
        width: width of the drawing.
    """

    start: date
    end: date
    width: float

    def x(self, day: date) -> float:
        """Return the place of a day; days outside stand at the edge."""
        share = (day - self.start).days / (self.end - self.start).days
        return self.width * min(1.0, max(0.0, share))

    def centre(self, when: PartialDate) -> float:
        """Return the middle of a day, month or year."""
        return (self.x(when.earliest) + self.x(when.latest)) / 2

    @property
    def per_year(self) -> float:
        """Width of a year."""
        return self.width * 365.25 / (self.end - self.start).days

    def years(self) -> Iterator[date]:
        """Return each New Year's Day on the axis."""
        for year in range(self.start.year, self.end.year + 1):
            day = date(year, 1, 1)
            if self.start <= day <= self.end:
                yield day

    def months(self, every: int) -> Iterator[date]:
        """Return the first of every so many months, New Year's Days left out."""
        for year in range(self.start.year, self.end.year + 1):
            for month in range(1 + every, 13, every):
                day = date(year, month, 1)
                if self.start <= day <= self.end:
                    yield day

    def birthdays(self, born: date) -> Iterator[tuple[int, date]]:
        """Return each birthday on the axis with the age reached."""
        for year in range(max(born.year, self.start.year), self.end.year + 1):
            # A child of 29 February has the birthday on 1 March in other years.
            leap_day = born.month == 2 and born.day == 29
            is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            day = date(year, 3, 1) if leap_day and not is_leap else born.replace(year=year)
            if self.start <= day <= self.end:
                yield year - born.year, day
