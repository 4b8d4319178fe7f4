"""Resources that crmo wrote and somebody changed: read as they stand, never as they were."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import records

from crmo.exchange.fhir_r4 import record_to_resources
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.people import People
from crmo.exchange.fhir_r4.read import KEEPERS, READERS
from crmo.exchange.fhir_r4.read_back import read_back
from crmo.exchange.fhir_r4.records import finished_record
from crmo.exchange.reading import Reading
from crmo.knowledge import Knowledge
from crmo.record import (
    Certainty,
    Diagnosis,
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
    TreatmentCourse,
)

Json = dict[str, Any]
ReadChanged = Callable[..., Reading]
PRESENT, ABSENT, UNKNOWN = FactStatus.PRESENT, FactStatus.ABSENT, FactStatus.UNKNOWN

FEVER = Finding(id="fever", on="2024", concept="fever", status=PRESENT, severity=3)
CRP = Measurement(id="crp", analyte="crp", quantity=Quantity(value=3, unit="mg/L"))
STUDY = ImagingStudy(
    id="mri",
    on="2024",
    modality=Modality.MRI,
    lesions=[
        Lesion(bone_unit="tibia_left", status=LesionStatus.PRESENT),
        Lesion(bone_unit="sacrum", status=LesionStatus.ABSENT),
    ],
)
BIOPSY = Procedure(
    id="biopsy",
    on="2024",
    concept="bone_biopsy",
    results=[Fact(concept="bacterial_growth", status=ABSENT, text="no growth")],
)


@pytest.fixture
def read_changed(
    bundle_of: Callable[[PatientRecord], Json], read_values: Callable[[Any], Reading]
) -> ReadChanged:
    """Write entries, change the resources with a function, and read them."""

    def reading(change: Callable[[list[Json]], object], *entries: Entry) -> Reading:
        bundle = bundle_of(PatientRecord(patient=Patient(id="child"), entries=entries))
        resources = [each["resource"] for each in bundle["entry"]]
        change(resources)
        bundle["entry"] = [each for each in bundle["entry"] if each["resource"] in resources]
        return read_values(bundle)

    return reading


def only(reading: Reading) -> Any:
    ((entry,),) = [record.entries for record in reading.records]
    return entry


def codes(reading: Reading) -> set[str]:
    return {remark.code for remark in reading.remarks}


def test_a_changed_value_counts(read_changed: ReadChanged) -> None:
    found = only(read_changed(lambda r: r[1]["valueQuantity"].update(value=4.5), CRP))
    assert found.quantity == Quantity(value=4.5, unit="mg/L")
    found = only(read_changed(lambda r: r[1].update(valueBoolean=False), FEVER))
    assert (found.status, found.severity) == (ABSENT, 3)


def test_an_answer_of_another_kind_is_read_by_the_general_reader(
    read_changed: ReadChanged,
) -> None:
    def change(resources: list[Json]) -> None:
        del resources[1]["valueBoolean"]
        resources[1]["valueString"] = "perhaps"

    reading = read_changed(change, FEVER)
    found = only(reading)
    assert (found.concept, found.status, found.note) == ("fever", UNKNOWN, "Value: perhaps.")
    assert "changed-since" in codes(reading)


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        (FEVER, "cancelled"),
        (BIOPSY, "in-progress"),
        (Encounter(id="e", on="2024"), "cancelled"),
        (TreatmentCourse(id="t", drug="naproxen", ongoing=PRESENT), "not-taken"),
    ],
)
def test_a_status_that_crmo_does_not_write_is_heeded(
    read_changed: ReadChanged, entry: Entry, status: str
) -> None:
    reading = read_changed(lambda r: r[1].update(status=status), entry)
    assert "changed-since" in codes(reading)
    found = [e for record in reading.records for e in record.entries if isinstance(e, type(entry))]
    assert [e for e in found if getattr(e, "status", None) is PRESENT and e.note == ""] == []


def refuse(resource: Json) -> None:
    resource["verificationStatus"]["coding"][0]["code"] = "provisional"


def move_text(resource: Json) -> None:
    resource["content"][0]["attachment"] = {"contentType": "text/plain", "url": "Binary/1"}


@pytest.mark.parametrize(
    ("entry", "change"),
    [
        (CRP, lambda resource: resource.pop("valueQuantity")),
        (attrs.evolve(FEVER, concept="psoriasis"), refuse),
        (Encounter(id="e", on="2024"), lambda r: r["class"].update(code="MARS")),
        (Document(id="d", on="2024", text="x"), move_text),
    ],
)
def test_what_crmo_would_not_write_is_read_by_the_general_reader(
    read_changed: ReadChanged, entry: Entry, change: Callable[[Json], object]
) -> None:
    reading = read_changed(lambda resources: change(resources[1]), entry)
    assert "changed-since" in codes(reading)
    assert only(reading).id != entry.id


def test_a_lesion_that_lost_its_place_is_read_by_the_general_reader(
    read_changed: ReadChanged,
) -> None:
    def change(resources: list[Json]) -> None:
        del resources[2]["bodySite"]
        resources[3]["component"] = [{"code": {"text": "x"}, "valueBoolean": True}]

    reading = read_changed(change, STUDY)
    study = next(e for e in reading.records[0].entries if isinstance(e, ImagingStudy))
    assert [lesion.bone_unit for lesion in study.lesions] == ["sacrum"]
    assert "changed-since" in codes(reading)


def test_a_newer_version_supersedes_the_older(
    bundle_of: Callable[[PatientRecord], Json], read_values: Callable[[Any], Reading]
) -> None:
    bundle = bundle_of(PatientRecord(patient=Patient(id="child"), entries=[FEVER]))
    newer = copy.deepcopy(bundle["entry"][1])
    newer["resource"] |= {"valueBoolean": False, "meta": {"versionId": "2"}}
    bundle["entry"].append(newer)
    (found,) = read_values(bundle).records
    (current,) = found.current
    assert isinstance(current, Finding)
    assert (current.status, current.supersedes) == (ABSENT, "fever")


def test_what_was_entered_in_error_is_taken_back(read_changed: ReadChanged) -> None:
    reading = read_changed(lambda r: r[1].update(status="entered-in-error"), FEVER, CRP)
    (record,) = reading.records
    assert [retraction.entry for retraction in record.retractions] == ["fever"]
    assert [entry.id for entry in record.current] == ["crp"]


def test_a_lesion_entered_in_error_is_gone(read_changed: ReadChanged) -> None:
    def change(resources: list[Json]) -> None:
        resources[2]["status"] = "entered-in-error"

    reading = read_changed(change, STUDY)
    assert only(reading).lesions == STUDY.lesions[1:]
    assert "entered-in-error" in codes(reading)


def test_a_diagnosis_that_was_refuted_since_is_excluded(read_changed: ReadChanged) -> None:
    entry = Diagnosis(id="d", on="2024", concept="cno", certainty=Certainty.CONFIRMED)

    def change(resources: list[Json]) -> None:
        resources[1]["verificationStatus"]["coding"][0]["code"] = "refuted"

    assert only(read_changed(change, entry)).certainty is Certainty.EXCLUDED


def test_parts_without_their_entry_are_kept_and_told(read_changed: ReadChanged) -> None:
    def drop_entry(resources: list[Json]) -> None:
        del resources[1]

    reading = read_changed(drop_entry, STUDY)
    assert only(reading).lesions == STUDY.lesions
    assert only(reading).modality is Modality.OTHER
    assert "part-alone" in codes(reading)
    reading = read_changed(drop_entry, BIOPSY)
    found = only(reading)
    assert (found.concept, found.status, found.note) == ("bacterial_growth", ABSENT, "no growth")
    assert "part-alone" in codes(reading)


def test_a_place_that_crmo_does_not_know_is_left_to_the_general_reader(
    read_changed: ReadChanged,
) -> None:
    entry = Finding(id="a", concept="bone_pain", status=PRESENT, site="tibia_left")

    def change(resources: list[Json]) -> None:
        resources[1]["bodySite"]["coding"][0]["code"] = "tail"

    reading = read_changed(change, entry)
    assert only(reading).site is None
    assert "changed-since" in codes(reading)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=4,
)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every (container, key) within a JSON value."""
    keys = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(keys):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places_in(inner)


