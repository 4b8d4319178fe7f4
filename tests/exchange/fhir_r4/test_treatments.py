"""Orders, statements and administrations of drugs become courses of treatment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crmo.exchange.reading import Reading
from crmo.record import Entry, FactStatus, TreatmentCourse

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
NAPROXEN = {"coding": [{"system": RXNORM, "code": "7258", "display": "naproxen"}]}

EntryOf = Callable[..., Any]


def request(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": NAPROXEN,
        "subject": {"reference": "Patient/child"},
        "authoredOn": "2024-01-05T09:00:00Z",
        "dosageInstruction": [{"text": "5 mg/kg twice a day", "route": {"text": "oral"}}],
    } | more


def administration(number: int, day: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationAdministration",
        "id": f"a{number}",
        "status": "completed",
        "medicationCodeableConcept": {"text": "pamidronate"},
        "subject": {"reference": "Patient/child"},
        "effectiveDateTime": day,
    } | more


def test_an_order_is_a_course(entry_of: EntryOf) -> None:
    course = entry_of(request())
    assert isinstance(course, TreatmentCourse)
    assert (course.drug, str(course.on), course.ongoing) == (
        "naproxen",
        "2024-01-05",
        FactStatus.PRESENT,
    )
    assert (course.dose, course.route) == ("5 mg/kg twice a day", "oral")


@pytest.mark.parametrize(
    ("status", "ongoing"),
    [
        ("completed", FactStatus.ABSENT),
        ("stopped", FactStatus.ABSENT),
        ("on-hold", FactStatus.UNKNOWN),
        ("unknown", FactStatus.UNKNOWN),
    ],
)
def test_status_says_whether_it_still_runs(
    entry_of: EntryOf, status: str, ongoing: FactStatus
) -> None:
    assert entry_of(request(status=status)).ongoing is ongoing


@pytest.mark.parametrize(
    "change",
    [
        {"intent": "proposal"},
        {"intent": "plan"},
        {"status": "cancelled"},
        {"status": "draft"},
        {"doNotPerform": True},
    ],
)
def test_what_was_not_ordered_is_no_course(
    read_bundle: Callable[..., Reading], change: dict[str, Any]
) -> None:
    reading = read_bundle(request(**change))
    assert reading.records[0].entries == ()
    assert reading.ignored["MedicationRequest"] == 1


def test_the_bounds_of_the_dosage_are_start_and_end(entry_of: EntryOf) -> None:
    bounds = {"start": "2024-02-01", "end": "2024-03-01"}
    course = entry_of(request(dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": bounds}}}]))
    assert (str(course.on), str(course.end)) == ("2024-02-01", "2024-03-01")
    assert course.ongoing is FactStatus.UNKNOWN


@pytest.mark.parametrize(
    ("concept", "drug"),
    [
        ({"coding": [{"system": ATC, "code": "M01AE02"}]}, "naproxen"),
        ({"coding": [{"system": RXNORM, "code": "849574",
                      "display": "Naproxen sodium 220 MG Oral Tablet"}]}, "naproxen"),
        ({"text": "Ibuprofen 200 mg tablet"}, "ibuprofen"),
        ({"coding": [{"system": RXNORM, "code": "1",
                      "display": "Ibuprofen 200 MG / Famotidine 5 MG"}]},
         "rxnorm:1"),
        ({"text": "Ibuprofen Cold and Flu"}, "text:ibuprofen cold and flu"),
    ],
)  # fmt: skip
def test_the_drug_behind_codes_and_words(
    entry_of: EntryOf, concept: dict[str, Any], drug: str
) -> None:
    assert entry_of(request(medicationCodeableConcept=concept)).drug == drug


@pytest.mark.parametrize("first", ["drug", "order"])
def test_a_medication_elsewhere_in_the_bundle_in_any_order(entry_of: EntryOf, first: str) -> None:
    drug = {"resourceType": "Medication", "id": "d1", "code": NAPROXEN}
    order = request(
        medicationCodeableConcept=None, medicationReference={"reference": "Medication/d1"}
    )
    course = entry_of(*((drug, order) if first == "drug" else (order, drug)))
    assert course.drug == "naproxen"
    assert course.source.text == "naproxen"


def test_a_contained_medication(entry_of: EntryOf) -> None:
    drug = {"resourceType": "Medication", "id": "d1", "code": NAPROXEN}
    order = request(
        contained=[drug],
        medicationCodeableConcept=None,
        medicationReference={"reference": "#d1"},
    )
    assert entry_of(order).drug == "naproxen"


def test_a_mixture_is_none_of_its_ingredients(entry_of: EntryOf) -> None:
    mixture = {
        "resourceType": "Medication",
        "id": "d1",
        "ingredient": [
            {"itemCodeableConcept": NAPROXEN},
            {"itemCodeableConcept": {"text": "esomeprazole"}},
        ],
    }
    reference = {"reference": "Medication/d1"}
    order = request(medicationCodeableConcept=None, medicationReference=reference)
    assert entry_of(mixture, order).drug == "text:naproxen + esomeprazole"


def test_a_medication_that_is_not_there_is_said_so(read_bundle: Callable[..., Reading]) -> None:
    reading = read_bundle(
        request(medicationCodeableConcept=None, medicationReference={"reference": "Medication/x"})
    )
    (course,) = reading.records[0].entries
    assert isinstance(course, TreatmentCourse)
    assert course.drug == "fhir:Medication/x"
    assert "drug-not-there" in {remark.code for remark in reading.remarks}


def test_the_disease_it_was_given_for_is_found_behind_a_reference(
    entries_of: Callable[..., tuple[Entry, ...]],
) -> None:
    disease = {
        "resourceType": "Condition",
        "id": "c1",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "240151005"}]},
        "subject": {"reference": "Patient/child"},
    }
    found = entries_of(request(reasonReference=[{"reference": "Condition/c1"}]), disease)
    (course,) = [entry for entry in found if isinstance(entry, TreatmentCourse)]
    assert course.indication == "cno"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "not-taken"},
        {"status": "intended"},
        {"status": "active", "taken": "n"},
        {"status": "active", "wasNotTaken": True},
        {"status": "recorded", "adherence": {"code": {"coding": [{"code": "not-taking"}]}}},
    ],
)
def test_a_drug_not_taken_is_no_course(
    read_bundle: Callable[..., Reading], change: dict[str, Any]
) -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "medicationCodeableConcept": NAPROXEN,
        "subject": {"reference": "Patient/child"},
    } | change
    reading = read_bundle(statement)
    assert reading.records[0].entries == ()
    assert reading.ignored["MedicationStatement"] == 1


def test_a_statement_is_a_course(entry_of: EntryOf) -> None:
    course = entry_of(
        {
            "resourceType": "MedicationStatement",
            "id": "s1",
            "status": "stopped",
            "medicationCodeableConcept": NAPROXEN,
            "subject": {"reference": "Patient/child"},
            "effectivePeriod": {"start": "2023-01", "end": "2023-05-01"},
            "statusReason": [{"text": "stomach ache"}],
        }
    )
    assert (str(course.on), str(course.end), course.ongoing) == (
        "2023-01",
        "2023-05-01",
        FactStatus.ABSENT,
    )
    assert "stomach ache" in course.note


def test_administrations_of_one_drug_are_one_course(entry_of: EntryOf) -> None:
    course = entry_of(
        administration(2, "2024-04-02"),
        administration(1, "2024-01-02"),
        administration(3, "2024-07-02"),
        administration(4, "2024-08-02", status="not-done"),
        administration(5, "2024-09-02", status="entered-in-error"),
    )
    assert (course.drug, str(course.on), str(course.end)) == (
        "pamidronic_acid",
        "2024-01-02",
        "2024-07-02",
    )
    assert course.note == "3 administrations, from 2024-01-02 to 2024-07-02."


def test_administrations_of_an_order_do_not_make_a_second_course(entry_of: EntryOf) -> None:
    given = administration(
        1,
        "2024-01-06",
        medicationCodeableConcept=NAPROXEN,
        request={"reference": "MedicationRequest/m1"},
    )
    course = entry_of(given, request())
    assert (course.id, str(course.on)) == ("MedicationRequest/m1", "2024-01-05")
    assert course.note == "1 administration, 2024-01-06."


def test_an_end_before_the_start_is_left_out(read_bundle: Callable[..., Reading]) -> None:
    bounds = {"start": "2024-02-01", "end": "2024-01-01"}
    reading = read_bundle(
        request(dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": bounds}}}])
    )
    (course,) = reading.records[0].entries
    assert isinstance(course, TreatmentCourse)
    assert course.end is None
    assert "ends-before-start" in {remark.code for remark in reading.remarks}


def test_references_by_uuid_are_followed_within_a_bundle(read_json: Callable[..., Reading]) -> None:
    subject = {"reference": "urn:uuid:p"}
    disease = {
        "resourceType": "Condition",
        "id": "c1",
        "code": {"text": "leukaemia"},
        "subject": subject,
    }
    order = request(subject=subject, reasonReference=[{"reference": "urn:uuid:c"}])
    given = administration(1, "2024-01-06", subject=subject, request={"reference": "urn:uuid:m"})
    patient = {"resourceType": "Patient", "id": "child"}
    entry = [
        {"fullUrl": f"urn:uuid:{letter}", "resource": resource}
        for letter, resource in (("p", patient), ("m", order), ("a", given), ("c", disease))
    ]
    (record,) = read_json({"resourceType": "Bundle", "type": "transaction", "entry": entry}).records
    (course,) = [each for each in record.entries if isinstance(each, TreatmentCourse)]
    assert course.indication == "leukaemia"
    assert course.note == "1 administration, 2024-01-06."


@pytest.mark.parametrize("is_newer_first", [True, False])
def test_what_a_newer_version_says_was_never_taken_no_longer_counts(
    read_bundle: Callable[..., Reading], is_newer_first: bool
) -> None:
    versions = [
        {
            "resourceType": "MedicationStatement",
            "id": "s1",
            "meta": {"versionId": number, "lastUpdated": f"2024-0{number}-01T00:00:00Z"},
            "status": status,
            "medicationCodeableConcept": NAPROXEN,
            "subject": {"reference": "Patient/child"},
            "effectiveDateTime": "2024-01-01",
        }
        for number, status in (("1", "active"), ("2", "not-taken"))
    ]
    (record,) = read_bundle(*(reversed(versions) if is_newer_first else versions)).records
    assert [entry.id.partition("/_")[0] for entry in record.entries] == ["MedicationStatement/s1"]
    assert record.current == ()
