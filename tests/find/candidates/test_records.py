"""A candidate's events as a record: nothing lost, nothing made surer than it was."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from attrs import evolve, fields

from crmo.find.candidates.as_record import record_of
from crmo.find.candidates.chart import ChartEvent, Person
from crmo.find.candidates.dates import days_words, is_wider, partial_date
from crmo.find.candidates.event_words import dated_words
from crmo.find.candidates.from_notes import Note, read_notes
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import (
    Certainty,
    Diagnosis,
    Document,
    Encounter,
    Entry,
    FactStatus,
    Finding,
    ImagingStudy,
    LesionStatus,
    Measurement,
    Modality,
    Procedure,
    Sex,
    TreatmentCourse,
)
from crmo.record.json_form import from_json, to_json

DAY = date(2020, 5, 4)
GIRL = Person(
    person_id=1, source_person="4711", sex="female", birth_lo=date(2010, 1, 1),
    birth_hi=date(2010, 12, 31), seen_lo=DAY, seen_hi=DAY,
)  # fmt: skip
_NONE: dict[str, Any] = {each.name: None for each in fields(ChartEvent)}


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


def event(event_id: int, kind: str, concept: str | None, **more: Any) -> ChartEvent:
    plain = {
        **_NONE, "person_id": 1, "event_id": event_id, "code_id": 1, "kind": kind,
        "concept": concept, "concept_kind": "concept" if concept else None, "state": "present",
        "d_lo": DAY, "d_hi": DAY, "source_table": "condition_occurrence", "source_id": "77",
        "system": "icd10", "code": "X1", "label": "as told",
    }  # fmt: skip
    return ChartEvent(**{**plain, **more})


def entries(*events: ChartEvent) -> tuple[Entry, ...]:
    record = record_of(GIRL, events, knowledge(), pseudonym="pabc")
    assert from_json(to_json(record)) == record
    return record.entries


def only(*events: ChartEvent) -> Any:
    (entry,) = entries(*events)
    return entry


def test_the_record_is_under_the_pseudonym_and_not_under_the_number_of_the_source() -> None:
    record = record_of(GIRL, [event(1, "finding", "bone_pain")], knowledge(), pseudonym="pabc")
    assert record.patient.id == "pabc"
    assert str(record.patient.birth_date) == "2010"
    assert record.patient.sex is Sex.FEMALE
    assert "4711" not in to_json(record)


@pytest.mark.parametrize(
    ("state", "certainty"),
    [
        ("present", Certainty.UNKNOWN),
        ("uncertain", Certainty.SUSPECTED),
        ("absent", Certainty.EXCLUDED),
        ("unknown", Certainty.UNKNOWN),
    ],
)
def test_a_coded_disease_is_not_a_confirmed_one(state: str, certainty: Certainty) -> None:
    found = only(event(1, "condition", "bacterial_osteomyelitis", state=state))
    assert isinstance(found, Diagnosis)
    assert (found.concept, found.certainty) == ("bacterial_osteomyelitis", certainty)


def test_every_entry_leads_back_to_its_row() -> None:
    found = only(event(1, "finding", "bone_pain"))
    assert found.source is not None
    assert (found.source.document, found.source.locator) == ("condition_occurrence", "77")
    assert found.source.text == "as told (icd10 X1)"


def test_a_finding_keeps_state_and_site() -> None:
    found = only(event(1, "finding", "bone_pain", state="absent", site="tibia_left"))
    assert isinstance(found, Finding)
    assert (found.status, found.site) == (FactStatus.ABSENT, "tibia_left")


def test_a_place_that_is_no_bone_stays_in_the_note() -> None:
    found = only(event(1, "finding", "bone_pain", site="somewhere"))
    assert found.site is None
    assert "somewhere" in found.note


def test_a_measurement_keeps_unit_range_and_mark() -> None:
    found = only(
        event(1, "measurement", "crp", concept_kind="analyte", value=34.0, unit="mg/L",
              ref_hi=5.0, flag="high")
    )  # fmt: skip
    assert isinstance(found, Measurement)
    assert found.quantity is not None
    assert (found.quantity.value, found.quantity.unit) == (34.0, "mg/L")
    assert (found.reference_high, found.flag) == (5.0, "high")


def test_a_reversed_range_is_told_in_words_and_not_computed_with() -> None:
    found = only(
        event(1, "measurement", "crp", concept_kind="analyte", value=3.0, unit="mg/L",
              ref_lo=9.0, ref_hi=5.0)
    )  # fmt: skip
    assert (found.reference_low, found.reference_high) == (None, None)
    assert "9 to 5" in found.text


def test_a_course_ends_when_the_source_says_and_never_before_it_begins() -> None:
    drug = event(1, "drug", "naproxen", concept_kind="drug", e_hi=date(2020, 6, 1))
    found = only(drug)
    assert isinstance(found, TreatmentCourse)
    assert str(found.end) == "2020-06-01"
    assert only(evolve(drug, e_hi=date(2020, 1, 1))).end is None


def test_a_procedure_keeps_what_it_was_answered_with() -> None:
    found = only(
        event(1, "procedure", "bone_biopsy", value_concept="sterile_culture", value_label="none")
    )
    assert isinstance(found, Procedure)
    assert [(fact.concept, fact.status) for fact in found.results] == [
        ("sterile_culture", FactStatus.PRESENT)
    ]


@pytest.mark.parametrize(
    ("concept", "modality", "whole_body"),
    [
        ("mri", Modality.MRI, FactStatus.UNKNOWN),
        ("whole_body_mri", Modality.MRI, FactStatus.PRESENT),
        ("sonar", Modality.OTHER, FactStatus.UNKNOWN),
    ],
)
def test_imaging_keeps_its_modality(
    concept: str, modality: Modality, whole_body: FactStatus
) -> None:
    found = only(event(1, "imaging", concept, concept_kind="modality"))
    assert isinstance(found, ImagingStudy)
    assert (found.modality, found.whole_body) == (modality, whole_body)


def test_the_places_of_one_study_and_the_lesions_of_its_day_become_one_entry() -> None:
    found = only(
        event(1, "imaging", "mri", concept_kind="modality", site="tibia_left"),
        event(2, "imaging", "mri", concept_kind="modality", site="femur_left"),
        event(3, "finding", None, code="detail:lesion", site="tibia_left", source_id="9"),
        event(4, "finding", None, code="detail:lesion", site="femur_left", state="absent"),
    )
    assert found.covers == ("tibia_left", "femur_left")
    assert [(lesion.bone_unit, lesion.status) for lesion in found.lesions] == [
        ("tibia_left", LesionStatus.PRESENT), ("femur_left", LesionStatus.ABSENT),
    ]  # fmt: skip


def test_a_lesion_of_a_day_with_two_studies_belongs_to_neither() -> None:
    found = entries(
        event(1, "imaging", "mri", concept_kind="modality", source_id="1"),
        event(2, "imaging", "radiograph", concept_kind="modality", source_id="2"),
        event(3, "finding", None, code="detail:lesion", site="tibia_left", source_id="9"),
    )
    assert [type(each) for each in found] == [Finding, ImagingStudy, ImagingStudy]


def test_a_department_told_apart_joins_its_encounter() -> None:
    found = only(
        event(1, "visit", "visit", concept_kind="visit"),
        event(2, "specialty", "rheumatology", concept_kind="specialty", visit_id=1),
    )
    assert isinstance(found, Encounter)
    assert found.department == "rheumatology"


def test_a_department_without_its_encounter_stays_by_itself() -> None:
    found = only(event(2, "specialty", "rheumatology", concept_kind="specialty", visit_id=9))
    assert (found.id, found.department) == ("event-2", "rheumatology")


@pytest.mark.parametrize(
    "kind",
    ["condition", "finding", "measurement", "drug", "procedure", "imaging", "visit", "specialty"],
)
def test_a_code_that_nobody_understood_is_kept_in_the_words_of_its_source(kind: str) -> None:
    found = only(event(1, kind, None, value=1.0 if kind == "measurement" else None))
    assert found.source is not None
    assert found.source.text == "as told (icd10 X1)"


@pytest.mark.parametrize("kind", ["condition", "finding", "drug", "visit"])
def test_an_event_without_any_code_or_day_is_still_an_entry(kind: str) -> None:
    bare = event(1, kind, None, code=None, label=None, system=None, d_lo=None, d_hi=None,
                 state=None, source_id=None, source_table=None)  # fmt: skip
    assert only(bare).on is None


@pytest.mark.parametrize(
    ("lo", "hi", "told", "words", "wider"),
    [
        (DAY, DAY, "2020-05-04", "2020-05-04", False),
        (date(2020, 5, 1), date(2020, 5, 31), "2020-05", "2020-05", False),
        (date(2020, 1, 1), date(2020, 12, 31), "2020", "2020", False),
        (date(2020, 5, 3), date(2020, 5, 9), "2020-05", "2020-05-03 to 2020-05-09", True),
        (date(2019, 5, 3), date(2020, 5, 9), None, "2019-05-03 to 2020-05-09", True),
        (None, None, None, "", False),
    ],
)
def test_days_become_the_narrowest_date_that_holds_them(
    lo: date | None, hi: date | None, told: str | None, words: str, wider: bool
) -> None:
    found = partial_date(lo, hi)
    assert (None if found is None else str(found)) == told
    assert days_words(lo, hi) == words
    assert is_wider(lo, hi) is wider


def test_an_event_is_told_with_its_day_and_all_that_came_with_it() -> None:
    crp = event(1, "measurement", "crp", concept_kind="analyte", value=34.0, unit="mg/L",
                ref_hi=5.0, flag="high")  # fmt: skip
    words = "2020-05-04 C-reactive protein (CRP), 34 mg/L (reference up to 5) marked high"
    assert dated_words(crp, knowledge()) == words


# --- notes -----------------------------------------------------------------------------------


def note(text: str, number: int = 1) -> Note:
    return Note(text_id=f"n{number}", d_lo=DAY, d_hi=DAY, title="", text=text)


def pain(text: str, on: date | None) -> list[Entry]:
    assert on == DAY
    del text
    return [Finding(id="note/1", concept="bone_pain", status=FactStatus.PRESENT)]


def test_what_notes_say_joins_the_record_with_the_note_itself() -> None:
    read = read_notes([note("a"), note("b", 2)], pain, knowledge(), pseudonym="p1")
    assert [type(each) for each in read.entries] == [Document, Finding, Document, Finding]
    assert len({each.id for each in read.entries}) == 4
    assert read.words == "bone pain"


def test_the_evidence_of_notes_holds_no_text_of_theirs() -> None:
    read = read_notes([note("SECRET words")], pain, knowledge(), pseudonym="p1")
    assert len(read.rows) == 1
    assert "SECRET" not in repr(read.rows)
    assert read.rows[0][-1] == "from a note"


def test_a_note_that_cannot_be_read_is_counted_and_kept() -> None:
    from crmo.errors import UnreadableError

    def fails(text: str, on: date | None) -> list[Entry]:
        raise UnreadableError("no")

    read = read_notes([note("a")], fails, knowledge(), pseudonym="p1")
    assert (read.n_read, read.n_unreadable) == (0, 1)
    assert [type(each) for each in read.entries] == [Document]
