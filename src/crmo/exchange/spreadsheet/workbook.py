"""Open an .xlsx or .xlsm safely and hand out its sheets, formulas and macros never run."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from crmo.errors import UnreadableError
from crmo.exchange.reading import Level, Remark
from crmo.exchange.spreadsheet.cell import Broken, CellValue, Table
from crmo.exchange.spreadsheet.limits import (
    MAX_CELL_CHARACTERS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_EXPANDED_BYTES,
    MAX_PARTS,
    MAX_ROWS,
    too_many_rows,
    too_wide,
)
from crmo.exchange.spreadsheet.raw_parts import look_through
from crmo.record import PartialDate

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
# What the libraries beneath raise on damaged files; found by spoiling files byte by byte.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, InvalidFileException, ParseError),
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, TypeError, ValueError),
)


class XlsxFile:
    """A workbook that has been looked through and found harmless.

    Args:
        path: the file.

    Raises:
        UnreadableError: it is damaged, has a password, or unpacks to more than the limit.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with _damage_told(path.name), zipfile.ZipFile(path) as archive:
            self._parts = archive.infolist()
            _refuse_bombs(self._parts, path.name)
            self.has_formulas = look_through(archive, path.name).has_formulas

    def remarks(self) -> Iterator[Remark]:
        """Yield what was passed over in the file as a whole."""
        names = {part.filename for part in self._parts}
        if "xl/vbaProject.bin" in names:
            yield self._remark("macros", "The file holds macros; they were not run.")
        if any(name.startswith("xl/externalLinks/") for name in names):
            yield self._remark(
                "external-links", "The file refers to other files; they were not opened."
            )

    def tables(self) -> Iterator[Table]:
        """Yield the sheets, one at a time, with the values that the file's program computed.

        Raises:
            UnreadableError: a sheet is damaged, or the file has more rows than the limit.
        """
        formulas = self._formulas() if self.has_formulas else {}
        n_rows = 0
        with self._opened(data_only=True) as book:
            for sheet in book.worksheets:
                places = formulas.get(sheet.title, frozenset())
                rows = []
                for number, cells in _rows(sheet):
                    rows.append((number, _with_broken(number, cells, places)))
                    n_rows += 1
                    if n_rows > MAX_ROWS:
                        raise too_many_rows(self.path.name)
                yield Table(sheet.title, rows, places, day_zero=book.epoch.date())

    def _formulas(self) -> dict[str, frozenset[tuple[int, int]]]:
        found: dict[str, frozenset[tuple[int, int]]] = {}
        with self._opened(data_only=False) as book:
            for sheet in book.worksheets:
                found[sheet.title] = frozenset(
                    (cell.row, cell.column)
                    for row in sheet.iter_rows()
                    for cell in row
                    if cell.value is not None and cell.data_type == "f"
                )
        return found

    @contextmanager
    def _opened(self, *, data_only: bool) -> Iterator[Workbook]:
        with _damage_told(self.path.name), warnings.catch_warnings():
            # openpyxl warns of drop-down lists and headers that it does not keep; we only read.
            warnings.simplefilter("ignore")
            with self.path.open("rb") as file:  # ours, so that it is closed on any damage
                yield load_workbook(file, read_only=True, data_only=data_only, keep_links=False)

    def _remark(self, code: str, message: str) -> Remark:
        return Remark(level=Level.NOTE, where=self.path.name, message=message, code=code)


def _refuse_bombs(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse by what the archive declares: a part is never unpacked beyond its declared size."""
    expanded = sum(part.file_size for part in parts)
    if expanded > MAX_EXPANDED_BYTES or len(parts) > MAX_PARTS:
        raise UnreadableError(
            f"this file unpacks to more than {MAX_EXPANDED_BYTES // 1024**2} MB"
            f" or {MAX_PARTS} parts; it was not opened.",
            where=name,
            expected="a spreadsheet that a person filled in",
            todo="Check where it comes from; split it if it is sound.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError(
            "this file has a password.", where=name, todo="Save it without password."
        )


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[CellValue, ...]]]:
    sheet.reset_dimensions()  # what a file says of its own size is not always true
    n_cells = 0
    for row in sheet.iter_rows():
        n_cells += len(row)
        values = tuple(_value(cell) for cell in row[:MAX_COLUMNS])
        is_too_wide = any(cell.value is not None for cell in row[MAX_COLUMNS:])
        if is_too_wide or n_cells > MAX_CELLS:
            raise too_wide(sheet.title)
        if any(value is not None for value in values):
            number = next(cell.row for cell in row if cell.value is not None)
            yield number, values


def _value(cell: Any) -> CellValue:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
        return Broken(f"the cell holds more than {MAX_CELL_CHARACTERS:,} characters")
    if cell.data_type == "e":
        return Broken(f"the cell shows the error {value}")
    if isinstance(value, datetime | date):
        return _date(value, cell.number_format)
    if isinstance(value, time | timedelta):
        return str(value)
    return value if isinstance(value, bool | int | float) else str(value).strip()


def _date(value: datetime | date, number_format: str) -> PartialDate:
    """Return the date that the cell shows: `2024-05` typed into a sheet becomes 1 May 2024."""
    shown = _QUOTED.sub("", number_format.lower())
    if value.day == 1 and "d" not in shown and "y" in shown:
        return PartialDate(value.year, value.month if "m" in shown else None)
    return PartialDate(value.year, value.month, value.day)


def _with_broken(
    number: int, cells: tuple[CellValue, ...], formulas: frozenset[tuple[int, int]]
) -> tuple[CellValue, ...]:
    if not formulas:
        return cells
    why = "the cell holds a formula that was never computed"
    return tuple(
        Broken(why) if value is None and (number, column) in formulas else value
        for column, value in enumerate(cells, start=1)
    )


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except UnreadableError:
        raise
    except _DAMAGED as error:
        # openpyxl wraps what the XML reader said.
        if isinstance(error, DefusedXmlException) or isinstance(
            error.__cause__, DefusedXmlException
        ):
            raise UnreadableError(
                "this file holds XML entities, as no spreadsheet program writes them; not opened.",
                where=name,
                todo="Check where it comes from.",
            ) from None
        raise UnreadableError(
            f"this spreadsheet is damaged or cut off ({type(error).__name__}).",
            where=name,
            expected="an .xlsx file as a spreadsheet program saves it",
            todo="Open and save it again there, or copy it once more.",
        ) from None
