"""Move one number, and what it is about moves the right way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from attrs import evolve
from tests.simulate.course.courses import (
    course_of,
    followed,
    mean_state,
    parameters,
    usual,
    with_drug_effect,
)

from crmo.simulate.course import Course
from crmo.simulate.course.bouts import STILL
from crmo.simulate.onset import Onset


def changed(group: str, name: str, value: object) -> Course:
    onset, _ = usual()
    return course_of(onset, parameters().changed(group, name, value))


def n_bouts(course: Course) -> int:
    return len(course.bouts.child)


def later_bouts(onset: Onset, course: Course) -> int:
    return int((course.bouts.first_day > onset.diagnosed[course.bouts.child]).sum())


def n_second_line(course: Course) -> int:
    return int((course.treatments.line == 2).sum())


def first_courses(course: Course) -> int:
    """Return minus the days until the first second line, those without one counted to the end."""
    table = course.treatments
    first = course.until.copy()
    second = table.line == 2
    np.minimum.at(first, table.child[second], table.start[second])
    return -int(first.sum())


def shares_above(name: str, limit: float) -> Callable[[Course], float]:
    return lambda course: float((course.states[name][followed(course)] > limit).mean())


RISES = [
    ("lesions", "healing_per_year", 0.6, lambda c: -mean_state(c, "n_active")),
    ("lesions", "healing_before_diagnosis", 1.0, lambda c: -mean_state(c, "n_active")),
    ("lesions", "healing_least_weeks", 30.0, lambda c: mean_state(c, "n_active")),
    ("lesions", "healing_felt_ratio", 4.0, lambda c: -mean_state(c, "n_felt")),
    ("lesions", "cure_fraction_flares_per_year", 3.0, n_bouts),
    ("lesions", "company_share", 0.8, n_bouts),
    ("lesions", "return_ratio", 0.5, n_bouts),
    ("lesions", "felt_later_share", 0.9, lambda c: mean_state(c, "n_felt")),
    ("lesions", "beginning_at_once_share", 1.0, lambda c: c.states["n_active"][:, 0].mean()),
    ("lesions", "size_median_mm", 40.0, lambda c: c.bouts.size_mm.mean()),
    ("pain", "all_lesions_pain", 14.0, lambda c: mean_state(c, "pain")),
    ("pain", "amplified_pain", 6.0, lambda c: mean_state(c, "pain")),
    ("pain", "joint_pain", 4.0, lambda c: mean_state(c, "pain")),
    ("pain", "fatigue_global", 4.0, lambda c: mean_state(c, "patient_global")),
    ("pain", "physician_global_per_felt", 2.0, lambda c: mean_state(c, "physician_global")),
    ("pain", "physician_noise_ratio", 2.0, lambda c: _monthly_change(c, "physician_global")),
    ("pain", "chaq_per_pain", 0.3, lambda c: mean_state(c, "chaq")),
    ("blood", "crp_activity", 3.0, shares_above("crp", 5)),
    ("blood", "esr_activity", 2.0, shares_above("esr", 20)),
    ("blood", "bowel_rise", 2.0, shares_above("crp", 5)),
    ("damage", "height_loss_per_year", 3.0, lambda c: _n_with(c, "height_loss")),
    ("damage", "sclerosis_per_year", 3.0, lambda c: _n_with(c, "sclerosis")),
    ("damage", "hyperostosis_per_year", 3.0, lambda c: _n_with(c, "hyperostosis")),
    ("damage", "structure_least_weeks", 60.0, lambda c: -_n_with(c, "sclerosis")),
    ("damage", "leg_length_mm_per_year", 8.0, lambda c: np.abs(c.damage.leg_length_mm).mean()),
    ("clinic", "missed_share", 0.4, lambda c: (~c.visits.is_attended).mean()),
    ("clinic", "call_share", 1.0, lambda c: (~c.visits.is_planned).sum()),
    ("clinic", "lost_per_year", 0.5, lambda c: (c.leaves >= 2).mean()),
    ("clinic", "mri_share", 1.0, lambda c: len(c.scans.child)),
    ("clinic", "mri_after_clear_ratio", 1.0, lambda c: len(c.scans.child)),
    ("clinic", "nsaid_if_bowel_ratio", 1.0, lambda c: (c.treatments.line == 1).sum()),
    ("second_line", "odds", 0.2, n_second_line),
    ("second_line", "odds_symmetric", 5000.0, n_second_line),
    ("second_line", "odds_per_region", 3.0, n_second_line),
    ("second_line", "odds_per_active_visit", 6.0, n_second_line),
    ("second_line", "spine_share", 0.9, n_second_line),
    ("second_line", "spine_height_loss_share", 1.0, n_second_line),
    ("second_line", "bowel_share", 1.0, first_courses),
    ("second_line", "joints_share", 0.9, n_second_line),
]


@pytest.mark.parametrize(("group", "name", "value", "what"), RISES)
def test_a_larger_number_raises_what_it_is_about(
    group: str, name: str, value: float, what: Callable[[Course], float]
) -> None:
    _, before = usual()
    assert value > parameters().values[group][name]
    assert what(changed(group, name, value)) > what(before)


def _monthly_change(course: Course, name: str) -> float:
    both = followed(course)[:, 1:]
    return float(np.abs(np.diff(course.states[name], axis=1))[both].mean())


def _n_with(course: Course, feature: str) -> int:
    return int((course.bouts.feature_day[feature] != STILL).sum())


def test_frail_children_relapse_more() -> None:
    onset, before = usual()
    frail = evolve(onset, frailty=onset.frailty * 3)
    assert later_bouts(frail, course_of(frail)) > later_bouts(onset, before)


def test_severe_children_tell_of_more_pain_from_the_same_lesions() -> None:
    onset, before = usual()
    severe = evolve(onset, severity=onset.severity + 2)
    step_one_before = before.states["pain"][:, 0].mean()
    assert course_of(severe).states["pain"][:, 0].mean() > step_one_before


def test_children_prone_to_inflammation_have_higher_markers() -> None:
    onset, _ = usual()
    prone, other = (evolve(onset, inflammation=onset.inflammation * 0 + z) for z in (1.5, -1.5))
    raised = shares_above("crp", 5)
    assert raised(course_of(prone)) > 2 * raised(course_of(other))


@pytest.mark.parametrize(
    ("name", "values", "what"),
    [
        ("healing_gain", {"nsaid": 12.0}, lambda c: -mean_state(c, "n_active")),
        ("healing_gain", {"bisphosphonate": 60.0}, lambda c: -mean_state(c, "n_active")),
        ("flare_brake", {"nsaid": 9.0}, lambda c: -n_bouts(c)),
        ("flare_brake", {"bisphosphonate": 90.0}, lambda c: -n_bouts(c)),
        ("pain_relief", {"nsaid": 6.0}, lambda c: -mean_state(c, "pain")),
        ("responder_share", {"nsaid": 1.0}, lambda c: -mean_state(c, "n_active")),
        ("onset_half_weeks", {"nsaid": 100.0}, lambda c: mean_state(c, "n_active")),
        ("stopped_for_adverse_event", {"nsaid": 0.9}, lambda c: mean_state(c, "n_active")),
    ],
)
def test_a_stronger_drug_does_more_and_a_slower_one_less(
    name: str, values: dict[str, float], what: Callable[[Course], float]
) -> None:
    onset, before = usual()
    assert what(course_of(onset, with_drug_effect(name, **values))) > what(before)


def test_no_effect_at_all_leaves_more_active_than_the_drugs_do() -> None:
    onset, treated = usual()
    there = parameters().values["drug_effects"]
    nothing = parameters()
    for name in ("healing_gain", "flare_brake", "pain_relief"):
        nothing = nothing.changed("drug_effects", name, dict.fromkeys(there[name], 0.0))
    untreated = course_of(onset, nothing)
    assert mean_state(untreated, "n_active") > 1.3 * mean_state(treated, "n_active")
    assert mean_state(untreated, "pain") > 1.2 * mean_state(treated, "pain")


def test_stopping_the_drug_lets_the_flares_come_back() -> None:
    """The same children, with drugs that are never stopped and drugs stopped when all is quiet."""
    onset, _ = usual()
    strong = with_drug_effect("flare_brake", nsaid=8.0, tnf_inhibitor=8.0, methotrexate=8.0)
    kept = course_of(onset, strong.changed("clinic", "stop_share", 0.0))
    stopped = course_of(onset, strong.changed("clinic", "stop_share", 1.0))
    assert later_bouts(onset, stopped) > 1.15 * later_bouts(onset, kept)


def test_a_bisphosphonate_works_on_after_the_last_infusion() -> None:
    onset, _ = usual()
    fast, slow = (
        course_of(onset, with_drug_effect("offset_half_weeks", bisphosphonate=weeks))
        for weeks in (1.0, 300.0)
    )
    assert later_bouts(onset, slow) < later_bouts(onset, fast)


def test_a_change_of_blood_changes_nothing_but_blood() -> None:
    _, before = usual()
    after = changed("blood", "crp_activity", 3.0)
    for name, values in before.states.items():
        assert np.array_equal(values, after.states[name]) is (name not in _MOVED_BY_CRP), name
    assert np.array_equal(before.bouts.first_day, after.bouts.first_day)
    assert np.array_equal(before.treatments.start, after.treatments.start)


# Haemoglobin falls, and cells rise, with what CRP rises by.
_MOVED_BY_CRP = {"crp", "haemoglobin", "white_cells", "neutrophils", "platelets"}


def test_until_a_drug_is_begun_its_effect_is_of_no_matter() -> None:
    """Common random numbers: courses part at the first second-line drug, not before."""
    onset, before = usual()
    after = course_of(onset, with_drug_effect("healing_gain", bisphosphonate=50.0))
    table = before.treatments
    is_bis = np.isin(
        table.drug, [table.drugs.index(d) for d in ("pamidronic_acid", "zoledronic_acid")]
    )
    begins = np.full(onset.n, 10**9)
    np.minimum.at(begins, table.child[is_bis], table.start[is_bis])
    steps = np.clip((begins - onset.onset) // 28, 0, before.states["pain"].shape[1])
    assert (begins < 10**9).sum() > 20
    for row, length in enumerate(steps.tolist()):
        same = np.array_equal(
            before.states["n_active"][row, :length], after.states["n_active"][row, :length]
        )
        assert same, row
