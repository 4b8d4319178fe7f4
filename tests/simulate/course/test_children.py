"""From arrays to children: nothing is lost, nothing is told twice."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.simulate.course.courses import SEED, course_of, parameters, usual

from crmo.knowledge import load_knowledge
from crmo.record import Certainty, Modality, StopReason
from crmo.simulate.child import VirtualChild
from crmo.simulate.course import children_of
from crmo.simulate.pathway import ways_to_diagnosis


@pytest.fixture(scope="module")
def children() -> list[VirtualChild]:
    return children_of(*usual())


@pytest.fixture(scope="module")
def with_ways() -> list[VirtualChild]:
    onset, course = usual()
    ways = ways_to_diagnosis(onset, course.until, SEED, parameters())
    spots = [("sacrum",) if row % 3 == 0 else () for row in range(onset.n)]
    return children_of(onset, course, pathways=ways, spots=spots)


def test_every_row_of_every_table_is_in_a_child(children: list[VirtualChild]) -> None:
    _, course = usual()
    assert sum(len(child.bouts) for child in children) == len(course.bouts.child)
    assert sum(len(child.treatments) for child in children) == len(course.treatments.child)
    assert sum(len(child.visits) for child in children) == len(course.visits.child)


def test_states_have_one_number_per_step(children: list[VirtualChild]) -> None:
    for child in children:
        n_steps = (child.until - child.onset) // 28 + 1
        assert {len(series) for series in child.states.values.values()} == {n_steps}
        assert child.states.first_day == child.onset
        assert {"pain", "patient_global", "physician_global", "chaq"} <= child.states.values.keys()


def test_analytes_drugs_and_conditions_are_in_the_knowledge(children: list[VirtualChild]) -> None:
    knowledge = load_knowledge()
    for child in children:
        blood = set(child.states.values) & set(knowledge.analytes)
        assert {"crp", "esr", "haemoglobin", "platelets", "alp"} <= blood
        assert {course.drug for course in child.treatments} <= set(knowledge.drugs)
        told = {condition.concept for condition in child.conditions}
        events = {event for course in child.treatments for event in course.adverse_events}
        features = {feature for bout in child.bouts for feature in bout.features}
        assert told | events | features <= set(knowledge.concepts)


def test_a_course_ended_for_an_adverse_event_had_one(children: list[VirtualChild]) -> None:
    ended = [
        course
        for child in children
        for course in child.treatments
        if course.stop_reason is StopReason.ADVERSE_EVENT
    ]
    assert ended
    assert all(course.adverse_events for course in ended)


def test_an_open_course_has_no_reason_to_stop(children: list[VirtualChild]) -> None:
    for child in children:
        for course in child.treatments:
            assert (course.stop is None) is (course.stop_reason is StopReason.UNKNOWN)


def test_everything_is_in_order_and_within_the_story(with_ways: list[VirtualChild]) -> None:
    for child in with_ways:
        for days in (
            [bout.first_day for bout in child.bouts],
            [course.start for course in child.treatments],
            [visit.day for visit in child.visits],
            [scan.day for scan in child.scans],
        ):
            assert days == sorted(days)
            assert all(child.born <= day <= child.until for day in days)


def test_the_diagnosis_is_one_visit_and_one_belief(with_ways: list[VirtualChild]) -> None:
    onset, _ = usual()
    for child, diagnosed in zip(with_ways, onset.diagnosed.tolist(), strict=True):
        if diagnosed > child.until:
            assert child.diagnosed is None
            continue
        assert child.diagnosed == diagnosed
        assert [visit.day for visit in child.visits].count(diagnosed) == 1


def test_without_ways_the_diagnosis_is_still_made(children: list[VirtualChild]) -> None:
    onset, _ = usual()
    for child, diagnosed in zip(children, onset.diagnosed.tolist(), strict=True):
        beliefs = [belief.certainty for belief in child.beliefs]
        assert beliefs == ([Certainty.CONFIRMED] if diagnosed <= child.until else [])


def test_regional_mri_comes_before_whole_body_and_says_what_it_covers(
    with_ways: list[VirtualChild],
) -> None:
    scans = [scan for child in with_ways for scan in child.scans]
    assert any(scan.whole_body for scan in scans)
    assert all(scan.sites for scan in scans if not scan.whole_body)
    for child in with_ways:
        whole = [scan.day for scan in child.scans if scan.whole_body]
        regional = [s.day for s in child.scans if s.modality is Modality.MRI and not s.whole_body]
        if whole and regional:
            assert min(regional) <= min(whole)


def test_harmless_spots_are_taken_over(with_ways: list[VirtualChild]) -> None:
    assert [child.incidental for child in with_ways[:4]] == [("sacrum",), (), (), ("sacrum",)]


def test_a_leg_grows_longer_with_activity_near_its_growth_plate() -> None:
    onset, _ = usual()
    fast = course_of(onset, parameters().changed("damage", "leg_length_mm_per_year", 12.0))
    named = 0
    for child in children_of(onset, fast):
        series = child.states.values.get("leg_length_difference")
        told = any(each.concept == "leg_length_difference" for each in child.conditions)
        assert (series is not None) is told
        if series is not None:
            named += 1
            assert series[0] < series[-1] or max(series) >= 1.0
            assert min(series) >= 0
    assert named > 10


def test_fever_is_in_the_beginning_and_ends() -> None:
    onset, course = usual()
    for child, had in zip(children_of(onset, course), onset.has_fever.tolist(), strict=True):
        fever = [each for each in child.conditions if each.concept == "fever"]
        assert bool(fever) is had
        assert all(each.first_day == child.onset for each in fever)


def test_nobody_amplifies_whose_onset_does_not_say_so() -> None:
    onset, course = usual()
    nobody = evolve(onset, amplifies_pain=onset.amplifies_pain & False)
    told = {each.concept for child in children_of(nobody, course) for each in child.conditions}
    assert "pain_amplification" not in told
    assert "fatigue" in told
