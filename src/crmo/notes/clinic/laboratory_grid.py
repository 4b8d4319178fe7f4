"""Tables of results: tests over columns with a day in each row, or days over columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from attrs import evolve

from crmo.notes.clinic.laboratory_words import RULE
from crmo.notes.clinic.numbers_told import Number, limits_in, numbers_in, told_at, unit_in_name
from crmo.notes.clinic.statements import term_mark
from crmo.notes.clinic.table_cells import Span, cells_of, column_under, lines_of
from crmo.notes.clinic.told_dates import day_of
from crmo.notes.context import DateMention, NoteContext
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import ReadEntry, Role
from crmo.record import Measurement

_FEWEST_COLUMNS = 2
# What heads a table whose only column of values is of one day.
_HEADS = re.compile(r"\b(?:tests?|units?|ref\w*|range|results?|analyte|investigations?|normal)\b")
_RANGE = re.compile(r"\(?(?:ref\w*|range|normal\w*|limits?|nr|rr)\b")
_NOW = re.compile(r"\b(?:today|now|current)\b")
_UNITS = re.compile(r"units?\b")

_Told = TypeVar("_Told", Mention, DateMention)


class _Line(NamedTuple):
    place: Span
    cells: list[Span]
    tests: list[Mention]
    dates: Sequence[DateMention]
    numbers: list[Number]


class _Cell(NamedTuple):
    test: Mention
    number: Number
    told: DateMention | None
    end: int
    is_today: bool = False
    limits: Span | None = None
    unit: Span | None = None


def grid_values(context: NoteContext) -> tuple[list[ReadEntry], list[tuple[int, int]]]:
    """Return the values of tables with days, and where those tables stand in the text."""
    entries: list[ReadEntry] = []
    taken: list[tuple[int, int]] = []
    if "\n" not in context.text:
        return entries, taken
    header: _Line | None = None
    for place in lines_of(context.text):
        tests = context.mentions_in(*place, MentionKind.ANALYTE)
        dates = context.dates_in(*place)
        may_head = _may_head(context, place, tests, dates)
        if header is None and not may_head:
            continue
        line = _line(context, place, tests, dates)
        if may_head and not line.numbers:
            header = line
            continue
        cells = list(_cells(context, header, line)) if header is not None else []
        if header is None or not (cells or len(line.cells) >= _FEWEST_COLUMNS):
            header = None
            continue
        if cells:
            entries += (each for cell in cells if (each := _entry(context, cell)) is not None)
            taken += [header.place, line.place]
    return entries, taken


def _line(
    context: NoteContext, place: Span, tests: list[Mention], dates: Sequence[DateMention]
) -> _Line:
    numbers = [
        number
        for number in numbers_in(context.folded, *place)
        if not number.is_spelled
        and not any(told.start <= number.start < told.end for told in dates)
    ]
    return _Line(place, cells_of(context.text, place), tests, dates, numbers)


def _may_head(
    context: NoteContext, place: Span, tests: Sequence[Mention], dates: Sequence[DateMention]
) -> bool:
    """Whether a line may be the heading of a table: tests or days, and not both."""
    if bool(tests) == bool(dates):
        return False
    if max(len(tests), len(dates)) >= _FEWEST_COLUMNS:
        return True
    is_short = len(cells_of(context.text, place)) >= _FEWEST_COLUMNS
    return bool(dates) and is_short and bool(_HEADS.search(context.folded, *place))


# --- which value stands in which column ------------------------------------------------------


def _cells(context: NoteContext, header: _Line, line: _Line) -> Iterator[_Cell]:
    if header.tests:
        yield from _under_tests(context, header, line)
    elif line.tests and not line.dates:
        yield from _under_days(context, header, line)


def _under_days(context: NoteContext, header: _Line, line: _Line) -> Iterator[_Cell]:
    """Yield the values of one test, each under its day."""
    test = line.tests[0]
    if any(other.about != test.about for other in line.tests):
        return
    columns = {at: _within(header.dates, cell) for at, cell in enumerate(header.cells)}
    is_regular = all(len(found) < _FEWEST_COLUMNS for found in columns.values())
    placed = _by_cells(context, header, line) if is_regular else None
    if placed is not None:
        limits = _heading_cell(context, header, placed, _RANGE)
        unit = _heading_cell(context, header, placed, _UNITS)
        for at, (cell, number) in placed.items():
            if columns[at] and number is not None:
                yield _Cell(test, number, columns[at][0], cell.end, limits=limits, unit=unit)
        return
    analyte = context.knowledge.analytes[test.about]
    label = unit_in_name(context.text, line.tests[-1].end, line.place.end, analyte)[1]
    numbers = [number for number in line.numbers if number.start >= label]
    if len(numbers) == len(header.dates):
        for number, told in zip(numbers, header.dates, strict=True):
            yield _Cell(test, number, told, line.place.end)


def _under_tests(context: NoteContext, header: _Line, line: _Line) -> Iterator[_Cell]:
    """Yield the values of one day, each under its test; a row without a day has a label only."""
    if line.tests or len(line.dates) > 1:
        return
    told = line.dates[0] if line.dates else None
    is_today = told is None and bool(
        len(line.cells) < len(header.cells) or _NOW.search(context.folded, *line.cells[0])
    )
    columns = {at: _within(header.tests, cell) for at, cell in enumerate(header.cells)}
    is_regular = all(len(found) < _FEWEST_COLUMNS for found in columns.values())
    placed = _by_cells(context, header, line) if is_regular else None
    if placed is not None and len(header.cells) > 1:
        for at, (cell, number) in placed.items():
            if columns[at] and number is not None:
                yield _Cell(columns[at][0], number, told, cell.end, is_today)
    elif told is not None and len(line.numbers) == len(header.tests):
        for test, number in zip(header.tests, line.numbers, strict=True):
            yield _Cell(test, number, told, line.place.end)


def _within(found: Sequence[_Told], cell: Span) -> list[_Told]:
    return [each for each in found if cell.start <= each.start < cell.end]


def _by_cells(
    context: NoteContext, header: _Line, line: _Line
) -> dict[int, tuple[Span, Number | None]] | None:
    """Return the cells of a row by the column they stand in; None if no columns can be seen."""
    cells = line.cells
    shift = len(cells) - len(header.cells)
    if len(cells) < _FEWEST_COLUMNS:
        return None
    is_unlabelled = bool(
        _within(header.dates, header.cells[0]) or _within(header.tests, header.cells[0])
    )
    if shift == bool(is_unlabelled):
        return {
            at - shift: (cell, _number_of(line, cell))
            for at, cell in enumerate(cells)
            if at >= shift
        }
    if "|" in context.text[line.place.start : line.place.end]:
        return None
    placed: dict[int, tuple[Span, Number | None]] = {}
    for cell in cells[1:]:
        at = column_under(header.cells, (header.place, line.place), cell)
        if at is None or at in placed:
            return None
        placed[at] = (cell, _number_of(line, cell))
    return placed


def _number_of(line: _Line, cell: Span) -> Number | None:
    """Return the number that fills a cell; None for an empty one and one of words."""
    return next((number for number in line.numbers if number.start == cell.start), None)


def _heading_cell(
    context: NoteContext,
    header: _Line,
    placed: dict[int, tuple[Span, Number | None]],
    words: re.Pattern[str],
) -> Span | None:
    """Return the cell of a row under `Units`, or under `Ref range`."""
    for at, cell in enumerate(header.cells):
        if at in placed and words.match(context.folded, *cell):
            return placed[at][0]
    return None


# --- the value -------------------------------------------------------------------------------


def _entry(context: NoteContext, cell: _Cell) -> ReadEntry | None:
    test, number = cell.test, cell.number
    analyte = context.knowledge.analytes[test.about]
    told = told_at(context.text, context.folded, number, cell.end, analyte)
    if isinstance(told, int) or analyte.unit is None:
        return None
    unit = told.quantity.unit or unit_in_name(context.text, test.end, len(context.text), analyte)[0]
    if unit is None and cell.unit is not None:
        unit = unit_in_name(f" ({context.text[slice(*cell.unit)]})", 0, 40, analyte)[0]
    limits = (told.low, told.high)
    if cell.limits is not None:
        limits = limits_in(context.folded, *cell.limits)
    day = cell.told
    entry = Measurement(
        id=context.entry_id("lab", number.start, test.about),
        on=day.date if day else day_of(context) if cell.is_today else None,
        source=context.source(number.start, told.value_end, RULE),
        analyte=test.about,
        quantity=evolve(told.quantity, unit=unit),
        flag=told.flag,
        reference_low=limits[0],
        reference_high=limits[1],
        text=context.text[number.start : told.value_end],
    )
    marks = [
        term_mark(context, test),
        context.mark(number.start, told.value_end, Role.VALUE, RULE, test.about),
    ]
    if day:
        marks.append(context.mark(day.start, day.end, Role.DATE, day.rule))
    return ReadEntry(entry, tuple(sorted(marks, key=lambda mark: mark.start)))
