"""Write records into the clinic spreadsheet, as .xlsx or as a folder of CSV files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from crmo.errors import UserError
from crmo.exchange.reading import Level, Remark
from crmo.exchange.spreadsheet.columns import sheets
from crmo.exchange.spreadsheet.csv_file import csv_line, csv_start
from crmo.exchange.spreadsheet.fill import Cells, patient_row, rows_of
from crmo.exchange.spreadsheet.left_out import LeftOut
from crmo.exchange.spreadsheet.limits import MAX_CELL_CHARACTERS, MAX_CSV_CHARACTERS, MAX_ROWS
from crmo.exchange.spreadsheet.lookups import Lookups
from crmo.exchange.spreadsheet.sheet_xml import letters_of, row_xml, text_style_of, write_with_rows
from crmo.exchange.spreadsheet.template import filled_workbook
from crmo.exchange.whole_file import write_folder_whole, write_whole
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord

# Rows of one sheet wait in memory up to this size, then in a file without a name.
_IN_MEMORY_BYTES = 4 * 1024 * 1024
# What spreadsheet programs allow on one sheet, its heading taken off.
_MOST_ROWS_OF_A_SHEET = 1_048_575

Take = Callable[[str, Cells], None]


def write(
    records: Iterable[PatientRecord], path: Path, *, knowledge: Knowledge
) -> tuple[Remark, ...]:
    """Write records as `write_workbook` or, if the path does not end in .xlsx, as CSV files.

    Raises:
        UserError: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        return write_workbook(records, path, knowledge=knowledge)
    return write_csv_folder(records, path, knowledge=knowledge)


def write_workbook(
    records: Iterable[PatientRecord], to: Path | BinaryIO, *, knowledge: Knowledge
) -> tuple[Remark, ...]:
    """Write records into a filled-in template that `crmo.exchange.read` reads back.

    Every child and every current entry gets its row. What the spreadsheet has no place for is
    not written, and told: corrected and retracted entries, the text beside a fact, where an
    entry came from, and what exceeds a cell. No text becomes a formula.

    Records are taken one at a time, so that they need not all be in memory.

    Args:
        records: any number of children.
        to: a file, which appears whole or not at all; or a stream open for writing bytes.
        knowledge: names analytes, drugs and the like.

    Returns:
        Remarks on what was not written.

    Raises:
        UserError: the file cannot be written, or a sheet would be longer than spreadsheet
            programs allow.
    """
    book = filled_workbook({}, knowledge)
    text_style = text_style_of(book)
    left_out = LeftOut(MAX_CELL_CHARACTERS)
    letters = {name: letters_of(sheet) for name, sheet in sheets().items()}
    n_rows = dict.fromkeys(sheets(), 1)
    with ExitStack() as spools:
        rows = _spools(spools)

        def take(sheet: str, cells: Cells) -> None:
            n_rows[sheet] += 1
            if n_rows[sheet] > _MOST_ROWS_OF_A_SHEET:
                raise _too_long(sheet)
            rows[sheet].write(row_xml(n_rows[sheet], cells, letters[sheet], text_style))

        _write_rows(records, take, left_out, knowledge)
        for spool in rows.values():
            spool.seek(0)
        if isinstance(to, Path):
            write_whole(to, lambda file: write_with_rows(book, rows, file))
        else:
            write_with_rows(book, rows, to)
    return (*left_out.remarks(), *_remarks_on_size(sum(n_rows.values()) - len(n_rows)))


def write_csv_folder(
    records: Iterable[PatientRecord], folder: Path, *, knowledge: Knowledge
) -> tuple[Remark, ...]:
    """Write records as `write_workbook` does, into one CSV file for each sheet.

    A text that a spreadsheet program would compute gets an apostrophe before it, which our
    reader takes away.

    Args:
        records: any number of children.
        folder: made if need be.
        knowledge: names analytes, drugs and the like.

    Returns:
        Remarks on what was not written.

    Raises:
        UserError: a file cannot be written; then none that is new stays.
    """
    left_out = LeftOut(MAX_CSV_CHARACTERS)
    n_rows = 0
    with ExitStack() as spools:
        rows = _spools(spools)
        for name, sheet in sheets().items():
            rows[name].write(csv_start(sheet))

        def take(sheet: str, cells: Cells) -> None:
            nonlocal n_rows
            n_rows += 1
            rows[sheet].write(csv_line(sheets()[sheet], cells))

        _write_rows(records, take, left_out, knowledge)
        for spool in rows.values():
            spool.seek(0)
        copies = {f"{name}.csv": partial(_copy, spool) for name, spool in rows.items()}
        write_folder_whole(folder, copies)
    return (*left_out.remarks(), *_remarks_on_size(n_rows))


def _write_rows(
    records: Iterable[PatientRecord], take: Take, left_out: LeftOut, knowledge: Knowledge
) -> None:
    lookups = Lookups(knowledge)
    for record in records:
        left_out.count(record)
        take("patients", left_out.fitting(patient_row(record.patient)))
        for entry in record.current:
            for sheet, cells in rows_of(entry, record.patient.id, lookups):
                take(sheet, left_out.fitting(cells))


def _spools(stack: ExitStack) -> Mapping[str, BinaryIO]:
    """Return an empty file for each sheet, gone when the stack is left, whatever happens."""
    return {
        name: cast("BinaryIO", stack.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)))
        for name in sheets()
    }


def _copy(spool: BinaryIO, file: BinaryIO) -> None:
    shutil.copyfileobj(spool, file)


def _remarks_on_size(n_rows: int) -> Iterator[Remark]:
    if n_rows > MAX_ROWS:
        yield Remark(
            level=Level.WARNING,
            where="all sheets",
            message=f"{n_rows:,} rows: crmo reads at most {MAX_ROWS:,} from one file. To read"
            " them in again, write fewer children into each.",
            code="more-than-is-read",
        )


def _too_long(sheet: str) -> UserError:
    return UserError(
        f"this sheet would have more than {_MOST_ROWS_OF_A_SHEET:,} rows.",
        where=f"sheet {sheet}",
        expected="no more rows than spreadsheet programs allow",
        todo="Write fewer children into one file, or CSV files.",
    )
