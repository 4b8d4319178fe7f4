"""Tables of results: tests over columns with a day in each row, or days over columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from attrs import evolve

from crmo.notes.clinic.laboratory_words import RULE
from crmo.notes.clinic.numbers_told import Number, numbers_in, told_at, unit_in_name
from crmo.notes.clinic.statements import term_mark
from crmo.notes.context import DateMention, NoteContext
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import ReadEntry, Role
from crmo.record import Measurement

_FEWEST_COLUMNS = 2


class _Line(NamedTuple):
    start: int
    end: int
    tests: list[Mention]
    dates: Sequence[DateMention]
    numbers: list[Number]


class _Cell(NamedTuple):
    test: Mention
    number: Number
    told: DateMention
    end: int


def grid_values(context: NoteContext) -> tuple[list[ReadEntry], list[tuple[int, int]]]:
    """Return the values of tables with days, and where those tables stand in the text."""
    entries: list[ReadEntry] = []
    taken: list[tuple[int, int]] = []
    if "\n" not in context.folded or len(context.dates) < _FEWEST_COLUMNS:
        return entries, taken
    header: _Line | None = None
    for start, end in _lines(context.folded):
        tests = context.mentions_in(start, end, MentionKind.ANALYTE)
        dates = context.dates_in(start, end)
        columns = max(len(tests), len(dates))
        may_head = columns >= _FEWEST_COLUMNS and not (tests and dates)
        if header is None and not may_head:
            continue
        line = _Line(start, end, tests, dates, _numbers(context, start, end, dates))
        if may_head and not line.numbers:
            header = line
            continue
        cells = _cells(header, line) if header is not None else []
        if header is None or not cells:
            header = None
            continue
        entries += (each for cell in cells if (each := _entry(context, cell)) is not None)
        taken += [(header.start, header.end), (line.start, line.end)]
    return entries, taken


def _lines(folded: str) -> Iterator[tuple[int, int]]:
    start = 0
    for text in folded.split("\n"):
        if text and not text.isspace():
            yield start, start + len(text)
        start += len(text) + 1


def _numbers(
    context: NoteContext, start: int, end: int, dates: Sequence[DateMention]
) -> list[Number]:
    return [
        number
        for number in numbers_in(context.folded, start, end)
        if not number.is_spelled
        and not any(told.start <= number.start < told.end for told in dates)
    ]


def _cells(header: _Line, line: _Line) -> list[_Cell]:
    """Return the cells of a row that has as many numbers as the header has columns."""
    numbers = line.numbers
    if not numbers or len(numbers) != max(len(header.tests), len(header.dates)):
        return []
    if header.tests and len(line.dates) == 1 and not line.tests:
        day = line.dates[0]
        pairs = zip(header.tests, numbers, strict=True)
        return [_Cell(test, number, day, line.end) for test, number in pairs]
    if header.dates and len(line.tests) == 1 and not line.dates:
        test = line.tests[0]
        columns = zip(header.dates, numbers, strict=True)
        return [_Cell(test, number, day, line.end) for day, number in columns]
    return []


def _entry(context: NoteContext, cell: _Cell) -> ReadEntry | None:
    test, number = cell.test, cell.number
    analyte = context.knowledge.analytes[test.about]
    told = told_at(context.text, context.folded, number, cell.end, analyte)
    if isinstance(told, int):
        return None
    unit = told.quantity.unit or unit_in_name(context.text, test.end, cell.end, analyte)[0]
    entry = Measurement(
        id=context.entry_id("lab", number.start, test.about),
        on=cell.told.date,
        source=context.source(number.start, told.value_end, RULE),
        analyte=test.about,
        quantity=evolve(told.quantity, unit=unit),
        flag=told.flag,
        text=context.text[number.start : told.value_end],
    )
    marks = (
        term_mark(context, test),
        context.mark(number.start, told.value_end, Role.VALUE, RULE, test.about),
        context.mark(cell.told.start, cell.told.end, Role.DATE, cell.told.rule),
    )
    return ReadEntry(entry, tuple(sorted(marks, key=lambda mark: mark.start)))
