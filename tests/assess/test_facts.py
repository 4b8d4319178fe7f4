"""The index over a record: what counts on a day, and how concepts, drugs and units are followed."""

from __future__ import annotations

from datetime import date

from tests.spec.short_facts import ASKED_ON, entry_of, record_of

from crmo.assess.facts import Facts
from crmo.knowledge import load_knowledge
from crmo.record import FactStatus, Finding, Interval, Patient, PatientRecord, Retraction, Subject

KNOWLEDGE = load_knowledge()


def facts(*lines: str, on: date = ASKED_ON) -> Facts:
    return Facts(record_of(lines), KNOWLEDGE, on)


def test_planned_and_future_entries_are_left_out() -> None:
    known = facts("bone_pain on 2024-06-01", "fever on 2024-06-02", "swelling on 2025")
    assert [f.concept for f in known.all_findings] == ["bone_pain"]


def test_a_year_that_has_begun_counts() -> None:
    assert facts("bone_pain on 2024").finding_truth("bone_pain") is True


def test_retracted_and_corrected_entries_are_left_out() -> None:
    wrong = Finding(id="a", on="2024-05-01", concept="fever", status=FactStatus.PRESENT)
    right = Finding(
        id="b", on="2024-05-01", concept="fever", status=FactStatus.ABSENT, supersedes="a"
    )
    gone = Finding(id="c", on="2024-05-01", concept="bone_pain", status=FactStatus.PRESENT)
    record = PatientRecord(
        patient=Patient(id="x"),
        entries=(wrong, right, gone),
        retractions=(Retraction(entry="c", reason="another child"),),
    )
    known = Facts(record, KNOWLEDGE, ASKED_ON)
    assert known.finding_truth("fever") is False
    assert known.finding_truth("bone_pain") is None


def test_a_kind_of_a_finding_makes_it_present_and_a_wider_absence_makes_it_absent() -> None:
    assert facts("severe_acne").finding_truth("acne") is True
    assert facts("no acne").finding_truth("severe_acne") is False
    assert facts("no severe_acne").finding_truth("acne") is None
    assert facts("acne").finding_truth("severe_acne") is None


def test_a_confirmed_diagnosis_is_a_present_finding() -> None:
    assert facts("disease crohn_disease confirmed").finding_truth("crohn_disease") is True
    assert facts("disease leukaemia suspected").finding_truth("malignancy") is None


def test_family_and_patient_are_kept_apart() -> None:
    known = facts("family psoriasis")
    assert known.finding_truth("psoriasis") is None
    assert known.finding_truth("psoriasis", Subject.FAMILY) is True


def test_values_come_in_the_analytes_own_unit_or_with_a_reason() -> None:
    known = facts("lab crp 1.2 mg/dL on 2024-01-01", "lab crp 12", "lab crp <5 mg/L on 2024-03-01")
    first, second, third = known.measurements("crp")
    assert first.value == Interval.exactly(12)
    assert second.value == Interval(0, 5, high_open=True)
    assert third.value is None
    assert "unit" in third.problem


def test_courses_are_found_by_drug_and_by_every_class_of_it() -> None:
    known = facts("drug celecoxib from 2024-01-01", "drug gentamicin from 2024-01-01")
    assert [c.drug for c in known.treatments("nsaid")] == ["celecoxib"]
    assert [c.drug for c in known.treatments("coxib")] == ["celecoxib"]
    assert [c.drug for c in known.treatments("antibiotic")] == ["gentamicin"]
    assert known.treatments("naproxen") == ()


def test_lesions_are_flattened_with_their_sites() -> None:
    known = facts("mri: tibia_distal_left; femur clear")
    tibia, femur = known.lesions
    assert tibia.lesion_sites == {"tibia_distal_left"}
    assert tibia.is_there
    assert not femur.is_there
    assert len(femur.lesion_sites) > 2


def test_entries_come_by_date_with_undated_ones_last() -> None:
    known = facts("bone_pain on undated", "fever on 2024-03-01", "swelling on 2024-01")
    assert [f.concept for f in known.all_findings] == ["swelling", "fever", "bone_pain"]


def test_one_index_answers_again_without_reading_the_record_again() -> None:
    known = facts("lab crp 12 mg/L")
    assert known.measurements("crp") is known.measurements("crp")
    assert entry_of("fever", "x").id == "x"
