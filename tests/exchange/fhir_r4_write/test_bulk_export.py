"""NDJSON for many records: one file a kind, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crmo.errors import UserError
from crmo.exchange.fhir_r4 import BulkWriter, record_to_resources
from crmo.knowledge import Knowledge
from crmo.record import FactStatus, Finding, Patient, PatientRecord


def child(number: int) -> PatientRecord:
    fever = Finding(id="fever", concept="fever", status=FactStatus.PRESENT, note="a\nb\u2028c")
    tricky = Finding(
        id="tricky",
        concept="fever",
        status=FactStatus.ABSENT,
        note='},{"resourceType":"Patient"},{"fullUrl":"x"}',
    )
    return PatientRecord(patient=Patient(id=f"child {number}"), entries=[fever, tricky])


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_each_kind_has_its_file_and_each_resource_its_line(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    records = [child(number) for number in range(20)]
    with BulkWriter(tmp_path / "new" / "folder", knowledge) as bulk:
        for record in records:
            bulk.add(record)
    folder = tmp_path / "new" / "folder"
    assert {path.name for path in folder.iterdir()} == {"Observation.ndjson", "Patient.ndjson"}
    assert bulk.counts == {"Patient": 20, "Observation": 40}
    written = [json.loads(line) for line in lines_of(folder / "Observation.ndjson")]
    expected = [r for record in records for r in record_to_resources(record, knowledge)[1:]]
    assert written == expected
    patients = [json.loads(line) for line in lines_of(folder / "Patient.ndjson")]
    assert [each["identifier"][0]["value"] for each in patients] == [
        f"child {number}" for number in range(20)
    ]
    assert {each["subject"]["reference"] for each in written} == {
        f"Patient/{each['id']}" for each in patients
    }


def test_the_same_records_give_the_same_files(tmp_path: Path, knowledge: Knowledge) -> None:
    for name in ("a", "b"):
        with BulkWriter(tmp_path / name, knowledge) as bulk:
            bulk.add(child(1))
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_half_an_export_leaves_nothing(tmp_path: Path, knowledge: Knowledge) -> None:
    def broken_export() -> None:
        with BulkWriter(tmp_path, knowledge) as bulk:
            bulk.add(child(1))
            assert {path.suffix for path in tmp_path.iterdir()} == {".part"}
            bulk.add(child(1))

    with pytest.raises(UserError):
        broken_export()
    assert list(tmp_path.iterdir()) == []


def test_one_patient_is_not_written_twice(tmp_path: Path, knowledge: Knowledge) -> None:
    with BulkWriter(tmp_path, knowledge) as bulk:
        bulk.add(child(1))
        with pytest.raises(UserError, match="same patient id"):
            bulk.add(child(1))


def test_two_exports_are_not_mixed(tmp_path: Path, knowledge: Knowledge) -> None:
    (tmp_path / "Condition.ndjson").write_text("{}\n")
    with pytest.raises(UserError, match="NDJSON files already"):
        BulkWriter(tmp_path, knowledge)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be written"):
        BulkWriter(tmp_path / "file" / "folder", knowledge)


def test_no_records_give_no_files(tmp_path: Path, knowledge: Knowledge) -> None:
    with BulkWriter(tmp_path / "empty", knowledge) as bulk:
        pass
    assert bulk.counts == {}
    assert list((tmp_path / "empty").iterdir()) == []


def test_files_are_for_their_owner_alone(tmp_path: Path, knowledge: Knowledge) -> None:
    with BulkWriter(tmp_path, knowledge) as bulk:
        bulk.add(child(1))
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
