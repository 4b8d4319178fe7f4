"""The note's own date, and every date it tells, each as exact as it was told.

The order of day and month is learnt from the note: from a date that can be read one way only, from
the day it was told to be of, from the order of its written months, from words of one country. Where
all of these are silent or disagree, the year alone is kept and the date is listed as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmo.errors import InvalidValueError
from crmo.notes.context import DateMention
from crmo.notes.date_pairs import is_of_the_past, may_be_day
from crmo.notes.date_words import Written, word_before, written_dates
from crmo.notes.note_date import is_labelled, the_notes_own
from crmo.notes.reading import Unread
from crmo.notes.vocabulary import rules
from crmo.record import PartialDate

_LONGEST_MONTHS = 24
_OLDEST_CHILD_YEARS = 18
_RECENT_YEARS = 3
_NEAR_DAYS = 92
_LIST_OF_MONTHS = re.compile(r"\s*(?:,|and|&|to|until|till|through|-|/|,\s*and)\s*")
_SHORTEST_YEAR = 10
_MANY = 60
_WHY = "day and month cannot be told apart; only the year was kept"


class DatesRead(NamedTuple):
    """What dates a note tells.

    Args:
        on: the note's own date: the one given, or the one found, or None.
        dates: every date told, in the order of the text, without overlap.
        unread: dates whose day and month cannot be told apart.
    """

    on: date | None
    dates: tuple[DateMention, ...]
    unread: tuple[Unread, ...]


class _Frame(NamedTuple):
    """What a date is read by: its note, the order of day and month there, the note's day."""

    folded: str
    is_day_first: bool | None
    on: date | None


def read_dates(text: str, folded: str, on: date | None = None) -> DatesRead:
    """Find and read the dates of a note.

    Args:
        text: the note as given.
        folded: the same in lower case with plain dashes and spaces, of the same length.
        on: the note's date if it is known; nothing is looked for then.
    """
    everything = _with_years(folded, _without_overlap(written_dates(folded)))
    written = [each for each in everything if each.form != "maybe_pair"]
    day_first = _is_day_first(folded, written, on)
    on = on or _own_date(_Frame(folded, day_first, None), written)
    frame = _Frame(folded, day_first, on)
    if len(written) < len(everything):
        written = _with_likely_pairs(frame, everything)
    dates: list[DateMention] = []
    unread: list[Unread] = []
    for each in written:
        read = _read(frame, each)
        if read is None:
            continue
        dates.append(DateMention(each.start, each.end, read, f"date.{each.form}"))
        if each.form == "numbers" and read.month is None:
            unread.append(Unread(each.start, each.end, text[each.start : each.end], _WHY))
    return DatesRead(on, tuple(dates), tuple(unread))


def _without_overlap(found: Iterable[Written]) -> list[Written]:
    kept: list[Written] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _with_years(folded: str, written: list[Written]) -> list[Written]:
    """Give months of a list the year told behind the last: `between January and July 2023`."""
    for at in range(len(written) - 2, -1, -1):
        each, following = written[at], written[at + 1]
        if each.form not in ("month", "month_day") or following.form not in ("month", "day_month"):
            continue
        if each.form == "month" and each.parts[1] is not None:
            continue
        month, year = following.parts[-2:]
        if year is None or not _LIST_OF_MONTHS.fullmatch(folded, each.end, following.start):
            continue
        full = int(year) - (each.parts[0] > month)
        if each.form == "month":
            written[at] = each._replace(parts=(each.parts[0], full))
        else:
            written[at] = each._replace(form="day_month", parts=(*each.parts[::-1], full))
    return _with_short_years(folded, written)


def _with_short_years(folded: str, written: list[Written]) -> list[Written]:
    """Read `Jan 24   Mar 24   May 24` as months of one year: no table has one day only."""
    found: dict[tuple[int, int], list[int]] = {}
    for at, each in enumerate(written):
        if each.form == "month_day" and each.parts[1] >= _SHORTEST_YEAR:
            line = folded.count("\n", 0, each.start) if len(written) < _MANY else 0
            found.setdefault((line, each.parts[1]), []).append(at)
    for (_, year), places in found.items():
        if len({written[at].parts[0] for at in places}) > 1:
            for at in places:
                parts = (written[at].parts[0], 2000 + year)
                written[at] = written[at]._replace(form="month", parts=parts)
    return written


# --- the order of day and month --------------------------------------------------------------


