"""Cells of a table in plain text: bars, tabs or wide gaps stand between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SEPARATOR = re.compile(r"[ \t]*\|[ \t]*|[ ]*\t[ \t]*|[ ]{2,}")
_EDGE = " \t\r|"
_NEAR = 4


class Span(NamedTuple):
    """A piece of a line.

    Args:
        start: first character.
        end: character after the last.
    """

    start: int
    end: int


def lines_of(text: str) -> Iterator[Span]:
    """Yield the lines of a text that hold anything."""
    start = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            yield Span(start, start + len(line))
        start += len(line) + 1


def cells_of(text: str, line: Span) -> list[Span]:
    """Return the cells of a line; an empty cell between two bars is one too."""
    start, end = line
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    cells: list[Span] = []
    for gap in _SEPARATOR.finditer(text, start, end):
        cells.append(Span(start, gap.start()))
        start = gap.end()
    cells.append(Span(start, end))
    return cells


def column_under(columns: list[Span], lines: tuple[Span, Span], cell: Span) -> int | None:
    """Return the column of a heading that a cell stands under, or None.

    Args:
        columns: the cells of the heading.
        lines: the heading and the line of the cell.
        cell: a cell whose neighbours may be missing.
    """
    first, last = cell.start - lines[1].start, cell.end - lines[1].start
    found = [
        at
        for at, (start, end) in enumerate(columns)
        if start - lines[0].start - _NEAR < last and first < end - lines[0].start + _NEAR
    ]
    overlapping = [
        at
        for at in found
        if columns[at].start - lines[0].start < last and first < columns[at].end - lines[0].start
    ]
    found = overlapping or found
    return found[0] if len(found) == 1 else None
