"""Condition, FamilyMemberHistory, Procedure, Encounter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crmo.exchange.reading import Reading
from crmo.record import (
    Certainty,
    Diagnosis,
    Encounter,
    Entry,
    FactStatus,
    Finding,
    Procedure,
    Subject,
)

SNOMED = "http://snomed.info/sct"
CNO = {
    "system": SNOMED,
    "code": "240151005",
    "display": "Chronic recurrent multifocal osteomyelitis",
}
FEVER = {"system": SNOMED, "code": "386661006", "display": "Fever"}
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"

EntryOf = Callable[..., Any]


def condition(
    coding: dict[str, Any] = CNO, status: str = "confirmed", **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "code": {"coding": [coding]},
        "verificationStatus": {"coding": [{"system": VERIFICATION, "code": status}]},
        "subject": {"reference": "Patient/child"},
        "onsetDateTime": "2023-02",
        "recordedDate": "2023-06-01",
    } | more


@pytest.mark.parametrize(
    ("status", "certainty"),
    [
        ("confirmed", Certainty.CONFIRMED),
        ("provisional", Certainty.SUSPECTED),
        ("differential", Certainty.SUSPECTED),
        ("unconfirmed", Certainty.SUSPECTED),
        ("refuted", Certainty.EXCLUDED),
        ("something-else", Certainty.UNKNOWN),
    ],
)
def test_verification_says_how_a_diagnosis_was_held(
    entry_of: EntryOf, status: str, certainty: Certainty
) -> None:
    diagnosis = entry_of(condition(status=status))
    assert isinstance(diagnosis, Diagnosis)
    assert (diagnosis.concept, diagnosis.certainty) == ("cno", certainty)
    assert (str(diagnosis.on), str(diagnosis.recorded_on)) == ("2023-02", "2023-06-01")


def test_no_verification_is_not_confirmation(entry_of: EntryOf) -> None:
    assert entry_of(condition(verificationStatus=None)).certainty is Certainty.UNKNOWN


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("confirmed", FactStatus.PRESENT),
        ("refuted", FactStatus.ABSENT),
        ("provisional", FactStatus.UNKNOWN),
    ],
)
def test_a_condition_that_our_knowledge_calls_a_finding(
    entry_of: EntryOf, status: str, expected: FactStatus
) -> None:
    fever = entry_of(condition(FEVER, status, abatementDateTime="2023-03-01"))
    assert isinstance(fever, Finding)
    assert (fever.concept, fever.status) == ("fever", expected)
    assert (str(fever.since), str(fever.until)) == ("2023-02", "2023-03-01")


def test_entered_in_error_is_kept_and_taken_back(read_bundle: Callable[..., Reading]) -> None:
    (record,) = read_bundle(condition(status="entered-in-error")).records
    (retraction,) = record.retractions
    assert retraction.entry == "Condition/c1"
    assert "error" in retraction.reason
    assert len(record.entries) == 1
    assert record.current == ()


def test_resolved_without_a_date_says_so_and_gets_no_invented_one(entry_of: EntryOf) -> None:
    diagnosis = entry_of(condition(clinicalStatus={"coding": [{"code": "resolved"}]}))
    assert diagnosis.until is None
    assert "resolved" in diagnosis.note


def test_an_end_before_the_start_is_left_out(read_bundle: Callable[..., Reading]) -> None:
    reading = read_bundle(condition(abatementDateTime="2022-01-01"))
    (diagnosis,) = reading.records[0].entries
    assert isinstance(diagnosis, Diagnosis)
    assert diagnosis.until is None
    assert "ends-before-start" in {remark.code for remark in reading.remarks}


def test_an_onset_told_as_age_is_no_date(entry_of: EntryOf) -> None:
    told = condition(onsetDateTime=None, onsetAge={"value": 9, "unit": "years"})
    diagnosis = entry_of(told)
    assert str(diagnosis.on) == "2023-06-01"
    assert "Onset: 9 years." in diagnosis.note


def test_an_unknown_disease_is_kept_under_its_code(entry_of: EntryOf) -> None:
    diagnosis = entry_of(condition({"system": SNOMED, "code": "444814009", "display": "Sinusitis"}))
    assert diagnosis.concept == "snomed:444814009"
    assert diagnosis.source.text == "Sinusitis"


def test_a_disease_in_words_alone_is_kept_under_its_words(entry_of: EntryOf) -> None:
    diagnosis = entry_of(condition(code={"text": "Growing  Pains of Uncertain kind"}))
    assert diagnosis.concept == "text:growing pains of uncertain kind"


def test_family_history_is_about_the_family(
    entries_of: Callable[..., tuple[Entry, ...]],
) -> None:
    psoriasis = {"system": SNOMED, "code": "9014002", "display": "Psoriasis"}
    (found,) = entries_of(
        {
            "resourceType": "FamilyMemberHistory",
            "id": "f1",
            "status": "completed",
            "patient": {"reference": "Patient/child"},
            "relationship": {"text": "mother"},
            "condition": [{"code": {"coding": [psoriasis]}}],
        }
    )
    assert isinstance(found, Finding)
    assert (found.concept, found.about, found.note) == ("psoriasis", Subject.FAMILY, "mother")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("completed", FactStatus.PRESENT),
        ("not-done", FactStatus.ABSENT),
        ("preparation", FactStatus.UNKNOWN),
        ("in-progress", FactStatus.UNKNOWN),
    ],
)
def test_only_a_completed_procedure_was_done(
    entry_of: EntryOf, status: str, expected: FactStatus
) -> None:
    biopsy = entry_of(
        {
            "resourceType": "Procedure",
            "id": "p1",
            "status": status,
            "code": {"text": "bone biopsy"},
            "subject": {"reference": "Patient/child"},
            "performedPeriod": {"start": "2023-02-03T10:00:00Z"},
            "bodySite": [{"text": "Left tibia"}],
        }
    )
    assert isinstance(biopsy, Procedure)
    assert (biopsy.concept, biopsy.status, biopsy.site) == ("bone_biopsy", expected, "tibia_left")
    assert str(biopsy.on) == "2023-02-03"


def encounter(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/child"},
        "period": {"start": "2024-01-01T10:00:00Z", "end": "2024-01-04T09:00:00Z"},
        "reasonCode": [{"text": "limp"}],
        "serviceType": {"text": "Paediatric rheumatology"},
    } | more


def test_an_admission(entry_of: EntryOf) -> None:
    stay = entry_of(encounter())
    assert isinstance(stay, Encounter)
    assert (stay.contact, stay.department) == ("admission", "Paediatric rheumatology")
    assert (str(stay.on), str(stay.until), stay.reason) == ("2024-01-01", "2024-01-04", "limp")


def test_a_planned_encounter_is_no_visit(entry_of: EntryOf) -> None:
    assert entry_of(encounter(status="planned")).contact == "planned"


def test_a_cancelled_encounter_is_left_aside(read_bundle: Callable[..., Reading]) -> None:
    reading = read_bundle(encounter(status="cancelled"))
    assert reading.records[0].entries == ()
    assert reading.ignored["Encounter"] == 1


def test_an_older_version_says_that_it_is_over_without_a_day(entry_of: EntryOf) -> None:
    diagnosis = entry_of(condition(abatementBoolean=True))
    assert diagnosis.until is None
    assert diagnosis.note == "Clinical status: over."
