"""The template that a clinic fills in: sheets with notes, drop-down lists and an example row."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from crmo.exchange.spreadsheet.choices import Choices, choices_for
from crmo.exchange.spreadsheet.columns import Column, Sheet, sheets
from crmo.exchange.spreadsheet.csv_file import csv_bytes
from crmo.exchange.whole_file import write_bytes_whole, write_folder_whole
from crmo.knowledge import Knowledge, load_knowledge

_ROWS_WITH_LISTS = 5_000
_MOST_CHARACTERS = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEADING = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_NEEDED = PatternFill("solid", start_color="1F4E5F")
_OPTIONAL = PatternFill("solid", start_color="5B8A99")
_LAST = PatternFill("solid", start_color="A6A6A6")
_EXAMPLE = Font(name="Calibri", size=11, italic=True, color="7F7F7F")
_WIDTHS = {"text": 26, "facts": 26, "site": 22, "part": 20, "places": 24, "analyte": 20}
_FREE_TEXT = {"id", "text", "date", "day", "places", "texts", "facts", "quantity", "unit"}


def write_template(path: Path) -> None:
    """Write the empty template as .xlsx.

    Raises:
        UserError: the file cannot be written.
    """
    book = filled_workbook({name: [example_row(sheet)] for name, sheet in sheets().items()})
    write_book(book, path)


def write_template_csv(folder: Path) -> None:
    """Write the empty template as a folder of CSV files, with `read_me.txt`.

    Raises:
        UserError: a file cannot be written.
    """
    contents = {
        f"{name}.csv": csv_bytes(sheet, [example_row(sheet)]) for name, sheet in sheets().items()
    }
    contents["read_me.txt"] = read_me().replace("FILE.xlsx", "FOLDER").encode("utf-8")
    write_folder_whole(folder, contents)


def write_book(book: Workbook, path: Path) -> None:
    """Write a workbook.

    It is put together in memory: on a full disk the library below would fail once more when
    its unfinished file is cleared away.

    Raises:
        UserError: the file cannot be written.
    """
    content = io.BytesIO()
    book.save(content)
    write_bytes_whole(path, content.getvalue())


@cache
def read_me() -> str:
    """Return what the first sheet tells the person who fills in the others."""
    return (files("crmo.exchange.spreadsheet") / "read_me.txt").read_text(encoding="utf-8")


def example_row(sheet: Sheet) -> dict[str, str | float]:
    """Return the row that shows how a sheet is meant; its patient_id is EXAMPLE."""
    return {column.name: column.example for column in sheet.columns if column.example != ""}


def filled_workbook(
    rows: Mapping[str, Sequence[Mapping[str, str | float]]], knowledge: Knowledge | None = None
) -> Workbook:
    """Return the template with rows in it.

    Args:
        rows: for each sheet its rows, by column name.
        knowledge: gives the drop-down lists their names; the shipped one if None.
    """
    book = Workbook()
    _read_me(book)
    lists = choices_for(knowledge or load_knowledge())
    for sheet in sheets().values():
        _fill(book.create_sheet(sheet.name), sheet, rows.get(sheet.name, ()), lists)
    _write_lists(book.create_sheet("lists"), lists)
    book.active = 1
    return book


def _read_me(book: Workbook) -> None:
    page = book.worksheets[0]
    page.title = "read_me"
    page.column_dimensions["A"].width = 110
    page.sheet_view.showGridLines = False
    for number, line in enumerate(read_me().splitlines(), start=1):
        cell = page.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if number == 1:
            cell.font = Font(name="Calibri", size=16, bold=True)


def _fill(
    page: Worksheet,
    sheet: Sheet,
    rows: Iterable[Mapping[str, str | float]],
    lists: Sequence[Choices],
) -> None:
    page.freeze_panes = "B2"
    by_kind = {(kind, each.words): each for each in lists for kind in each.kinds}
    for place, column in enumerate(sheet.columns, start=1):
        _heading(page.cell(1, place), column)
        letter = get_column_letter(place)
        width = max(len(column.name) + 4, _WIDTHS.get(column.kind, 14))
        page.column_dimensions[letter].width = width
        # Text, so that `2024-05` stays a month and `1/2` does not become a date.
        page.column_dimensions[letter].number_format = (
            "@" if column.kind in _FREE_TEXT else "General"
        )
        if choices := by_kind.get((column.kind, column.words)):
            page.add_data_validation(_drop_down(choices, letter))
    for number, cells in enumerate(rows, start=2):
        for place, column in enumerate(sheet.columns, start=1):
            _put(page, number, place, column, cells)


def _heading(cell: Cell | MergedCell, column: Column) -> None:
    cell.value = column.name
    cell.font = _HEADING
    cell.fill = _LAST if column.is_last else _NEEDED if column.required else _OPTIONAL
    cell.alignment = Alignment(vertical="center")
    told = f"{column.note}\n(must be filled in)" if column.required else column.note
    cell.comment = Comment(told, "crmo", width=280, height=110)


def _put(
    page: Worksheet, number: int, place: int, column: Column, cells: Mapping[str, str | float]
) -> None:
    value = cells.get(column.name, "")
    if value == "":
        return
    if isinstance(value, float) and float(f"{value:.15g}") != value:
        value = repr(value)  # as text, because a spreadsheet keeps 15 digits of a number
    cell = page.cell(number, place)
    if isinstance(value, str):
        cell.value = _CONTROL.sub("\ufffd", value)[:_MOST_CHARACTERS]
        cell.data_type = "s"  # never a formula, whatever the text begins with
        cell.number_format = "@"
    else:
        cell.value = value
    if cells.get("patient_id") == "EXAMPLE":
        cell.font = _EXAMPLE


def _drop_down(choices: Choices, letter: str) -> DataValidation:
    """Return a list to choose from; other words may be typed all the same."""
    validation = DataValidation(
        type="list",
        formula1=choices.reference,
        allow_blank=True,
        showErrorMessage=not choices.is_open,
        errorStyle="warning",
        errorTitle="Not in the list",
        error="This word is not in the list. crmo may still understand it. Keep it?",
    )
    validation.add(f"{letter}2:{letter}{_ROWS_WITH_LISTS}")
    return validation


def _write_lists(page: Worksheet, lists: Sequence[Choices]) -> None:
    page.freeze_panes = "A2"
    for choices in lists:
        heading = page.cell(1, choices.column, choices.heading)
        heading.font, heading.fill = _HEADING, _OPTIONAL
        page.column_dimensions[get_column_letter(choices.column)].width = choices.width
        for number, text in enumerate(choices.texts, start=2):
            page.cell(number, choices.column, text).data_type = "s"
        if choices.beside:
            beside = page.cell(1, choices.column + 1, "in plain words")
            beside.font, beside.fill = _HEADING, _LAST
            page.column_dimensions[get_column_letter(choices.column + 1)].width = 44
            for number, text in enumerate(choices.beside, start=2):
                page.cell(number, choices.column + 1, text).data_type = "s"
