"""The words of a place, and how they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from typing import NamedTuple

from crmo.notes.mention import MentionKind
from crmo.notes.places.levels import Level
from crmo.notes.vocabulary import Word, rules


class Join(Enum):
    """What stands between two words of a place."""

    NOTHING = 0
    AND = 1
    COMMA = 2
    TO = 3
    COLON = 4
    BREAK = 5
    OF = 6


class Token(NamedTuple):
    """One word or expression of a place.

    Args:
        start: first character.
        end: character after the last.
        kind: side, part, bone, level or number.
        about: what it means; of a level or number, empty.
        trait: `short`, `adjective`, `plural`, or empty.
        units: of a level, its bone units.
        numbers: of a number or range of numbers, all of them.
    """

    start: int
    end: int
    kind: MentionKind
    about: str
    trait: str = ""
    units: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


# Bones that are counted, and by what they go on counting.
NUMBERED = frozenset({"rib", "metatarsal", "metacarpal", "hand_phalanges", "foot_phalanges"})
SPINES = {
    "cervical_spine": ("c", 7),
    "thoracic_spine": ("t", 12),
    "lumbar_spine": ("l", 5),
}
_COUNTED = NUMBERED | SPINES.keys() | {"vertebra"}

_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_NO_COUNT = (
    r"(?![ ]*(?:mm|cm|m\b|mg|ml|%|x\b|\.\d|months?\b|weeks?\b|years?\b|days?\b|lesions?\b|foci\b))"
)
_NUMBERS = re.compile(
    rf"(?<![\w./])#?{_NTH}(?![\w/])(?:\s*(?:-|/|,[ ]*and|,|&|to|through|thru|and)\s*{_NTH}(?!\w))*"
    rf"{_NO_COUNT}"
)
_RAY = re.compile(
    r"\b(?P<bone>mts?|mcs?|mtt)[ .]?(?P<numbers>\d(?!\w|\.\d)(?:\s*(?:-|/|,|&|to|"
    r"and)\s*(?:mts?|mcs?)?\d(?!\w|\.\d))*)"
)
_NUMBER = re.compile(r"(?P<range>-|to|through|thru)?[^\w]*(?P<number>\d{1,2})")
_PIECE = re.compile(r"[a-z']+|[^\sa-z]")
_AND = frozenset(
    {"and", "nor", "&", "+", "plus", "as", "well", "or", "/", "more", "less", "than", "greater",
     ">", "<"}
)  # fmt: skip
_TO = frozenset({"to", "through", "thru", "until"})
_LONGEST_GAP = 40


def tokens_in(
    folded: str,
    span: tuple[int, int],
    words: Iterable[tuple[int, int, Word]],
    levels: Iterable[Level],
) -> list[Token]:
    """Return the words of anatomy in a sentence, with levels and numbers, in order."""
    found = [Token(at, end, word.kind, word.about, word.trait) for at, end, word in words]
    found += [Token(at, end, MentionKind.LEVEL, "", units=units) for at, end, units, _ in levels]
    sentence = folded[span[0] : span[1]]
    if "mt" in sentence or "mc" in sentence:
        found = _without_overlap([*found, *_rays(folded, span)])
    if any(token.about.split(" ")[0] in _COUNTED for token in found):
        found = _without_overlap([*found, *_numbers(folded, span)])
    else:
        found = _without_overlap(found)
    return found


def _without_overlap(tokens: list[Token]) -> list[Token]:
    # Numbers give way to words and levels that hold them.
    tokens.sort(key=lambda token: (token.start, -token.end, token.kind is MentionKind.NUMBER))
    kept: list[Token] = []
    for token in tokens:
        if not kept or token.start >= kept[-1].end:
            kept.append(token)
        elif kept[-1].kind is MentionKind.NUMBER and token.kind is MentionKind.LEVEL:
            kept[-1] = token
    return kept


def _rays(folded: str, span: tuple[int, int]) -> Iterator[Token]:
    """MT2-4: the bone and its numbers, one after the other."""
    for match in _RAY.finditer(folded, *span):
        bone = "metacarpal" if match["bone"].startswith("mc") else "metatarsal"
        at = match.start("numbers")
        yield Token(match.start(), at, MentionKind.BONE, bone)
        yield Token(at, match.end(), MentionKind.NUMBER, "", numbers=_counted(match["numbers"]))


def _numbers(folded: str, span: tuple[int, int]) -> Iterator[Token]:
    for match in _NUMBERS.finditer(folded, *span):
        if match.start() == span[0] and folded[match.end() : match.end() + 1] in (".", ")"):
            # The number of an item in a list.
            continue
        numbers = _counted(match[0])
        if all(1 <= number <= 12 for number in numbers):
            yield Token(match.start(), match.end(), MentionKind.NUMBER, "", numbers=numbers)


def _counted(written: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for step in _NUMBER.finditer(written):
        number = int(step["number"])
        if step["range"] and numbers and number > numbers[-1]:
            numbers.extend(range(numbers[-1] + 1, number))
        numbers.append(number)
    return tuple(dict.fromkeys(numbers))


_joins: dict[str, Join] = {}


def join_of(gap: str) -> Join:
    """Tell how two words of a place are joined by what stands between them."""
    if gap == " " or not gap:
        return Join.NOTHING
    known = _joins.get(gap)
    if known is None:
        known = Join.BREAK if len(gap) > _LONGEST_GAP else _joined(gap)
        if known is not Join.BREAK and len(_joins) < 4096:
            # Only articles, conjunctions and punctuation are kept here, no words of a note.
            _joins[gap] = known
    return known


def _joined(gap: str) -> Join:
    pieces = _PIECE.findall(gap)
    if "\n" in gap and gap.count("\n") > 1:
        return Join.BREAK
    found = Join.NOTHING
    for piece in pieces:
        if piece in _TO:
            found = Join.TO if len(pieces) == 1 else found
        elif piece in _AND:
            found = Join.AND
        elif piece == ",":
            found = Join.COMMA if found is not Join.AND else found
        elif piece == ":":
            found = Join.COLON
        elif piece == "of" and found is Join.NOTHING:
            found = Join.OF
        elif piece not in _fillers():
            return Join.BREAK
    return found


@cache
def _fillers() -> frozenset[str]:
    return frozenset(rules("anatomy")["fillers"]) | frozenset("()-'.") | {"#"}