def _is_day_first(folded: str, written: Sequence[Written], on: date | None) -> bool | None:
    slashed = [each.parts for each in written if each.form == "numbers"]
    slashed += [(*each.parts, None) for each in written if each.form == "pair"]
    if not slashed:
        return _order_of_country(folded) if _has_month_then_day(written) else None
    shown: set[bool] = {first > 12 for first, second, _ in slashed if (first > 12) != (second > 12)}
    shown -= {False} if _only_pairs_show(written) else set()
    if len(shown) == 1:
        return shown.pop()
    if shown:
        return None
    if on is not None:
        same: set[bool] = {
            (first, second) == (on.day, on.month)
            for first, second, year in slashed
            if first != second and {first, second} == {on.day, on.month} and year is not None
        }
        if len(same) == 1:
            return same.pop()
    told = _order_of_country(folded)
    return told if told is not None or on is None else _order_of_the_past(folded, written, on)


def _order_of_the_past(folded: str, written: Sequence[Written], on: date) -> bool | None:
    """`Biopsy done 4/1/24` in a note of 9 January 2024: April was still to come."""
    shown: set[bool] = set()
    for each in written:
        if each.form != "numbers" or not is_of_the_past(folded, each):
            continue
        first, second, year = each.parts
        full = _full_year(year, on)
        ahead = {
            is_day_first
            for is_day_first, month, day in ((True, second, first), (False, first, second))
            if (full, month, day) > (on.year, on.month, on.day)
        }
        if len(ahead) == 1:
            shown.add(not ahead.pop())
    return shown.pop() if len(shown) == 1 else None


def _has_month_then_day(written: Sequence[Written]) -> bool:
    return any(each.form == "month_day" for each in written)


def _only_pairs_show(written: Sequence[Written]) -> bool:
    """Whether month-first is shown by bare pairs alone, which may be month and year (11/22)."""
    return not any(each.form == "numbers" and each.parts[1] > 12 for each in written)


def _order_of_country(folded: str) -> bool | None:
    british = any(_begins_a_word(folded, word) for word in rules("dates")["british"])
    american = any(_begins_a_word(folded, word) for word in rules("dates")["american"])
    return None if british == american else british


def _begins_a_word(folded: str, beginning: str) -> bool:
    at = folded.find(beginning)
    while at > 0 and folded[at - 1].isalpha():
        at = folded.find(beginning, at + 1)
    return at >= 0


# --- the note's own date ---------------------------------------------------------------------


def _own_date(frame: _Frame, written: Sequence[Written]) -> date | None:
    folded = frame.folded
    whole: list[tuple[Written, date]] = []
    for each in written:
        if each.form in ("ymd", "numbers", "dotted", "day_month"):
            read = _read(frame, each)
            if read is not None and read.is_day and not is_labelled(folded, each, "not_own"):
                whole.append((each, read.earliest))
    return the_notes_own(folded, whole)


# --- one date --------------------------------------------------------------------------------


def _read(frame: _Frame, each: Written) -> PartialDate | None:
    try:
        return _READERS[each.form](frame, each)
    except (InvalidValueError, OverflowError, ValueError):
        return None


def _full_year(year: str | int, on: date | None) -> int:
    number = int(year)
    if number >= 100:
        return number
    newest = (on.year if on else 2050) % 100 + 1
    return 2000 + number if number <= newest else 1900 + number


def _ymd(_: _Frame, each: Written) -> PartialDate:
    return PartialDate(*each.parts)


def _dotted(frame: _Frame, each: Written) -> PartialDate:
    day, month, year = each.parts
    return PartialDate(_full_year(year, frame.on), month, day)


def _numbers(frame: _Frame, each: Written) -> PartialDate:
    first, second, written_year = each.parts
    year = _full_year(written_year, frame.on)
    if first > 12 or second > 12 or first == second:
        day, month = (first, second) if first > 12 else (second, first)
        return PartialDate(year, month, day)
    if frame.is_day_first is None:
        return PartialDate(year)
    return (
        PartialDate(year, second, first) if frame.is_day_first else PartialDate(year, first, second)
    )


def _day_month(frame: _Frame, each: Written) -> PartialDate | None:
    day, month, year = each.parts
    if year is not None:
        return PartialDate(_full_year(year, frame.on), month, day)
    return _near(frame, each, month, day)


def _month_day(frame: _Frame, each: Written) -> PartialDate | None:
    month, day = each.parts
    return _near(frame, each, month, None if frame.is_day_first else day)


def _month(frame: _Frame, each: Written) -> PartialDate | None:
    month, year = each.parts
    if year is not None:
        return PartialDate(_full_year(year, frame.on), month)
    return _near(frame, each, month, None)


def _near(frame: _Frame, each: Written, month: int, day: int | None) -> PartialDate | None:
    """Return a date told without its year: the last one, or the nearest if it may lie ahead."""
    on = frame.on
    if on is None:
        return None
    if word_before(frame.folded, each.start) in rules("dates")["ahead"]:
        dates = [PartialDate(year, month, day) for year in (on.year - 1, on.year, on.year + 1)]
        return min(dates, key=lambda one: _days(one, on))
    this = PartialDate(on.year, month, day)
    return PartialDate(on.year - 1, month, day) if this.earliest > on else this


