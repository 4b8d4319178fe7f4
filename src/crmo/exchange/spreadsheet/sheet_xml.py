"""Rows of a sheet as the XML inside an .xlsx file, a row at a time, so that none is kept."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import BinaryIO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from crmo.exchange.spreadsheet.columns import Sheet

_END_OF_ROWS = b"</sheetData>"
_SIZE = re.compile(rb"<dimension [^>]*/>")


def letters_of(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """Return each column's name and letter."""
    return tuple(
        (column.name, get_column_letter(place)) for place, column in enumerate(sheet.columns, 1)
    )


def row_xml(
    number: int,
    cells: Mapping[str, str | float],
    letters: Sequence[tuple[str, str]],
    text_style: int,
) -> bytes:
    """Return one row.

    Every text is written as a text, never as a formula, whatever it begins with, and formatted
    as text, so that `2024-05` stays a month when somebody changes it.

    Args:
        number: of the row, from 1.
        cells: what stands under each column.
        letters: of the columns.
        text_style: number of the style of texts in the workbook.
    """
    parts = [
        _cell_xml(f"{letter}{number}", cells[name], text_style)
        for name, letter in letters
        if name in cells
    ]
    return f'<row r="{number}">{"".join(parts)}</row>'.encode()


def _cell_xml(place: str, value: str | float, text_style: int) -> str:
    if not isinstance(value, str):
        if float(f"{value:.15g}") == value:
            return f'<c r="{place}"><v>{value!r}</v></c>'
        value = repr(value)  # as text, because a spreadsheet keeps 15 digits of a number
    text = escape(value, {"\r": "&#13;"})
    return (
        f'<c r="{place}" s="{text_style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{text}</t></is></c>'
    )


def text_style_of(book: Workbook) -> int:
    """Return the number of the style of texts in a workbook, which is added to it."""
    cell = WriteOnlyCell(book.worksheets[0])
    cell.number_format = "@"
    return int(cell.style_id)


def write_with_rows(book: Workbook, rows: Mapping[str, BinaryIO], stream: BinaryIO) -> None:
    """Write a workbook, with further rows behind those of its sheets.

    Args:
        book: with its headings.
        rows: by name of the sheet what `row_xml` made, read from where each file stands.
        stream: takes the .xlsx; need not be able to go back.
    """
    frame = BytesIO()
    book.save(frame)
    parts = {
        f"xl/worksheets/sheet{number}.xml": rows[page.title]
        for number, page in enumerate(book.worksheets, 1)
        if page.title in rows
    }
    with zipfile.ZipFile(frame) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename not in parts:
                new.writestr(part, content)
                continue
            before, after = _SIZE.sub(b"", content).split(_END_OF_ROWS)
            with new.open(part, "w", force_zip64=True) as sheet:
                sheet.write(before)
                shutil.copyfileobj(parts[part.filename], sheet)
                sheet.write(_END_OF_ROWS + after)
