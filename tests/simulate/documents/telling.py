"""Independent readings of what spans say: dates, numbers, units, sites, denials."""

from __future__ import annotations

import re
from functools import cache

from crmo import yaml12
from crmo.examples import EXAMPLES
from crmo.record import PartialDate, PatientRecord
from crmo.record.json_form import from_dict
from crmo.simulate.documents import Statement, WrittenDocument
from crmo.simulate.documents.house_style import DIALECTS, STYLES, house_style, words_file
from tools.published_cases_page import CASES, case_record

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 10 * (place + 2)
    for place, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}


@cache
def known_records() -> tuple[PatientRecord, ...]:
    """The invented examples and the published cases."""
    labels = yaml12.load(CASES / "labels.yaml")
    examples = [from_dict(yaml12.load(example.path)) for example in EXAMPLES]
    return (*examples, *(case_record(key) for key in labels))


def words_of(document: WrittenDocument, statement: Statement) -> str:
    """The words a statement rests on, in one line."""
    return " ".join(document.text[statement.start : statement.end].split())


def number_in(words: str) -> float:
    """Read figures, or a number as it is dictated."""
    if re.fullmatch(r"-?\d+(\.\d+)?", words):
        return float(words)
    whole, _, decimals = words.partition(" point ")
    total = 0
    for word in whole.removeprefix("minus ").split():
        if word == "hundred":
            total *= 100
        elif word != "and":
            total += NUMBER_WORDS[word]
    digits = "".join(str(NUMBER_WORDS[word]) for word in decimals.split())
    return float(f"{'-' if words.startswith('minus') else ''}{total}.{digits or 0}")


def date_in(words: str, dialect: str) -> PartialDate | None:
    """Read a written date; None where the words are relative (since March, last Tuesday)."""
    text = words.lower()
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", text):
        first, second, year = (int(part) for part in match.groups())
        month, day = (first, second) if dialect == "en_US" else (second, first)
        return PartialDate(year + 2000 if year < 100 else year, month, day)
    if match := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        return PartialDate(int(match[2]), int(match[1]))
    if re.fullmatch(r"\d{4}", text):
        return PartialDate(int(text))
    found = re.fullmatch(
        rf"(?:the )?(?:(?P<day>[a-z0-9 ]+?) (?:of )?)?(?P<month>(?:{'|'.join(MONTHS)})[a-z]{{0,6}})"
        r"(?: (?P<us_day>\d{1,2}),)? (?P<year>\d{4})",
        text,
    )
    if not found or found["month"][:3] not in MONTHS:
        return None
    month = MONTHS.index(found["month"][:3]) + 1
    day_words = found["us_day"] or found["day"]
    return PartialDate(int(found["year"]), month, _day(day_words) if day_words else None)


def _day(words: str) -> int:
    return int(words) if words.isdigit() else ORDINALS.index(words) + 1


_FIRST = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINALS = [*_FIRST, *(f"twenty {word}" for word in _FIRST[:9]), "thirtieth", "thirty first"]


@cache
def cues() -> frozenset[str]:
    """All the words in [ ] of all houses, and the ticks."""
    found = {"no", "?", "healed"}
    for name in STYLES:
        for dialect in DIALECTS:
            style = house_style(name, dialect)
            found |= {tick for pair in style.extra["ticks"] for tick in pair}
            for templates in style.phrases.values():
                found |= {t for each in templates for kind, t in each.parts if kind == 2}
    for table in words_file("concepts").values():
        for row in table.values():
            for text in row.get("absent", ()):
                found |= set(re.findall(r"\[([^\]]+)\]", text))
    return frozenset(word.lower() for word in found)
