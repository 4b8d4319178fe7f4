"""Tables whose first line names the columns: "site | side | signal | change"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from crmo.notes.context import NoteContext, Place, Sentence
from crmo.notes.lesions.sizes import Size, sizes_in
from crmo.notes.mention import MentionKind
from crmo.notes.places.lent import with_side
from crmo.record import FactStatus, LesionStatus

CELL = re.compile(r"[^|\t\s](?:[^|\t\n]*?[^|\t\s])??(?=[ ]{2,}|[ ]*[|\t\n]|[ ]*$)")
HEADS_PLACES = re.compile(
    r"(?:anatomical |skeletal |bone |lesion )?(?:sites?|location|bones?|structure|region|level|"
    r"area|vertebra|body part|anatomy|place|lesion)$"
)
_HEADS_SIDES = re.compile(r"(?:side|laterality|l/r|r/l|left/right|right/left|lat\.?)$")
_SIDES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("l", "lt", "left"), ("left",)),
    **dict.fromkeys(("r", "rt", "right"), ("right",)),
    **dict.fromkeys(("both", "bilateral", "bilat", "b", "l+r", "r+l", "l/r", "r/l", "l and r",
                     "l & r"), ("left", "right")),
}  # fmt: skip
_UNSEEN = re.compile(r"\b(?:not (?:imaged|included|seen|covered|assessed|scanned)|n/?a|outside)\b")
_UNCERTAIN = re.compile(
    r"\b(?:possible|possibly|equivocal|uncertain|questionable|doubtful|indeterminate|borderline)\b"
    r"|\?|\+/-"
)
_HEALED = re.compile(
    r"\b(?:healed|resolved|inactive|cleared|gone|quiescent|no longer|burnt out|normalised|"
    r"normalized)\b"
)
_ABSENT = re.compile(
    r"\b(?:no|none|nil|normal|absent|clear|negative|never|uninvolved|unaffected|isointense)\b|"
    r"^(?:0|-|n|nl|nad)$"
)
_PRESENT = re.compile(
    r"\b(?:high|raised|increased|bright|hyperintense|moderate|marked|mild|low|faint|slight|strong|"
    r"intense|severe|yes|present|positive|active|new|larger|smaller|bigger|stable|unchanged|"
    r"same|improved|improving|better|worse|increasing|decreasing|decreased|reduced|persisting|"
    r"persistent|abnormal|involved|affected|recurrent)\b|^(?:[1-3]|[+]{1,3}|y|pos)(?!\w)"
)
_HEIGHT = re.compile(
    r"\bheight[ ]*(?:loss[ ]*)?-[ ]?\d{1,2}[ ]?%|(?<!\w)-?\d{1,2}[ ]?%[ ]*(?:height loss|"
    r"loss of height|of height lost)"
)


@frozen(slots=True)
class Row:
    """One line of such a table: its place and what the cells say of it.

    Args:
        place: with its sites on the side that the line tells.
        status: of the lesion; None if the place was not seen.
        features: concept -> state.
        span: the cells after the place.
        size: told in them, or None.
    """

    place: Place
    status: LesionStatus | None
    features: Mapping[str, FactStatus]
    span: tuple[int, int]
    size: Size | None


class ColumnTable:
    """The tables of a note that have a line of headings.

    Args:
        context: the note.
    """

    def __init__(self, context: NoteContext) -> None:
        self._context = context
        self._headings: list[str] = []
        self._features: dict[int, str] = {}
        self._paragraph = -1

    def read(self, sentence: Sentence) -> list[Row] | None:
        """Return what a line tells; None if it is no line of such a table."""
        folded = self._context.folded
        if "|" not in folded[sentence.start : sentence.end] and not self._headings:
            return None
        cells = [match.span() for match in CELL.finditer(folded, sentence.start, sentence.end)]
        if len(cells) < 2:
            return None
        words = [folded[start:end] for start, end in cells]
        if {"left", "right"} <= set(words) or {"l", "r"} <= set(words):
            # A column for each side: the other kind of table.
            self._headings = []
            return None
        if HEADS_PLACES.match(words[0]):
            self._begin(sentence, cells, words)
            return []
        if not self._headings or sentence.paragraph != self._paragraph:
            return None
        row = self._row(cells, words) if len(cells) <= len(self._headings) else None
        return None if row is None else [row]

    def _begin(
        self, sentence: Sentence, cells: Sequence[tuple[int, int]], words: Sequence[str]
    ) -> None:
        self._headings, self._paragraph = list(words), sentence.paragraph
        self._features = {}
        for at, (start, end) in enumerate(cells):
            told = self._context.mentions_in(start, end, MentionKind.FEATURE)
            if at and told and told[0].about != "lesion":
                self._features[at] = told[0].about

    def _row(self, cells: Sequence[tuple[int, int]], words: Sequence[str]) -> Row | None:
        begin, end = cells[0]
        places = [p for p in self._context.places_in(begin, cells[-1][1]) if p.start < end]
        sides, rest = self._side(words)
        if not places or not rest:
            return None
        sites = tuple(dict.fromkeys(_on(site, sides) for p in places for site in p.sites))
        place = Place(places[0].start, end, tuple(s for each in sites for s in each), ())
        status = _status([words[at] for at in rest])
        features = dict(self._features_of(cells, words, rest))
        if status is LesionStatus.ABSENT and FactStatus.PRESENT in features.values():
            status = LesionStatus.PRESENT
        told = cells[rest[0]][0], cells[rest[-1]][1]
        sizes = list(sizes_in(self._context.folded, *told))
        is_known = status is not None or any(_UNSEEN.search(words[at]) for at in rest)
        return Row(place, status, features, told, sizes[0] if sizes else None) if is_known else None

    def _side(self, words: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
        """Return the sides that a line tells, and which of its cells tell something else."""
        rest = list(range(1, len(words)))
        for at in rest:
            if _HEADS_SIDES.match(self._headings[at]):
                rest.remove(at)
                return _SIDES.get(words[at], ()), rest
        return (), rest

    def _features_of(
        self, cells: Sequence[tuple[int, int]], words: Sequence[str], rest: Sequence[int]
    ) -> Iterator[tuple[str, FactStatus]]:
        for at in rest:
            if _HEIGHT.search(words[at]):
                yield "height_loss", FactStatus.PRESENT
            if at in self._features:
                status = _status([words[at]])
                if status in (LesionStatus.PRESENT, LesionStatus.ABSENT):
                    yield self._features[at], FactStatus(str(status))
                continue
            for mention in self._context.mentions_in(*cells[at], MentionKind.FEATURE):
                before = words[at][: mention.start - cells[at][0]]
                is_denied = re.search(r"\b(?:no|without|resolved)\b", before)
                if mention.about != "lesion" and mention.rule != "lesion_words:denied":
                    state = FactStatus.ABSENT if is_denied else FactStatus.PRESENT
                    yield mention.about, state


def _on(site: str, sides: Sequence[str]) -> tuple[str, ...]:
    bare = site.removesuffix("_left").removesuffix("_right")
    return tuple(dict.fromkeys(with_side(bare, side) for side in sides)) or (site,)


def _status(words: Sequence[str]) -> LesionStatus | None:
    """Return what the cells of a line say together."""
    together = " | ".join(words)
    if _UNSEEN.search(together):
        return None
    if _UNCERTAIN.search(together):
        return LesionStatus.UNCERTAIN
    if _HEALED.search(together):
        return LesionStatus.HEALED
    if _ABSENT.search(words[0]):
        return LesionStatus.ABSENT
    if any(_PRESENT.search(word) for word in words):
        return LesionStatus.PRESENT
    return LesionStatus.ABSENT if any(_ABSENT.search(word) for word in words) else None
