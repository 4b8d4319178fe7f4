"""Files that the tests of reading in are given, and the walk through its pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from crmo.exchange.spreadsheet import write_workbook
from crmo.record import Measurement, Patient, PatientRecord, Quantity, Sex
from crmo.record.json_form import to_dict
from crmo.workbench.models import Draft
from crmo.workbench.reading_in.file_draft import FileDraft
from crmo.workbench.rulebook.in_force import current_knowledge


def crp(value: float, on: str, name: str = "", **more: Any) -> Measurement:
    return Measurement(
        id=name or f"crp-{on}", analyte="crp", on=on, quantity=Quantity(value=value, unit="mg/L"),
        **more,
    )  # fmt: skip


def record_of_child(
    number: str, *entries: Measurement, name: str = "Mara Moss", born: str = "2014-05-06"
) -> PatientRecord:
    patient = Patient(id=number, name=name, birth_date=born, sex=Sex.FEMALE)
    return PatientRecord(patient=patient, entries=entries)


def as_json(*records: PatientRecord, name: str = "records.json") -> SimpleUploadedFile:
    content = json.dumps([to_dict(record) for record in records]).encode()
    return SimpleUploadedFile(name, content)


def as_workbook(records: Iterable[PatientRecord], folder: Path) -> SimpleUploadedFile:
    path = folder / "made.xlsx"
    write_workbook(tuple(records), path, knowledge=current_knowledge())
    return SimpleUploadedFile("visits.xlsx", path.read_bytes())


def upload(client: Client, *files: SimpleUploadedFile) -> HttpResponse:
    return client.post(reverse("reading_in"), {"files": list(files)})  # type: ignore[return-value]


def read_in(client: Client, *files: SimpleUploadedFile) -> UUID:
    """Upload files that can be read, and return the key of their draft."""
    answer = upload(client, *files)
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].strip("/").split("/")[-1])


def file_of(key: UUID) -> FileDraft:
    return FileDraft.from_text(Draft.objects.get(key=key).content)


def save(client: Client, key: UUID) -> HttpResponse:
    return client.post(reverse("reading_in_save", args=[key]))  # type: ignore[return-value]