@given(record=records(max_entries=3), where=st.integers(0, 10**6), damage=json_values)
@settings(max_examples=300)
def test_no_damage_makes_the_reader_crash(
    record: PatientRecord, where: int, damage: Any, knowledge: Knowledge
) -> None:
    """Damage is anything JSON can hold, at any one place of one resource."""
    resources = copy.deepcopy(record_to_resources(record, knowledge))
    places = [place for resource in resources for place in places_in(resource)]
    container, key = places[where % len(places)]
    container[key] = damage
    intake = Intake(knowledge, READERS, KEEPERS, read_back)
    intake.open_file("x")
    for number, resource in enumerate(resources, start=1):
        intake.take(resource, None, number)
    for person in People(intake).gather():
        finished_record(person, intake)
    assert intake.not_understood.total() <= len(resources)


@pytest.mark.parametrize("damage", [None, [], "x", 7, {"url": 3}, [{"url": "kind"}], [{}]])
def test_a_damaged_extension_costs_no_entry(read_changed: ReadChanged, damage: Any) -> None:
    def change(resources: list[Json]) -> None:
        resources[1]["extension"][0]["extension"] = damage

    reading = read_changed(change, FEVER)
    found = only(reading)
    assert (found.concept, found.status) == ("fever", PRESENT)
    assert reading.not_understood == {}


def test_the_same_export_read_twice_gives_one_record(
    bundle_of: Callable[[PatientRecord], Json], read_values: Callable[[Any], Reading]
) -> None:
    record = PatientRecord(patient=Patient(id="child"), entries=[STUDY, BIOPSY, CRP])
    bundle = bundle_of(record)
    both = {"resourceType": "Bundle", "type": "collection", "entry": bundle["entry"] * 2}
    (found,) = read_values(both).records
    assert [entry.id for entry in found.entries] == ["mri", "biopsy", "crp"]
    assert found.entries[0].lesions == STUDY.lesions
    assert found.retractions == ()


def test_resources_in_any_order_give_the_same_lesions(
    bundle_of: Callable[[PatientRecord], Json], read_values: Callable[[Any], Reading]
) -> None:
    bundle = bundle_of(PatientRecord(patient=Patient(id="child"), entries=[STUDY, BIOPSY]))
    bundle["entry"].reverse()
    (found,) = read_values(bundle).records
    came = {entry.id: entry for entry in found.entries}
    assert came["mri"].lesions == STUDY.lesions
    assert came["biopsy"].results == BIOPSY.results
