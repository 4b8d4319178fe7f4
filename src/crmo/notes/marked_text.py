"""A note's text cut into pieces, each with what was read there: for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from attrs import frozen

from crmo.notes.reading import Mark, NoteReading, Role
from crmo.notes.statement import Statement

# Where marks overlap, the one further left in this list gives the piece its look.
LOOKS = ("present", "uncertain", "past", "absent", "value", "treatment", "cue", "date", "unread")
_BY_STATUS = {
    "present": "present",
    "confirmed": "present",
    "ongoing": "treatment",
    "ended": "treatment",
    "absent": "absent",
    "excluded": "absent",
    "unknown": "uncertain",
    "uncertain": "uncertain",
    "suspected": "uncertain",
    "healed": "past",
    "not_looked_for": "uncertain",
}
_VALUES = frozenset({"measurement", "score"})
_FRAMES = frozenset({"encounter", "imaging_study"})


@frozen(slots=True)
class Piece:
    """A stretch of the note with one look.

    Args:
        start: first character.
        end: character after the last.
        look: one of `LOOKS`, or empty for words that were passed over.
        statements: numbers of the statements that rest on it, from 0.
    """

    start: int
    end: int
    look: str
    statements: tuple[int, ...]


def look_of(statement: Statement) -> str:
    """Return how the words of a statement are shown: by what it asserts."""
    if statement.kind in _FRAMES:
        return "date"
    return "value" if statement.kind in _VALUES else _BY_STATUS.get(statement.status, "present")


def pieces(reading: NoteReading, told: Sequence[Statement]) -> tuple[Piece, ...]:
    """Return the whole text of a note in pieces without gap or overlap.

    Args:
        reading: the reading.
        told: its statements.
    """
    spans = [*_spans(told), *((each.start, each.end, "unread", -1) for each in reading.unread)]
    edges = sorted({0, len(reading.text), *(at for span in spans for at in span[:2])})
    opening: dict[int, list[tuple[int, int, str, int]]] = {}
    for span in spans:
        opening.setdefault(span[0], []).append(span)
    made: list[Piece] = []
    running: list[tuple[int, int, str, int]] = []
    for start, end in pairwise(edges):
        running = [span for span in running if span[1] > start] + opening.get(start, [])
        look = min((span[2] for span in running), key=LOOKS.index, default="")
        numbers = tuple(sorted({span[3] for span in running if span[3] >= 0}))
        made.append(Piece(start, end, look, numbers))
    return tuple(made)


def _spans(told: Iterable[Statement]) -> Iterable[tuple[int, int, str, int]]:
    for number, statement in enumerate(told):
        for mark in statement.evidence:
            if mark.end > mark.start:
                yield mark.start, mark.end, _look(mark, statement), number


def _look(mark: Mark, statement: Statement) -> str:
    if mark.role is Role.CUE:
        return "cue"
    return "date" if mark.role is Role.DATE else look_of(statement)
