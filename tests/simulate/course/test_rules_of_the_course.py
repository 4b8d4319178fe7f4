"""What must hold in every course, whatever the luck."""

from __future__ import annotations

import numpy as np
import pytest
from tests.simulate.course.courses import FIRST_DAY, course_of, followed, usual

from crmo.knowledge import load_knowledge
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.bouts import STILL
from crmo.simulate.course.drug_numbers import CLASSES
from crmo.simulate.onset import BONE_UNITS


def test_bouts_lie_in_the_bone_units_of_their_child() -> None:
    onset, course = usual()
    table = course.bouts
    assert len(table.unit) > onset.n
    assert (table.unit >= 0).all()
    assert (table.unit < len(BONE_UNITS)).all()
    assert np.array_equal(table.unit, onset.unit[table.child, table.slot])


def test_the_first_symptom_is_a_felt_lesion() -> None:
    onset, course = usual()
    first = course.bouts.is_felt & (course.bouts.first_day == onset.onset[course.bouts.child])
    assert set(course.bouts.child[first].tolist()) == set(range(onset.n))


def test_bouts_of_one_place_follow_one_another() -> None:
    _, course = usual()
    table = course.bouts
    order = np.lexsort((table.first_day, table.slot, table.child))
    child, slot = table.child[order], table.slot[order]
    first, last = table.first_day[order], table.last_day[order]
    again = (child[1:] == child[:-1]) & (slot[1:] == slot[:-1])
    assert again.any()
    assert (last[:-1][again] != STILL).all()
    assert (last[:-1][again] < first[1:][again]).all()


def test_bouts_end_after_they_began_and_before_the_story_ends() -> None:
    _, course = usual()
    table = course.bouts
    over = table.last_day != STILL
    assert (table.last_day[over] >= table.first_day[over]).all()
    assert (table.last_day[over] <= course.until[table.child[over]]).all()
    assert (table.first_day <= course.until[table.child]).all()


def test_states_count_the_bouts() -> None:
    onset, course = usual(100)
    table = course.bouts
    for row in range(onset.n):
        mine = table.child == row
        last = np.where(table.last_day[mine] == STILL, course.until[row], table.last_day[mine])
        days = onset.onset[row] + STEP_DAYS * np.arange(course.n_steps[row])
        active = (table.first_day[mine][:, None] <= days) & (days <= last[:, None])
        length = course.n_steps[row]
        assert np.array_equal(active.sum(axis=0), course.states["n_active"][row, :length])
        felt = active & table.is_felt[mine][:, None]
        assert np.array_equal(felt.sum(axis=0), course.states["n_felt"][row, :length])


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("pain", 0, 10),
        ("patient_global", 0, 10),
        ("physician_global", 0, 10),
        ("chaq", 0, 3),
        ("n_active", 0, 40),
        ("n_felt", 0, 40),
        ("crp", 0.01, 500),
        ("esr", 0.5, 200),
        ("haemoglobin", 60, 190),
        ("white_cells", 1, 30),
        ("neutrophils", 0.3, 20),
        ("platelets", 60, 1000),
        ("ldh", 60, 600),
        ("alp", 20, 700),
    ],
)
def test_states_stay_on_their_scale(name: str, least: float, most: float) -> None:
    _, course = usual()
    values = course.states[name][followed(course)]
    assert values.min() >= least
    assert values.max() <= most
    assert values.min() < values.max()


def test_no_drug_and_no_visit_before_the_diagnosis() -> None:
    onset, course = usual()
    assert (course.treatments.start >= onset.diagnosed[course.treatments.child]).all()
    assert (course.visits.day >= onset.diagnosed[course.visits.child]).all()
    assert (course.scans.day >= onset.diagnosed[course.scans.child]).all()


def test_a_child_never_diagnosed_is_never_treated() -> None:
    onset, course = usual()
    missed = np.flatnonzero(onset.diagnosed > course.until)
    assert len(missed)
    assert not np.isin(course.treatments.child, missed).any()
    assert not np.isin(course.visits.child, missed).any()


def test_treatments_end_after_they_began_and_before_the_story_ends() -> None:
    _, course = usual()
    table = course.treatments
    assert (table.start <= course.until[table.child]).all()
    over = table.stop != STILL
    assert over.any()
    assert (table.stop[over] > table.start[over]).all()
    assert (table.stop[over] <= course.until[table.child[over]]).all()


def test_one_drug_of_a_class_at_a_time() -> None:
    _, course = usual()
    table = course.treatments
    class_of = np.array([_class_of(drug) for drug in table.drugs])
    order = np.lexsort((table.start, class_of[table.drug], table.child))
    child, kind = table.child[order], class_of[table.drug][order]
    same = (child[1:] == child[:-1]) & (kind[1:] == kind[:-1])
    assert same.any()
    stop, start = table.stop[order], table.start[order]
    assert (stop[:-1][same] != STILL).all()
    assert (stop[:-1][same] <= start[1:][same]).all()
    assert set(np.unique(class_of)) == set(range(len(CLASSES)))


def _class_of(drug: str) -> int:
    knowledge = load_knowledge()
    known = knowledge.drugs[drug].drug_class
    return next(place for place, name in enumerate(CLASSES) if name in (drug, known))


def test_visits_come_as_planned_missed_and_in_flares() -> None:
    _, course = usual()
    table = course.visits
    assert (table.is_attended & table.is_planned).any()
    assert (~table.is_attended & table.is_planned).any()
    assert (table.is_attended & ~table.is_planned).any()
    assert not (~table.is_attended & ~table.is_planned).any()


def test_one_visit_per_child_and_day() -> None:
    _, course = usual()
    pairs = list(zip(course.visits.child.tolist(), course.visits.day.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))


def test_height_is_lost_in_vertebrae_only() -> None:
    _, course = usual()
    lost = course.bouts.feature_day["height_loss"] != STILL
    units = {BONE_UNITS[unit] for unit in course.bouts.unit[lost].tolist()}
    assert units
    assert all(unit.startswith("vertebra_") for unit in units)


def test_features_come_while_the_place_is_active() -> None:
    _, course = usual()
    table = course.bouts
    last = np.where(table.last_day == STILL, course.until[table.child], table.last_day)
    for feature, day in table.feature_day.items():
        there = day != STILL
        assert there.any(), feature
        assert (day[there] >= table.first_day[there]).all(), feature
        assert (day[there] <= last[there]).all(), feature


def test_children_leave_when_they_are_grown_up() -> None:
    onset, course = usual()
    age = (course.until - onset.born) / 365.25
    assert age.max() <= 18.01
    assert (course.leaves == 1).any()
    assert (course.leaves == 0).any()


def test_a_story_of_one_day_is_a_story() -> None:
    onset, _ = usual(100)
    course = course_of(onset, years=0)
    assert course.states["pain"].shape == (onset.n, 1)
    assert (course.until == FIRST_DAY).all()
    assert (course.states["n_felt"] >= 1).all()
