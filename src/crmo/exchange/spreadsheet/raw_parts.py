"""Look through the raw XML of a workbook before a library builds anything from it."""

from __future__ import annotations

import re
import zipfile

from attrs import frozen

from crmo.errors import UnreadableError
from crmo.exchange.spreadsheet.limits import (
    MAX_CELL_BYTES,
    MAX_PART_BYTES,
    MAX_ROWS,
    too_long_a_cell,
    too_many_rows,
)

_CHUNK_BYTES = 1 << 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_FILLED = re.compile(rb"<(?:\w+:)?[vt](?: [^>]*)?>[^<]")
_NEXT_TEXT = re.compile(rb"<(?:\w+:)?(?:c|si|row)[ >/]")
_END_OF_CELLS = re.compile(rb"</(?:\w+:)?sheetData>")
# Formatted text comes in many small pieces: so many bytes of them without a new cell are too many.
_MOST_CHUNKS_WITHOUT_CELL = 4


@frozen
class RawLook:
    """What the raw XML tells.

    Args:
        has_formulas: whether any sheet holds a formula.
    """

    has_formulas: bool


def look_through(archive: zipfile.ZipFile, name: str) -> RawLook:
    """Refuse a workbook that would fill the memory, or that has more rows than the limit.

    Args:
        archive: the open workbook.
        name: what messages call it.

    Raises:
        UnreadableError: a cell, or a part, is larger than the limits; or too many rows are filled.
    """
    has_formulas = False
    n_filled_rows = 0
    for part in archive.infolist():
        is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        if not is_sheet and part.file_size > MAX_PART_BYTES and _is_xml(part.filename):
            raise _too_large_a_part(name)
        if is_sheet or part.filename.lower() == "xl/sharedstrings.xml":
            look = _Look(name, is_sheet=is_sheet, n_filled_rows=n_filled_rows)
            with archive.open(part) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    look.take(chunk)
            has_formulas = has_formulas or look.has_formulas
            n_filled_rows = look.n_filled_rows
    return RawLook(has_formulas)


class _Look:
    """One part, looked through chunk by chunk."""

    def __init__(self, name: str, *, is_sheet: bool, n_filled_rows: int) -> None:
        self.has_formulas = False
        self.n_filled_rows = n_filled_rows
        self._name = name
        self._is_sheet = is_sheet
        self._rest = b""
        self._is_row_filled = False
        self._n_without_cell = 0

    def take(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        data = self._rest + chunk
        # A text without end, in a cell or in a mark-up of its own.
        if max(map(len, data.split(b"<"))) > MAX_CELL_BYTES or b"<![CDATA[" in data:
            raise too_long_a_cell(self._name)
        self._refuse_long_formatted_text(data)
        cut = data.rfind(b"<")
        whole, self._rest = data[:cut], data[cut:]
        if self._is_sheet:
            self.has_formulas = self.has_formulas or bool(_FORMULA.search(data))
            self._count_rows(whole)

    def _refuse_long_formatted_text(self, data: bytes) -> None:
        is_over = self._is_sheet and _END_OF_CELLS.search(data) is not None
        if is_over or self._n_without_cell < 0:
            self._n_without_cell = -1  # what follows the cells may be long
            return
        self._n_without_cell = 0 if _NEXT_TEXT.search(data) else self._n_without_cell + 1
        if self._n_without_cell >= _MOST_CHUNKS_WITHOUT_CELL:
            raise too_long_a_cell(self._name)

    def _count_rows(self, data: bytes) -> None:
        first, *others = _ROW.split(data)
        self._is_row_filled = self._is_row_filled or bool(_FILLED.search(first))
        for row in others:
            self.n_filled_rows += self._is_row_filled
            self._is_row_filled = bool(_FILLED.search(row))
        if self.n_filled_rows > MAX_ROWS:
            raise too_many_rows(self._name)


def _is_xml(filename: str) -> bool:
    return filename.lower().endswith((".xml", ".rels", ".vml"))


def _too_large_a_part(name: str) -> UnreadableError:
    return UnreadableError(
        f"a part of this file unpacks to more than {MAX_PART_BYTES // 1024**2} MB;"
        " it was not opened.",
        where=name,
        expected="a spreadsheet that a person filled in",
        todo="Check where it comes from; split it if it is sound.",
    )
