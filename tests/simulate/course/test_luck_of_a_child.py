"""A child's course is its own: nobody else in the block, and no order, changes it."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import evolve, fields
from tests.simulate.course.courses import SEED, beginnings, course_of, parameters, usual

from crmo.simulate.course import Course, children_of, run_course
from crmo.simulate.onset import Onset

PER_CHILD = (
    "is_female", "born", "onset", "diagnosed", "pattern", "unit", "n_at_onset", "is_felt",
    "frailty", "inflammation", "severity", "amplifies_pain", "comorbidity_day", "has_fever",
)  # fmt: skip


def picked(onset: Onset, rows: list[int]) -> Onset:
    """Return the block of some children of a block, in the order asked for."""
    return evolve(
        onset,
        children=onset.children[rows],
        traits={name: values[rows] for name, values in onset.traits.items()},
        family={name: values[rows] for name, values in onset.family.items()},
        **{name: getattr(onset, name)[rows] for name in PER_CHILD},
    )


def stories(onset: Onset, course: Course) -> dict[int, Any]:
    return {child.number: child for child in children_of(onset, course)}


def test_the_picker_knows_every_array_of_the_onset() -> None:
    assert set(PER_CHILD) | {"seed", "children", "traits", "family"} == {
        attribute.name for attribute in fields(Onset)
    }


def test_other_children_in_the_block_change_nothing() -> None:
    onset, course = usual(120)
    together = stories(onset, course)
    few = picked(onset, [7, 40, 41, 99])
    apart = stories(few, course_of(few))
    assert {number: together[number] for number in apart} == apart


def test_the_order_of_the_block_changes_nothing() -> None:
    onset, course = usual(120)
    backwards = picked(onset, list(range(onset.n - 1, -1, -1)))
    assert stories(onset, course) == stories(backwards, course_of(backwards))


def test_a_child_alone_is_the_same_child() -> None:
    onset, course = usual(120)
    alone = picked(onset, [17])
    assert stories(alone, course_of(alone))[17] == stories(onset, course)[17]


def test_the_same_seed_gives_the_same_bytes() -> None:
    _, course = usual(120)
    again = course_of(beginnings(range(120)))
    for name, values in course.states.items():
        assert values.tobytes() == again.states[name].tobytes(), name


def test_another_seed_gives_other_luck() -> None:
    onset, course = usual(120)
    until = onset.onset + int(8 * 365.25)
    other = run_course(onset, until, SEED + 1, parameters())
    assert not np.array_equal(course.states["n_active"], other.states["n_active"])


def test_a_longer_story_begins_like_the_shorter_one() -> None:
    onset, short = usual(120)
    long = course_of(onset, years=12)
    for row, length in enumerate(short.n_steps.tolist()):
        before, after = short.states["pain"][row, :length], long.states["pain"][row, :length]
        assert np.array_equal(before, after), row
