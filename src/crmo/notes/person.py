"""Age and sex of the child, as a letter tells them in its first words about the child.

Letters begin "An 11-year-old girl", "Jane Doe, aged 9", "DOB 03/04/2012", "ein 4-jähriger Junge".
The first such words count; ages of relatives, and ages at which something happened ("since the
age of five"), do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from math import nextafter

from attrs import frozen

from crmo.notes.folding import fold
from crmo.notes.written_numbers import SPELLED, from_words
from crmo.record import Interval, PartialDate, Sex

_NUMBERS = ("number", "months", "of")
_MOST_CHARACTERS = 20_000  # who the child is stands at the beginning
_OLDEST_YEARS = 110
_NUMBER = rf"\d{{1,3}}(?:[.,]\d)?|{SPELLED}"
_PER_YEAR = {"y": 1, "j": 1, "m": 12, "w": 52.18, "d": 365.25, "t": 365.25}
_OLD = re.compile(
    rf"(?<![\w/.])(?P<number>{_NUMBER})"
    r"(?:[ -]{0,2}(?P<unit>year|yr|month|mo|week|wk|day)s?[ -]{0,2}old\b"
    r"|[ -]{0,2}(?P<short>y)(?:/o|o|\.o\.)(?![a-z])"
    r"|[ -]{0,2}(?P<short_months>m)(?:/o|\.o\.|o(?=[ ]?(?:old|girl|boy|male|female|infant"
    r"|[fm]\b)))(?![a-z])"
    r"|[ -]?(?P<before_noun>y|yr|year|m|mo|month)s?\.?[ ,/-]{1,3}(?=(?:old |known |young )?"
    r"(?:girl|boy|male|female|lad|lady|infant|child)\b)"
    r"|[ -]?(?P<deutsch>jährig|monatig|wöchig|tägig)\w*"
    r"|[ -](?P<of_age>year|month)s? of age\b"
    r"|[ -](?P<alt>jahr|monat|woche)e?n? alt\b"
    r"|[ -]?(?P<j>j)\.(?![a-z]))"
)
_AGED = re.compile(
    r"\b(?:aged?(?: of)?|alter(?: von)?|(?:girl|boy|child|infant|baby|lad|lass|lady"
    r"|teenager) of)[: ]{1,3}"
    rf"(?P<number>{_NUMBER})"
    r"(?:[ -]{1,2}(?P<unit>year|month|week|day|jahr|monat))?"
)
_BOTH = re.compile(
    rf"(?<![\w/.])(?P<number>{_NUMBER})[ -](?:year|yr)s?(?:[ ,-]{{1,3}}|[ -]and[ -])"
    rf"(?P<months>{_NUMBER})[ -]months?[ -]old\b"
)
_TWELFTHS = re.compile(
    r"(?<![\w/.])(?P<number>\d{1,2})[ -](?P<months>\d{1,2})/(?P<of>12|2|4)[ -](?:year|yr"
    r"|y)s?[ -]?(?:old\b|/?o\b)"
)
# "9F", "13 M", "F/9": in capitals, beside no measure.
_LETTER = re.compile(
    r"(?<![\w/.°-])(?:(?P<number>\d{1,2})[ ]?(?P<sex>[FM])(?![\w/°'-])"
    r"|(?P<first>[FM])[ ]?/[ ]?(?P<second>\d{1,2})(?![\w/°.-]))"
)
_LETTER_AFTER = re.compile(r"[ ]?[,/(-]?[ ]?([FM])\b(?![°'-])")
_OLDEST_BY_LETTER = 25
_MONTHS_MORE = re.compile(rf"s? (?:and|und) (?P<number>{_NUMBER}) (?:months?|monaten?)\b")
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birth date|geb(?:oren)?(?: am)?\.?"
    r"|geburtsdatum)[: ]{0,3}(?:(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4}))"
)
_NEWBORN = re.compile(r"\b(?:newborn|neonate|neugeborene\w*)\b")
_NEWBORN_YEARS = 28 / 365.25
# An age that is somebody else's, or that of an event.
_NOT_THE_CHILD = re.compile(
    r"(?:\b(?:since|at|from|until|by|before|after|around|till|presented|diagnosed|onset|began"
    r"|started|seit|mit|ab"
    r"|im) (?:(?:the|an|about) )*"
    r"|\b(?:mother|father|brother|sister|twin|sibling|cousin|aunt|uncle|parent|mutter|vater|bruder"
    r"|schwester)s?\b[^.;\n]{0,25})$"
)
_FEMALE = re.compile(
    r"\b(?:girl|schoolgirl|female|woman|lady|lass|daughter|patientin|mädchen|weiblich\w*|tochter"
    r"|frau)\b"
)
_MALE = re.compile(
    r"\b(?:boy|schoolboy|male|man|lad|son|junge[n]?|knabe[n]?|männlich\w*|sohn\w*)\b"
)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b")
_HE = re.compile(r"\b(?:he|him|his|himself)\b")
_NEAR = 60
_LETTERS = {"F": Sex.FEMALE, "M": Sex.MALE}


@frozen(kw_only=True)
class ToldPerson:
    """Who the child of a letter is, as far as it says.

    Args:
        age_years: the ages that the words allow, or None.
        sex: female, male or unknown.
        age_words: where the age is told, as start and end in the text; None if it is not.
        sex_words: where the sex is told by a noun or letter; None if by pronouns, or not at all.
        birth_date: the date of birth, if the letter tells it; the year alone if day and month
            cannot be told apart.
    """

    age_years: Interval | None = None
    sex: Sex = Sex.UNKNOWN
    age_words: tuple[int, int] | None = None
    sex_words: tuple[int, int] | None = None
    birth_date: PartialDate | None = None


def told_person(text: str, *, on: date | None = None) -> ToldPerson:
    """Return the age and the sex that a letter tells of the child.

    Args:
        text: the letter.
        on: its day; needed to make an age of a date of birth.
    """
    text = text[:_MOST_CHARACTERS]
    folded = fold(text).text
    told = next(_ages(folded, on), None)
    letter = _by_letter(text)
    if letter is not None and (told is None or letter[1] < told[1]):
        age, start, end, sex = letter
        return ToldPerson(age_years=age, sex=sex, age_words=(start, end), sex_words=(start, end))
    if told is None:
        sex, words = _sex(folded, None)
        return ToldPerson(sex=sex, sex_words=words)
    age, start, end = told
    born = _BORN.fullmatch(folded, start, end)
    beside = _LETTER_AFTER.match(text, end)
    if beside is not None:
        sex, words = _LETTERS[beside[1]], beside.span(1)
    else:
        sex, words = _sex(folded, (start, end))
    return ToldPerson(
        age_years=age,
        sex=sex,
        age_words=(start, end),
        sex_words=words,
        birth_date=_birth_date(born) if born else None,
    )


def _by_letter(text: str) -> tuple[Interval, int, int, Sex] | None:
    """Read `9F`, `13 M`, `F/9`."""
    for match in _LETTER.finditer(text):
        years = int(match["number"] or match["second"])
        if years <= _OLDEST_BY_LETTER:
            sex = _LETTERS[match["sex"] or match["first"]]
            return Interval(years, nextafter(years + 1, 0)), *match.span(), sex
    return None


def _ages(folded: str, on: date | None) -> Iterator[tuple[Interval, int, int]]:
    found = [
        match
        for form in (_TWELFTHS, _BOTH, _OLD, _AGED, _BORN, _NEWBORN)
        for match in form.finditer(folded)
    ]
    for match in sorted(found, key=re.Match.start):
        if _NOT_THE_CHILD.search(folded[max(0, match.start() - _NEAR) : match.start()]):
            continue
        if match.re is _NEWBORN:
            age: Interval | None = Interval(0, _NEWBORN_YEARS)
        else:
            age = _since_birth(match, on) if match.re is _BORN else _age(match, folded)
        if age is not None and 0 <= age.low < _OLDEST_YEARS:
            yield age, match.start(), match.end()


def _age(match: re.Match[str], folded: str) -> Interval | None:
    words = match["number"]
    number = _number(words)
    if number is None:
        return None
    groups = match.groupdict()
    unit = next((u for key, u in groups.items() if key not in _NUMBERS and u), "year")
    per_year = _PER_YEAR[unit[0]]
    more = _MONTHS_MORE.match(folded, match.end()) if per_year == 1 else None
    told_months = groups.get("months") or (more["number"] if more else None)
    if groups.get("of") and told_months is not None:
        told_months = f"{12 * int(told_months) / int(groups['of']):g}"
    if told_months is not None and (months := _number(told_months)) is not None:
        number, per_year = 12 * number + months, 12
    if number != int(number):
        return Interval(number / per_year, number / per_year)
    return Interval(number / per_year, nextafter((number + 1) / per_year, 0))


def _number(words: str) -> float | None:
    try:
        return float(words.replace(",", ".")) if words[0].isdigit() else from_words(words)
    except (ValueError, KeyError):
        return None


def _since_birth(match: re.Match[str], on: date | None) -> Interval | None:
    """Return the age by a date of birth; of 03/04/2012, by both days that it may be."""
    days = _birth_days(match)
    if on is None or not days:
        return None
    years = [on.year - born.year - ((on.month, on.day) < (born.month, born.day)) for born in days]
    return Interval(min(years), nextafter(max(years) + 1, 0)) if min(years) >= 0 else None


def _birth_days(match: re.Match[str]) -> list[date]:
    if match["iso"]:
        orders = [tuple(int(part) for part in match["iso"].split("-"))]
    else:
        first, second, year = int(match["day"]), int(match["month"]), int(match["year"])
        orders = [(year, second, first)]
        if "." not in match[0][-10:]:
            orders.append((year, first, second))
    days: list[date] = []
    for year, month, day in orders:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return days


def _birth_date(match: re.Match[str]) -> PartialDate | None:
    days = set(_birth_days(match))
    if not days:
        return None
    day = days.pop()
    return PartialDate(day.year) if days else PartialDate.parse(day)


def _sex(folded: str, near: tuple[int, int] | None) -> tuple[Sex, tuple[int, int] | None]:
    """Return the sex by the noun beside the age, then the first noun, then the pronouns."""
    if near is not None:
        begin = max(0, near[0] - _NEAR // 2)
        found = _by_first(folded, begin, near[1] + _NEAR)
        if found[0] is not Sex.UNKNOWN:
            return found
    she, he = len(_SHE.findall(folded)), len(_HE.findall(folded))
    if bool(she) != bool(he):
        return (Sex.FEMALE if she else Sex.MALE), None
    return _by_first(folded, 0, len(folded))


def _by_first(folded: str, start: int, end: int) -> tuple[Sex, tuple[int, int] | None]:
    found = [
        (match.start(), match.end(), sex)
        for form, sex in ((_FEMALE, Sex.FEMALE), (_MALE, Sex.MALE))
        if (match := form.search(folded, start, end)) is not None
    ]
    if not found:
        return Sex.UNKNOWN, None
    begin, stop, sex = min(found)
    return sex, (begin, stop)