def _days(one: PartialDate, on: date) -> int:
    return min(abs((one.earliest - on).days), abs((one.latest - on).days))


def _pair(frame: _Frame, each: Written) -> PartialDate | None:
    """Read `13/08` or `11/22`: a day and month, or a month and year; what both may be is kept."""
    if frame.on is None:
        return None
    first, second = each.parts
    as_month = None
    year = 2000 + second
    if 1 <= first <= 12 and frame.on.year - _OLDEST_CHILD_YEARS <= year <= frame.on.year:
        as_month = PartialDate(year, first)
    as_day = None
    day, month = (first, second) if frame.is_day_first else (second, first)
    if frame.is_day_first is None and (first > 12) != (second > 12):
        day, month = (first, second) if first > 12 else (second, first)
    if (
        1 <= month <= 12
        and 1 <= day <= 31
        and (frame.is_day_first is not None or max(first, second) > 12)
    ):
        as_day = _near(frame, each, month, day)
    if as_day is None or as_month is None:
        return as_day or as_month
    if (as_day.year, as_day.month) == (as_month.year, as_month.month):
        return as_month
    is_day = as_month.year < frame.on.year - _RECENT_YEARS
    is_day = is_day or word_before(frame.folded, each.start) == "on"
    is_recent = frame.is_day_first is False and (frame.on - as_day.earliest).days <= _NEAR_DAYS
    return as_day if is_day or is_recent else None


def _with_likely_pairs(frame: _Frame, everything: Sequence[Written]) -> list[Written]:
    """Take pairs as days where the note writes days so: `MRI 4/6` beside `admitted 4/3`."""
    has_others = any(each.form in ("pair", "numbers") for each in everything)
    return [
        each if each.form != "maybe_pair" else each._replace(form="pair")
        for each in everything
        if each.form != "maybe_pair" or _is_likely(frame, each, has_others=has_others)
    ]


def _is_likely(frame: _Frame, each: Written, *, has_others: bool) -> bool:
    on = frame.on
    is_sure = max(each.parts) > 12
    if on is None or not (is_sure or (has_others and frame.is_day_first is not None)):
        return False
    if not may_be_day(frame.folded, each, is_day_first=frame.is_day_first):
        return False
    told = _read(frame, each._replace(form="pair"))
    return told is not None and told.is_day and 0 <= (on - told.earliest).days <= _NEAR_DAYS


def _year(_: _Frame, each: Written) -> PartialDate:
    return PartialDate(each.parts[0])


def _ago(frame: _Frame, each: Written) -> PartialDate | None:
    return None if frame.on is None else before(frame.on, *each.parts)


def before(on: date, number: float, unit: str) -> PartialDate:
    """Return the date so long before a day, as exact as the words are.

    Days back give a day up to a fortnight, weeks and months a month, years a year.
    """
    if unit == "day":
        day = PartialDate.parse(on - timedelta(days=number))
        return day if number <= 14 else PartialDate(day.year, day.month)
    if unit == "week":
        day = PartialDate.parse(on - timedelta(weeks=number))
        return PartialDate(day.year, day.month)
    months = round(number * (12 if unit == "year" else 1))
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    exact = unit == "month" and number <= _LONGEST_MONTHS
    return PartialDate(year, month + 1 if exact else None)


def _day(frame: _Frame, each: Written) -> PartialDate | None:
    return None if frame.on is None else PartialDate.parse(frame.on - timedelta(days=each.parts[0]))


def _weekday(frame: _Frame, each: Written) -> PartialDate | None:
    weekday, which = each.parts
    if frame.on is None or which == "this":
        return None
    back = (frame.on.weekday() - weekday) % 7 or 7
    return PartialDate.parse(frame.on - timedelta(days=back))


def _last(frame: _Frame, each: Written) -> PartialDate | None:
    return None if frame.on is None else before(frame.on, 1, each.parts[0])


def _this(frame: _Frame, each: Written) -> PartialDate | None:
    if frame.on is None:
        return None
    return PartialDate(frame.on.year, None if each.parts[0] == "year" else frame.on.month)


_READERS = {
    "ymd": _ymd,
    "dotted": _dotted,
    "numbers": _numbers,
    "day_month": _day_month,
    "month_day": _month_day,
    "month": _month,
    "pair": _pair,
    "year": _year,
    "ago": _ago,
    "lasting": _ago,
    "day": _day,
    "weekday": _weekday,
    "last": _last,
    "this": _this,
}
