"""Nothing is lost: every current entry is found again in a table or in the list of losses."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import attrs
from hypothesis import given
from tests.exchange.omop.conftest import child
from tests.strategies import records

from crmo.exchange.omop_cdm_5_4 import OmopRows, OmopWriter, events_of_entries, omop_rows
from crmo.exchange.omop_cdm_5_4.rows import FILLED
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import (
    Diagnosis,
    Document,
    Encounter,
    Entry,
    FactStatus,
    Finding,
    ImagingStudy,
    Measurement,
    PartialDate,
    PatientRecord,
    Procedure,
    Quantity,
    Score,
    TreatmentCourse,
)

HISTORY_OF_EVENT = 1340204
# Fields of entries that the tables have no place for; docs/reference/omop.md says why.
NOT_WRITTEN = {"id", "source", "recorded_on", "supersedes"}


def told_words(entry: Entry) -> list[Any]:
    """Return every text, number and date of an entry that must be found in its rows."""
    values: list[Any] = []
    collect(entry, values)
    return values


def collect(value: Any, into: list[Any]) -> None:
    """Gather the leaves of an entry, leaving out what equals its default."""
    for field in attrs.fields(type(value)):
        found = getattr(value, field.name)
        default = field.default.factory() if hasattr(field.default, "factory") else field.default
        if field.name in NOT_WRITTEN or found == default or found is None:
            continue
        for each in found if isinstance(found, tuple) else (found,):
            if isinstance(each, PartialDate) or not attrs.has(type(each)):
                into.append(each)
            else:
                collect(each, into)


def row_texts(made: OmopRows) -> dict[int, list[str]]:
    """Return the values of each row as text, under the row's id."""
    texts: dict[int, list[str]] = {}
    for columns in made.columns.values():
        for row in zip(*columns, strict=True):
            texts[row[0]] = [str(value) for value in row if value is not None]
    return texts


def assert_told(record: PatientRecord, knowledge: Knowledge) -> None:
    made = omop_rows(record, knowledge, 7)
    texts = row_texts(made)
    events = events_of_entries(record, knowledge, 7)
    lost = {loss.entry_id for loss in made.losses}
    assert {entry.id for entry in record.current} == lost | {key for key in events if events[key]}
    for entry in record.current:
        if entry.id in lost:
            continue
        found = "\n".join(text for _, row_id in events[entry.id] for text in texts[row_id])
        for value in told_words(entry):
            tables = {table for table, _ in events[entry.id]}
            assert is_told(value, found, tables), f"{type(entry).__name__}: {value!r} is not told"


def is_told(value: Any, found: str, tables: set[str]) -> bool:
    """Whether a value of the record stands in the rows, or is what their table means."""
    if value is FactStatus.PRESENT and tables & {"condition_occurrence", "procedure_occurrence"}:
        return True
    if value is FactStatus.PRESENT and str(HISTORY_OF_EVENT) in found.split("\n"):
        return True
    if value == "excluded":
        return "ruled out" in found
    if isinstance(value, int | float) and "undated" not in found:
        return str(value) in found.split("\n")
    return str(value) in found


def test_every_word_of_the_told_records_is_found_again(
    told_records: list[PatientRecord], knowledge: Knowledge
) -> None:
    for record in told_records:
        assert_told(record, knowledge)


@given(records())
def test_every_word_of_any_record_is_found_again(record: PatientRecord) -> None:
    assert_told(record, load_knowledge())


def test_all_kinds_of_entries_are_among_the_told_records(
    told_records: list[PatientRecord],
) -> None:
    """Or the test above would prove less than it says."""
    kinds = {type(entry) for record in told_records for entry in record.current}
    assert kinds >= {Finding, Measurement, Score, ImagingStudy, Procedure, TreatmentCourse}
    assert kinds >= {Diagnosis, Encounter, Document} or len(kinds) >= 8


def test_nothing_of_the_told_records_is_lost(
    told_records: list[PatientRecord], knowledge: Knowledge
) -> None:
    assert [omop_rows(record, knowledge, 1).losses for record in told_records] == [()] * 44


def test_a_child_without_a_birth_year_is_left_out_and_counted(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    record = child(Encounter(id="v", on="2024-05-17"), birth_date=None)
    with OmopWriter(tmp_path, knowledge) as writer:
        writer.add(record, 1)
    with (tmp_path / "not_written.csv").open(encoding="utf-8", newline="") as file:
        ((kind, reason, count),) = list(csv.reader(file))[1:]
    assert (kind, count) == ("Encounter", "1")
    assert "year of birth" in reason


def test_a_record_without_any_date_keeps_the_person_and_tells_its_losses(
    knowledge: Knowledge,
) -> None:
    quantity = Quantity(value=3.0, unit="mg/L")
    made = omop_rows(child(Measurement(id="m", analyte="crp", quantity=quantity)), knowledge, 1)
    assert set(made.columns) == {"person"}
    assert [loss.entry_id for loss in made.losses] == ["m"]


def test_an_undated_value_keeps_number_unit_and_limits(knowledge: Knowledge) -> None:
    quantity = Quantity(value=31.5, unit="mg/L")
    undated = Measurement(id="m", analyte="crp", quantity=quantity, reference_high=5.0)
    made = omop_rows(child(undated, Encounter(id="v", on="2024-05-17")), knowledge, 1)
    assert "measurement" not in made.columns
    place = FILLED["observation"].index("value_source_value")
    assert made.columns["observation"][place][0] == "31.5 mg/L (None to 5.0)"
