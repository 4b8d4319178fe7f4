"""Records written into the spreadsheet come back as they were; what has no place is told."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.strategies import documents, records

from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet import write
from crmo.exchange.spreadsheet.fill import is_without_result
from crmo.knowledge import load_knowledge
from crmo.record import (
    Document,
    Encounter,
    Entry,
    Fact,
    Finding,
    ImagingStudy,
    Measurement,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    TreatmentCourse,
)
from crmo.record.json_form import from_dict
from crmo.yaml12 import load

KNOWLEDGE = load_knowledge()


def as_written(entry: Entry) -> Entry:
    """Take away what the spreadsheet has no place for, and blanks at the ends of texts."""
    plain = attrs.evolve(entry, source=None, supersedes=None, note=entry.note.strip())
    if isinstance(plain, Finding):
        return attrs.evolve(plain, site_text=plain.site_text.strip())
    if isinstance(plain, Measurement):
        return attrs.evolve(plain, text=plain.text.strip())
    if isinstance(plain, Encounter):
        return attrs.evolve(plain, department=plain.department.strip())
    if isinstance(plain, TreatmentCourse):
        told = {"dose": plain.dose.strip(), "route": plain.route.strip()}
        return attrs.evolve(plain, adverse_events=without_text(plain.adverse_events), **told)
    if isinstance(plain, Procedure):
        return attrs.evolve(plain, results=without_text(plain.results))
    if isinstance(plain, ImagingStudy):
        lesions = [
            attrs.evolve(each, features=without_text(each.features), note=each.note.strip())
            for each in plain.lesions
        ]
        return attrs.evolve(plain, lesions=lesions, conclusion=plain.conclusion.strip())
    return plain


def without_text(facts: tuple[Fact, ...]) -> list[Fact]:
    return sorted((attrs.evolve(fact, text="") for fact in facts), key=lambda fact: fact.concept)


def has_place(entry: Entry) -> bool:
    return not isinstance(entry, Document) and not is_without_result(entry)


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp())
    yield path
    shutil.rmtree(path)


def back(record: PatientRecord, name: str) -> Any:
    folder = Path(tempfile.mkdtemp())
    try:
        write([record], folder / name, knowledge=KNOWLEDGE)
        return read(folder / name, knowledge=KNOWLEDGE)
    finally:
        shutil.rmtree(folder)


# No id is EXAMPLE, none is empty once its blanks are gone, and a name keeps its own.
written_records = records().map(
    lambda record: attrs.evolve(
        record, patient=attrs.evolve(record.patient, name=record.patient.name.strip())
    )
)


@pytest.mark.parametrize("name", ["clinic.xlsx", "clinic"])
@given(record=written_records)
# Writing takes long: a failing record is shown as it was drawn.
@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
def test_a_record_comes_back(name: str, record: PatientRecord) -> None:
    reading = back(record, name)
    assert [r for r in reading.remarks if r.level is Level.ERROR] == []
    assert reading.not_understood == {}
    (found,) = reading.records
    assert record.patient == found.patient
    came = {entry.id: as_written(entry) for entry in found.entries}
    expected = {entry.id: as_written(entry) for entry in record.current if has_place(entry)}
    assert expected.keys() == came.keys()
    assert [(expected[key], came[key]) for key in came if expected[key] != came[key]] == []


@given(record=records(of=documents(), max_entries=2))
@settings(max_examples=5, phases=[Phase.generate])
def test_what_has_no_place_is_told(record: PatientRecord, tmp_path_factory: Any) -> None:
    remarks = write([record], tmp_path_factory.mktemp("out") / "a.xlsx", knowledge=KNOWLEDGE)
    assert bool(record.current) is any("documents" in remark.message for remark in remarks)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_comes_back_without_a_remark(example: Any) -> None:
    record = from_dict(load(example.path))
    reading = back(record, "clinic.xlsx")
    assert reading.remarks == ()
    expected = {e.id: as_written(e) for e in record.current}
    assert expected == {e.id: as_written(e) for e in reading.records[0].entries}


def test_several_children_come_back_in_their_order(folder: Path) -> None:
    children = [
        PatientRecord(patient=Patient(id=name), entries=[Encounter(id="v", on="2024")])
        for name in ("b", "a", "c")
    ]
    write(children, folder / "x.xlsx", knowledge=KNOWLEDGE)
    found = read(folder / "x.xlsx", knowledge=KNOWLEDGE).records
    assert [record.patient.id for record in found] == ["b", "a", "c"]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+49 30", "-5 kg", "=cmd|' /C calc'!A0"])
@pytest.mark.parametrize("name", ["clinic.xlsx", "clinic"])
def test_a_text_is_never_written_as_a_formula(text: str, name: str, folder: Path) -> None:
    child = PatientRecord(
        patient=Patient(id="a"), entries=[Encounter(id="v", on="2024", reason=text)]
    )
    write([child], folder / name, knowledge=KNOWLEDGE)
    (found,) = read(folder / name, knowledge=KNOWLEDGE).records
    (entry,) = found.entries
    assert isinstance(entry, Encounter)
    assert text == entry.reason
    if name == "clinic":
        assert f"'{text[:5]}" in (folder / name / "visits.csv").read_text(encoding="utf-8-sig")


def test_ids_from_other_readers_come_back(folder: Path) -> None:
    told = Measurement(id="m", analyte="loinc:1234-5", quantity=Quantity(value=3, unit="mg/L"))
    child = PatientRecord(patient=Patient(id="a"), entries=[told])
    write([child], folder / "x.xlsx", knowledge=KNOWLEDGE)
    (entry,) = read(folder / "x.xlsx", knowledge=KNOWLEDGE).records[0].entries
    assert isinstance(entry, Measurement)
    assert entry.analyte == "loinc:1234-5"


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
@settings(max_examples=20, phases=[Phase.generate])
def test_numbers_come_back_to_the_last_digit(value: float) -> None:
    for comparator in (None, "<"):
        quantity = Quantity.parse(f"{comparator or ''}{value!r}", "mg/L")
        child = PatientRecord(
            patient=Patient(id="a"),
            entries=[Measurement(id="m", on="2024", analyte="crp", quantity=quantity)],
        )
        for name in ("clinic.xlsx", "clinic"):
            (entry,) = back(child, name).records[0].entries
            assert quantity == entry.quantity
