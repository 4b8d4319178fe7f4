"""Numbers with the comparator before them, and the unit, range and flag behind them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from crmo.errors import InvalidValueError
from crmo.knowledge import Analyte
from crmo.notes.vocabulary import rules
from crmo.notes.written_numbers import SPELLED, from_words, has_number_word
from crmo.record import Comparator, Flag, Quantity
from crmo.record.units import ucum_from_text

_COMPARATORS = {
    "<": "<",
    ">": ">",
    "<=": "<=",
    ">=": ">=",
    "≤": "<=",
    "≥": ">=",
    "less than": "<",
    "below": "<",
    "under": "<",
    "more than": ">",
    "greater than": ">",
    "above": ">",
    "over": ">",
}
_COMPARED_ENDS = frozenset(words[-1] for words in _COMPARATORS)
_COMPARED = "|".join(sorted(map(re.escape, _COMPARATORS), key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?|\.\d+"
# The same, but beginning with one plain class, by which `re` skips to the next digit.
_IN_DIGITS = re.compile(
    r"(?P<num>[\d.](?:(?<=\d)(?:\d{0,2}(?:,\d{3})+(?!\d)|\d*(?:[.,]\d+)?)|(?<=\.)\d+))(?!\d)"
)
_IN_WORDS = re.compile(rf"(?<![\w-])(?:{SPELLED})")
_COMPARED_BEFORE = re.compile(rf"(?<![-=<>a-z])({_COMPARED})\s*\Z")
_NO_NUMBER_AFTER = "._,"
_UNIT = re.compile(
    r"\s?(?:x\s?)?10\s?(?:\^|\*{1,2}|e)?\s?(?:9|12|6|3)\s?/\s?[a-zµμ]+3?"
    r"|\s?[a-zµμ%°/\[(][\w.µμ°%^*/\[\]]*(?:\(1?h\))?(?:\s?/\s?[\w.µμ^*]+)?"
)
_IN_NAME = re.compile(r"[ \t]*[(\[]([^()\[\]\n\d][^()\[\]\n]{0,16}|10[^()\[\]\n]{2,12})[)\]]")
# "Hb g/L 112", "WCC 10*9/L | 8.8", "CRP mg/L" heading a column.
_BARE_NAME = re.compile(
    r"[ \t]*,?[ \t]+((?:10|[^\W\d]|[%/×])[^\s|]{0,14})"
    r"(?=:?(?:[ \t]*[<>≤≥=]*[ \t]*\d|[ \t]*\||[ ]{2}|[ ]*[\t\n]))"
)
# "52 mm/1st hr", "55 mm in the first hour", "40 mm".
_RATE = re.compile(
    r"(?:/\d{1,3})?\s?mm(?:\s?(?:/|in|per|in the|at)?\s?(?:the )?(?:1 ?st|first|1)?\s?(?:h|hr"
    r"|hour)s?)?\b(?!\s?(?:hg|x))"
)
_CELL = re.compile(r"[ \t]*\|[ \t]*|[ \t]{2,}(?=[a-z%µμ/])")
_DEGREES = re.compile(r"\s?(?:°|deg(?:rees)?)?\s?(c|f)\b")
_WORD = re.compile(r"\s?(/(?!\d{2,3})[\w%-]+|[\w%-][\w/%-]*)")
_LIMITS = (
    rf"(?P<sign><|>|≤|≥|<=|>=|up to|less than)?\s*(?P<low>{_DIGITS})(?:\s*(?:-"
    rf"|to)\s*(?P<high>{_DIGITS}))?"
)
_REF = (
    r"(?:(?:age|sex|lab|laboratory|local|pa?ediatric)"
    r"(?:[- ](?:related|adjusted|matched|specific))? )?"
    r"(?:ref(?:erence)?\.?(?: range| interval)?|normal(?: range)?|normal is|nr|rr|nl|n|range|norm)"
)
_BRACKETED = re.compile(
    rf"(?:\s*[|(\[]|[ \t]{{2,}}(?=\d[\d.,]*\s?-\s?\d))\s*(?P<ref>{_REF})?\s*[:=]?\s*{_LIMITS}"
    r"[^)\]\d|\n]{0,12}(?:[)\]|\n]|[ \t]{2}|$)"
)
_AFTER_WORD = re.compile(rf"\s*,?\s*(?P<ref>{_REF})\s*[:=]?\s*{_LIMITS}")
_ALONE = re.compile(rf"\(?\s*{_LIMITS}\s*\)?")
_FLAG = re.compile(
    r"\s*[|(\[]?\s*(?P<flag>\*|↑+|↓+|h{1,2}\b|l{1,2}\b|high\b|low\b|normal\b|raised\b"
    r"|elevated\b)\s*[)\]]?"
)
_FLAGS = {"h": Flag.HIGH, "l": Flag.LOW, "↑": Flag.HIGH, "↓": Flag.LOW}


class Number(NamedTuple):
    """A number of a sentence.

    Args:
        start: first character, the comparator included.
        end: character after the number itself.
        value: what it is.
        comparator: what stood before it, or None.
        is_spelled: whether it was written in words.
    """

    start: int
    end: int
    value: float
    comparator: Comparator | None
    is_spelled: bool


class Told(NamedTuple):
    """A number with all that belongs to it.

    Args:
        quantity: value, told unit and comparator.
        end: character after all of it.
        value_end: character after number and unit.
        low: lower reference limit, or None.
        high: upper reference limit, or None.
        flag: the laboratory's mark, or None.
    """

    quantity: Quantity
    end: int
    value_end: int
    low: float | None
    high: float | None
    flag: Flag | None


def numbers_in(folded: str, start: int, end: int) -> list[Number]:
    """Return the numbers of a span, in order."""
    found: list[Number] = []
    for match in _IN_DIGITS.finditer(folded, start, end):
        begin = match.start()
        before = folded[begin - 1] if begin else " "
        if before.isalnum() or before in _NO_NUMBER_AFTER:
            continue
        sign = None
        near = max(start, begin - 14)
        if before in "<>=≤≥ " and folded[near:begin].rstrip()[-1:] in _COMPARED_ENDS:
            sign = _COMPARED_BEFORE.search(folded, near, begin)
        comparator = Comparator(_COMPARATORS[sign[1]]) if sign else None
        first = sign.start() if sign else begin
        found.append(Number(first, match.end(), _value(match["num"]), comparator, is_spelled=False))
    if has_number_word(folded[start:end]):
        for match in _IN_WORDS.finditer(folded, start, end):
            if match[0] != "one":
                spelled = from_words(match[0])
                found.append(Number(match.start(), match.end(), spelled, None, is_spelled=True))
        found.sort()
    return found


def _value(digits: str) -> float:
    """Read `7,800` as thousands and `11,2` as a decimal comma: in English letters that is so."""
    whole, comma, after = digits.partition(",")
    if comma and len(after) % 4 != 3:
        return float(f"{whole}.{after}")
    return float(digits.replace(",", ""))


def told_at(text: str, folded: str, number: Number, end: int, analyte: Analyte) -> Told | int:
    """Return a number as a value of an analyte, or where the other thing ends that it counts.

    Args:
        text: the note as given; the case of a unit matters.
        folded: the folded note.
        number: the number.
        end: character after the sentence.
        analyte: what it would be a value of.
    """
    unit, at = _unit(text, folded, number.end, end, analyte)
    if unit is None:
        word = _WORD.match(folded, number.end, end)
        if word and (word[1] in _not_values() or word[1].startswith("/")):
            return word.end()
        at = number.end
    value_end = at
    flag, at = _flag(text, folded, at, end)
    low, high, at = _limits(folded, at, end)
    if unit is None and high is not None:  # `36 (0-20) mm/h`
        unit, at = _unit(text, folded, at, end, analyte)
    if flag is None:
        flag, at = _flag(text, folded, at, end)
    quantity = Quantity(value=number.value, unit=unit, comparator=number.comparator)
    return Told(quantity, at, value_end, low, high, flag)


def _unit(text: str, folded: str, start: int, end: int, analyte: Analyte) -> tuple[str | None, int]:
    if analyte.id == "esr" and (rate := _RATE.match(folded, start, end)):
        return "mm/h", rate.end()
    start = _next_cell(folded, start, end)
    match = _UNIT.match(folded, start, end)
    if not match:
        return None, start
    if analyte.id == "body_temperature" and (degrees := _DEGREES.match(folded, start, end)):
        return ("Cel" if degrees[1] == "c" else "[degF]"), degrees.end()
    written = text[match.start() : match.end()]
    begin = start + len(written) - len(written.lstrip())
    words = written.strip().split(None, 1)
    for candidate in (written.strip(), words[0] if words else ""):
        for cut in (candidate, candidate.rstrip(".,;)]|([/")):
            unit = _unit_of(cut, analyte)
            if unit is not None:
                return unit, begin + len(cut)
    return None, start


def _next_cell(folded: str, start: int, end: int) -> int:
    """Return where the next cell of a row begins, if a number ends one: `CRP | 12 | mg/L`."""
    match = _CELL.match(folded, start, end)
    return match.end() if match else start


def unit_in_name(text: str, start: int, end: int, analyte: Analyte) -> tuple[str | None, int]:
    """Return the unit behind the name of a test (`CRP (mg/L)`, `CRP mg/L 12`), and its end."""
    for pattern in (_IN_NAME, _BARE_NAME):
        match = pattern.match(text, start, end)
        unit = _unit_of(match[1].strip().rstrip(":"), analyte) if match else None
        if match and unit:
            return unit, match.end()
    return None, start


def limits_in(folded: str, start: int, end: int) -> tuple[float | None, float | None]:
    """Return the reference limits that a cell of a table tells: `0-5`, `<5`."""
    match = _ALONE.fullmatch(folded, start, end)
    if not match or not (match["sign"] or match["high"]):
        return None, None
    low, high = _value(match["low"]), match["high"]
    if high:
        return low, _value(high)
    return (low, None) if match["sign"][0] in ">≥" else (None, low)


def _unit_of(written: str, analyte: Analyte) -> str | None:
    """Return the UCUM code if the unit can be one of this analyte."""
    unit = ucum_from_text(written) if len(written) > 1 or written == "%" else None
    if unit is None:
        return None
    if analyte.unit is None or unit == "%":
        return unit
    try:
        analyte.to_own_unit(1.0, unit)
    except InvalidValueError:
        return unit if _has_same_kind(unit, analyte) else None
    return unit


def _has_same_kind(unit: str, analyte: Analyte) -> bool:
    """Whether a unit is usual for such tests though it cannot be converted (IU/L of an enzyme)."""
    return unit in ("[iU]/L", "[IU]/L", "U/L") and analyte.unit in ("U/L", "[IU]/mL")


def _flag(text: str, folded: str, start: int, end: int) -> tuple[Flag | None, int]:
    match = _FLAG.match(folded, start, end)
    if not match:
        return None, start
    word = match["flag"]
    if word[0] in "hl" and len(word) <= 2:
        is_capital = text[match.start("flag")].isupper()
        return (_FLAGS[word[0]], match.end()) if is_capital else (None, start)
    if word[0] in "↑↓":
        return _FLAGS[word[0]], match.end()
    if word == "*":
        return None, match.end()
    if "(" not in match[0] and "|" not in match[0]:
        return None, start
    return (
        Flag.NORMAL if word == "normal" else Flag.LOW if word == "low" else Flag.HIGH,
        match.end(),
    )


def _limits(folded: str, start: int, end: int) -> tuple[float | None, float | None, int]:
    """Read `(0-5)`, `(normal <5)`, `ref 3.5 to 5.0`; a bracket with a lone number is no range."""
    for match in (_BRACKETED.match(folded, start, end), _AFTER_WORD.match(folded, start, end)):
        is_range = match and (match["sign"] or match["high"])
        if match and (is_range or (match["ref"] or "").startswith(("ref", "range", "normal"))):
            low, high = _value(match["low"]), match["high"]
            at = match.end()
            if high:
                upper = _value(high)
                return (low, upper, at) if low <= upper else (None, None, at)
            if match["sign"] and match["sign"][0] in ">≥":
                return low, None, at
            return None, low, at
    return None, None, start


@cache
def _not_values() -> frozenset[str]:
    return frozenset(rules("laboratory")["not_values"])
