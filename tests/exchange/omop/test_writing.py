"""The writer: bytes, errors, folders."""

from __future__ import annotations

import builtins
import pickle
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from tests.exchange.omop.conftest import child, read_back

from crmo.errors import MissingExtraError, UserError
from crmo.exchange.omop_cdm_5_4 import IDS_PER_PERSON, OmopRows, OmopWriter, omop_rows, row_groups
from crmo.knowledge import Knowledge
from crmo.record import Document, Encounter, FactStatus, Finding, PatientRecord


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def write_in_parts(
    folder: Path, records: Sequence[PatientRecord], knowledge: Knowledge, size: int
) -> dict[str, str]:
    """Write records in Arrow batches of some number of children."""
    rows = [omop_rows(record, knowledge, number) for number, record in enumerate(records, 1)]
    with OmopWriter(folder, knowledge) as writer:
        for start in range(0, len(rows), size):
            batches = OmopRows.joined(rows[start : start + size]).to_batches()
            writer.add_rows(pickle.loads(pickle.dumps(batches)))  # as from another process
    return hashes(folder)


@pytest.fixture
def small_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the told records fill several."""
    monkeypatch.setattr(row_groups, "DEFAULT_ROWS_PER_GROUP", 50)
    monkeypatch.setattr(row_groups, "ROWS_PER_GROUP", {"note": 7})


def test_the_bytes_do_not_depend_on_how_rows_were_gathered(
    tmp_path: Path,
    told_records: list[PatientRecord],
    knowledge: Knowledge,
    small_row_groups: None,
) -> None:
    made = [
        write_in_parts(tmp_path / str(size), told_records, knowledge, size)
        for size in (1, 2, 7, 44)
    ]
    with OmopWriter(tmp_path / "one by one", knowledge) as writer:
        for number, record in enumerate(told_records, 1):
            writer.add(record, number)
    made.append(hashes(tmp_path / "one by one"))
    assert all(each == made[0] for each in made)
    groups = parquet.ParquetFile(tmp_path / "1" / "observation.parquet").metadata
    sizes = [groups.row_group(place).num_rows for place in range(groups.num_row_groups)]
    assert len(sizes) > 5
    assert set(sizes[:-1]) == {50}


def test_the_order_of_entries_changes_no_row(
    told_records: list[PatientRecord], knowledge: Knowledge
) -> None:
    record = told_records[0]
    turned = PatientRecord(
        patient=record.patient,
        entries=tuple(reversed(record.entries)),
        retractions=record.retractions,
    )
    assert omop_rows(turned, knowledge, 4) == omop_rows(record, knowledge, 4)


def test_a_larger_person_id_moves_all_ids_alike(
    told_records: list[PatientRecord], knowledge: Knowledge
) -> None:
    few = omop_rows(told_records[1], knowledge, 1).columns["observation"][0]
    many = omop_rows(told_records[1], knowledge, 90_001).columns["observation"][0]
    assert [each + 90_000 * IDS_PER_PERSON for each in few] == list(many)


@pytest.mark.parametrize("person_id", [0, -1, 2**62])
def test_a_person_id_that_is_none_is_refused(knowledge: Knowledge, person_id: int) -> None:
    with pytest.raises(UserError, match="id of a person"):
        omop_rows(child(Encounter(id="v", on="2024-05-17")), knowledge, person_id)


def test_more_rows_than_ids_are_refused(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmo.exchange.omop_cdm_5_4.child.IDS_PER_PERSON", 3)
    entries = [Encounter(id=f"v{place}", on="2024-05-17") for place in range(3)]
    assert omop_rows(child(*entries[:2]), knowledge, 1).losses == ()
    with pytest.raises(UserError, match="more rows than"):
        omop_rows(child(*entries), knowledge, 1)


def test_without_children_all_tables_are_there_and_empty(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    with OmopWriter(tmp_path / "new" / "folder", knowledge):
        pass
    rows = read_back(tmp_path / "new" / "folder")
    assert {table for table, found in rows.items() if found} == set()


def test_an_error_leaves_no_table_behind(tmp_path: Path, knowledge: Knowledge) -> None:
    def fail_after_one() -> None:
        with OmopWriter(tmp_path, knowledge) as writer:
            writer.add(child(Encounter(id="v", on="2024-05-17")), 1)
            writer.add(child(Encounter(id="v", on="2024-05-17")), 0)

    with pytest.raises(UserError):
        fail_after_one()
    assert list(tmp_path.iterdir()) == []


def test_an_error_at_the_end_leaves_no_table_behind(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: OmopWriter) -> None:
        raise OSError

    monkeypatch.setattr(OmopWriter, "_write_losses", fail)
    writer = OmopWriter(tmp_path, knowledge)
    with pytest.raises(OSError), writer:  # noqa: PT011 - any will do
        writer.add(child(Encounter(id="v", on="2024-05-17")), 1)
    assert list(tmp_path.iterdir()) == []


def test_tables_that_are_there_are_not_overwritten(tmp_path: Path, knowledge: Knowledge) -> None:
    (tmp_path / "note.parquet").touch()
    with pytest.raises(UserError, match="already holds"):
        OmopWriter(tmp_path, knowledge)


def test_a_missing_pyarrow_says_what_to_install(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def refuse(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return found(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r'pip install "crmo\[simulate\]"'):
        OmopWriter(tmp_path, knowledge)


def test_no_patient_value_is_in_an_error(knowledge: Knowledge) -> None:
    record = child(Finding(id="f", on="2024-05-17", concept="fever", status=FactStatus.PRESENT))
    with pytest.raises(UserError) as caught:
        omop_rows(record, knowledge, 0)
    assert "girl" not in str(caught.value)


def test_the_day_of_the_source_is_the_last_day_of_the_data(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    with OmopWriter(tmp_path, knowledge, description="Invented children.") as writer:
        writer.add(child(Document(id="d", on="2024-05-17", text="a")), 1)
        writer.add(child(Document(id="d", on="2023-01-02", text="b")), 2)
    (row,) = read_back(tmp_path)["cdm_source"]
    assert str(row["source_release_date"]) == "2024-05-17"
    assert row["cdm_version"] == "5.4"
    assert row["source_description"] == "Invented children."
