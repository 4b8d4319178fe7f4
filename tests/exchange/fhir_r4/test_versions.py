"""Other versions of FHIR are told apart and read as far as they agree with R4."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crmo.exchange.reading import Reading
from crmo.record import Certainty, Diagnosis, Encounter, FactStatus, Procedure, TreatmentCourse

SUBJECT = {"reference": "Patient/child"}
NAPROXEN = {"text": "naproxen"}

DSTU2_ORDER = {
    "resourceType": "MedicationOrder",
    "id": "1",
    "status": "active",
    "patient": SUBJECT,
    "dateWritten": "2015-01-05",
    "medicationCodeableConcept": NAPROXEN,
}
STU3_CONDITION = {
    "resourceType": "Condition",
    "id": "1",
    "clinicalStatus": "active",
    "verificationStatus": "confirmed",
    "subject": SUBJECT,
    "code": {"text": "chronic recurrent multifocal osteomyelitis"},
    "assertedDate": "2017-01-05",
}
R5_STATEMENT = {
    "resourceType": "MedicationStatement",
    "id": "1",
    "status": "recorded",
    "subject": SUBJECT,
    "effectivePeriod": {"start": "2024-01-05"},
    "medication": {"concept": NAPROXEN},
}


@pytest.mark.parametrize(
    ("resource", "version"),
    [
        (DSTU2_ORDER, "DSTU2"),
        (STU3_CONDITION, "STU3"),
        (R5_STATEMENT, "R5"),
        ({"resourceType": "CapabilityStatement", "id": "1", "fhirVersion": "3.0.1"}, "STU3"),
        ({"resourceType": "DeviceUsage", "id": "1"}, "R5"),
    ],
)
def test_the_version_is_named(
    read_bundle: Callable[..., Reading], resource: dict[str, Any], version: str
) -> None:
    reading = read_bundle(resource)
    assert reading.format == f"FHIR {version} Bundle"
    assert "other-version" in {remark.code for remark in reading.remarks}


def test_r4_needs_no_such_remark(read_bundle: Callable[..., Reading]) -> None:
    profile = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition"
    condition = {
        "resourceType": "Condition",
        "id": "1",
        "meta": {"profile": [profile]},
        "subject": SUBJECT,
        "code": {"text": "cno"},
    }
    reading = read_bundle(condition)
    assert reading.format == "FHIR R4 Bundle"
    assert "other-version" not in {remark.code for remark in reading.remarks}


def test_a_profile_with_a_version_in_its_address(read_bundle: Callable[..., Reading]) -> None:
    profile = "http://hl7.org/fhir/3.0/StructureDefinition/Observation"
    observation = {
        "resourceType": "Observation",
        "id": "1",
        "meta": {"profile": [profile]},
        "subject": SUBJECT,
        "code": {"text": "CRP"},
    }
    assert read_bundle(observation).format == "FHIR STU3 Bundle"


def test_dstu2_order(entry_of: Callable[..., Any]) -> None:
    course = entry_of(DSTU2_ORDER)
    assert isinstance(course, TreatmentCourse)
    assert (course.drug, str(course.on)) == ("naproxen", "2015-01-05")


def test_stu3_condition(entry_of: Callable[..., Any]) -> None:
    diagnosis = entry_of(STU3_CONDITION)
    assert isinstance(diagnosis, Diagnosis)
    assert (diagnosis.concept, diagnosis.certainty) == ("cno", Certainty.CONFIRMED)
    assert str(diagnosis.recorded_on) == "2017-01-05"


def test_r5_statement(entry_of: Callable[..., Any]) -> None:
    assert entry_of(R5_STATEMENT).drug == "naproxen"


def test_r5_encounter(entry_of: Callable[..., Any]) -> None:
    found = entry_of(
        {
            "resourceType": "Encounter",
            "id": "1",
            "status": "completed",
            "class": [{"coding": [{"code": "AMB"}]}],
            "subject": SUBJECT,
            "actualPeriod": {"start": "2024-02-02"},
            "reason": [{"value": [{"concept": {"text": "limp"}}]}],
        }
    )
    assert isinstance(found, Encounter)
    assert (found.contact, str(found.on), found.reason) == ("visit", "2024-02-02", "limp")


@pytest.mark.parametrize("field", ["notPerformed", "notDone"])
def test_a_procedure_not_done_in_older_words(entry_of: Callable[..., Any], field: str) -> None:
    found = entry_of(
        {
            "resourceType": "Procedure",
            "id": "1",
            "status": "completed",
            field: True,
            "subject": SUBJECT,
            "code": {"text": "bone biopsy"},
            "performedDateTime": "2016-01-01",
        }
    )
    assert isinstance(found, Procedure)
    assert found.status is FactStatus.ABSENT


def test_an_animal_of_stu3(read_json: Callable[..., Reading]) -> None:
    dog = {"resourceType": "Patient", "id": "1", "animal": {"species": {"text": "dog"}}}
    assert read_json(dog).records == ()
