"""Doses as told: kept as text from the first number to the last word of how often."""

from __future__ import annotations

import re
from functools import cache

from crmo.notes.vocabulary import rules
from crmo.notes.written_numbers import SPELLED

_PER = r"(?:\s*(?:/|per)\s*(?:kg|m2|m²|day|dose|week|d|wk|24\s?h|hr?)\b)*"
_AMOUNT = (
    rf"\d[\d.,]*(?:\s*-\s*\d[\d.]*)?\s*(?:mg|g|mcg|micrograms?|µg|μg|ug|ml|mls|units?|u|iu"
    rf"|tablets?|tabs?|capsules?|drops|puffs?)\b(?!\s?/\s?d?l\b){_PER}"
)
_PERIOD = r"(?:day|daily|week|weekly|month|monthly|night|nightly|fortnight|fortnightly|dose)"
_TIMES = (
    r"(?:once|twice|thrice|(?:one|two|three|four) times|\d\s?(?:x|times)|every other|alternate)"
)
_OFTEN = (
    rf"(?:{_TIMES}\s*(?:an?|per|/|-|every|each)?\s*(?:day|daily|week|weekly|month|monthly)\b"
    rf"|(?:an?|per|each)\s+{_PERIOD}\b"
    rf"|{_PERIOD}\b|every\s+(?:other\s+|second\s+)?(?:(?:\d+(?:-\d+)?"
    rf"|{SPELLED})\s+)?(?:hours?|days?|weeks?|months?|morning|evening|night)\b"
    r"|(?:b\.?d|t\.?d\.?s|q\.?d\.?s|o\.?d|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|qwk|qhs|qam|qpm"
    r"|prn|nocte|mane|om|on alternate days)\b\.?"
    r"|[x×]\s?\d+(?:\s?(?:days?|doses?|infusions?))?\b(?!\s?(?:/|mg|w))|(?:for|on) (?:3"
    r"|three) (?:consecutive )?days\b"
    r"|q\s?\d+(?:-\d+)?\s?(?:h|hr|hrs|d|w|wk|wks|weeks|mo|months?)\b|\d+[- ]?(?:hourly|weekly"
    r"|monthly|daily)\b|as (?:needed|required)\b|when"
    r" (?:needed|required)\b|at (?:night|bedtime|lunch|breakfast|noon|dinner)\b"
    r"|in the (?:morning|evening)s?\b|with (?:meals|food|breakfast|lunch|dinner)\b|the day"
    r" after\b|\d/7\b)"
)
_ROUTE = r"(?:orally|oral|po|by mouth|intravenously|iv|subcutaneously|subcut|s/?c|im)\b"
_BETWEEN = rf"\s*(?:,\s*)?(?:{_ROUTE}\s*)?"
_LEAD = re.compile(
    r"[\s,:(-]*(?:(?:infusions?|injections?|tablets?|suspension|no\.? ?\d+|at|a dose of|dose"
    r"|of|in a dose of|currently|now|oral|orally|po|iv|sc|subcutaneous(?:ly)?|s/c|at home"
    r"|using|weekly dose|by mouth|liquid|sodium|therapy|treatment)\b[\s,:(.]*)*"
)

# How many times or for how long, without an amount: no dose.
_NO_DOSES = ("x", "×", "for", "on 3", "on three")


def dose_after(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a dose stands behind a drug, or None."""
    lead = _LEAD.match(folded, start, end)
    begin = lead.end() if lead else start
    match = _dose().match(folded, begin, end) or _how_often().match(folded, begin, end)
    if match is None or match.end() == match.start() or match[0].startswith(_NO_DOSES):
        return None
    return match.start(), match.end() - _trailing(match[0])


def dose_before(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a dose stands before a drug ("500 mg of naproxen"), or None."""
    match = _before().search(folded, max(start, end - 40), end)
    return (match.start("dose"), match.end("dose")) if match else None


def _trailing(found: str) -> int:
    return len(found) - len(found.rstrip(" .,"))


# Large patterns, made when the first drug is met.
@cache
def _dose() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_AMOUNT}(?:{_BETWEEN}{_OFTEN})*|\d+(?:\.\d+)?\s*{_OFTEN}(?:{_BETWEEN}{_OFTEN})*)"
    )


@cache
def _how_often() -> re.Pattern[str]:
    return re.compile(rf"{_OFTEN}(?:{_BETWEEN}{_OFTEN})*")


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<dose>{_AMOUNT})\s*(?:of\s+)?(?:{_ROUTE}\s*)?(?:of\s+)?(?:(?:the|his|her|regular)\s+)?\Z"
    )


@cache
def _routes() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, rules("treatments")["routes"]), key=len, reverse=True))
    return re.compile(rf"(?<![\w/])(?:{words})(?![\w/])")


def route_near(
    folded: str, before: tuple[int, int], after: tuple[int, int]
) -> tuple[int, int] | None:
    """Return where the route is told: just before the drug, or within its dose."""
    begin = max(before[0], before[1] - 22)
    begin = max(begin, *(folded.rfind(sign, begin, before[1]) for sign in ",;("))
    found = list(_routes().finditer(folded, begin, before[1]))
    match = found[-1] if found else _routes().search(folded, after[0], min(after[1], after[0] + 45))
    return match.span() if match else None
