"""What the fields of a visit come to, and what stands in their way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import (
    Encounter,
    FactStatus,
    Finding,
    ImagingStudy,
    LesionStatus,
    Measurement,
    Modality,
    PatientRecord,
    Score,
    StopReason,
    TreatmentCourse,
)
from crmo.workbench.visit.entries import Setting, Visit, visit_from
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.problems import Weight

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def record(knowledge: Knowledge) -> PatientRecord:
    (path,) = (example.path for example in EXAMPLES if example.name == "relapsing")
    return read(path, knowledge=knowledge).records[0]


@pytest.fixture
def enter(record: PatientRecord, knowledge: Knowledge) -> Any:
    setting = Setting(record=record, knowledge=knowledge, today=TODAY, visit_id="v" * 32)

    def enter(**told: str) -> Visit:
        fields = {"on": "2026-11-21", **{k.replace("__", ":"): v for k, v in told.items()}}
        return visit_from(Fields(fields), setting)

    return enter


def fields_refused(visit: Visit) -> list[str]:
    return [problem.field for problem in visit.problems]


def only(visit: Visit, kind: type) -> Any:
    (found,) = [entry for entry in visit.entries if type(entry) is kind]
    return found


def test_the_day_alone_is_a_visit(enter: Any) -> None:
    visit = enter()
    assert visit.can_be_written
    (encounter,) = visit.entries
    assert isinstance(encounter, Encounter)
    assert (encounter.id, str(encounter.on), encounter.contact) == ("v" * 32, "2026-11-21", "visit")


@pytest.mark.parametrize(
    "day", ["", "yesterday", "2026-02-31", "2026-11-22", "2001-01-01", "2026-11"]
)
def test_a_visit_needs_a_day_that_can_be(enter: Any, day: str) -> None:
    visit = enter(on=day)
    assert not visit.can_be_written
    assert "on" in fields_refused(visit)


def test_what_is_left_alone_writes_nothing(enter: Any) -> None:
    """Units, shown rows and ghosts are no statements."""
    visit = enter(
        unit__crp="mg/L", shown_place__vertebra_t8="1", shown_lab__crp="1", finding__fever="",
        tender__vertebra_t8="", course__adalimumab="", score__pain=" ",
    )  # fmt: skip
    assert len(visit.entries) == 1


def test_signs_of_a_place_become_findings(enter: Any) -> None:
    visit = enter(tender__vertebra_t8="present", swollen__clavicle_medial_left="absent")
    found = [e for e in visit.entries if isinstance(e, Finding)]
    assert {(f.concept, f.site, f.status) for f in found} == {
        ("tenderness", "vertebra_t8", FactStatus.PRESENT),
        ("swelling", "clavicle_medial_left", FactStatus.ABSENT),
    }


@pytest.mark.parametrize(
    ("told", "status", "severity"),
    [("4", "present", 4.0), ("0", "absent", None), ("2,5", "present", 2.5)],
)
def test_a_severity_says_whether_it_hurts(
    enter: Any, told: str, status: str, severity: float | None
) -> None:
    finding = only(enter(severity__vertebra_t8=told), Finding)
    assert (finding.concept, finding.status, finding.severity) == ("bone_pain", status, severity)


@pytest.mark.parametrize("told", ["11", "-1", "much", "<3"])
def test_an_impossible_severity_is_refused_at_its_field(enter: Any, told: str) -> None:
    assert fields_refused(enter(severity__vertebra_t8=told)) == ["severity:vertebra_t8"]


def test_no_pain_has_no_severity(enter: Any) -> None:
    visit = enter(hurts__vertebra_t8="absent", severity__vertebra_t8="3")
    assert fields_refused(visit) == ["severity:vertebra_t8"]


def test_a_place_that_is_none_is_refused(enter: Any) -> None:
    assert fields_refused(enter(tender__left_elbow_of_venus="present")) == [
        "place:left_elbow_of_venus"
    ]


def test_marks_alone_are_those_of_an_mri(enter: Any) -> None:
    study = only(enter(image__vertebra_t8="active", tender__vertebra_t8="present"), ImagingStudy)
    assert study.modality is Modality.MRI
    (lesion,) = study.lesions
    assert (lesion.bone_unit, lesion.status) == ("vertebra_t8", LesionStatus.PRESENT)
    assert lesion.clinically_active is FactStatus.PRESENT
    assert study.unlisted is FactStatus.UNKNOWN


def test_a_study_of_another_day_does_not_know_what_hurts_today(enter: Any) -> None:
    visit = enter(
        image__vertebra_t8="healed", tender__vertebra_t8="present", img_on="2026-11-02",
        rest_clear="present", whole_body="present", covers="left knee; T7",
    )  # fmt: skip
    study = only(visit, ImagingStudy)
    assert str(study.on) == "2026-11-02"
    assert study.lesions[0].status is LesionStatus.HEALED
    assert study.lesions[0].clinically_active is FactStatus.UNKNOWN
    assert study.unlisted is FactStatus.ABSENT
    assert study.covers == ("knee_left", "vertebra_t7")


def test_a_study_needs_its_kind_and_known_places(enter: Any) -> None:
    assert fields_refused(enter(rest_clear="present")) == ["modality"]
    assert fields_refused(enter(modality="mri", covers="xyzzy")) == ["covers"]
    assert fields_refused(enter(modality="mri", img_on="2027-01-01")) == ["img_on"]


def test_scores_keep_their_scale(enter: Any) -> None:
    visit = enter(score__chaq="0,5", score__pain="3", score__clinical_lesion_count="2")
    scores = {s.instrument: s for s in visit.entries if isinstance(s, Score)}
    assert scores["chaq"].scale_high == 3
    assert scores["pain"].value == 3
    assert scores["clinical_lesion_count"].scale_high == 100


@pytest.mark.parametrize(
    ("instrument", "told"),
    [("chaq", "4"), ("pain", "10.5"), ("pain", "bad"), ("clinical_lesion_count", "1.5")],
)
def test_an_answer_outside_its_scale_is_refused(enter: Any, instrument: str, told: str) -> None:
    assert fields_refused(enter(**{f"score__{instrument}": told})) == [f"score:{instrument}"]


def test_a_scale_that_nobody_knows_must_be_told(enter: Any) -> None:
    assert fields_refused(enter(score__pedsql="80")) == ["scale:pedsql"]
    assert only(enter(score__pedsql="80", scale__pedsql="100"), Score).scale_high == 100


def test_a_laboratory_value_keeps_unit_sign_and_range(enter: Any) -> None:
    visit = enter(lab__crp="<0.6", unit__crp="mg/dL", ref__crp="<0.5", lab_on="2026-11-19")
    crp = only(visit, Measurement)
    assert (crp.quantity.value, crp.quantity.unit, crp.quantity.comparator) == (0.6, "mg/dL", "<")
    assert (crp.reference_low, crp.reference_high, str(crp.on)) == (None, 0.5, "2026-11-19")


def test_the_own_unit_holds_where_none_was_chosen(enter: Any) -> None:
    assert only(enter(lab__esr="14", ref__esr="2-20"), Measurement).quantity.unit == "mm/h"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"lab__crp": "-2"}, "lab:crp"),
        ({"lab__crp": "high"}, "lab:crp"),
        ({"lab__crp": "1,234"}, "lab:crp"),
        ({"lab__crp": "3", "unit__crp": "kg"}, "lab:crp"),
        ({"lab__crp": "3", "ref__crp": "normal"}, "ref:crp"),
        ({"lab__nonsense": "3"}, "lab:nonsense"),
    ],
)
def test_impossible_values_are_refused_in_place(enter: Any, told: Any, field: str) -> None:
    visit = enter(**told)
    assert fields_refused(visit) == [field]
    assert visit.problems[0].weight is Weight.REFUSED
    assert not any(isinstance(entry, Measurement) for entry in visit.entries)


def test_an_unlikely_value_is_asked_about_until_it_is_confirmed(enter: Any) -> None:
    """13 g/L is 13 g/dL in the wrong unit, or a dying child."""
    asked = enter(lab__haemoglobin="13", unit__haemoglobin="g/L")
    (problem,) = asked.problems
    assert (problem.field, problem.weight) == ("lab:haemoglobin", Weight.ASKED)
    sure = {"sure__lab__haemoglobin": problem.value}
    confirmed = enter(lab__haemoglobin="13", unit__haemoglobin="g/L", **sure)
    assert confirmed.can_be_written
    changed = enter(lab__haemoglobin="14", unit__haemoglobin="g/L", **sure)
    assert not changed.can_be_written


def test_a_child_that_shrank_is_asked_about(enter: Any) -> None:
    assert enter(lab__height="160").can_be_written
    (problem,) = enter(lab__height="150").problems
    assert (problem.field, problem.weight) == ("lab:height", Weight.ASKED)


def test_a_stop_corrects_the_course_that_runs(enter: Any, record: PatientRecord) -> None:
    visit = enter(
        course__adalimumab="stop", course_reason__adalimumab="lost_effect",
        course_response__adalimumab="partial", course_on__adalimumab="2026-11-01",
    )  # fmt: skip
    ended = only(visit, TreatmentCourse)
    assert ended.supersedes == "adalimumab"
    assert (str(ended.end), ended.ongoing) == ("2026-11-01", FactStatus.ABSENT)
    assert ended.stop_reason is StopReason.LOST_EFFECT
    after = record.with_entries(visit.entries)
    (running,) = [c for c in after.of_kind(TreatmentCourse) if c.drug == "adalimumab"]
    assert running.id == ended.id


def test_a_change_ends_the_course_and_begins_it_anew(enter: Any) -> None:
    visit = enter(course__adalimumab="change", course_dose__adalimumab="40 mg every 2 weeks")
    ended, begun = [e for e in visit.entries if isinstance(e, TreatmentCourse)]
    assert (ended.supersedes, str(ended.end), ended.stop_reason) == (
        "adalimumab", "2026-11-21", StopReason.UNKNOWN,
    )  # fmt: skip
    assert (begun.drug, begun.dose, begun.ongoing) == (
        "adalimumab", "40 mg every 2 weeks", FactStatus.PRESENT,
    )  # fmt: skip


def test_a_change_of_nothing_is_refused(enter: Any) -> None:
    assert fields_refused(enter(course__adalimumab="change")) == ["course_dose:adalimumab"]


def test_a_stop_before_the_start_is_refused_at_its_day(enter: Any) -> None:
    visit = enter(course__adalimumab="stop", course_on__adalimumab="2020-01-01")
    assert fields_refused(visit) == ["course_on:adalimumab"]


def test_a_course_that_somebody_changed_meanwhile_is_not_changed_again(enter: Any) -> None:
    assert fields_refused(enter(course__gone="stop")) == ["course:gone"]


def test_a_drug_is_begun_by_any_of_its_names(enter: Any) -> None:
    begun = only(
        enter(drug__0="MTX", drug_on__0="2026-11", drug_note__0="relapse"), TreatmentCourse
    )
    assert (begun.drug, str(begun.on), begun.ongoing) == (
        "methotrexate", "2026-11", FactStatus.PRESENT,
    )  # fmt: skip
    once = only(enter(drug__0="pamidronic acid", drug_single__0="present"), TreatmentCourse)
    assert (str(once.end), once.ongoing) == ("2026-11-21", FactStatus.ABSENT)


def test_an_unknown_drug_is_refused(enter: Any) -> None:
    assert fields_refused(enter(drug__1="snake oil")) == ["drug:1"]


def test_an_adverse_event_belongs_to_its_course_or_stands_alone(enter: Any) -> None:
    blamed = only(enter(event__0="nausea", event_course__0="adalimumab"), TreatmentCourse)
    assert [fact.concept for fact in blamed.adverse_events] == ["nausea"]
    assert (blamed.supersedes, blamed.end) == ("adalimumab", None)
    alone = only(enter(event__0="nausea", event_note__0="two days"), Finding)
    assert (alone.concept, alone.note) == ("nausea", "two days")


def test_findings_have_four_states(enter: Any) -> None:
    visit = enter(finding__fever="absent", finding__psoriasis="not_looked_for")
    states = {f.concept: f.status for f in visit.entries if isinstance(f, Finding)}
    assert states == {"fever": "absent", "psoriasis": "not_looked_for"}
    assert fields_refused(enter(finding__fever="perhaps")) == ["finding:fever"]


def test_the_next_appointment_needs_day_and_time(enter: Any) -> None:
    visit = enter(next_on="2027-02-20", next_at="09:30", next_with="Dr A")
    assert visit.appointment is not None
    assert visit.appointment.isoformat().startswith("2027-02-20T09:30")
    assert visit.appointment.tzinfo is not None
    assert fields_refused(enter(next_on="2027-02-20")) == ["next_at"]
    assert fields_refused(enter(next_at="09:30")) == ["next_on"]
    assert fields_refused(enter(next_on="2026-01-01", next_at="09:30")) == ["next_on"]


def test_no_message_holds_the_value_that_came(enter: Any) -> None:
    visit = enter(lab__crp="9871236", score__pain="9871236", severity__vertebra_t8="9871236")
    assert len(visit.problems) == 3
    assert all("9871236" not in problem.message for problem in visit.problems)
