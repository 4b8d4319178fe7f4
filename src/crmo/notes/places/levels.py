"""Vertebral levels: T8, T4-T6, T10 through T12, T7/8, C5 to C7, L5/S1; and what only looks so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

_COUNTS = {"c": 7, "t": 12, "l": 5}
# Head to tail, so that a range may cross from one region into the next.
_COLUMN = tuple(
    [f"vertebra_{letter}{n}" for letter, count in _COUNTS.items() for n in range(1, count + 1)]
    + ["sacrum"]
)
_PLACE_IN_COLUMN = {unit: place for place, unit in enumerate(_COLUMN)}

_JOIN = (
    r"(?:-|/|,[ ]*and|,|&|\+|through[ ]to|to|through|thru|and|until|"
    r"down[ ]to|up[ ]to|up[ ]to[ ]and[ ]including|as[ ]far[ ]as)"
)
# A number after a level belongs to it unless it is a size, a date or a count.
_NO_COUNT = (
    r"(?![ ]*(?:mm|cm|m\b|mg|%|x\b|/\d{2}|\.\d|:|months?|weeks?|years?|days?|lesions?|foci|other|"
    r"of\b|"
    r"further|additional|levels|sites|areas|small|large|more))"
)
_EXPRESSION = re.compile(
    r"(?<![\w.])(?:(?:th|[ctdl])[- ]?|s-?(?=[1-5](?!\d)))\d{1,2}(?![\d.]\d|\w)"
    rf"(?:\s*{_JOIN}\s*(?:(?:th|[ctdls])-?\d{{1,2}}(?!\w)|\d{{1,2}}(?!\w){_NO_COUNT}))*"
)
_FIRST = re.compile(r"t-?[12](?!\d)")
_STEP = re.compile(rf"(?P<join>{_JOIN})?\s*(?P<letter>th|[ctdls])?[- ]?(?P<number>\d{{1,2}})\s*")
_RANGE = frozenset(
    {
        "-",
        "through to",
        "up to and including",
        "as far as",
        "to",
        "through",
        "thru",
        "until",
        "down to",
        "up to",
    }
)

_NO_LEVEL_BEFORE = re.compile(
    r"\b(?:vitamin|vit\.?|complement|free|factor|cholecalciferol|colecalciferol|il|day|grade|stage|"
    r"type|group|class|phase|figure|table|hepatitis|tsh,?)[ -]*\Z"
)
_NO_LEVEL_AFTER = re.compile(
    r"[ ]*(?:[:=]?[ ]*\d+(?:[.,]\d+)?[ ]*(?:g/l|mg/dl|pmol|nmol|iu|u/l|ng)|complement|inhibitor|"
    r"receptor|cells?\b|lymphocytes?|diabetes|agonist|analogue)"
)
_WEIGHTING_AFTER = re.compile(
    r"[ ]*-?[ ]*(?:w\b|wi\b|wis\b|weight|hyper|hypo|iso|bright|dark|high|low\b|signal|"
    r"sequence|image|fat|"
    r"fs\b|fse|tse|se\b|dixon|stir|tirm|flair|relax|map|\*|star|post|pre\b|pre-|gad|contrast|"
    r"shorten|prolong|(?:and|/|,|\+)[ ]*(?:stir|tirm|t[12][ -]?w|fat|dixon|post|pd|dwi))"
)
_WEIGHTING_BEFORE = re.compile(
    r"(?:coronal|sagittal|axial|\bcor|\bsag|\bax|stir|tirm|\bon|low|high|bright|dark|increased|"
    r"decreased|reduced|intermediate|weighted|intense|signal|sequences?|including|sat\w*|dixon|fs|"
    r"post-contrast|enhanced|intens\w+ (?:in|on))[ ,/&+-]*(?:and[ ]*)?$"
)
_VERTEBRA_AFTER = re.compile(
    r"[ ]*(?:vertebra|bod(?:y|ies)|level|spinous|pedicle|transverse|lamina|end-?plate|superior|"
    r"inferior)"
)
_VERTEBRA_BEFORE = re.compile(
    r"(?:vertebra\w*|bod(?:y|ies)|levels?|\bat|\bof|\bin|\binvolving|\baffecting|spine|,)[ (:]*$"
)


# S1 and S2 are sounds of the heart, too.
_HEART_BEFORE = re.compile(r"(?:heart|sounds?|hs|auscultation|cvs|cor)\b[^.;]*$")
_HEART_AFTER = re.compile(r"[ ]*(?:(?:and|\+|&|,)[ ]*s2|heard|normal,? no|present|no murmur)")


class LevelKind(Enum):
    """What something like `T1` is."""

    VERTEBRA = "vertebra"
    OTHER = "other"
    CANNOT_TELL = "cannot_tell"


class Level(NamedTuple):
    """One expression of levels: its place in the text, and the bone units in the order told."""

    start: int
    end: int
    units: tuple[str, ...]
    kind: LevelKind = LevelKind.VERTEBRA


def find_levels(folded: str, start: int, end: int) -> Iterator[Level]:
    """Yield the vertebral levels in a part of a folded text, and what may be one or not."""
    at = start
    while match := _EXPRESSION.search(folded, at, end):
        first = _FIRST.match(folded, match.start())
        if first and _WEIGHTING_BEFORE.search(folded[max(0, first.start() - 28) : first.start()]):
            # "low signal on T1, L2": the weighting, then a level.
            at = first.end()
            continue
        units, at = _units(folded, match.start(), match.end())
        at = max(at, match.start() + 1)
        if units:
            kind = _kind(folded, match.start(), at, units)
            if kind is not LevelKind.OTHER:
                yield Level(match.start(), at, tuple(dict.fromkeys(units)), kind)


def _units(folded: str, start: int, end: int) -> tuple[list[str], int]:
    """Return the bone units of an expression, and where it stops to make sense."""
    units: list[str] = []
    letter, at = "", start
    while at < end and (step := _STEP.match(folded, at, end)):
        letter = _letter(step["letter"]) or letter
        unit = _unit(letter, int(step["number"]))
        join = " ".join((step["join"] or "").split())
        is_bare = step["letter"] is None
        if unit is None or (is_bare and units and not _is_after(unit, units[-1])):
            break
        if join in _RANGE and units and _is_after(unit, units[-1]):
            units.extend(_COLUMN[_PLACE_IN_COLUMN[units[-1]] + 1 : _PLACE_IN_COLUMN[unit]])
        units.append(unit)
        at = step.end()
    while at > start and folded[at - 1].isspace():
        at -= 1
    return units, at


def _letter(written: str | None) -> str:
    return {"th": "t", "d": "t", None: ""}.get(written, written or "")


def _unit(letter: str, number: int) -> str | None:
    if letter == "s":
        return "sacrum" if 1 <= number <= 5 else None
    unit = f"vertebra_{letter}{number}"
    return unit if unit in _PLACE_IN_COLUMN else None


def _is_after(unit: str, other: str) -> bool:
    return _PLACE_IN_COLUMN[unit] > _PLACE_IN_COLUMN[other]


def _kind(folded: str, start: int, end: int, units: list[str]) -> LevelKind:
    before = folded[max(0, start - 28) : start]
    if folded[start] == "s" and (_HEART_BEFORE.search(before) or _HEART_AFTER.match(folded, end)):
        return LevelKind.OTHER
    after = folded[end : end + 28]
    if _NO_LEVEL_BEFORE.search(before) or (len(units) == 1 and _NO_LEVEL_AFTER.match(after)):
        return LevelKind.OTHER
    if not set(units) <= {"vertebra_t1", "vertebra_t2"}:
        return LevelKind.VERTEBRA
    if _VERTEBRA_AFTER.match(after):
        return LevelKind.VERTEBRA
    if _WEIGHTING_AFTER.match(after) or _WEIGHTING_BEFORE.search(before):
        return LevelKind.OTHER
    return LevelKind.VERTEBRA if _VERTEBRA_BEFORE.search(before) else LevelKind.CANNOT_TELL
