"""Scans miss, laboratories print, families tell: each in the way the knowledge says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.simulate.observation.hand_made import (
    ONSET,
    RHEUM,
    boy_with_leukaemia,
    girl_with_cno,
    healthy_child,
    states,
)

from crmo.assess import assess
from crmo.assess.facts import Facts
from crmo.knowledge import load_knowledge
from crmo.record import (
    Comparator,
    Diagnosis,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    PatientRecord,
    Procedure,
    Score,
    ToldResponse,
    TreatmentCourse,
)
from crmo.simulate.child import Bout, Condition, Sampling, Scan, Treatment, VirtualChild, Visit
from crmo.simulate.observation import hospital_of, hospitals, observe
from crmo.simulate.observation.chart import Chart
from crmo.simulate.observation.days import day_of, remembered
from crmo.simulate.observation.growth import height_cm
from crmo.simulate.observation.practice import practice_of
from crmo.simulate.parameters import Parameters

KNOWLEDGE = load_knowledge()
PARAMETERS = Parameters.of(KNOWLEDGE)
PRACTICE = practice_of(PARAMETERS, KNOWLEDGE)
TIBIA = "tibia_distal_metaphysis_left"


def seen(
    child: VirtualChild, parameters: Parameters = PARAMETERS, *, complete: bool = False
) -> PatientRecord:
    return observe(child, parameters, KNOWLEDGE, complete=complete)


def with_one_lesion(number: int, scan: Scan, **bout: Any) -> VirtualChild:
    """Return a child with one lesion of the shin and one scan of it."""
    lesion = {"first_day": ONSET, "last_day": None, "is_felt": True, "size_mm": 20.0, **bout}
    one = Bout(bone_unit=TIBIA, **lesion)
    return evolve(girl_with_cno(years=4, number=number), bouts=(one,), scans=(scan,), incidental=())


def lesions_of(record: PatientRecord) -> list[Lesion]:
    return [lesion for study in record.of_kind(ImagingStudy) for lesion in study.lesions]


# Scans ---------------------------------------------------------------------------------------


def film_share(day: int, n: int = 60) -> float:
    scan = Scan(day=ONSET + day, modality=Modality.RADIOGRAPH, sites=("lower_leg_left",))
    children = (with_one_lesion(number, scan) for number in range(n))
    changed = ("lysis", "sclerosis")
    return sum(
        any(lesion.feature(each) is FactStatus.PRESENT for each in changed)
        for child in children
        for lesion in lesions_of(seen(child, complete=True))
    ) / n  # fmt: skip


def test_early_films_are_normal_and_later_ones_show_more() -> None:
    early, later = film_share(7), film_share(500)
    assert early < 0.05
    assert 0.2 < later < 0.6


def test_mri_that_sees_nothing_lists_nothing_and_one_that_sees_all_lists_all() -> None:
    scan = Scan(day=ONSET + 30, modality=Modality.MRI, sites=("tibia_left",))
    none = PARAMETERS.changed("imaging", "place_seen", {"mri": 0.0})
    every = PARAMETERS.changed("imaging", "place_seen", {"mri": 1.0})
    children = [with_one_lesion(number, scan) for number in range(20)]
    assert not [x for child in children for x in lesions_of(seen(child, none, complete=True))]
    assert all(len(lesions_of(seen(child, every, complete=True))) == 1 for child in children)


def test_a_regional_scan_speaks_of_the_places_it_covers_only() -> None:
    scan = Scan(day=ONSET + 30, modality=Modality.MRI, sites=("femur_left", "femur_right"))
    for number in range(20):
        (study,) = seen(with_one_lesion(number, scan), complete=True).of_kind(ImagingStudy)
        assert study.lesions == ()
        assert study.covers == scan.sites
        assert study.whole_body is FactStatus.ABSENT


def test_a_place_that_has_healed_is_told_healed_only_by_who_saw_it_active() -> None:
    scans = tuple(Scan(day=ONSET + d, modality=Modality.MRI, whole_body=True) for d in (50, 400))
    sharp = PARAMETERS.changed("imaging", "place_seen_whole_body", {"mri": 1.0})
    child = with_one_lesion(3, scans[0], last_day=ONSET + 200)
    both = lesions_of(seen(evolve(child, scans=scans), sharp, complete=True))
    late = lesions_of(seen(evolve(child, scans=scans[1:]), sharp, complete=True))
    assert [each.status for each in both] == [LesionStatus.PRESENT, LesionStatus.HEALED]
    assert all(each.status is not LesionStatus.HEALED for each in late)


def test_harmless_spots_are_sometimes_reported_mostly_as_uncertain() -> None:
    told = [
        lesion
        for number in range(150)
        for lesion in lesions_of(seen(healthy_child(number=number), complete=True))
    ]
    assert 20 < len(told) < 200
    uncertain = sum(lesion.status is LesionStatus.UNCERTAIN for lesion in told)
    assert uncertain > len(told) / 2


def test_the_scan_says_silent_of_what_the_visit_before_did_not_feel() -> None:
    scan = Scan(day=ONSET + 181, modality=Modality.MRI, whole_body=True)
    silent = with_one_lesion(1, scan, is_felt=False)
    assert {each.clinically_active for each in lesions_of(seen(silent, complete=True))} == {
        FactStatus.ABSENT
    }


def test_features_of_mimics_reach_the_report() -> None:
    (lesion, *_) = [
        lesion
        for study in seen(boy_with_leukaemia(), complete=True).of_kind(ImagingStudy)
        if study.modality is Modality.MRI
        for lesion in study.lesions
    ]
    assert lesion.feature("marrow_infiltrate") is FactStatus.PRESENT


# Laboratory ----------------------------------------------------------------------------------


def test_american_hospitals_print_american_units_of_the_same_blood() -> None:
    units: dict[str, set[str | None]] = {"GB": set(), "US": set()}
    for number in range(30):
        child = evolve(girl_with_cno(number=number), states=states(10, crp=40.0))
        record = seen(child, complete=True)
        country = hospital_of(child, PARAMETERS).country
        values = Facts(record, KNOWLEDGE, date.fromordinal(child.until)).measurements("crp")
        units[country] |= {each.entry.quantity.unit for each in values if each.entry.quantity}
        assert values[0].value is not None
        assert values[0].value.low == pytest.approx(40, rel=0.25)
    assert units == {"GB": {"mg/L"}, "US": {"mg/dL"}}


def test_what_lies_below_the_lowest_printed_value_is_told_with_a_sign() -> None:
    child = evolve(girl_with_cno(), states=states(10, crp=0.3))
    crp = [m for m in seen(child, complete=True).of_kind(Measurement) if m.analyte == "crp"]
    assert crp
    assert {m.quantity.comparator for m in crp if m.quantity} == {Comparator.LESS}


def test_flags_follow_the_limits_printed_beside_the_value() -> None:
    record = seen(boy_with_leukaemia(number=4), complete=True)
    for each in record.of_kind(Measurement):
        if each.flag is None or each.quantity is None or each.quantity.comparator:
            continue
        value, low, high = each.quantity.value, each.reference_low, each.reference_high
        if low is not None and value < low:
            assert each.flag == "low"
        if high is not None and value > high:
            assert each.flag == "high"


@pytest.mark.parametrize("hospital", hospitals(PARAMETERS), ids=lambda each: str(each.id))
def test_limits_of_each_hospital_are_in_order_and_its_units_convert(hospital: Any) -> None:
    for assay in PRACTICE.assays[hospital.id]:
        for limits in assay.ranges:
            if limits.low is not None and limits.high is not None:
                assert limits.low < limits.high
        assert assay.factor > 0


# Scales and growth -----------------------------------------------------------------------------


def test_a_child_without_pain_marks_none_and_scales_are_kept() -> None:
    for number in range(30):
        child = evolve(girl_with_cno(number=number), states=states(10, pain=0.0))
        high = hospital_of(child, PARAMETERS).pain_scale
        scores = [s for s in seen(child).of_kind(Score) if s.instrument == "pain"]
        assert {s.value for s in scores} == {0.0}
        assert {s.scale_high for s in scores} == {high}


def test_height_follows_the_chart_and_never_shrinks() -> None:
    child = evolve(girl_with_cno(), height_z=0.0)
    chart = Chart(child, PRACTICE, complete=False)
    at_ten = child.born + round(120.5 * 30.4375)
    assert height_cm(chart, at_ten) == pytest.approx(138.2, abs=0.1)
    heights = [height_cm(chart, child.born + days) for days in range(400, 7000, 30)]
    assert heights == sorted(heights)


# Told and examined -----------------------------------------------------------------------------


@given(st.integers(0, 9000), st.integers(0, 4000), st.floats(0, 0.999))
def test_a_remembered_day_lies_within_what_is_told(day: int, ago: int, luck: float) -> None:
    when = ONSET + day
    told = remembered(when, when + ago, luck, PRACTICE.examination, ONSET - 1)
    assert told.earliest <= date.fromordinal(when) <= told.latest
    assert told.latest <= date.fromordinal(when + ago)


def test_recent_days_are_remembered_and_old_ones_are_told_by_the_year() -> None:
    args = (0.99, PRACTICE.examination, ONSET - 4000)
    assert remembered(ONSET, ONSET + 3, *args) == day_of(ONSET)
    assert remembered(ONSET, ONSET + 1500, *args).month is None


def test_specialists_name_the_bone_and_family_doctors_often_do_not() -> None:
    exact = {"general practice": 0, RHEUM: 0}
    for number in range(60):
        for department in exact:
            visits = (Visit(day=ONSET + 40, department=department),)
            child = evolve(girl_with_cno(number=number), visits=visits)
            pains = [f for f in seen(child, complete=True).of_kind(Finding)
                     if f.concept == "bone_pain" and f.status is FactStatus.PRESENT]  # fmt: skip
            exact[department] += sum(f.site == TIBIA for f in pains)
    assert exact[RHEUM] > 2 * exact["general practice"]


def test_a_story_that_tells_its_signs_is_not_told_twice() -> None:
    child = evolve(
        girl_with_cno(),
        kind="ewing_sarcoma",
        conditions=(Condition(concept="bone_pain", first_day=ONSET, site="femur_diaphysis_left"),),
    )
    pains = [f for f in seen(child, complete=True).of_kind(Finding) if f.concept == "bone_pain"]
    assert {f.site for f in pains} <= {"femur_diaphysis_left", "femur_left"}
    assert pains


def test_a_symptom_that_ended_before_the_visit_is_still_told() -> None:
    record = seen(girl_with_cno(), complete=True)
    fever = [f for f in record.of_kind(Finding)
             if f.concept == "fever" and f.status is FactStatus.PRESENT]  # fmt: skip
    assert len(fever) == 2  # on a day with fever, and at the visit after it
    assert fever[1].until is not None


# Drugs, samples, thoughts ------------------------------------------------------------------------


def infected(**treatment: Any) -> VirtualChild:
    course = {"drug": "flucloxacillin", "start": ONSET + 15, "stop": ONSET + 57,
              "indication": "bacterial_osteomyelitis", "response": ToldResponse.COMPLETE,
              **treatment}  # fmt: skip
    return girl_with_cno(
        years=1,
        bouts=(),
        treatments=(Treatment(**course),),
        samplings=(Sampling(day=ONSET + 20, concept="bone_biopsy", site=TIBIA),),
    )


def test_a_cure_by_antibiotics_that_lasted_is_told_as_lasting() -> None:
    record = seen(infected(), complete=True)
    (course,) = record.of_kind(TreatmentCourse)
    assert course.response is ToldResponse.COMPLETE
    assert course.sustained is FactStatus.PRESENT
    on_stopping = record.as_of(date.fromordinal(ONSET + 70)).of_kind(TreatmentCourse)
    assert [each.sustained for each in on_stopping] == [FactStatus.UNKNOWN]


@pytest.mark.parametrize(("start", "status"), [(15, FactStatus.PRESENT), (30, FactStatus.ABSENT)])
def test_antibiotics_at_the_biopsy_are_those_really_taken(start: int, status: FactStatus) -> None:
    record = seen(infected(start=ONSET + start), complete=True)
    biopsy = next(p for p in record.of_kind(Procedure) if p.status is FactStatus.PRESENT)
    told = {fact.concept: fact.status for fact in biopsy.results}
    assert told["antibiotics_at_sampling"] is status
    assert told["bacterial_growth"] is FactStatus.NOT_LOOKED_FOR


def test_a_diagnosis_given_up_is_closed_on_its_day() -> None:
    record = seen(girl_with_cno(), complete=True)
    (infection,) = [d for d in record.of_kind(Diagnosis) if d.concept == "bacterial_osteomyelitis"]
    assert infection.until == day_of(ONSET + 178)


# What our own rules say --------------------------------------------------------------------------


def test_our_rules_see_cno_in_the_one_and_warn_of_the_other() -> None:
    girl, boy = girl_with_cno(), boy_with_leukaemia()
    of_girl = assess(seen(girl, complete=True), KNOWLEDGE, on=date.fromordinal(girl.until))
    of_boy = assess(seen(boy, complete=True), KNOWLEDGE, on=date.fromordinal(boy.until))
    met = {answer.rule for answer in of_girl.criteria if answer.verdict == "met"}
    assert {"carra_typical_distribution", "jansson_2007"} <= met
    raised = {answer.rule for answer in of_boy.red_flags if answer.verdict == "met"}
    assert {"flag_cytopenia", "flag_blasts", "flag_ldh_or_urate", "flag_fever"} <= raised
