"""Justified text: two spaces between words are made one for reading, and all places mapped back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve

from crmo.notes.reading import Contradiction, Mark, NoteReading, ReadEntry, Unread

# Columns of a table are parted by more, or stand beside signs and capitals.
_DOUBLE = re.compile(r"[ ][ ](?<=[a-z,][ ][ ])(?=[a-z])")


def is_justified(text: str) -> bool:
    """Tell whether words of a text are parted by two spaces."""
    return "  " in text and _DOUBLE.search(text) is not None


def squeeze(text: str) -> tuple[str, list[int]]:
    """Return the text with single spaces, and the place in the original of each character."""
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for double in _DOUBLE.finditer(text):
        kept.append(text[at : double.start() + 1])
        places.extend(range(at, double.start() + 1))
        at = double.end()
    kept.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return "".join(kept), places


def stretched(reading: NoteReading, text: str, places: Sequence[int]) -> NoteReading:
    """Return a reading of a squeezed text with all places as in the original."""
    return evolve(
        reading,
        text=text,
        entries=tuple(_entry(read, text, places) for read in reading.entries),
        unread=tuple(_unread(unread, text, places) for unread in reading.unread),
        contradictions=tuple(
            Contradiction(each.about, each.entries, _marks(each.marks, places), each.why)
            for each in reading.contradictions
        ),
    )


def _span(start: int, end: int, places: Sequence[int]) -> tuple[int, int]:
    return places[start], places[end - 1] + 1 if end > start else places[end]


def _entry(read: ReadEntry, text: str, places: Sequence[int]) -> ReadEntry:
    entry, source = read.entry, read.entry.source
    if source is not None and source.start is not None and source.end is not None:
        start, end = _span(source.start, source.end, places)
        entry = evolve(entry, source=evolve(source, start=start, end=end, text=text[start:end]))
    return ReadEntry(entry, _marks(read.evidence, places))


def _marks(marks: Sequence[Mark], places: Sequence[int]) -> tuple[Mark, ...]:
    spans = [_span(mark.start, mark.end, places) for mark in marks]
    return tuple(
        mark._replace(start=start, end=end) for mark, (start, end) in zip(marks, spans, strict=True)
    )


def _unread(unread: Unread, text: str, places: Sequence[int]) -> Unread:
    start, end = _span(unread.start, unread.end, places)
    return Unread(start, end, text[start:end], unread.why)
