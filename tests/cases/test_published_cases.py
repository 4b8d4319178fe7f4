"""The coded published cases: every one is a sound record, coded without its answer."""

from __future__ import annotations

import pytest

from crmo import yaml12
from crmo.assess.assessment import Verdict
from crmo.knowledge import load_knowledge
from crmo.record import Diagnosis, Finding, Lesion, Measurement, Procedure, TreatmentCourse
from tools.published_cases_page import (
    CASES,
    DIAGNOSTIC_SETS,
    case_record,
    published_cases,
    wilson,
)

LABELS = yaml12.load(CASES / "labels.yaml")


def test_there_are_42_cases_17_of_them_with_cno() -> None:
    assert len(LABELS) == 42
    assert sum(label == "cno" for label in LABELS.values()) == 17


@pytest.mark.parametrize("key", LABELS)
def test_a_coded_case_names_no_diagnosis_of_the_patient(key: str) -> None:
    assert not case_record(key).of_kind(Diagnosis)


@pytest.mark.parametrize("key", LABELS)
def test_a_coded_case_uses_words_of_the_knowledge_or_marks_them_as_told(key: str) -> None:
    knowledge, record = load_knowledge(), case_record(key)
    concepts = [e.concept for e in record.current if isinstance(e, Finding | Procedure)]
    concepts += [r.concept for e in record.of_kind(Procedure) for r in e.results]
    concepts += [f.concept for lesion in _lesions(record) for f in lesion.features]
    analytes = [m.analyte for m in record.of_kind(Measurement)]
    drugs = [t.drug for t in record.of_kind(TreatmentCourse)]
    known = {*knowledge.concepts, *knowledge.analytes, *knowledge.drugs, *knowledge.drug_classes}
    words = [w for w in concepts + analytes + drugs if not w.startswith("told:")]
    assert [w for w in words if w not in known] == []


def test_every_criteria_set_answers_on_every_case() -> None:
    for case in published_cases():
        assert set(DIAGNOSTIC_SETS) <= set(case.answers)
        assert all(answer.reasons for answer in case.answers.values())


def test_an_unverified_set_without_its_weights_decides_no_case_as_met() -> None:
    answers = [case.answers["eular_acr_2025"].verdict for case in published_cases()]
    assert Verdict.MET not in answers


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilson_interval(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-4)


def _lesions(record: object) -> list[Lesion]:
    from crmo.record import ImagingStudy, PatientRecord

    assert isinstance(record, PatientRecord)
    return [lesion for study in record.of_kind(ImagingStudy) for lesion in study.lesions]
