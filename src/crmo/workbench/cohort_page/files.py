"""The clinic's children as files: spreadsheet, FHIR, records."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from attrs import frozen
from django.http import FileResponse

from crmo.exchange.fhir_r4.write_ndjson import BulkWriter
from crmo.exchange.spreadsheet import write_workbook
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import to_json
from crmo.workbench.ledger import record_of
from crmo.workbench.models import Child
from crmo.workbench.rulebook.in_force import current_knowledge

Writer = Callable[[Iterable[PatientRecord], Knowledge, BinaryIO], None]
_ZIP = "application/zip"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frozen(kw_only=True)
class Form:
    """A form in which children are downloaded.

    Args:
        write: writes records into an open file.
        suffix: of the file's name.
        content_type: what browsers are told.
    """

    write: Writer
    suffix: str
    content_type: str


def file_of(form: Form, records: Iterable[PatientRecord], *, name: str) -> FileResponse:
    """Return the answer that sends records as a file; the file goes when it is sent.

    Args:
        form: one of `FORMS`.
        records: taken one at a time.
        name: of the file, without its suffix; must not name anybody.
    """
    packed = tempfile.TemporaryFile()  # noqa: SIM115
    form.write(records, current_knowledge(), packed)
    packed.seek(0)
    return FileResponse(
        packed,
        as_attachment=True,
        filename=f"{name}.{form.suffix}",
        content_type=form.content_type,
    )


def all_records() -> Iterator[PatientRecord]:
    """Yield the record of every child, one at a time."""
    children = Child.objects.filter(erased_at=None).order_by("created_at", "key")
    for child in children.iterator(chunk_size=200):
        yield record_of(child)


def spreadsheet(records: Iterable[PatientRecord], knowledge: Knowledge, to: BinaryIO) -> None:
    """Write the clinic spreadsheet, which reads back; no text of a sheet is ever a formula.

    It holds what counts now: corrected entries and sources have no place in it, as the page says.
    """
    write_workbook(records, to, knowledge=knowledge)


def fhir(records: Iterable[PatientRecord], knowledge: Knowledge, to: BinaryIO) -> None:
    """Write a FHIR R4 bulk export (NDJSON files by type) as a zip file."""
    with tempfile.TemporaryDirectory(prefix="crmo-fhir-") as folder:
        target = Path(folder) / "export"
        with BulkWriter(target, knowledge) as bulk:
            for record in records:
                bulk.add(record)
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(target.iterdir()):
                archive.write(path, path.name)


def records_zip(records: Iterable[PatientRecord], knowledge: Knowledge, to: BinaryIO) -> None:  # noqa: ARG001  all writers are called alike
    """Write one JSON file for each record into a zip file; numbered, not named."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, record in enumerate(records, start=1):
            archive.writestr(f"record-{n:05}.json", to_json(record, indent=None))


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "spreadsheet": Form(write=spreadsheet, suffix="xlsx", content_type=_XLSX),
        "fhir": Form(write=fhir, suffix="zip", content_type=_ZIP),
        "records": Form(write=records_zip, suffix="zip", content_type=_ZIP),
    }
)
