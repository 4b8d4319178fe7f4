"""What is written comes back as it was; what cannot is listed here, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
from hypothesis import given
from tests.strategies import records

from crmo.exchange.fhir_r4 import BulkWriter, read
from crmo.exchange.reading import Level, Reading
from crmo.knowledge import Knowledge
from crmo.record import Entry, PatientRecord

Back = Callable[[PatientRecord], Reading]

# The page docs/reference/fhir-export.md lists the same exceptions, under "What does not come back".


def as_it_can_be_written(entry: Entry) -> Entry:
    """Leave out what FHIR, or the decision to write current entries only, has no room for."""
    # The entry it corrects is not current, so it is not there to be referred to.
    entry = attrs.evolve(entry, supersedes=None)
    # FHIR has no text without a visible character.
    return without_blanks(entry)


def without_blanks(value: Any) -> Any:
    changes = {}
    for field in attrs.fields(type(value)):
        old = getattr(value, field.name)
        new = old
        if isinstance(old, str) and not old.strip():
            new = ""
        elif isinstance(old, tuple):
            several = [without_blanks(each) if attrs.has(type(each)) else each for each in old]
            new = tuple(each for each in several if not isinstance(each, str) or each.strip())
        elif attrs.has(type(old)) and type(old).__name__ == "Source":
            new = without_blanks(old)
        if new != old:
            changes[field.name] = new
    return attrs.evolve(value, **changes) if changes else value


def as_it_came(entry: Entry, written: Entry) -> Entry:
    """An entry without a source comes back with one: the file it was read from."""
    return entry if written.source is not None else attrs.evolve(entry, source=None)


def assert_same(record: PatientRecord, found: PatientRecord, *, in_order: bool = True) -> None:
    patient = attrs.evolve(record.patient, name=record.patient.name.strip() and record.patient.name)
    assert found.patient == patient
    assert found.retractions == ()
    expected = {entry.id: as_it_can_be_written(entry) for entry in record.current}
    came = {entry.id: as_it_came(entry, expected[entry.id]) for entry in found.entries}
    assert len(found.entries) == len(came)
    assert (list(came) if in_order else sorted(came)) == (
        list(expected) if in_order else sorted(expected)
    )
    assert [(expected[key], came[key]) for key in came if expected[key] != came[key]] == []


def test_examples_and_published_cases_come_back(
    known_records: list[PatientRecord], back: Back
) -> None:
    assert len(known_records) == 44
    for record in known_records:
        reading = back(record)
        (found,) = reading.records
        assert_same(record, found)
        assert [r for r in reading.remarks if r.level is Level.ERROR] == []
        assert reading.ignored == reading.not_understood == {}


def test_they_come_back_from_a_bulk_export(
    known_records: list[PatientRecord], knowledge: Knowledge, tmp_path: Path
) -> None:
    with BulkWriter(tmp_path, knowledge) as bulk:
        for record in known_records:
            bulk.add(record)
    found = {record.patient.id: record for record in read(tmp_path, knowledge=knowledge).records}
    assert found.keys() == {record.patient.id for record in known_records}
    for record in known_records:
        assert_same(record, found[record.patient.id], in_order=False)


@given(record=records())
def test_any_record_comes_back(record: PatientRecord, back: Back) -> None:
    reading = back(record)
    (found,) = reading.records
    assert_same(record, found)
    assert reading.not_understood == {}


@given(record=records())
def test_what_came_back_is_written_the_same_again(record: PatientRecord, back: Back) -> None:
    """Sources aside, nothing is added on the way: the second journey changes nothing."""
    (once,) = back(record).records
    (twice,) = back(once).records
    assert twice == once
