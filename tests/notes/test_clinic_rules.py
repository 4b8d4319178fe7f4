"""The examples that stand beside the rules for clinic letters, each read as a letter."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from crmo.knowledge import load_knowledge
from crmo.notes import ReadEntry
from crmo.notes.clinic import CLINIC_EXTRACTORS
from crmo.notes.clinic.diagnoses import read_diagnoses
from crmo.notes.clinic.encounters import read_encounters
from crmo.notes.clinic.findings import read_findings
from crmo.notes.clinic.laboratory import read_laboratory
from crmo.notes.clinic.measures import read_measures
from crmo.notes.clinic.procedures import read_procedures
from crmo.notes.clinic.treatments import read_treatments
from crmo.notes.context import NoteContext
from crmo.notes.pipeline import prepare
from crmo.notes.vocabulary import rule_examples, rules
from crmo.record import (
    Diagnosis,
    Encounter,
    Entry,
    FactStatus,
    Finding,
    Measurement,
    Procedure,
    Score,
    Subject,
    TreatmentCourse,
)

KNOWLEDGE = load_knowledge()
DAY = date(2024, 5, 17)
Reader = Callable[[NoteContext], Iterable[ReadEntry]]


def entries(text: str, *readers: Reader) -> list[Entry]:
    context = prepare(text, KNOWLEDGE, on=DAY)
    if context is None:
        return []
    return [read.entry for reader in readers for read in reader(context)]


def examples(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "example", rule_examples(name), ids=lambda one: str(one["text"])[:60]
    )


# --- values ----------------------------------------------------------------------------------


def value_row(lab: Measurement) -> list[str | None]:
    if lab.quantity is None:
        return [lab.analyte, str(lab.flag) if lab.flag else None]
    value = f"{lab.quantity.comparator or ''}{lab.quantity.value:g}"
    return [lab.analyte, value, lab.quantity.unit, str(lab.on) if lab.on else None]


@examples("laboratory")
def test_values(example: dict[str, Any]) -> None:
    read = entries(example["text"], read_laboratory, read_measures)
    rows = [value_row(one) for one in read if isinstance(one, Measurement)]
    assert sorted(rows, key=str) == sorted(example["values"], key=str)
    if "findings" in example:
        told = {one.concept: str(one.status) for one in read if isinstance(one, Finding)}
        assert told == example["findings"]


def test_a_reference_range_is_kept_and_is_no_value() -> None:
    (lab,) = entries("CRP 12 mg/L (0-5)", read_laboratory)
    assert isinstance(lab, Measurement)
    assert (lab.reference_low, lab.reference_high) == (0, 5)


def test_the_unit_told_is_kept_and_not_converted() -> None:
    (lab,) = entries("CRP 1.2 mg/dL", read_laboratory)
    assert isinstance(lab, Measurement)
    assert lab.quantity is not None
    assert (lab.quantity.value, lab.quantity.unit) == (1.2, "mg/dL")


@pytest.mark.parametrize(
    ("text", "instrument", "value", "high"),
    [
        ("Pain VAS 45/100 mm.", "pain", 45, 100),
        ("CHAQ 0.25.", "chaq", 0.25, 3),
        ("Physician global 1.5.", "physician_global", 1.5, 10),
        ("Her back pain is seven out of ten.", "pain", 7, 10),
    ],
)
def test_scores(text: str, instrument: str, value: float, high: float) -> None:
    (score,) = (one for one in entries(text, read_measures) if isinstance(one, Score))
    assert (score.instrument, score.value, score.scale_high) == (instrument, value, high)


# --- findings and diagnoses ------------------------------------------------------------------


@examples("clinic_words")
def test_findings(example: dict[str, Any]) -> None:
    told = {
        one.concept: str(one.status)
        for one in entries(example["text"], read_findings)
        if isinstance(one, Finding)
    }
    assert told == example["findings"]


@examples("finding_patterns")
def test_findings_told_by_a_turn_of_phrase(example: dict[str, Any]) -> None:
    told = {
        one.concept: str(one.status)
        for one in entries(example["text"], read_findings)
        if isinstance(one, Finding)
    }
    assert told == example["findings"]


@examples("diagnoses")
def test_diagnoses(example: dict[str, Any]) -> None:
    read = entries(example["text"], read_diagnoses)
    told = {one.concept: str(one.certainty) for one in read if isinstance(one, Diagnosis)}
    family = {one.concept: str(one.status) for one in read if isinstance(one, Finding)}
    assert told == example["diagnoses"]
    assert family == example.get("family", {})


def test_family_history_is_about_the_family() -> None:
    (told,) = entries("Her mother has psoriasis.", read_findings)
    assert isinstance(told, Finding)
    assert told.about is Subject.FAMILY


def test_how_long_a_symptom_was_there_becomes_a_beginning() -> None:
    (told,) = entries("He has had night sweats for six weeks.", read_findings)
    assert isinstance(told, Finding)
    assert str(told.since) == "2024-04"


def test_what_is_feared_or_planned_for_is_no_finding() -> None:
    assert entries("Please come back if fever develops.", read_findings) == []


# --- procedures, treatments, contacts --------------------------------------------------------


@examples("procedures")
def test_procedures(example: dict[str, Any]) -> None:
    read = [one for one in entries(example["text"], read_procedures) if isinstance(one, Procedure)]
    wanted = example["procedures"]
    assert {one.concept for one in read} == set(wanted)
    for one in read:
        assert str(one.status) == wanted[one.concept]["status"]
        results = {fact.concept: str(fact.status) for fact in one.results}
        assert results == wanted[one.concept].get("results", {})


def course_row(course: TreatmentCourse) -> dict[str, Any]:
    over = course.ongoing is FactStatus.ABSENT
    return {
        "status": "stopped" if over else "ongoing",
        "dose": course.dose,
        "route": course.route,
        "on": str(course.on),
        "end": str(course.end),
        "response": str(course.response),
        "stop_reason": str(course.stop_reason),
        "adverse_events": [fact.concept for fact in course.adverse_events],
    }


@examples("treatments")
def test_treatments(example: dict[str, Any]) -> None:
    read = entries(example["text"], read_treatments)
    courses = {one.drug: course_row(one) for one in read if isinstance(one, TreatmentCourse)}
    assert set(courses) == set(example["courses"])
    for drug, wanted in example["courses"].items():
        assert {key: courses[drug][key] for key in wanted} == wanted


@examples("encounters")
def test_contacts(example: dict[str, Any]) -> None:
    read = entries(example["text"], read_encounters)
    contacts = [one.contact for one in read if isinstance(one, Encounter)]
    assert contacts == ([] if example["contact"] is None else [example["contact"]])


def test_every_entry_points_at_its_words() -> None:
    text = (
        "Clinic. Naproxen 250 mg twice daily since March. No fever. CRP 12 mg/L. Bone biopsy:"
        " fibrosis."
    )
    context = prepare(text, KNOWLEDGE, on=DAY)
    assert context is not None
    read = [one for extract in CLINIC_EXTRACTORS for one in extract(context)]
    assert len(read) >= 5
    for one in read:
        source = one.entry.source
        assert source is not None
        assert source.start is not None
        assert source.text == text[source.start : source.end]
        assert one.evidence


def test_ids_of_the_words_are_ids_of_the_knowledge() -> None:
    table, known = rules("clinic_words"), KNOWLEDGE
    tables: dict[str, Iterable[str]] = {
        **dict.fromkeys(("concepts", "denied", "normal", "raised"), known.concepts),
        "analytes": known.analytes,
        "instruments": known.instruments,
        "drugs": {**known.drugs, **known.drug_classes},
    }
    for part, ids in tables.items():
        assert set(table[part]) <= set(ids)


@pytest.mark.parametrize(
    "unit",
    [
        "CRP 12 mg/L\n",
        "CRP 12 to 13 to ",
        "fever and ",
        "naproxen 250 mg bd, ",
        "biopsy showed fibrosis; ",
        "leukaemia or lymphoma, ",
        "3/4/2024 CRP ",
        "CRP one hundred and ",
    ],
)
def test_repetition_costs_no_more_than_its_length(unit: str) -> None:
    """Twice the text may take about twice the time; quadratic work would take four times."""
    times = []
    for n in (400, 1600):
        context = prepare(unit * n, KNOWLEDGE, on=DAY)
        assert context is not None
        begun = time.process_time()
        for extract in CLINIC_EXTRACTORS:
            list(extract(context))
        times.append(time.process_time() - begun)
    assert times[1] < 10 * times[0] + 0.2
