"""From clauses to a page: headings, sentences, lines; wrapping that moves no character."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crmo.simulate.documents.marked import Marked, Pieces, capitalised, ends_with_stop
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.written import Statement


class Section(NamedTuple):
    """One section of a document.

    Args:
        name: key of its heading.
        clauses: what it says, one thing each.
        table: lines that are set as they are, in front of the clauses.
    """

    name: str
    clauses: list[Pieces]
    table: list[Pieces]


def laid_out(pen: Pen, sections: Sequence[Section]) -> Pieces:
    """Return the sections that say something, in the manner of the house."""
    layout = pen.style.layout
    page: Pieces = []
    for section in sections:
        if not section.clauses and not section.table:
            continue
        if page:
            page.append(layout.gap)
        heading = pen.one_of(pen.style.headings[section.name])
        page.append(layout.heading.format(heading=heading, HEADING=heading.upper()))
        for place, line in enumerate(section.table):
            page += ["\n", *line] if place else line
        if section.table and section.clauses:
            page.append("\n")
        page += _clauses(pen, section.clauses)
        if section.clauses:
            page.append(_end(layout.end, section.clauses[-1]))
    return page


def _end(end: str, last: Pieces) -> str:
    """Return what stands behind a section: a stop only where there is none yet."""
    if end == "\n":
        return ""
    return end.removeprefix(".") if ends_with_stop(last) else end


def _clauses(pen: Pen, clauses: Sequence[Pieces]) -> Pieces:
    layout = pen.style.layout
    page: Pieces = []
    for place, clause in enumerate(clauses):
        if place:
            page.append(pen.one_of(layout.between))
        if layout.before:
            page.append(layout.before.format(number=place + 1))
        is_capital = layout.capital == "each" or (layout.capital == "first" and not place)
        page += capitalised(clause) if is_capital else clause
        if layout.after and not ends_with_stop(clause):
            page.append(layout.after)
    return page


def with_slips(pen: Pen, page: Pieces) -> Pieces:
    """Return the page with a slip of typing or two, in words that tell nothing."""
    slips = pen.style.extra["slips"]
    if not slips or not pen.luck.happens(pen.style.layout.slips):
        return page
    wrong, slip = pen.one_of(slips)
    places = [
        at for at, piece in enumerate(page) if not isinstance(piece, Marked) and wrong in piece
    ]
    if not places:
        return page
    at = pen.one_of(places)
    piece = page[at]
    if isinstance(piece, Marked):
        return page
    return [*page[:at], piece.replace(wrong, slip, 1), *page[at + 1 :]]


def finished(page: Pieces, wrap: int) -> tuple[str, tuple[Statement, ...]]:
    """Return the text and where in it each statement stands."""
    texts: list[str] = []
    statements: list[Statement] = []
    at = 0
    for piece in page:
        if isinstance(piece, str):
            texts.append(piece)
            at += len(piece)
            continue
        text, keys = piece
        end = at + len(text)
        statements += [Statement(entry, part, at, end, told) for entry, part, told in keys]
        texts.append(text)
        at = end
    whole = "".join(texts)
    return (wrapped(whole, wrap) if wrap else whole), tuple(statements)


def wrapped(text: str, width: int) -> str:
    """Return the text with spaces exchanged for line breaks; its length stays the same."""
    lines = []
    for line in text.split("\n"):
        start = 0
        while len(line) - start > width:
            cut = line.rfind(" ", start + 1, start + width + 1)
            if cut <= start:
                break
            lines.append(line[start:cut])
            start = cut + 1
        lines.append(line[start:])
    return "\n".join(lines)
