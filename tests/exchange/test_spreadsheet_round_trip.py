"""Records written into the spreadsheet come back as they were; what has no place is told."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.strategies import records

from crmo.errors import UserError
from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet import write, write_csv_folder, write_workbook
from crmo.exchange.spreadsheet.fill import says_nothing
from crmo.knowledge import load_knowledge
from crmo.record import (
    Document,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    Source,
    TreatmentCourse,
)
from crmo.record.difference import Change, difference
from crmo.record.json_form import from_dict
from crmo.simulate import Parameters, Plan, mix_of, observe, simulate_children
from crmo.yaml12 import load

KNOWLEDGE = load_knowledge()


def as_written(entry: Entry) -> Entry:
    """Take away what the spreadsheet has no place for, and blanks at the ends of texts."""
    plain = attrs.evolve(entry, source=None, supersedes=None, note=entry.note.strip())
    if isinstance(plain, Finding):
        return attrs.evolve(plain, site_text=plain.site_text.strip())
    if isinstance(plain, Measurement):
        return attrs.evolve(plain, text=plain.text.strip())
    if isinstance(plain, Document):
        return attrs.evolve(plain, title=plain.title.strip(), text=plain.text.strip())
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
    return not says_nothing(entry)


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


def test_what_has_no_place_is_told(tmp_path: Path) -> None:
    remark_beside = Fact(concept="abscess", status=FactStatus.ABSENT, text="none seen")
    lesion = Lesion(bone_unit="sacrum", status=LesionStatus.PRESENT, features=[remark_beside])
    child = PatientRecord(
        patient=Patient(id="a"),
        entries=[
            Encounter(id="v", on="2024", reason="bell \a", source=Source(document="x.json")),
            Encounter(id="w", on="2024", supersedes="v"),
            Document(id="d", text="x" * 40_000, source=Source(document="x.json")),
            ImagingStudy(id="i", modality=Modality.MRI, lesions=[lesion]),
            Measurement(id="m", analyte="crp"),
            Encounter(id="u", reason="bell \a"),
        ],
    )
    remarks = write([child], tmp_path / "a.xlsx", knowledge=KNOWLEDGE)
    assert [remark.message.partition(" have")[0] for remark in remarks[:-1]] == [
        "1 corrected or retracted entries",
        "1 entries that say nothing",
        "1 remarks beside an answer",
        "1 texts longer than a cell, cut",
        "1 signs that no sheet can hold, replaced",
    ]
    assert "where 1 entries came from" in remarks[-1].message
    assert {remark.where for remark in remarks[:-1]} == {"patient a"}
    assert read(tmp_path / "a.xlsx", knowledge=KNOWLEDGE).not_understood == {}


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


FORMULAS = [
    *("=1+1", "@SUM(A1)", "+49 30", "-5 kg", "=cmd|' /C calc'!A0", "'=1+1", "''-2", "＝1+1"),
    *("=HYPERLINK(A1)", "=1\n=2", 'a"=1', "a;=1", "- \u2028 x"),
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("name", ["clinic.xlsx", "clinic"])
def test_a_text_is_never_written_as_a_formula(text: str, name: str, folder: Path) -> None:
    named = Patient(id="a", name=text)
    child = PatientRecord(patient=named, entries=[Encounter(id="v", on="2024", reason=text)])
    write([child], folder / name, knowledge=KNOWLEDGE)
    (found,) = read(folder / name, knowledge=KNOWLEDGE).records
    (entry,) = found.entries
    assert isinstance(entry, Encounter)
    assert (text, text) == (entry.reason, found.patient.name)
    if name == "clinic":
        with (folder / name / "visits.csv").open(encoding="utf-8-sig", newline="") as file:
            (row,) = csv.DictReader(file)
        assert not row["reason"].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    else:
        book = load_workbook(folder / name)
        assert {cell.data_type for row in book["visits"] for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("start", ["\t", "\r", "\n", " ", "\xa0"])
def test_a_blank_before_a_formula_does_not_hide_it(start: str, folder: Path) -> None:
    child = PatientRecord(patient=Patient(id="a", name=f"{start}=1+1"))
    write([child], folder / "clinic", knowledge=KNOWLEDGE)
    with (folder / "clinic" / "patients.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"].startswith("'")
    (found,) = read(folder / "clinic", knowledge=KNOWLEDGE).records
    assert found.patient.name == "=1+1"


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


def simulated(n: int) -> list[PatientRecord]:
    plan = Plan(n=n, seed=11, mix=mix_of("clinic", KNOWLEDGE), until=date(2026, 11, 21))
    nature = Parameters.of(KNOWLEDGE)
    return [observe(child, nature, KNOWLEDGE) for child in simulate_children(plan, KNOWLEDGE)]


def by_id(record: PatientRecord) -> dict[str, Entry]:
    return {entry.id: as_written(entry) for entry in record.current}


@pytest.mark.parametrize("name", ["clinic.xlsx", "clinic"])
def test_simulated_children_come_back(name: str, folder: Path) -> None:
    children = simulated(12)
    remarks = write(children, folder / name, knowledge=KNOWLEDGE)
    lost = {remark.message for remark in remarks if remark.code != "sources-not-written"}
    assert all("corrected or retracted entries" in message for message in lost)
    reading = read(folder / name, knowledge=KNOWLEDGE)
    assert reading.not_understood == {}
    assert [each.patient for each in children] == [each.patient for each in reading.records]
    for child, came in zip(children, reading.records, strict=True):
        assert by_id(child) == by_id(came)
        assert difference(child, came).counts.keys() == {Change.SAME}


def test_records_are_taken_one_at_a_time_into_a_stream_that_only_goes_forward() -> None:
    taken: list[str] = []

    def told() -> Iterator[PatientRecord]:
        for child in simulated(2):
            taken.append(child.patient.id)
            yield child

    class Forward(io.RawIOBase):
        def __init__(self) -> None:
            self.content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, content: Any) -> int:
            self.content += content
            return len(content)

    stream = Forward()
    write_workbook(told(), stream, knowledge=KNOWLEDGE)  # type: ignore[arg-type]
    assert len(taken) == 2
    book = load_workbook(io.BytesIO(bytes(stream.content)))
    assert [row[0].value for row in book["patients"]][1:] == taken
    assert book["labs"].data_validations.count > 0
    assert book["labs"]["C1"].comment is not None
    assert book["labs"]["B2"].number_format == "@"


def test_a_sheet_longer_than_programs_allow_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules[write_workbook.__module__]
    monkeypatch.setattr(module, "_MOST_ROWS_OF_A_SHEET", 3)
    monkeypatch.setattr(module, "MAX_ROWS", 4)
    visits = [Encounter(id=f"v{place}", on="2024") for place in range(4)]
    child = PatientRecord(patient=Patient(id="a"), entries=visits)
    with pytest.raises(UserError, match="more than 3 rows"):
        write_workbook([child], folder / "x.xlsx", knowledge=KNOWLEDGE)
    assert list(folder.iterdir()) == []
    (remark,) = write_csv_folder([child], folder / "x", knowledge=KNOWLEDGE)
    assert remark.code == "more-than-is-read"


def test_a_full_disk_leaves_no_folder_half_written(folder: Path) -> None:
    (folder / "x").write_text("a file in the way", encoding="utf-8")
    child = PatientRecord(patient=Patient(id="a"))
    with pytest.raises(UserError, match="cannot be written"):
        write_csv_folder([child], folder / "x", knowledge=KNOWLEDGE)
