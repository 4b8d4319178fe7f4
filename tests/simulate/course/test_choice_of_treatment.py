"""Clinicians choose by what they see, so a naive comparison is wrong in a known direction."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.simulate.course.courses import beginnings, course_of, parameters, with_drug_effect

from crmo.knowledge import load_knowledge
from crmo.simulate.course import ClinicPolicy, Course
from crmo.simulate.course.places import are_in
from crmo.simulate.onset import Onset
from crmo.simulate.onset.onset import COMORBIDITIES
from crmo.simulate.parameters import Parameters

PAIR = ("tnf_inhibitor", "bisphosphonate")
HALF_YEAR = 6  # steps; later courses of infusions may be over
JOINTS = [COMORBIDITIES.index(name) for name in ("arthritis", "sacroiliitis", "enthesitis")]


@cache
def block() -> Onset:
    return beginnings(range(3000))


@cache
def equal_drugs() -> Parameters:
    """Return a world in which both classes do exactly the same, and everybody responds."""
    there = parameters().values["drug_effects"]
    numbers = parameters()
    for name in (
        "healing_gain", "flare_brake", "pain_relief", "onset_half_weeks", "offset_half_weeks",
        "pain_onset_half_weeks", "pain_offset_half_weeks",
    ):  # fmt: skip
        same = {**there[name], "bisphosphonate": there[name]["tnf_inhibitor"]}
        numbers = numbers.changed("drug_effects", name, same)
    numbers = numbers.changed(
        "drug_effects",
        "responder_share",
        {**there["responder_share"], "bisphosphonate": 1.0, "tnf_inhibitor": 1.0},
    )
    none = dict.fromkeys(there["stopped_for_adverse_event"], 0.0)
    numbers = numbers.changed("drug_effects", "stopped_for_adverse_event", none)
    for name in ("methotrexate_with_tnf_share", "odds_joints_or_bowel"):
        numbers = numbers.changed("second_line", name, 0.0 if "share" in name else 1.0)
    numbers = numbers.changed("clinic", "steroid_bridge_share", 0.0)
    numbers = numbers.changed("clinic", "evaluate_months", 12.0)  # nobody changes before that
    return numbers.changed("second_line", "odds", 0.2)


@cache
def course(rule: str, *among: str) -> Course:
    policy = ClinicPolicy(rule=rule, among=among or PAIR)
    return course_of(block(), equal_drugs(), choice=policy)


def classes(table_drugs: tuple[str, ...]) -> NDArray[np.str_]:
    knowledge = load_knowledge()
    return np.array([knowledge.drugs[drug].drug_class for drug in table_drugs])


def first_second_line(
    made: Course,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.str_]]:
    """Return the children with a first second-line drug, its step, and its class."""
    table = made.treatments
    rows = np.flatnonzero(table.line == 2)
    child, first = np.unique(table.child[rows], return_index=True)
    rows = rows[first]
    step = (table.start[rows] - block().onset[child]) // 28
    in_time = step + HALF_YEAR < made.n_steps[child]
    return child[in_time], step[in_time], classes(table.drugs)[table.drug[rows]][in_time]


def effect(made: Course, outcome: str = "pain") -> tuple[float, float]:
    """Return TNF inhibitor minus bisphosphonate half a year later, and its standard error."""
    child, step, drug_class = first_second_line(made)
    later = made.states[outcome][child, step + HALF_YEAR]
    groups = [later[drug_class == name] for name in PAIR]
    assert min(len(group) for group in groups) > 150
    error = np.sqrt(sum(group.var() / len(group) for group in groups))
    return float(groups[0].mean() - groups[1].mean()), float(error)


def share_with(made: Course, drug_class: str, has: NDArray[np.bool_]) -> float:
    child, _, given = first_second_line(made)
    return float(has[child[given == drug_class]].mean())


def has_joints() -> NDArray[np.bool_]:
    onset = block()
    first = onset.comorbidity_day[:, JOINTS].min(axis=1)
    return np.asarray(first <= onset.diagnosed + 365)


def has_spine() -> NDArray[np.bool_]:
    onset = block()
    first = np.arange(onset.unit.shape[1]) < onset.n_at_onset[:, None]
    return np.asarray((are_in("vertebral")[onset.unit] & first).any(axis=1))


def test_spines_get_bisphosphonates_and_joints_get_tnf_inhibitors() -> None:
    made = course("by_indication")
    spine, joints = has_spine(), has_joints()
    assert share_with(made, "bisphosphonate", spine) > 1.3 * share_with(
        made, "tnf_inhibitor", spine
    )
    assert share_with(made, "tnf_inhibitor", joints) > 1.3 * share_with(
        made, "bisphosphonate", joints
    )


def test_chance_gives_both_classes_to_the_same_kind_of_child() -> None:
    made = course("randomised")
    for has in (has_spine(), has_joints()):
        one, other = (share_with(made, name, has) for name in PAIR)
        assert abs(one - other) < 0.08


def test_the_naive_comparison_makes_tnf_inhibitors_look_worse_than_they_are() -> None:
    """Both do the same here, but tired children and inflamed joints get TNF inhibitors."""
    naive, error = effect(course("by_indication"), "patient_global")
    assert naive > 2.5 * error


@pytest.mark.parametrize("outcome", ["pain", "patient_global", "n_active"])
def test_randomisation_removes_the_bias(outcome: str) -> None:
    randomised, error = effect(course("randomised"), outcome)
    assert abs(randomised) < 2.5 * error


def paired(numbers: Parameters, outcome: str) -> float:
    """Return the true mean effect: each child under one class and, with its luck, the other."""
    one, other = (
        course_of(block(), numbers, choice=ClinicPolicy(rule="always", among=(name,)))
        for name in PAIR
    )
    child, step, _ = first_second_line(one)
    difference = one.states[outcome] - other.states[outcome]
    return float(difference[child, step + HALF_YEAR].mean())


def test_the_same_child_under_two_equal_drugs_has_the_same_course() -> None:
    one, other = course("always", PAIR[0]), course("always", PAIR[1])
    child, step, _ = first_second_line(one)
    again, step_again, _ = first_second_line(other)
    assert np.array_equal(child, again)
    assert np.array_equal(step, step_again)
    steps = np.minimum(step + 5, one.n_steps[child] - 1)  # until a course of infusions may end
    same = one.states["n_active"][child, steps] == other.states["n_active"][child, steps]
    assert same.all()


def test_randomisation_finds_the_true_effect_and_the_naive_comparison_does_not() -> None:
    """A world in which the bisphosphonate truly heals less: how much is known from pairs."""
    there = parameters().values["drug_effects"]["healing_gain"]
    weaker = equal_drugs().changed(
        "drug_effects", "healing_gain", {**there, "bisphosphonate": 0.0, "tnf_inhibitor": 9.0}
    )
    true = paired(weaker, "n_active")
    found, error = effect(
        course_of(block(), weaker, choice=ClinicPolicy(rule="randomised", among=PAIR)), "n_active"
    )
    assert true < -0.3
    assert found == pytest.approx(true, abs=2.5 * error)


def test_a_policy_names_classes_of_the_second_line_only() -> None:
    with pytest.raises(ValueError, match="nsaid"):
        ClinicPolicy(among=("nsaid",))
    with pytest.raises(ValueError, match="coin"):
        ClinicPolicy(rule="coin")


def test_a_weight_of_nothing_is_never_chosen() -> None:
    numbers = with_drug_effect("responder_share").changed("second_line", "weight_sulfasalazine", 0)
    made = course_of(beginnings(range(300)), numbers)
    second = made.treatments.line == 2
    drugs = {made.treatments.drugs[drug] for drug in made.treatments.drug[second].tolist()}
    assert "sulfasalazine" not in drugs
    assert "methotrexate" in drugs
