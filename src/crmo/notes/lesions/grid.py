"""Tables of a report: a line for each bone, columns for right and left, signs with a legend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from crmo.notes.context import NoteContext, Place, Sentence
from crmo.notes.lesions.sizes import Size, sizes_in
from crmo.notes.mention import MentionKind
from crmo.notes.places.lent import with_side
from crmo.record import FactStatus, LesionStatus

_CELL = re.compile(r"[^|\t\s](?:[^|\t\n]*?[^|\t\s])??(?=[ ]{2,}|[ ]*[|\t\n]|[ ]*$)")
_SIDES = {"left": "left", "l": "left", "lt": "left", "right": "right", "r": "right", "rt": "right"}
_LEGEND = re.compile(
    r"(?<![\w+-])(?P<sign>[a-z0-9]{1,2}|[-+xo*?]{1,3})[ ]*=[ ]*(?P<words>[^;,()\n.=]{2,60})"
)
_SCORED = re.compile(r"[ ]*(?:\((?P<inside>[^()\s]{1,3})\)|[:=][ ]*(?P<beside>[-+\w]{1,3})(?!\w))")

_NO_ANSWER = "a cell of a table that is no answer we know"
_ABSENT = re.compile(
    r"\b(?:no|none|not involved|normal|absent|clear|negative|nil|uninvolved|unaffected|0)\b"
)
_HEALED = re.compile(r"\b(?:healed|resolved|inactive|cleared)\b")
_UNSEEN = re.compile(
    r"\b(?:not (?:in(?: the)? (?:fov|field)|seen|imaged|incl\w*|covered|assessed|scanned|"
    r"visualised|done|shown|available)|outside|excluded|n/?a|missing)\b"
)
_UNCERTAIN = re.compile(
    r"\b(?:possible|equivocal|uncertain|questionable|doubtful|indeterminate)\b|\?"
)
_PRESENT_SIGNS = "+ ++ +++ yes y pos present positive 1 2 3 active"
_ABSENT_SIGNS = "- -- 0 no n neg negative none nil normal nl clear absent nad"
_UNSEEN_SIGNS = "n/a na nd ns ni np x nv"
SIGNS: Mapping[str, LesionStatus | None] = {
    **dict.fromkeys(_PRESENT_SIGNS.split(), LesionStatus.PRESENT),
    **dict.fromkeys(_ABSENT_SIGNS.split(), LesionStatus.ABSENT),
    **dict.fromkeys(("healed", "h", "resolved"), LesionStatus.HEALED),
    **dict.fromkeys(("?", "(+)", "+/-", "equivocal", "possible"), LesionStatus.UNCERTAIN),
    **dict.fromkeys(_UNSEEN_SIGNS.split(), None),
}


@frozen(slots=True)
class Sign:
    """What a sign of a table means: a status, or that the place was not seen."""

    status: LesionStatus | None
    features: Mapping[str, FactStatus]


@frozen(slots=True)
class Cell:
    """One answer of a table.

    Args:
        site: id of the site.
        sign: what the cell means.
        span: where the cell stands.
        place: the place that heads the line.
        sentence: the line.
        size: told in the cell, or None.
    """

    site: str
    sign: Sign
    span: tuple[int, int]
    place: Place
    sentence: Sentence
    size: Size | None = None


class Grid:
    """The tables of a note.

    Args:
        context: the note.
    """

    def __init__(self, context: NoteContext) -> None:
        self._context = context
        self._columns: list[str] = []
        self._paragraph = -1
        self._legend = dict(_legend(context)) if "=" in context.folded else {}

    def read(self, sentence: Sentence) -> list[Cell] | None:
        """Return the answers of a line; None if it is no line of a table."""
        context = self._context
        cells = list(_cells(context.folded, sentence.start, sentence.end))
        if self._legend and len(cells) < 3:
            scored = list(self._scored(sentence))
            if scored:
                return scored
        if len(cells) < 2:
            return None
        words = [context.folded[start:end] for start, end in cells]
        sides = [_SIDES.get(word, "") for word in words]
        if {"left", "right"} <= set(sides) and len(cells) - sides.count("") >= 2:
            self._columns = sides[-2:] if len(cells) >= 2 else []
            self._paragraph = sentence.paragraph
            return []
        if not self._columns or sentence.paragraph != self._paragraph:
            return None
        return self._line(sentence, cells, words)

    def _line(
        self, sentence: Sentence, cells: Sequence[tuple[int, int]], words: Sequence[str]
    ) -> list[Cell] | None:
        places = self._context.places_in(*cells[0])
        answers = [self._sign(word, cell) for word, cell in zip(words[1:], cells[1:], strict=True)]
        if len(places) != 1 or len(answers) != len(self._columns):
            return None
        for (start, end), answer in zip(cells[1:], answers, strict=True):
            if answer is None:
                self._context.tell_unread(start, end, _NO_ANSWER)
        place = places[0]
        return [
            Cell(
                with_side(site, side),
                sign,
                cells[at + 1],
                place,
                sentence,
                next(sizes_in(self._context.folded, *cells[at + 1]), None),
            )
            for at, (side, sign) in enumerate(zip(self._columns, answers, strict=True))
            if sign is not None
            for site in place.sites
        ]

    def _sign(self, word: str, cell: tuple[int, int]) -> Sign | None:
        if word in self._legend:
            return self._legend[word]
        if word in SIGNS:
            return Sign(SIGNS[word], {})
        return meaning_of(self._context, *cell)

    def _scored(self, sentence: Sentence) -> Iterator[Cell]:
        """`Vertebrae: T6 (2), T7 (1)`: the sign stands behind the place."""
        for place in self._context.places_in(sentence.start, sentence.end):
            match = _SCORED.match(self._context.folded, place.end)
            written = (match["inside"] or match["beside"]) if match else ""
            sign = self._legend.get(written)
            if match and sign is not None:
                for site in place.sites:
                    yield Cell(site, sign, (match.start(), match.end()), place, sentence)


def _cells(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the cells of a line; none if nothing parts it."""
    if any(folded.find(sign, start, end) >= 0 for sign in ("|", "\t", "  ")):
        yield from (match.span() for match in _CELL.finditer(folded, start, end))


def _legend(context: NoteContext) -> Iterator[tuple[str, Sign]]:
    for match in _LEGEND.finditer(context.folded):
        sign = meaning_of(context, match.start("words"), match.end("words"))
        yield match["sign"], sign or Sign(LesionStatus.PRESENT, {})


def meaning_of(context: NoteContext, start: int, end: int) -> Sign | None:
    """Return what the words of a cell or of a legend mean; None if they mean nothing."""
    words = context.folded[start:end]
    for pattern, status in (
        (_UNSEEN, None),
        (_UNCERTAIN, LesionStatus.UNCERTAIN),
        (_HEALED, LesionStatus.HEALED),
        (_ABSENT, LesionStatus.ABSENT),
    ):
        if pattern.search(words):
            return Sign(status, {})
    features = {
        mention.about: FactStatus.PRESENT
        for mention in context.mentions_in(start, end, MentionKind.FEATURE)
    }
    if not features:
        return None
    features.pop("lesion", None)
    return Sign(LesionStatus.PRESENT, features)
