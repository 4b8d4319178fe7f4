"""What FHIR resources come to as events."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.find.events.hand_made import (
    CRP,
    CULTURE,
    FEVER,
    ICD,
    LOINC,
    PATIENT,
    RXNORM,
    SNOMED,
    UCUM,
    Row,
    about,
    built,
    coded,
    events,
    persons,
    records,
    remarks,
    write_fhir,
)

DAY = "2023-05-04"


def only(tmp_path: Path, *resources: Row) -> Row:
    found = every(tmp_path, *resources)
    assert len(found) == 1
    return found[0]


def every(tmp_path: Path, *resources: Row) -> list[Row]:
    return events(built(write_fhir(tmp_path / "in", [PATIENT, *resources]), tmp_path / "out"))


def lab(**elements: Any) -> Row:
    return about("Observation", status="final", code=coded(LOINC, CRP), **elements)


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-05-04", date(2023, 5, 4), date(2023, 5, 4)),
        # The day where it was told, not the day in UTC, also on the day clocks change.
        ("2023-10-29T23:30:00-05:00", date(2023, 10, 29), date(2023, 10, 29)),
        ("2023-03-26T00:30:00+13:00", date(2023, 3, 26), date(2023, 3, 26)),
    ],
)
def test_a_date_is_an_interval_of_local_days(
    tmp_path: Path, told: str, first: date, last: date
) -> None:
    event = only(tmp_path, lab(effectiveDateTime=told))
    assert (event["d_lo"], event["d_hi"]) == (first, last)


@pytest.mark.parametrize("told", ["2023-02-31", "0001-01-01", "9999-12-31", "soon"])
def test_an_impossible_date_leaves_the_event_undated_with_a_remark(
    tmp_path: Path, told: str
) -> None:
    table = built(
        write_fhir(tmp_path / "in", [PATIENT, lab(effectiveDateTime=told)]), tmp_path / "o"
    )
    (event,) = events(table)
    assert (event["d_lo"], event["d_hi"]) == (None, None)
    assert remarks(table) == {"date-not-usable": 1}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("confirmed", "present"),
        ("provisional", "uncertain"),
        ("differential", "uncertain"),
        ("refuted", "absent"),
    ],
)
def test_verification_status_is_the_state(tmp_path: Path, status: str, state: str) -> None:
    event = only(
        tmp_path,
        about(
            "Condition",
            code=coded(ICD, "M86.30"),
            verificationStatus=coded("any", status),
            onsetDateTime=DAY,
            abatementDateTime="2023-06",
        ),
    )
    assert (event["concept"], event["state"], event["e_hi"]) == ("cno", state, date(2023, 6, 30))


def test_what_was_entered_in_error_is_remarked_and_no_event(tmp_path: Path) -> None:
    wrong = about("Condition", code=coded(ICD, "M86.3"), onsetDateTime=DAY)
    wrong["verificationStatus"] = coded("any", "entered-in-error")
    table = built(
        write_fhir(tmp_path / "in", [PATIENT, wrong, lab() | {"status": "entered-in-error"}]),
        tmp_path / "out",
    )
    assert events(table) == []
    assert remarks(table)["entered-in-error"] == 2


def test_value_and_limits_are_converted_to_the_unit_of_the_analyte(tmp_path: Path) -> None:
    unit = {"unit": "mg/dL", "system": UCUM, "code": "mg/dL"}
    event = only(
        tmp_path,
        lab(
            effectiveDateTime=DAY,
            valueQuantity={"value": 1.5, **unit},
            referenceRange=[{"low": {"value": 0.1, **unit}, "high": {"value": 0.5, **unit}}],
            interpretation=[coded("any", "HH")],
        ),
    )
    assert (event["concept"], event["unit"]) == ("crp", "mg/L")
    assert (event["value"], event["ref_lo"], event["ref_hi"]) == (15.0, 1.0, 5.0)
    assert event["flag"] == "high"


@pytest.mark.parametrize(
    ("quantity", "value", "unit", "remark"),
    [
        ({"value": 7, "unit": "furlong"}, 7.0, None, "unit-not-understood"),
        ({"value": 7}, 7.0, None, "unit-missing"),
        ({"value": 7, "unit": "mm/h"}, 7.0, "mm/h", "unit-not-convertible"),
        ({"value": 5, "comparator": "<", "unit": "mg/L"}, 5.0, "mg/L", "value-bound-only"),
        ({"value": "n/a", "unit": "mg/L"}, None, "mg/L", "value-not-a-number"),
    ],
)
def test_a_value_that_cannot_be_converted_stays_as_told(
    tmp_path: Path, quantity: Row, value: float | None, unit: str | None, remark: str
) -> None:
    table = built(
        write_fhir(tmp_path / "in", [PATIENT, lab(valueQuantity=quantity)]), tmp_path / "o"
    )
    (event,) = events(table)
    assert (event["value"], event["unit"]) == (value, unit)
    assert remarks(table)[remark] == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueString": "<0.6 mg/dl"}, (6.0, "mg/L")),
        ({"valueString": "12,5 mg/L"}, (12.5, "mg/L")),
        ({"valueInteger": 7}, (7.0, None)),
    ],
)
def test_other_choices_of_value_are_numbers_too(
    tmp_path: Path, value: Row, expected: tuple[float, str | None]
) -> None:
    event = only(tmp_path, lab(effectiveDateTime=DAY, **value))
    assert (event["value"], event["unit"]) == expected


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ({"valueBoolean": True}, "present"),
        ({"valueBoolean": False}, "absent"),
        ({"valueCodeableConcept": coded(SNOMED, "260385009")}, "absent"),
        ({"valueString": "not detected"}, "absent"),
        ({"dataAbsentReason": coded("any", "unknown")}, "unknown"),
        ({"interpretation": [coded("any", "NEG")]}, "absent"),
        ({}, "present"),
    ],
)
def test_an_answer_is_a_state(tmp_path: Path, value: Row, state: str) -> None:
    event = only(tmp_path, about("Observation", code=coded(SNOMED, FEVER), **value))
    assert (event["concept"], event["state"]) == ("fever", state)


def test_a_coded_answer_that_is_no_state_is_a_value(tmp_path: Path) -> None:
    germ = coded(SNOMED, "3092008", "Staphylococcus aureus")
    event = only(
        tmp_path, about("Observation", code=coded(SNOMED, CULTURE), valueCodeableConcept=germ)
    )
    assert (event["concept"], event["state"]) == ("blood_culture", "present")
    assert event["value_code"] == "3092008"


def test_the_value_may_name_the_finding(tmp_path: Path) -> None:
    event = only(
        tmp_path,
        about(
            "Observation",
            code=coded(LOINC, "75325-1", "Symptom"),
            valueCodeableConcept=coded(SNOMED, FEVER),
        ),
    )
    assert (event["concept"], event["state"]) == ("fever", "present")


def test_the_first_known_coding_counts_and_the_others_stand_beside(tmp_path: Path) -> None:
    code = {
        "coding": [
            {"system": "urn:our-hospital", "code": "77"},
            {"system": ICD, "code": "R50.9"},
            {"system": SNOMED, "code": FEVER},
        ]
    }
    event = only(tmp_path, about("Condition", code=code, onsetDateTime=DAY))
    assert (event["system"], event["code"], event["concept"]) == ("icd10", "R50.9", "fever")
    assert set(event["also"]) == {"urn:our-hospital:77", f"snomed:{FEVER}"}


def test_components_are_events_of_their_own(tmp_path: Path) -> None:
    panel = about(
        "Observation",
        code=coded(LOINC, "0000-0", "Panel"),
        effectiveDateTime=DAY,
        component=[
            {"code": coded(LOINC, CRP), "valueQuantity": {"value": 3, "unit": "mg/L"}},
            {"code": coded(SNOMED, FEVER), "valueBoolean": False},
        ],
    )
    found = every(tmp_path, panel)
    assert {(e["concept"], e["value"], e["state"]) for e in found} == {
        ("crp", 3.0, "present"),
        ("fever", None, "absent"),
    }
    assert len({event["event_id"] for event in found}) == 2


def drug(kind: str, **elements: Any) -> Row:
    concept = {"medicationCodeableConcept": coded(RXNORM, "5640")}
    return about(kind, **({} if "medicationReference" in elements else concept), **elements)


@pytest.mark.parametrize(
    ("resource", "day", "last"),
    [
        (
            drug(
                "MedicationRequest",
                authoredOn=DAY,
                dispenseRequest={"expectedSupplyDuration": {"value": 10, "code": "d"}},
            ),
            date(2023, 5, 4),
            date(2023, 5, 13),
        ),
        (
            drug("MedicationStatement", effectivePeriod={"start": DAY, "end": "2023-05-09"}),
            date(2023, 5, 4),
            date(2023, 5, 9),
        ),
        (drug("MedicationAdministration", effectiveDateTime=DAY), date(2023, 5, 4), None),
        (
            drug("MedicationDispense", whenHandedOver=DAY, daysSupply={"value": 3}),
            date(2023, 5, 4),
            date(2023, 5, 6),
        ),
    ],
    ids=["request", "statement", "administration", "dispense"],
)
def test_drugs_have_a_first_and_a_last_day(
    tmp_path: Path, resource: Row, day: date, last: date | None
) -> None:
    event = only(tmp_path, resource)
    assert (event["concept"], event["d_lo"], event["e_hi"]) == ("ibuprofen", day, last)


def test_a_drug_in_a_resource_of_its_own_is_found(tmp_path: Path) -> None:
    medication = {"resourceType": "Medication", "id": "m", "code": coded(RXNORM, "5640")}
    inside = {"resourceType": "Medication", "id": "c", "code": coded(RXNORM, "1191")}
    found = every(
        tmp_path,
        medication,
        drug("MedicationRequest", medicationReference={"reference": "Medication/m"}),
        drug("MedicationRequest", medicationReference={"reference": "#c"}, contained=[inside]),
        drug("MedicationRequest", medicationReference={"reference": "Medication/gone"}),
    )
    assert {event["concept"] for event in found} == {None, "ibuprofen", "acetylsalicylic_acid"}


@pytest.mark.parametrize(
    "elements",
    [{"status": "cancelled"}, {"intent": "proposal"}, {"doNotPerform": True}],
)
def test_a_drug_that_was_not_ordered_is_no_event(tmp_path: Path, elements: Row) -> None:
    resource = drug("MedicationRequest", authoredOn=DAY, **elements)
    table = built(write_fhir(tmp_path / "in", [PATIENT, resource]), tmp_path / "out")
    assert events(table) == []
    assert remarks(table) == {"not-a-fact": 1}


def test_an_encounter_has_a_kind_and_a_specialty(tmp_path: Path) -> None:
    visit = about(
        "Encounter",
        status="finished",
        period={"start": "2023-05-04T08:00:00+02:00", "end": "2023-05-06"},
        serviceType={"text": "Paediatric rheumatology"},
    )
    visit["class"] = {"code": "EMER"}
    seen = lab(effectiveDateTime=DAY, encounter={"reference": "Encounter/x"})
    found = every(tmp_path, visit, seen)
    by_kind = {event["kind"]: event for event in found}
    assert by_kind["visit"]["concept"] == "emergency"
    assert by_kind["visit"]["e_hi"] == date(2023, 5, 6)
    assert by_kind["specialty"]["concept"] == "rheumatology"
    assert by_kind["measurement"]["visit_id"] == by_kind["visit"]["event_id"]
    assert by_kind["specialty"]["visit_id"] == by_kind["visit"]["event_id"]


def test_a_study_is_a_picture_of_each_bone_site(tmp_path: Path) -> None:
    study = about(
        "ImagingStudy",
        status="available",
        started=DAY,
        modality=[{"code": "MR"}],
        series=[
            {"bodySite": {"display": "Femur"}, "laterality": {"display": "Left"}},
            {"bodySite": {"display": "Femur"}, "laterality": {"display": "Right"}},
        ],
    )
    found = every(tmp_path, study)
    assert {(e["kind"], e["concept"], e["site"]) for e in found} == {
        ("imaging", "mri", "femur_left"),
        ("imaging", "mri", "femur_right"),
    }


def test_a_report_of_a_study_that_is_there_makes_no_second_picture(tmp_path: Path) -> None:
    study = about("ImagingStudy", status="available", started=DAY, modality=[{"code": "MR"}])
    report = about(
        "DiagnosticReport",
        status="final",
        code={"text": "MRI whole body"},
        category=[coded("any", "RAD")],
        effectiveDateTime=DAY,
        imagingStudy=[{"reference": "ImagingStudy/x"}],
        conclusion="Multifocal oedema.",
    )
    assert [event["source_table"] for event in every(tmp_path / "1", study, report)] == [
        "ImagingStudy"
    ]
    alone = only(tmp_path / "2", report)
    assert (alone["kind"], alone["concept"]) == ("imaging", "whole_body_mri")


def test_texts_of_documents_and_conclusions_are_kept(tmp_path: Path) -> None:
    document = about(
        "DocumentReference",
        status="current",
        date=DAY,
        content=[{"attachment": {"contentType": "text/plain", "data": "w6Rs", "title": "Letter"}}],
    )
    scan = about(
        "DocumentReference",
        status="current",
        content=[{"attachment": {"contentType": "application/pdf", "data": "AA=="}}],
    )
    table = built(write_fhir(tmp_path / "in", [PATIENT, document, scan]), tmp_path / "out")
    (text,) = records(f"SELECT * FROM '{table.texts}'")
    assert (text["text"], text["title"], text["d_lo"]) == ("äl", "Letter", date(2023, 5, 4))
    assert remarks(table)["text-not-readable"] == 1


def test_persons_have_a_birth_interval_and_those_only_named_are_there(tmp_path: Path) -> None:
    other = lab(effectiveDateTime=DAY) | {"subject": {"reference": "urn:uuid:b"}}
    young = {"resourceType": "Patient", "id": "c", "birthDate": "2015"}
    table = built(write_fhir(tmp_path / "in", [young, PATIENT, other]), tmp_path / "out")
    found = [(p["source_person"], p["sex"], p["birth_lo"], p["birth_hi"]) for p in persons(table)]
    assert found == [
        ("a", "female", date(2014, 3, 2), date(2014, 3, 2)),
        ("b", "unknown", None, None),
        ("c", "unknown", date(2015, 1, 1), date(2015, 12, 31)),
    ]
    assert remarks(table)["person-not-listed"] == 1


def test_what_is_about_the_family_is_not_the_childs(tmp_path: Path) -> None:
    relative = lab(effectiveDateTime=DAY, focus=[{"reference": "RelatedPerson/m"}])
    table = built(write_fhir(tmp_path / "in", [PATIENT, relative]), tmp_path / "out")
    assert events(table) == []
    assert remarks(table) == {"family": 1}
