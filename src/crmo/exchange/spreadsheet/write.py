"""Write records into the clinic spreadsheet, as .xlsx or as a folder of CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from crmo.exchange.reading import Level, Remark
from crmo.exchange.spreadsheet.columns import sheets
from crmo.exchange.spreadsheet.csv_file import csv_bytes
from crmo.exchange.spreadsheet.fill import SHEET_OF, is_without_result, patient_row, rows_of
from crmo.exchange.spreadsheet.lookups import Lookups
from crmo.exchange.spreadsheet.template import filled_workbook, write_book
from crmo.exchange.whole_file import write_folder_whole
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord

Cells = Mapping[str, str | float]


def write(
    records: Iterable[PatientRecord], path: Path, *, knowledge: Knowledge
) -> tuple[Remark, ...]:
    """Write records into a filled-in template that `read` reads back.

    Every child and every current entry gets its row. What the spreadsheet has no place for is
    not written, and told: documents, corrected and retracted entries, the text beside a fact,
    and where an entry came from.

    Args:
        records: any number of children.
        path: a file ending in .xlsx, or a folder for one CSV file per sheet.
        knowledge: names analytes, drugs and the like.

    Returns:
        Remarks on what was not written.

    Raises:
        UserError: the file cannot be written.
    """
    rows: dict[str, list[Cells]] = {name: [] for name in sheets()}
    remarks: list[Remark] = []
    lookups = Lookups(knowledge)
    for record in records:
        rows["patients"].append(patient_row(record.patient))
        for entry in record.current:
            for sheet, cells in rows_of(entry, record.patient.id, lookups):
                rows[sheet].append(cells)
        remarks += _left_out(record)
    if path.suffix.lower() == ".xlsx":
        book = filled_workbook(rows, knowledge)
        write_book(book, path)
    else:
        _write_csv(rows, path)
    return tuple(remarks)


def _left_out(record: PatientRecord) -> Iterator[Remark]:
    current = record.current
    counts = {
        "documents": sum(type(entry) not in SHEET_OF for entry in current),
        "measurements without any result": sum(is_without_result(entry) for entry in current),
        "corrected or retracted entries": len(record.entries) - len(current),
    }
    for what, number in counts.items():
        if number:
            yield Remark(
                level=Level.WARNING,
                where=f"patient {record.patient.id}",
                message=f"{number} {what} have no place in the spreadsheet; not written.",
                code="not-written",
            )


def _write_csv(rows: Mapping[str, Sequence[Cells]], folder: Path) -> None:
    contents = {f"{name}.csv": csv_bytes(sheet, rows[name]) for name, sheet in sheets().items()}
    write_folder_whole(folder, contents)
