"""A sheet as CSV: read with any common separator and encoding, written as UTF-8."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from crmo.errors import UnreadableError
from crmo.exchange.reading import Remark
from crmo.exchange.spreadsheet.cell import CellValue, Table
from crmo.exchange.spreadsheet.columns import Sheet, best_sheet, sheet_named
from crmo.exchange.spreadsheet.limits import MAX_CSV_CHARACTERS, MAX_ROWS, too_many_rows
from crmo.exchange.text_file import read_text

# A spreadsheet program would take a text that begins so for a formula, or does so in Japan.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_SEPARATORS = (",", ";", "\t", "|")


def is_sheet_csv(stem: str, head: str) -> bool:
    """Whether a CSV file is one of our sheets, by its name or by its headings."""
    lines = head.splitlines()
    if not lines:
        return False
    return sheet_named(stem) is not None or _matches(lines[0], _separator(lines)) >= 3


def read_csv(path: Path) -> tuple[Table, tuple[Remark, ...]]:
    """Return the table of a CSV file and remarks on its encoding.

    Raises:
        UnreadableError: it is no text, a quotation mark is never closed, or it has more rows
            than the limit.
    """
    file = read_text(path)
    lines = file.text.splitlines()
    csv.field_size_limit(MAX_CSV_CHARACTERS + 2)
    reader = csv.reader(
        file.text.splitlines(keepends=True), delimiter=_separator(lines), strict=True
    )
    rows: list[tuple[int, tuple[CellValue, ...]]] = []
    start = 1
    try:
        for cells in reader:
            values = tuple(_plain(cell.strip()) or None for cell in cells)
            if any(values):
                rows.append((start, values))
            start = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                raise too_many_rows(path.name)
    except csv.Error as error:
        raise UnreadableError(
            f"this is not a sound CSV file ({error}).",
            where=f"{path.name}, line {start}",
            expected="cells parted by commas or semicolons, quotation marks in pairs",
            todo="Save it again from the spreadsheet program as CSV (UTF-8).",
        ) from None
    return Table(path.stem, rows), file.remarks(path.name)


def _plain(cell: str) -> str:
    """Take away the apostrophe that keeps spreadsheet programs from computing a text."""
    return cell[1:] if cell[:1] == "'" and _is_risky(cell) else cell


def _separator(lines: list[str]) -> str:
    """Return the separator by which most headings are understood."""
    first = next((line for line in lines if line.strip()), "")
    return max(
        _SEPARATORS, key=lambda separator: (_matches(first, separator), first.count(separator))
    )


def _matches(line: str, separator: str) -> int:
    headings = [cell.strip().strip('"') for cell in line.split(separator)]
    found = best_sheet(headings)
    return found[1] if found else 0


def csv_bytes(sheet: Sheet, rows: Iterable[Mapping[str, str | float]]) -> bytes:
    """Return one sheet as CSV in UTF-8, with byte order mark so that Excel shows umlauts."""
    return csv_start(sheet) + b"".join(csv_line(sheet, cells) for cells in rows)


def csv_start(sheet: Sheet) -> bytes:
    """Return the byte order mark and the line of headings."""
    return codecs.BOM_UTF8 + _line([column.name for column in sheet.columns])


def csv_line(sheet: Sheet, cells: Mapping[str, str | float]) -> bytes:
    """Return one row; texts that a spreadsheet program would compute are marked."""
    return _line([_harmless(cells.get(column.name, "")) for column in sheet.columns])


def _line(values: Sequence[str | float]) -> bytes:
    text = io.StringIO(newline="")
    # Every text in quotation marks: some hold signs that are taken for the end of a line.
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow(values)
    return text.getvalue().encode("utf-8")


def _harmless(value: str | float) -> str | float:
    """Mark a text that a spreadsheet program would compute; the reader takes the mark away."""
    return f"'{value}" if isinstance(value, str) and _is_risky(value) else value


def _is_risky(text: str) -> bool:
    """Whether a text would be computed, or would be once marks and blanks are gone."""
    return text.lstrip("' \t\r\n\xa0").startswith(_FORMULA_STARTS)
