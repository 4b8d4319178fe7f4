"""The clinic's children as files: spreadsheet, FHIR, records."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from crmo.exchange.fhir_r4.write_ndjson import BulkWriter
from crmo.exchange.spreadsheet import write_workbook
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import to_json
from crmo.workbench.ledger import record_of
from crmo.workbench.models import Child

Writer = Callable[[Iterable[PatientRecord], Knowledge, IO[bytes]], None]


def all_records() -> Iterator[PatientRecord]:
    """Yield the record of every child, one at a time."""
    children = Child.objects.filter(erased_at=None).order_by("created_at", "key")
    for child in children.iterator(chunk_size=200):
        yield record_of(child)


def spreadsheet(records: Iterable[PatientRecord], knowledge: Knowledge, to: IO[bytes]) -> None:
    """Write the clinic spreadsheet, with a sheet's text never a formula; a zip with remarks.

    What the spreadsheet cannot hold is told in a file beside it.
    """
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        with tempfile.TemporaryFile() as sheet:
            remarks = write_workbook(records, sheet, knowledge=knowledge)
            sheet.seek(0)
            archive.writestr("children.xlsx", sheet.read(), compress_type=zipfile.ZIP_STORED)
        lines = [f"{remark.where}: {remark.message}" for remark in remarks]
        archive.writestr("left-out.txt", "\n".join(lines) + "\n")


def fhir(records: Iterable[PatientRecord], knowledge: Knowledge, to: IO[bytes]) -> None:
    """Write a FHIR R4 bulk export (NDJSON files by type) as a zip file."""
    with tempfile.TemporaryDirectory(prefix="crmo-fhir-") as folder:
        target = Path(folder) / "export"
        with BulkWriter(target, knowledge) as bulk:
            for record in records:
                bulk.add(record)
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(target.iterdir()):
                archive.write(path, path.name)


def records_zip(records: Iterable[PatientRecord], knowledge: Knowledge, to: IO[bytes]) -> None:  # noqa: ARG001  all writers are called alike
    """Write one JSON file for each record into a zip file; numbered, not named."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, record in enumerate(records, start=1):
            archive.writestr(f"record-{n:05}.json", to_json(record, indent=None))


FORMS: dict[str, Writer] = {"spreadsheet": spreadsheet, "fhir": fhir, "records": records_zip}
