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
    r"(?![ ]*(?:mm|cm|m\b|mg|ml|%|x\b|\.\d|months?\b|weeks?\b|years?\b|days?\b|lesions?\b|foci\b|"
    r"views?\b|films?\b|"
    r"images?\b|projections?\b|sites?\b))"
)
_NUMBERS = re.compile(
    rf"(?<![\w./])#?{_NTH}(?![\w/])(?:\s*(?:-|/|,[ ]*and|,|&|to|through|thru|and)\s*{_NTH}(?!\w))*"
    rf"{_NO_COUNT}"
)
_RAY = re.compile(
    r"\b(?P<bone>mts?|mcs?|mtt)[ .]?(?P<numbers>\d(?!\w|\.\d)(?:\s*(?:-|/|,|&|to|"
    r"and)\s*(?:mts?|mcs?)?\d(?!\w|\.\d))*)"
)
COMPARED = "compared"
_MAY_COMPARE = re.compile(r"[<>]|\bthan\b")
_SIDE_WORD = r"(?:left|right|lt|rt|l|r)"
_COMPARED = re.compile(
    rf"(?<!\w)(?:the[ ])?{_SIDE_WORD}(?:[ ]side)?[ ]*(?:[<>]+|(?:(?:is|being|are)[ ])?(?:more|"
    rf"less|worse|greater|larger|"
    rf"stronger|milder)(?:[ ]\w+)?[ ]than)[ ]*(?:on[ ])?(?:the[ ])?{_SIDE_WORD}(?!\w)"
)
# With one rib on the right told so, the L of the others is no lumbar level.
_SIDED_RIB = re.compile(r"\br(?:1[0-2]|[1-9])\b")
_SIDED_RIB_NUMBER = re.compile(r"\b(?P<side>[lr])(?P<number>1[0-2]|[1-9])\b")
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
    found = [
        token
        for token in found
        if token.kind is not MentionKind.SIDE or not _is_of_a_line(folded, token)
    ]
    sentence = folded[span[0] : span[1]]
    if _MAY_COMPARE.search(sentence):
        found = _with_comparisons(folded, span, found)
    if any(token.about == "rib" for token in found) and _SIDED_RIB.search(sentence):
        sided = list(_sided_ribs(folded, span))
        taken = {(token.start, token.end) for token in sided}
        found = [t for t in found if not any(s <= t.start < e for s, e in taken)] + sided
    if "mt" in sentence or "mc" in sentence:
        found = _without_overlap([*found, *_rays(folded, span)])
    if any(token.about.split(" ")[0] in _COUNTED for token in found):
        found = _without_overlap([*found, *_numbers(folded, span)])
    else:
        found = _without_overlap(found)
    return found


def _with_comparisons(folded: str, span: tuple[int, int], found: list[Token]) -> list[Token]:
    """`R>L`, `left more than right`: both sides, as one word."""
    told = [
        Token(match.start(), match.end(), MentionKind.SIDE, "bilateral", COMPARED)
        for match in _COMPARED.finditer(folded, *span)
    ]
    return [t for t in found if not any(c.start <= t.start < c.end for c in told)] + told


def _sided_ribs(folded: str, span: tuple[int, int]) -> Iterator[Token]:
    """`Ribs: R4, R6, L9`: a side and a number in one."""
    for match in _SIDED_RIB_NUMBER.finditer(folded, *span):
        side = "left" if match["side"] == "l" else "right"
        at = match.start("number")
        yield Token(match.start(), at, MentionKind.SIDE, side)
        numbers = (int(match["number"]),)
        yield Token(at, match.end(), MentionKind.NUMBER, "", numbers=numbers)


def _is_of_a_line(folded: str, token: Token) -> bool:
    """`on both sides of the physis`: no left and right of the body."""
    return folded.startswith((" of the", " of a ", " of its"), token.end) and folded[
        token.start : token.end
    ].endswith(("both sides", "either side"))


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
        is_item = folded[match.end() : match.end() + 1] in (".", ")") or match[0][0] == "#"
        if match.start() == span[0] and is_item:
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
        elif piece in (",", "|"):
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
