"""Read a clinic spreadsheet: .xlsx, .xlsm, one CSV file, or a folder of CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from attrs import evolve

from crmo.errors import InvalidValueError, UnreadableError
from crmo.exchange.reading import Level, Reading, Remark
from crmo.exchange.spreadsheet.cell import Table
from crmo.exchange.spreadsheet.columns import sheets
from crmo.exchange.spreadsheet.csv_file import read_csv
from crmo.exchange.spreadsheet.entries import READERS
from crmo.exchange.spreadsheet.headings import Found, found_sheet, is_about_the_sheets
from crmo.exchange.spreadsheet.intake import Intake, RowNotTakenError
from crmo.exchange.spreadsheet.lesions import lesions_of, study_of
from crmo.exchange.spreadsheet.lookups import Lookups
from crmo.exchange.spreadsheet.patients import patient_id_of, patient_of
from crmo.exchange.spreadsheet.row import Row
from crmo.exchange.spreadsheet.workbook import XlsxFile
from crmo.exchange.spreadsheet.written_date import DateStyle
from crmo.exchange.spreadsheet.written_number import NumberStyle
from crmo.knowledge import Knowledge
from crmo.record import ImagingStudy, PatientRecord

Progress = Callable[[int, int], None]


def read(path: Path, *, knowledge: Knowledge, progress: Progress | None = None) -> Reading:
    """Read one file.

    A row that cannot be an entry becomes an error remark with sheet, row and column, and the
    other rows are kept. Formulas and macros are never run.

    Args:
        path: .xlsx, .xlsm, or the CSV file of one sheet.
        knowledge: gives words their meaning.
        progress: called with (rows read, rows there are), or None.

    Returns:
        One record per child, in the order of the sheet `patients`.

    Raises:
        UnreadableError: it is damaged, has a password, is larger than the limits, or none of
            its sheets is ours.
    """
    path = Path(path)
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        table, remarks = read_csv(path)
        return _reading(path.name, "CSV", [table], remarks, knowledge, progress)
    book = XlsxFile(path)
    tables = list(book.tables())
    return _reading(path.name, "Excel", tables, book.remarks(), knowledge, progress)


def read_csv_folder(
    folder: Path,
    *,
    knowledge: Knowledge,
    progress: Progress | None = None,
    files: Sequence[Path] | None = None,
) -> Reading:
    """Read the CSV files of a folder as the sheets of one spreadsheet.

    Args:
        folder: with patients.csv, labs.csv and so on; its sub-folders are not looked into.
        knowledge: gives words their meaning.
        progress: called with (rows read, rows there are), or None.
        files: those of the folder that are meant; None for all CSV in it.

    Raises:
        UnreadableError: a file is damaged, or none of them is a sheet of ours.
    """
    if files is None:
        suffixes = {".csv", ".tsv", ".txt"}
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in suffixes)
    read_files = [read_csv(path) for path in files if not path.name.startswith(".")]
    remarks = chain.from_iterable(told for _, told in read_files)
    tables = [table for table, _ in read_files]
    return _reading(folder.name, "CSV", tables, remarks, knowledge, progress)


def _reading(
    document: str,
    kind: str,
    tables: list[Table],
    remarks: Iterable[Remark],
    knowledge: Knowledge,
    progress: Progress | None,
) -> Reading:
    found = [(table, found_sheet(table)) for table in tables]
    if not any(sheet for _, sheet in found):
        raise UnreadableError(
            "none of its sheets is a sheet of the clinic spreadsheet.",
            where=document,
            expected=f"sheets named {', '.join(sheets())}, each with its headings",
            todo="Start from the template: crmo template.",
        )
    known = [sheet for _, sheet in found if sheet is not None]
    intake = Intake(document, Lookups(knowledge), _dates(known), _numbers(known))
    for remark in remarks:
        intake.remark(remark)
    for table, sheet in found:
        if sheet is None:
            _note_unknown(table, intake)
    _take_in(known, intake, progress)
    return Reading(
        source=document,
        format=f"clinic spreadsheet ({kind})",
        records=tuple(_records(intake)),
        remarks=tuple(intake.remarks()),
        understood=intake.understood,
        ignored=intake.ignored,
        not_understood=intake.not_understood,
    )


def _dates(known: list[Found]) -> DateStyle:
    return DateStyle.learnt_from(
        text for found in known for text in found.texts_of_kind("date", "day")
    )


def _numbers(known: list[Found]) -> NumberStyle:
    return NumberStyle.learnt_from(
        text for found in known for text in found.texts_of_kind("number", "quantity")
    )


def _note_unknown(table: Table, intake: Intake) -> None:
    if is_about_the_sheets(table) or not table.rows:
        return
    message = f"this sheet is none of ours; {_its_rows(len(table.rows))} not read."
    where = f"{intake.document}, sheet {table.name}"
    intake.remark(Remark(level=Level.WARNING, where=where, message=message, code="sheet-unknown"))
    intake.ignored[f"row of {table.name}"] += len(table.rows)


def _its_rows(number: int) -> str:
    return "its one row was" if number == 1 else f"its {number:,} rows were"


def _take_in(known: list[Found], intake: Intake, progress: Progress | None) -> None:
    order = ("patients", *READERS, "lesions")
    total = sum(len(found.table.rows) for found in known)
    done = 0
    for found in sorted(known, key=lambda each: order.index(each.sheet.name)):
        found.remark_on_headings(intake)
        for row in found.rows(intake):
            _take_row(row, intake)
            done += 1
            if progress and done % 500 == 0:
                progress(done, total)
    if progress:
        progress(total, total)


def _take_row(row: Row, intake: Intake) -> None:
    name = row.sheet.name
    if row.raw("patient_id").strip("<>()[] ").upper() == "EXAMPLE":
        intake.ignored["example row"] += 1
        return
    try:
        if name == "patients":
            patient_of(row)
        else:
            _take_entry(row, patient_id_of(row), intake)
    except RowNotTakenError:
        intake.not_understood[f"row of {name}"] += 1
    except InvalidValueError as error:
        intake.not_understood[f"row of {name}"] += 1
        row.remark_on_refusal(error)
    else:
        intake.understood[f"row of {name}"] += 1


def _take_entry(row: Row, patient_id: str, intake: Intake) -> None:
    if row.sheet.name == "lesions":
        found = list(lesions_of(row))
        study_id = study_of(row, patient_id)
        intake.lesions.setdefault((patient_id, study_id), []).extend(found)
        return
    for entry in list(READERS[row.sheet.name](row)):
        new_id = intake.add(patient_id, entry, is_own_id=bool(row.raw("entry_id")))
        if new_id is not None:
            message = f"another row has this id; kept under the id {new_id}."
            row.remark(Level.WARNING, "id-twice", message, "entry_id")


def _records(intake: Intake) -> Iterator[PatientRecord]:
    for (patient_id, study_id), lesions in intake.lesions.items():
        study = intake.entries[patient_id][study_id]
        if isinstance(study, ImagingStudy):
            intake.entries[patient_id][study_id] = evolve(study, lesions=lesions)
    for patient_id, patient in intake.patients.items():
        yield PatientRecord(patient=patient, entries=intake.entries.get(patient_id, {}).values())
