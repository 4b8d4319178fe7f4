"""Dates as letters write them: found, taken apart, and not yet understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from crmo.notes.vocabulary import rules
from crmo.notes.written_numbers import NUMBER_WORDS, SPELLED, from_words


class Written(NamedTuple):
    """One date as written.

    Args:
        start: first character.
        end: character after the last.
        form: which of the forms below; decides what `parts` holds.
        parts: `ymd` year, month, day; `numbers` first, second, year; `pair` first, second;
            `day_month` day, month, year or None; `month` month, year or None; `year` year;
            `ago` and `lasting` how many, of which unit; `weekday` 0 to 6; `day` days back;
            `this` and `last` unit. A `maybe_pair` is a pair without a word that makes it a date.
    """

    start: int
    end: int
    form: str
    parts: tuple[Any, ...]


_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_UNIT = r"(?:day|week|wk|month|mth|mo|year|yr)"
_NUMBER = re.compile(r"[0-9](?<![0-9./].)[0-9]*")
_SPAN_BEFORE = re.compile(
    r"(?:\b(?:for|over|during|past|last|previous|history of|hx of|h/o)|[ \d]x)\s+"
    r"(?:(?:the|a|past|last|previous|about|approximately|approx|around|at least|nearly|almost|over"
    r"|some|roughly|more than|now|up to|good|total of)\s+)*\Z"
)
_AHEAD_BEFORE = re.compile(r"\b(?:next|further|another|coming|every|in)\s+\Z")
_WORD_BEFORE = re.compile(r"([\w'&./-]*[\w'&/-]|[(,:&/-])\.?\s*\Z")
# "Pain from 7/10 to 2/10", "average 6/10 (8/10 at night)": out of ten, not in October.
_OF_SCORES = frozenset(
    ["from", "to", "by", "of", "about", "around", "and", "(", ",", ":", "-", "&", "/", "at"]
)
# "May" is also a verb, and so is "march".
_BEFORE_MAY = frozenset(
    [
        "in",
        "since",
        "until",
        "till",
        "til",
        "last",
        "of",
        "from",
        "by",
        "during",
        "early",
        "late",
        "mid",
        "this",
        "next",
        "on",
        "for",
        "through",
    ]
)
_SURE_MONTHS = frozenset(
    ["january", "february", "june", "july", "september", "october", "november", "december"]
)


@cache
def _months() -> str:
    return "|".join(sorted(rules("dates")["months"], key=len, reverse=True))


@cache
def _digits() -> re.Pattern[str]:
    """Dates that begin with a digit."""
    return re.compile(
        r"(?P<iso>(?P<iy>(?:19|20)\d\d)(?P<is>[-/.])(?P<im>\d\d?)(?P=is)(?P<id>\d\d?)(?!\d))"
        r"|(?P<num>(?P<a>\d\d?)(?P<sep>[-/.])\s?(?P<b>\d\d?)(?P=sep)\s?(?P<ny>(?:19|20)?\d\d)"
        r"(?![\d]|[-/.]\d))"
        r"|(?P<compact>(?P<cy>20[0-3]\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12]\d|3[01])(?!\d))"
        r"|(?P<dm>(?P<dd>\d\d?)(?:st|nd|rd|th)?(?:[ ]?[-/]?[ ]?"
        rf"|[ ]{{2}})(?:of )?(?P<dmon>{_months()})(?:\b|(?=\d))"
        r"(?:\.?,?[ /-]*(?P<dy>(?:19|20)\d\d\b)|(?P<dy2>(?:[-/']|[ ]'|(?<=[a-z]))\d\d\b)"
        r"|(?P<dy3>[ ][0-3]\d)(?=\s*(?:[),;|&]|:(?!\d)|\.(?!\d)|\n|\Z)|[ ]{2}"
        r"|[ ](?:[-|]|and\b|to\b|showed\b|was\b|were\b)))?)"
        r"|(?P<my>(?P<mm>0?[1-9]|1[0-2])[/.](?P<mmy>(?:19|20)\d\d)(?!\d))"
        r"|(?P<pair>(?P<pa>\d\d?)/(?P<pb>\d\d?)(?![\d/]|\.\d))"
        r"|(?P<year>(?:19|20)\d\d)(?!\d|[./]\d|-(?!20\d\d\b)\d)"
        rf"|(?P<span>(?P<n>\d+(?:\.5)?)[ -]?(?P<unit>{_UNIT})s?\b'?(?P<tail>[ -]+(?:ago"
        rf"|history|hx|h/o))?)",
        re.ASCII,
    )


@cache
def _words() -> re.Pattern[str]:
    """Dates that begin with a letter; what stands before is looked at afterwards."""
    days = "|".join(rules("dates")["weekdays"])
    return re.compile(
        rf"(?P<mon>{_months()})\b(?:\.?,?[ '/-]*(?P<my>(?:19|20)\d\d\b)|[ ]?'(?P<my2>\d\d)\b"
        r"|\.?[ -]+(?P<md>\d\d?)"
        r"(?P<th>st|nd|rd|th)?\b(?:,?[ -]+(?P<mdy>(?:19|20)\d\d\b))?)?"
        r"|(?P<day>yesterday|today|tonight|this (?:morning|afternoon|evening)|last night)\b"
        rf"|(?P<which>last|past|this|previous) (?P<whole>week|month|year|{days})\b"
        rf"|(?P<n>{SPELLED}|an?\b|a couple of\b) ?-?(?:and a half )?(?P<unit>{_UNIT})s?\b'?"
        r"(?P<tail>[ -]+(?:ago|history|hx|h/o))?"
    )


def written_dates(folded: str) -> Iterator[Written]:
    """Yield the dates of a note, in no particular order; a few may overlap."""
    digits, words = _digits(), _words()
    for number in _NUMBER.finditer(folded):
        match = digits.match(folded, number.start())
        found = _from_digits(folded, match) if match else None
        if found is not None:
            yield found
    for _, start, end in _beginnings().find_matches_as_indexes(folded, overlapping=True):
        if not (_is_letter(folded, start - 1) or _is_letter(folded, end)):
            match = words.match(folded, start)
            found = _from_words(folded, match) if match else None
            if found is not None:
                yield found


def _is_letter(folded: str, at: int) -> bool:
    return 0 <= at < len(folded) and "a" <= folded[at] <= "z"


@cache
def _beginnings() -> AhoCorasick:
    """Words with which a date can begin."""
    others = ["yesterday", "today", "tonight", "this", "last", "past", "previous", "a", "an"]
    return AhoCorasick(sorted({*rules("dates")["months"], *others, *NUMBER_WORDS}))


def word_before(folded: str, start: int) -> str:
    """Return the word, bracket or sign that stands before a place."""
    match = _WORD_BEFORE.search(folded, max(0, start - 24), start)
    return match[1] if match else ""


def _from_digits(folded: str, match: re.Match[str]) -> Written | None:
    start, end = match.span()
    if start and folded[start - 1].isalpha():
        return None
    if match["iso"]:
        return Written(start, end, "ymd", (int(match["iy"]), int(match["im"]), int(match["id"])))
    if match["num"]:
        form = "dotted" if match["sep"] == "." else "numbers"
        return Written(start, end, form, (int(match["a"]), int(match["b"]), match["ny"]))
    if match["compact"]:
        parts = (int(match["cy"]), int(match["cm"]), int(match["cd"]))
        is_date = _BEFORE_COMPACT.search(folded, max(0, start - 30), start)
        return Written(start, end, "ymd", parts) if is_date else None
    if match["dm"]:
        year = match["dy"] or (match["dy2"] or match["dy3"] or "")[-2:] or None
        month = rules("dates")["months"][match["dmon"]]
        return Written(start, end, "day_month", (int(match["dd"]), month, year))
    if match["my"]:
        return Written(start, end, "month", (int(match["mm"]), match["mmy"]))
    if match["pair"]:
        return _pair(folded, match)
    if match["year"]:
        told = word_before(folded, start) in _before() or _is_bare_year(folded, match)
        return Written(start, end, "year", (int(match["year"]),)) if told else None
    return _span(folded, match, float(match["n"]))


# "DATE/TIME: 20240618": eight digits elsewhere are a number of the patient.
_BEFORE_COMPACT = re.compile(
    r"\b(?:date|time|performed|acquired|collected|reported|seen|scan|study|exam|done|taken|printed|on"
    r"|from|bloods|labs)\W{0,4}\Z"
)
_BEFORE_BARE_YEAR = re.compile(r"[a-z]{3,}[,]? \Z")
_NO_YEAR_AFTER = re.compile(r"\s?(?:[a-z%/*x\d]|\.\d)")
_YEAR_GOES_ON = re.compile(r"\s(?:and|to|with|for|after|but|because|showed|was|were|following)\b")


def _is_bare_year(folded: str, match: re.Match[str]) -> bool:
    """Whether four digits can only be a year: `open biopsy left clavicle 2021 - inflammation`."""
    start, end = match.span()
    if not "2000" <= match["year"] <= "2060" or not _BEFORE_BARE_YEAR.search(
        folded, max(0, start - 14), start
    ):
        return False
    return bool(_YEAR_GOES_ON.match(folded, end)) or not _NO_YEAR_AFTER.match(folded, end)


# "24-25/10": the days of one month.
_RANGE = re.compile(r"(?<![\d/.-])\d{1,2}-\Z")


# "6/21-1/22": from one month of a year to another.
_TO_MONTH = re.compile(r"\s?[-–]\s?(?:0?[1-9]|1[0-2])/(?:1[13-9]|[23]\d)(?![\d/])")
_FROM_MONTH = re.compile(r"(?<![\d/.])(?:0?[1-9]|1[0-2])/(?:1[13-9]|[23]\d)\s?[-–]\s?\Z")


def _is_month_of_span(folded: str, match: re.Match[str]) -> bool:
    """Whether `6/21` is the first or last month of a span of months."""
    start, end = match.span()
    if not 1 <= int(match["pa"]) <= 12 or len(match["pb"]) < 2:
        return False
    before = _FROM_MONTH.search(folded, max(0, start - 10), start)
    return bool(before or _TO_MONTH.match(folded, end))


def _pair(folded: str, match: re.Match[str]) -> Written | None:
    """Take apart `7/12`: two months if ago or lasting, else a day and month after a date word."""
    start, end = match.span()
    first, second = int(match["pa"]), int(match["pb"])
    unit = rules("dates")["shorthand"].get(str(second))
    if unit and folded.startswith(" ago", end):
        return Written(start, end + 4, "ago", (float(first), unit))
    if unit and (folded.startswith((" history", " hx"), end) or _spans(folded, start)):
        return Written(start, end, "lasting", (float(first), unit))
    told = word_before(folded, start)
    if _RANGE.search(folded, max(0, start - 4), start):
        told = "-"
    if unit is None and _is_month_of_span(folded, match):
        told = "-"
    if (unit and told == "next") or (first <= second == 10 and told in _OF_SCORES):
        return None
    form = "pair" if told in _before() else "maybe_pair"
    return Written(start, end, form, (first, second))


def _span(folded: str, match: re.Match[str], number: float) -> Written | None:
    start, end = match.span()
    unit, tail = _UNITS[match["unit"][0]], (match["tail"] or "").strip(" -")
    if tail == "ago":
        return Written(start, end, "ago", (number, unit))
    if tail or _spans(folded, start):
        return Written(start, end, "lasting", (number, unit))
    return None


def _spans(folded: str, start: int) -> bool:
    before = folded[max(0, start - 40) : start]
    return bool(_SPAN_BEFORE.search(before)) and not _AHEAD_BEFORE.search(before)


def _from_words(folded: str, match: re.Match[str]) -> Written | None:
    start, end = match.span()
    if match["mon"]:
        return _from_month(folded, match)
    if match["day"]:
        back = 1 if match["day"] in ("yesterday", "last night") else 0
        return Written(start, end, "day", (back,))
    if match["whole"]:
        weekdays = rules("dates")["weekdays"]
        if match["whole"] in weekdays:
            return Written(start, end, "weekday", (weekdays[match["whole"]], match["which"]))
        form = "this" if match["which"] == "this" else "last"
        return Written(start, end, form, (match["whole"],))
    number = {"a": 1.0, "an": 1.0, "a couple of": 2.0}.get(match["n"]) or from_words(match["n"])
    return _span(folded, match, number)


_LISTS = frozenset({"(", ",", "/", "&", "-", "and", "to"})
# What stands behind a short month in a list or in the head of a table.
_LISTED = re.compile(r"\s*(?:[,);/&|]|-(?= ?[a-z\d])|[ ]{2}|\n|\Z)|\s+(?:and|to)\b")
_SHORT_YEAR_LISTED = re.compile(r"\s'?\d\d\b(?=\s*(?:[,);/&|]|[ ]{2}|\n|\Z))")


def _from_month(folded: str, match: re.Match[str]) -> Written | None:
    start, end = match.span()
    month = rules("dates")["months"][match["mon"]]
    if match["my"] or match["my2"]:
        return Written(start, end, "month", (month, match["my"] or match["my2"]))
    if match["md"] and (match["mdy"] or match["th"]):
        return Written(start, end, "day_month", (int(match["md"]), month, match["mdy"]))
    said = word_before(folded, start)
    is_verb = match["mon"] in ("may", "march")
    words = _BEFORE_MAY if is_verb else _before()
    told = match["mon"] in _SURE_MONTHS or (said in words and said.isalpha())
    told = told or (said in _LISTS and bool(_LISTED.match(folded, match.end("mon"))))
    told = told or (not is_verb and bool(_LISTED.match(folded, match.end("mon"))))
    told = told or bool(_SHORT_YEAR_LISTED.match(folded, match.end("mon")))
    if not told or _after_a_day(folded, start):
        return None
    if match["md"]:
        return Written(start, end, "month_day", (month, int(match["md"])))
    return Written(start, end, "month", (month, None))


_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?[ -]{0,2}(?:of )?\Z")


def _after_a_day(folded: str, start: int) -> bool:
    """Whether a day stands before the month, so that both were already read together."""
    return bool(_DAY_BEFORE.search(folded, max(0, start - 9), start))


@cache
def _before() -> frozenset[str]:
    return frozenset(rules("dates")["before"])
