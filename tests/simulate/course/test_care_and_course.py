"""What a clinician who reads the courses would object to does not happen."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve
from numpy.typing import NDArray
from tests.simulate.course.courses import beginnings, course_of, parameters, usual

from crmo.knowledge import load_knowledge
from crmo.simulate.course import Course, children_of
from crmo.simulate.course.bouts import STILL
from crmo.simulate.course.damage import _first_crossing
from crmo.simulate.course.lesion_numbers import DAYS_PER_WEEK
from crmo.simulate.course.treatments import ADVERSE_EVENT
from crmo.simulate.onset import BONE_UNITS, Onset
from crmo.simulate.onset.onset import COMORBIDITIES, NEVER

BOWEL = COMORBIDITIES.index("inflammatory_bowel_disease")


def weeks(group: str, name: str) -> int:
    return int(parameters().values[group][name] * DAYS_PER_WEEK)


def is_of(course: Course, drug_class: str) -> NDArray[np.bool_]:
    """Return for each course of a drug whether it is of a class."""
    drugs = load_knowledge().drugs
    wanted = [drugs[drug].drug_class == drug_class for drug in course.treatments.drugs]
    return np.array(wanted)[course.treatments.drug]


def with_bowel_disease(onset: Onset) -> Onset:
    days = onset.comorbidity_day.copy()
    days[:, BOWEL] = onset.onset
    return evolve(onset, comorbidity_day=days)


def test_no_bout_is_shorter_than_the_least_weeks() -> None:
    _, course = usual()
    table = course.bouts
    over = table.last_day != STILL
    lasted = (table.last_day - table.first_day + 1)[over]
    assert lasted.min() == weeks("lesions", "healing_least_weeks")


def test_structure_changes_only_where_activity_has_lasted() -> None:
    _, course = usual()
    table = course.bouts
    for feature, day in table.feature_day.items():
        there = day != STILL
        waited = (day - table.first_day)[there]
        assert waited.min() >= weeks("damage", "structure_least_weeks"), feature


def test_everybody_has_a_felt_lesion_on_the_day_of_the_diagnosis() -> None:
    onset, course = usual()
    table = course.bouts
    day = onset.diagnosed[table.child]
    last = np.where(table.last_day == STILL, NEVER, table.last_day)
    there = table.is_felt & (table.first_day <= day) & (last >= day)
    diagnosed = np.flatnonzero(onset.diagnosed <= course.until)
    assert set(diagnosed.tolist()) <= set(table.child[there].tolist())


def test_a_second_line_does_not_begin_with_an_nsaid_begun_again() -> None:
    onset, course = usual()
    table = course.treatments
    later = table.start > onset.diagnosed[table.child]
    nsaid, second = is_of(course, "nsaid") & later, (table.line == 2) & later
    pairs = [
        set(zip(table.child[which].tolist(), table.start[which].tolist(), strict=True))
        for which in (nsaid, second)
    ]
    assert pairs[0]
    assert pairs[1]
    assert not pairs[0] & pairs[1]


def test_a_drug_that_was_not_tolerated_is_replaced_by_another() -> None:
    onset, _ = usual()
    there = parameters().values["drug_effects"]["stopped_for_adverse_event"]
    badly = parameters().changed(
        "drug_effects", "stopped_for_adverse_event", {**there, "nsaid": 0.6}
    )
    course = course_of(onset, badly)
    table = course.treatments
    ended = is_of(course, "nsaid") & (table.reason == ADVERSE_EVENT)
    stopped = list(zip(table.child[ended].tolist(), table.drug[ended].tolist(), strict=True))
    assert len(stopped) > 200
    assert len(set(stopped)) == len(stopped)


def test_bowel_disease_is_treated_and_the_wrong_drugs_are_left_out() -> None:
    onset = with_bowel_disease(beginnings(range(300)))
    course = course_of(onset)
    table = course.treatments
    etanercept = table.drugs.index("etanercept")
    assert not (table.drug == etanercept).any()
    with_nsaid = set(table.child[is_of(course, "nsaid")].tolist())
    assert len(with_nsaid) < 0.2 * onset.n
    long = np.flatnonzero(course.until - onset.diagnosed > 2 * 365)
    treated = set(table.child[table.line == 2].tolist())
    assert len(set(long.tolist()) - treated) < 0.05 * len(long)


def test_an_active_spine_is_treated_more_often_than_other_places() -> None:
    _, course = usual(400)
    units = np.array([name.startswith("vertebra_") for name in BONE_UNITS])
    spine = set(course.bouts.child[units[course.bouts.unit]].tolist())
    treated = set(course.treatments.child[course.treatments.line == 2].tolist())
    everyone = set(range(len(course.until)))
    assert len(spine & treated) / len(spine) > 1.5 * (len(treated - spine) / len(everyone - spine))


def test_nobody_tells_of_the_worst_pain_in_most_of_the_beginnings() -> None:
    onset, course = usual()
    step = (onset.diagnosed - onset.onset) // 28
    rows = np.flatnonzero(step < course.n_steps)
    pain = course.states["pain"][rows, step[rows]]
    assert (pain >= 9.5).mean() < 0.05
    assert pain.max() > 8


def test_a_leg_is_not_longer_before_the_disease_has_been_there_long_enough() -> None:
    onset, _ = usual()
    fast = course_of(onset, parameters().changed("damage", "leg_length_mm_per_year", 12.0))
    day = fast.damage.leg_length_day
    told = day != NEVER
    least = parameters().values["damage"]["leg_length_told_mm"] / (12.0 * 6)  # six ends at most
    assert told.sum() > 10
    assert (day[told] - onset.onset[told] > least * 365).all()
    assert (day[told] <= fast.until[told]).all()


@pytest.mark.parametrize(
    ("bouts", "expected"),
    [
        ([(0, 100, 1)], 49),
        ([(0, 100, -1)], 49),
        ([(0, 100, 1), (0, 100, 1)], 24),
        ([(0, 40, 1), (60, 80, 1)], 69),
        ([(0, 100, 1), (0, 100, -1)], None),
        ([(0, 30, 1), (30, 130, -1)], 109),
        ([(0, 49, 1)], None),
    ],
)
def test_the_day_is_the_first_on_which_one_side_is_far_enough_ahead(
    bouts: list[tuple[int, int, int]], expected: int | None
) -> None:
    """Days 0 to 99 active on one side are 50 on day 49; days of the other side take away."""
    first, after, side = (np.array(column) for column in zip(*bouts, strict=True))
    child = np.ones(len(bouts), dtype=np.int64)
    found = _first_crossing(2, 50, child, first, after, side)
    assert found.tolist() == [NEVER, NEVER if expected is None else expected]


def test_children_with_active_disease_are_seen_again_within_months() -> None:
    onset, course = usual()
    gaps = []
    for child in children_of(onset, course):
        if child.diagnosed is None:
            continue
        came = [v.day for v in child.visits if v.is_attended and v.day >= child.diagnosed]
        gaps += [
            after - day
            for day, after in pairwise(came)
            if child.states.at("pain", day) >= 4 and child.states.at("n_felt", day) > 0
        ]
    assert len(gaps) > 200
    assert np.mean(np.array(gaps) > 300) < 0.01
