"""Which documents there are, what becomes of them, and that luck decides the same twice."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from tests.simulate.documents.telling import known_records

from crmo.errors import InvalidValueError
from crmo.knowledge import load_knowledge
from crmo.record import (
    Diagnosis,
    Encounter,
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
    Source,
    StopReason,
    TreatmentCourse,
)
from crmo.simulate.child import VIRTUAL_HOSPITAL
from crmo.simulate.documents import (
    STYLES,
    WrittenDocument,
    said,
    said_together,
    write_documents,
)

KNOWLEDGE = load_knowledge()
EXAMPLE = known_records()[0]


def write(record: PatientRecord, seed: int = 1, style: str | None = None) -> list[WrittenDocument]:
    return list(write_documents(record, KNOWLEDGE, seed=seed, child=5, style=style))


def test_same_seed_and_child_give_the_same_documents() -> None:
    assert write(EXAMPLE) == write(EXAMPLE)


def test_other_seeds_give_other_words() -> None:
    assert [d.text for d in write(EXAMPLE, seed=1)] != [d.text for d in write(EXAMPLE, seed=2)]


def test_one_study_more_changes_no_document_that_does_not_speak_of_it() -> None:
    """A year later, so that no note has asked for it yet."""
    late = ImagingStudy(id="late", on="2027-06-01", modality=Modality.CT)
    before, after = write(EXAMPLE), write(EXAMPLE.with_entries([late]))
    assert [d for d in after if d.id != "report-late"] == before


def test_each_day_with_an_encounter_has_a_note_and_each_study_a_report() -> None:
    documents = {document.id for document in write(EXAMPLE)}
    visits = {f"note-{visit.on}" for visit in EXAMPLE.of_kind(Encounter)}
    studies = {f"report-{study.id}" for study in EXAMPLE.of_kind(ImagingStudy)}
    assert visits | studies | {"pathology-biopsy"} <= documents


def test_documents_stand_in_order_of_their_days() -> None:
    days = [document.on for document in write(EXAMPLE)]
    assert days == sorted(days)


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="no such house style"):
        write(EXAMPLE, style="sonnet")


@pytest.mark.parametrize("style", STYLES)
def test_a_style_that_is_asked_for_is_kept(style: str) -> None:
    assert {document.style for document in write(EXAMPLE, style=style)} == {style}


def test_a_hospital_keeps_to_one_spelling() -> None:
    for seed in range(6):
        assert len({document.dialect for document in write(EXAMPLE, seed=seed)}) == 1


def test_every_dated_current_lesion_is_told_somewhere() -> None:
    documents = write(EXAMPLE)
    together = said_together(documents, EXAMPLE)
    told = {study.id: len(study.lesions) for study in together.of_kind(ImagingStudy)}
    assert told == {study.id: len(study.lesions) for study in EXAMPLE.of_kind(ImagingStudy)}


def test_every_finding_present_or_absent_with_a_date_is_told_in_some_note() -> None:
    for record in known_records():
        told = {e.id for e in said_together(write(record), record).of_kind(Finding)}
        wanted = {f.id for f in record.of_kind(Finding) if f.on and f.status.truth is not None}
        assert wanted <= told


def test_a_corrected_value_is_told_only_as_corrected() -> None:
    together = said_together(write(EXAMPLE), EXAMPLE)
    found = {each.id for each in together.of_kind(Measurement)}
    assert "crp-2026-03-corrected" in found
    assert "crp-2026-03" not in found


def test_a_value_known_later_is_not_in_the_note_of_its_day() -> None:
    record = _record(
        Encounter(id="visit", on="2025-03-01"),
        Measurement(
            id="crp",
            on="2025-03-01",
            recorded_on=date(2025, 3, 9),
            analyte="crp",
            quantity=Quantity(value=12, unit="mg/L"),
        ),
    )
    first, second = write(record)
    assert said(first, record).of_kind(Measurement) == ()
    assert (second.on, len(said(second, record).of_kind(Measurement))) == (date(2025, 3, 9), 1)


def test_a_note_knows_nothing_of_what_comes_after() -> None:
    course = TreatmentCourse(
        id="naproxen", on="2025-03-01", end="2025-09-01", ongoing=FactStatus.ABSENT, drug="naproxen"
    )
    later = Diagnosis(id="cno", on="2025-12-01", concept="cno")
    record = _record(Encounter(id="visit", on="2025-06-01"), course, later)
    note = next(document for document in write(record) if document.on == date(2025, 6, 1))
    entries = {entry.id: entry for entry in said(note, record).entries}
    assert "cno" not in entries
    told = entries["naproxen"]
    assert isinstance(told, TreatmentCourse)
    assert (told.ongoing, told.end) == (FactStatus.PRESENT, None)


def test_values_are_told_in_the_unit_of_the_country() -> None:
    crp = Measurement(
        id="crp", on="2025-03-01", analyte="crp", quantity=Quantity(value=16, unit="mg/L")
    )
    record = _record(Encounter(id="visit", on="2025-03-01"), crp)
    found = set()
    for seed in range(30):
        note = write(record, seed=seed)[0]
        (measurement,) = said(note, record).of_kind(Measurement)
        assert measurement.quantity is not None
        found.add((note.dialect, measurement.quantity.value, measurement.quantity.unit))
    assert found == {("en_GB", 16, "mg/L"), ("en_US", 1.6, "mg/dL")}


def test_an_addendum_corrects_one_side_or_level_and_overrides_the_report() -> None:
    study = ImagingStudy(
        id="mri",
        on="2025-03-01",
        modality=Modality.MRI,
        lesions=[_lesion("tibia_distal_metaphysis_left"), _lesion("vertebra_t8")],
    )
    record = _record(study)
    n = 0
    for seed in range(200):
        documents = write(record, seed=seed)
        if len(documents) == 1:
            assert _sites(said(documents[0], record)) == _sites(record)
            continue
        n += 1
        report, addendum = documents
        assert (addendum.kind, addendum.amends) == ("addendum", report.id)
        assert addendum.on > report.on
        assert len(_sites(said(report, record)) - _sites(record)) == 1
        assert len(_sites(said(addendum, record))) == 1
        assert _sites(said_together(documents, record)) == _sites(record)
    assert 5 < n < 40


def test_neighbouring_vertebrae_and_pairs_are_drawn_together() -> None:
    names = ("vertebra_t4", "vertebra_t5", "vertebra_t6")
    pair = ("femur_distal_metaphysis_left", "femur_distal_metaphysis_right")
    record = _record(
        ImagingStudy(
            id="mri",
            on="2025-03-01",
            modality=Modality.MRI,
            lesions=[_lesion(name) for name in (*names, *pair)],
        )
    )
    texts = [write(record, seed=seed, style="prose")[0].text for seed in range(40)]
    assert sum("T4-T6" in text or "T4 to T6" in text for text in texts) > 5
    assert sum("distal femoral metaphyses" in text for text in texts) > 5


def test_a_question_and_a_plan_assert_nothing() -> None:
    suspected = Diagnosis(id="om", on="2025-02-01", concept="bacterial_osteomyelitis")
    record = _record(
        Encounter(id="visit", on="2025-02-20"),
        evolve(suspected, on=None),
        ImagingStudy(id="mri", on="2025-03-01", modality=Modality.MRI),
    )
    for seed in range(20):
        for document in write(record, seed=seed):
            if document.kind == "clinic_note":
                assert said(document, record).of_kind(ImagingStudy) == ()


def test_culture_results_are_reported_by_the_laboratory() -> None:
    culture = Procedure(
        id="culture",
        on="2025-03-01",
        concept="blood_culture",
        results=[
            Fact(concept="bacterial_growth", status=FactStatus.ABSENT),
            Fact(concept="organism", status=FactStatus.NOT_LOOKED_FOR),
        ],
    )
    record = _record(culture)
    (report,) = write(record)
    (told,) = said(report, record).of_kind(Procedure)
    assert report.kind == "pathology_report"
    assert [fact.concept for fact in told.results] == ["bacterial_growth"]


def _record(*entries: object) -> PatientRecord:
    return PatientRecord(patient=Patient(id="child"), entries=entries)  # type: ignore[arg-type]


def _lesion(site: str) -> Lesion:
    features = [Fact(concept="marrow_oedema", status=FactStatus.PRESENT)]
    return Lesion(bone_unit=site, status=LesionStatus.PRESENT, features=features)


def _sites(record: PatientRecord) -> set[str]:
    return {lesion.bone_unit for s in record.of_kind(ImagingStudy) for lesion in s.lesions}


def test_a_table_names_what_is_there_before_what_is_denied() -> None:
    """Behind `no` a list would deny the rest as well."""
    features = [
        Fact(concept="marrow_oedema", status=FactStatus.ABSENT),
        Fact(concept="sclerosis", status=FactStatus.PRESENT),
    ]
    lesion = evolve(_lesion("clavicle_medial_left"), features=features)
    record = _record(
        ImagingStudy(id="mri", on="2025-03-01", modality=Modality.MRI, lesions=[lesion])
    )
    lines = [
        line
        for seed in range(20)
        for line in write(record, seed=seed, style="grid")[0].text.split("\n")
        if " | " in line and "clero" in line
    ]
    assert lines
    assert all(line.index("clero") < line.index("; no ") for line in lines)


def test_the_same_sign_at_several_joints_is_one_clause() -> None:
    sites = ("knee_left", "ankle_left", "wrist_right")
    signs = [
        Finding(id=site, on="2025-03-01", concept="arthritis", status=FactStatus.PRESENT, site=site)
        for site in sites
    ]
    record = _record(Encounter(id="visit", on="2025-03-01"), *signs)
    for seed in range(10):
        (note,) = write(record, seed=seed, style="prose")
        assert len([line for line in note.text.split(". ") if "knee" in line]) == 1
        assert {f.site for f in said(note, record).of_kind(Finding)} == set(sites)


def test_american_documents_hold_no_british_spelling() -> None:
    for record in known_records():
        for document in write(record):
            if document.dialect == "en_US":
                british = ("oedema", "haemo", "paediatr", "tumour", "leukaem", "litre", "metre")
                assert not any(word in document.text.lower() for word in british)


def test_a_study_of_which_nothing_was_kept_has_a_report_that_is_to_follow() -> None:
    record = _record(ImagingStudy(id="mri", on="2025-03-01", modality=Modality.MRI))
    for style in STYLES:
        (report,) = write(record, style=style)
        assert "report to follow" in report.text.lower()
        (study,) = said(report, record).of_kind(ImagingStudy)
        assert (study.lesions, study.unlisted) == ((), FactStatus.UNKNOWN)


def test_a_course_that_ended_between_two_visits_is_told_as_stopped_with_its_reason() -> None:
    course = TreatmentCourse(
        id="mtx",
        on="2025-01-10",
        end="2025-04-02",
        ongoing=FactStatus.ABSENT,
        drug="methotrexate",
        stop_reason=StopReason.ADVERSE_EVENT,
    )
    visits = [Encounter(id=f"visit-{day}", on=day) for day in ("2025-01-10", "2025-05-01")]
    record = _record(*visits, course)
    for style in STYLES:
        _, note = write(record, style=style)
        (told,) = said(note, record).of_kind(TreatmentCourse)
        assert told.ongoing is FactStatus.ABSENT
        assert (told.end, told.stop_reason) == (course.end, StopReason.ADVERSE_EVENT)


@pytest.mark.parametrize(
    ("hospital", "dialect"),
    [("red_cedar", "en_US"), ("prairie_view", "en_US"), ("saltmarsh", "en_GB")],
)
def test_letters_are_spelled_as_in_the_country_of_the_hospital(hospital: str, dialect: str) -> None:
    visit = Encounter(
        id="visit", on="2024-05-17", source=Source(document=f"{VIRTUAL_HOSPITAL}{hospital}")
    )
    record = PatientRecord(patient=Patient(id="x"), entries=[visit])
    for child in range(6):
        for document in write_documents(record, KNOWLEDGE, seed=1, child=child):
            assert document.dialect == dialect
