"""Dates as people write them, read the same way throughout one file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen

from crmo.errors import InvalidValueError
from crmo.exchange.spreadsheet.cell import Broken, CellValue, text_of
from crmo.exchange.spreadsheet.wording import word_key
from crmo.record import PartialDate

_TIME = r"(?:[T ]\d{1,2}:\d{2}.*)?\Z"
_DOTTED = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}){_TIME}", re.ASCII)
_SLASHED = re.compile(rf"(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}}){_TIME}", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}}){_TIME}", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})\Z", re.ASCII)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]*)?([a-z]{3,9})\.?,?[\s-]*(\d{4})\Z", re.ASCII
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z", re.ASCII)
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\Z", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}\Z", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan januar january jaenner", "feb februar february", "mar maerz march mrz"),
            *("apr april", "mai may", "jun juni june", "jul juli july", "aug august"),
            *("sep sept september", "okt oct oktober october", "nov november"),
            "dez dec dezember december",
        ),
        start=1,
    )
    for name in names.split()
}


@frozen
class ReadDate:
    """What a cell means as a date.

    Args:
        date: the date, or None when it cannot be read.
        code: kind of the remark to make, or empty.
        message: its words.
    """

    date: PartialDate | None
    code: str = ""
    message: str = ""


@frozen
class DateStyle:
    """Whether 05/06/2024 is 5 June or 6 May in one file.

    Args:
        is_day_first: None when no date of the file tells, or two contradict each other.
        contradicts: whether some dates can only be read one way, and some only the other.
    """

    is_day_first: bool | None = None
    contradicts: bool = False

    @classmethod
    def learnt_from(cls, texts: Iterable[str]) -> DateStyle:
        """Return the style that the unambiguous dates of a file show."""
        found = {
            int(match[1]) > 12
            for text in texts
            if (match := _SLASHED.match(text.strip()))
            and (int(match[1]) > 12) != (int(match[2]) > 12)
        }
        if len(found) == 1:
            return cls(found.pop())
        return cls(None, contradicts=bool(found))

    def read(self, value: CellValue, day_zero: date) -> ReadDate:
        """Return what a cell means as a date.

        Args:
            value: the cell.
            day_zero: the day that numbers count from.
        """
        if isinstance(value, PartialDate):
            return ReadDate(value)
        if isinstance(value, Broken):
            return ReadDate(None, "cell-broken", f"{value.why}.")
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not _COMPACT.match(text_of(value)):
                return _from_number(value, day_zero)
            value = text_of(value)
        text = str(value).strip()
        if _SERIAL.match(text):
            return _from_number(float(text), day_zero)
        try:
            return self._from_text(text)
        except InvalidValueError:
            return ReadDate(None, "date-not-read", "this is not a date. Write 2024-05-17.")

    def _from_text(self, text: str) -> ReadDate:
        if match := _DOTTED.match(text):
            return ReadDate(_date(match[3], match[2], match[1]))
        if match := _SLASHED.match(text):
            return self._from_slashes(int(match[1]), int(match[2]), int(match[3]))
        if match := _YEAR_FIRST.match(text):
            return ReadDate(_date(*match.groups()))
        if match := _COMPACT.match(text):
            return ReadDate(_date(*match.groups()))
        if match := _MONTH.match(text):
            return ReadDate(_date(match[2], match[1]))
        if _SHORT_YEAR.match(text):
            message = "the year has two digits only. Write 2024-05-17."
            return ReadDate(None, "date-short-year", message)
        return _from_month_name(text) or ReadDate(PartialDate.parse(text))

    def _from_slashes(self, first: int, second: int, year: int) -> ReadDate:
        if first > 12 or second > 12 or first == second:
            day, month = (first, second) if first > 12 else (second, first)
            return ReadDate(_date(year, month, day))
        if self.is_day_first is None:
            why = "the file has dates of both kinds" if self.contradicts else "no date tells"
            message = f"day and month cannot be told apart ({why}); only the year was kept."
            return ReadDate(PartialDate(year), "date-ambiguous", f"{message} Write 2024-05-17.")
        day, month = (first, second) if self.is_day_first else (second, first)
        order = "day first" if self.is_day_first else "month first"
        message = f"read with the {order}, as other dates of this file show."
        return ReadDate(_date(year, month, day), "date-order", message)


def _from_month_name(text: str) -> ReadDate | None:
    key = word_key(text)
    if (match := _NAMED.match(key)) and match[2] in _MONTHS:
        return ReadDate(_date(match[3], _MONTHS[match[2]], match[1]))
    if (match := _NAMED_FIRST.match(key)) and match[1] in _MONTHS:
        return ReadDate(_date(match[3], _MONTHS[match[1]], match[2]))
    return None


def _from_number(value: float, day_zero: date) -> ReadDate:
    if value == int(value) and 1900 <= value <= 2100:
        return ReadDate(PartialDate(int(value)))
    if 20_000 <= value < 80_000:
        day = PartialDate.parse(day_zero + timedelta(days=int(value)))
        message = "a number of days, as spreadsheets count dates; read as such."
        return ReadDate(day, "date-serial", message)
    return ReadDate(None, "date-not-read", "this number is not a date. Write 2024-05-17.")


def _date(year: str | int, month: str | int, day: str | int | None = None) -> PartialDate:
    return PartialDate(int(year), int(month), None if day is None else int(day))
