"""Which resource is about whom: references of every kind, copies, versions, animals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmo.exchange.fhir_r4 import read
from crmo.exchange.fhir_r4.references import kind_of, plain
from crmo.exchange.reading import Level, Reading
from crmo.knowledge import Knowledge
from crmo.record import Measurement, Quantity, Sex

ReadJson = Callable[..., Reading]
CRP = {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]}


def patient(patient_id: str = "1", **more: Any) -> dict[str, Any]:
    about = {
        "birthDate": "2014-03-02",
        "gender": "female",
        "name": [{"family": "A", "given": ["B"]}],
    }
    return {"resourceType": "Patient", "id": patient_id} | about | more


def crp(
    number: int = 1, subject: Any = "Patient/1", value: float = 5, **more: Any
) -> dict[str, Any]:
    reference = {"reference": subject} if isinstance(subject, str) else subject
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "code": CRP,
        "subject": reference,
        "effectiveDateTime": "2024-01-01",
        "valueQuantity": {"value": value, "unit": "mg/L"},
    } | more


def bundle(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    wrapped = [e if "resource" in e or "request" in e else {"resource": e} for e in entries]
    return {"resourceType": "Bundle", "type": "collection", "entry": wrapped} | more


def kinds(reading: Reading) -> set[str]:
    return {remark.code for remark in reading.remarks}


# --- the patient ----------------------------------------------------------------------------------


def test_who_it_is(read_json: ReadJson) -> None:
    (record,) = read_json(patient()).records
    child = record.patient
    assert (child.id, str(child.birth_date), child.sex, child.name) == (
        "1",
        "2014-03-02",
        Sex.FEMALE,
        "B A",
    )


def test_the_official_name_is_shown_before_a_nickname(read_json: ReadJson) -> None:
    names = [{"use": "nickname", "text": "Mini"}, {"use": "official", "text": "Minna Example"}]
    assert read_json(patient(name=names)).records[0].patient.name == "Minna Example"


@pytest.mark.parametrize("missing", ["birthDate", "gender", "name"])
def test_a_newborn_without_name_or_an_unborn_child_is_fine(
    read_json: ReadJson, missing: str
) -> None:
    assert len(read_json(patient(**{missing: None})).records) == 1


def test_twins_who_share_birth_date_and_family_are_two(read_json: ReadJson) -> None:
    reading = read_json(bundle(patient("1"), patient("2"), crp(1), crp(2, "Patient/2")))
    assert [record.patient.id for record in reading.records] == ["1", "2"]
    assert [len(record.entries) for record in reading.records] == [1, 1]


def test_an_animal_is_refused_politely(read_json: ReadJson) -> None:
    species = "http://hl7.org/fhir/StructureDefinition/patient-animal"
    dog = patient(extension=[{"url": species, "extension": []}])
    reading = read_json(bundle(dog, crp()))
    assert reading.records == ()
    (remark,) = [r for r in reading.remarks if r.code == "animal"]
    assert "children" in remark.message
    assert reading.ignored == {"Patient": 1, "Observation": 1}


# --- references -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    [
        "Patient/1",
        "http://server.example/fhir/Patient/1",
        "Patient/1/_history/3",
        "urn:uuid:7c7c",
        {"identifier": {"system": "urn:mrn", "value": "77"}},
        {"reference": "Patient?identifier=urn:mrn|77"},
    ],
)
@pytest.mark.parametrize("patient_first", [True, False])
def test_every_kind_of_reference(read_json: ReadJson, subject: Any, patient_first: bool) -> None:
    known = patient(identifier=[{"system": "urn:mrn", "value": "77"}])
    entries = [{"fullUrl": "urn:uuid:7c7c", "resource": known}, {"resource": crp(1, subject)}]
    reading = read_json(bundle(*(entries if patient_first else reversed(entries))))
    (record,) = reading.records
    assert len(record.entries) == 1
    assert reading.understood["Observation"] == 1


def test_a_contained_patient(read_json: ReadJson) -> None:
    (record,) = read_json(crp(1, "#p", contained=[patient("p")])).records
    assert (record.patient.id, len(record.entries)) == ("p", 1)


def test_contained_patients_with_one_number_are_one(read_json: ReadJson) -> None:
    number = [{"system": "urn:mrn", "value": "77"}]
    resources = [crp(n, "#p", contained=[patient("p", identifier=number)]) for n in (1, 2)]
    assert [len(record.entries) for record in read_json(resources).records] == [2]


def test_contained_patients_without_a_number_are_not_joined(read_json: ReadJson) -> None:
    resources = [crp(n, "#p", contained=[patient("p")]) for n in (1, 2)]
    assert [len(record.entries) for record in read_json(resources).records] == [1, 1]


def test_a_patient_that_is_only_named_gets_a_record_with_a_warning(read_json: ReadJson) -> None:
    reading = read_json(crp())
    (record,) = reading.records
    assert (record.patient.id, record.patient.birth_date) == ("1", None)
    (remark,) = [r for r in reading.remarks if r.code == "patient-not-there"]
    assert remark.level is Level.WARNING


@pytest.mark.parametrize("subject", [None, {}, {"display": "Somebody"}, "urn:uuid:not-there"])
def test_without_a_patient_it_is_no_entry_and_no_silence(read_json: ReadJson, subject: Any) -> None:
    reading = read_json(bundle(patient(), crp(1, subject)))
    assert reading.records[0].entries == ()
    assert reading.not_understood == {"Observation": 1}
    (remark,) = [r for r in reading.remarks if r.code == "no-patient"]
    assert remark.level is Level.ERROR


@pytest.mark.parametrize("subject", ["Group/herd", "Device/pump", "Location/ward"])
def test_what_is_about_no_patient_is_left_aside(read_json: ReadJson, subject: str) -> None:
    reading = read_json(crp(1, subject))
    assert reading.records == ()
    assert reading.ignored == {"Observation": 1}
    assert "not-about-a-patient" in kinds(reading)


@pytest.mark.parametrize(
    ("reference", "expected", "kind"),
    [
        ("Patient/1", "Patient/1", "Patient"),
        ("https://x.example/a/Patient/1/_history/2", "Patient/1", "Patient"),
        ("urn:uuid:1", "urn:uuid:1", ""),
        ("#p", "#p", ""),
        ("Patient?identifier=a|b", "Patient?identifier=a|b", "Patient"),
        ("nonsense", "nonsense", ""),
        ("", "", ""),
    ],
)
def test_plain_references(reference: str, expected: str, kind: str) -> None:
    assert plain(reference) == expected
    assert kind_of(reference) == kind


# --- the same thing again -------------------------------------------------------------------------


def values(reading: Reading) -> list[float]:
    current = reading.records[0].current
    return [e.quantity.value for e in current if isinstance(e, Measurement) and e.quantity]


def test_a_copy_is_read_once_and_remarked_once(read_json: ReadJson) -> None:
    reading = read_json(bundle(patient(), crp(), crp(), crp()))
    assert values(reading) == [5]
    (remark,) = [r for r in reading.remarks if r.code == "read-twice"]
    assert "2 times" in remark.message


def test_same_id_and_other_content_keeps_both_with_a_warning(read_json: ReadJson) -> None:
    reading = read_json(bundle(patient(), crp(value=5), crp(value=50)))
    assert sorted(values(reading)) == [5, 50]
    assert "same-id-other-content" in kinds(reading)


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_newest_version_replaces_the_older_ones(
    read_json: ReadJson, newest_first: bool
) -> None:
    versions = [crp(value=n, meta={"versionId": str(n)}) for n in (9, 10, 11)]
    reading = read_json(bundle(patient(), *(reversed(versions) if newest_first else versions)))
    assert values(reading) == [11]
    assert len(reading.records[0].entries) == 3


def test_a_version_entered_in_error_takes_all_versions_back(read_json: ReadJson) -> None:
    first = crp(meta={"versionId": "1"})
    wrong = crp(meta={"versionId": "2"}, status="entered-in-error")
    reading = read_json(bundle(patient(), wrong, first))
    assert values(reading) == []
    assert len(reading.records[0].entries) == 2


def test_what_a_history_says_was_deleted_is_taken_back(read_json: ReadJson) -> None:
    deletion = {"request": {"method": "DELETE", "url": "Observation/o1"}}
    (record,) = read_json(bundle(patient(), deletion, crp(), type="history")).records
    assert len(record.entries) == 1
    assert [r.reason for r in record.retractions] == ["deleted in the source"]


# --- several files --------------------------------------------------------------------------------


@pytest.fixture
def read_files(tmp_path: Path, read_json: ReadJson, knowledge: Knowledge) -> Callable[..., Reading]:
    def reading(**contents: Any) -> Reading:
        for name, content in contents.items():
            read_json(content, f"export/{name}.json")
        return read(tmp_path / "export", knowledge=knowledge)

    return reading


def test_a_folder_is_one_export(read_files: Callable[..., Reading]) -> None:
    reading = read_files(a_observation=crp(), b_patient=patient())
    (record,) = reading.records
    assert len(record.entries) == 1
    assert record.entries[0].source is not None
    assert record.entries[0].source.document == "a_observation.json"
    assert reading.format == "FHIR R4 folder"


def test_one_child_in_two_files_is_one_record(read_files: Callable[..., Reading]) -> None:
    (record,) = read_files(a=bundle(patient(), crp(1)), b=bundle(patient(), crp(2))).records
    assert {entry.id for entry in record.entries} == {"Observation/o1", "Observation/o2"}


def test_two_children_with_one_id_in_two_files_stay_two(
    read_files: Callable[..., Reading],
) -> None:
    """Two hospitals number from 1: nothing of one child may reach the other."""
    other = patient(birthDate="2009-09-09")
    reading = read_files(a=bundle(patient(), crp(1, value=5)), b=bundle(other, crp(1, value=50)))
    found = [
        (str(r.patient.birth_date), [e.quantity for e in r.entries if isinstance(e, Measurement)])
        for r in reading.records
    ]
    assert found == [
        ("2014-03-02", [Quantity(value=5, unit="mg/L")]),
        ("2009-09-09", [Quantity(value=50, unit="mg/L")]),
    ]
    assert len({record.patient.id for record in reading.records}) == 2
    assert "patient-clash" in kinds(reading)


def test_a_reference_that_fits_two_children_is_not_guessed(
    read_files: Callable[..., Reading],
) -> None:
    other = patient(birthDate="2009-09-09")
    reading = read_files(a=patient(), b=other, c=crp())
    assert [record.entries for record in reading.records] == [(), ()]
    assert "patient-ambiguous" in kinds(reading)
    assert reading.not_understood == {"Observation": 1}


def test_before_birth_is_remarked(read_json: ReadJson) -> None:
    reading = read_json(bundle(patient(), crp(effectiveDateTime="2013-12-31")))
    assert "before-birth" in kinds(reading)
    assert len(reading.records[0].entries) == 1


def test_a_nested_bundle_and_parameters_are_opened(read_json: ReadJson) -> None:
    inner = bundle(patient(), crp(1))
    parameters = {
        "resourceType": "Parameters",
        "parameter": [{"name": "x", "part": [{"name": "y", "resource": crp(2)}]}],
    }
    (record,) = read_json(bundle(inner, parameters)).records
    assert len(record.entries) == 2
