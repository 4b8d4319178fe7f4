"""Complaints come with felt lesions and go with them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve
from tests.simulate.course.courses import SEED, course_of, parameters, usual

from crmo.anatomy import bone_units_by_id, is_site
from crmo.knowledge import load_knowledge
from crmo.simulate.child import Condition, VirtualChild
from crmo.simulate.course import children_of, part_of
from crmo.simulate.course.complaints import ComplaintNumbers, complaints_of
from crmo.simulate.everyday import with_everyday_contacts

_TOLD_AS_ONE_DAYS = 56


@pytest.fixture(scope="module")
def children() -> list[VirtualChild]:
    return children_of(*usual())


def _of(child: VirtualChild, concept: str) -> list[Condition]:
    return [each for each in child.conditions if each.concept == concept]


def _share(children: list[VirtualChild], concept: str) -> float:
    return sum(bool(_of(child, concept)) for child in children) / len(children)


def test_night_pain_lies_within_times_of_felt_lesions(children: list[VirtualChild]) -> None:
    told = 0
    for child in children:
        felt = [bout for bout in child.bouts if bout.is_felt]
        for complaint in _of(child, "night_pain"):
            told += 1
            assert complaint.first_day in {bout.first_day for bout in felt}
            ends = {bout.last_day for bout in felt}
            assert complaint.last_day in ends
    assert told > 100


def test_spells_of_one_complaint_do_not_touch(children: list[VirtualChild]) -> None:
    for child in children:
        spells = _of(child, "intermittent_pain")
        for one, other in pairwise(spells):
            assert one.last_day is not None
            assert other.first_day > one.last_day + _TOLD_AS_ONE_DAYS


def test_who_sleeps_badly_hurts_at_night_or_amplifies_pain(children: list[VirtualChild]) -> None:
    for child in children:
        if _of(child, "sleep_disturbance"):
            assert _of(child, "night_pain") or _of(child, "pain_amplification")


@pytest.mark.parametrize(
    ("concept", "groups"),
    [
        ("back_pain", {"thoracic_spine", "lumbar_spine", "sacroiliac"}),
        ("neck_pain", {"cervical_spine"}),
        ("refusal_to_bear_weight", {"lower_extremity", "hip"}),
        ("joint_pain", {"metaphysis_or_epiphysis"}),
        ("limb_pain", {"upper_extremity", "lower_extremity"}),
    ],
)
def test_a_complaint_of_a_place_needs_a_felt_lesion_there(
    children: list[VirtualChild], concept: str, groups: set[str]
) -> None:
    units = bone_units_by_id()
    for child in children:
        for complaint in _of(child, concept):
            assert any(
                bout.is_felt
                and bout.first_day == complaint.first_day
                and not groups.isdisjoint(units[bout.bone_unit].groups)
                for bout in child.bouts
            )


def test_places_of_complaints_are_sites(children: list[VirtualChild]) -> None:
    sites = {each.site for child in children for each in child.conditions if each.site}
    assert "knee_left" in sites
    assert all(is_site(site) for site in sites)


def test_shares_are_those_that_the_knowledge_names(children: list[VirtualChild]) -> None:
    assert _share(children, "night_pain") == pytest.approx(0.4, abs=0.08)
    assert _share(children, "intermittent_pain") == pytest.approx(0.5, abs=0.08)
    assert _share(children, "joint_pain") == pytest.approx(0.4, abs=0.1)
    assert _share(children, "trauma") == pytest.approx(0.1, abs=0.06)


def test_nobody_refuses_to_stand_for_longer_than_the_limit(children: list[VirtualChild]) -> None:
    limit = parameters().values["complaints"]["refusal_days"]
    spells = [each for child in children for each in _of(child, "refusal_to_bear_weight")]
    assert spells
    for each in spells:
        assert each.last_day is None or each.last_day - each.first_day <= limit


def test_silent_lesions_make_nobody_complain() -> None:
    onset, course = usual()
    silent = evolve(course.bouts, is_felt=np.zeros_like(course.bouts.is_felt))
    numbers = parameters().group(ComplaintNumbers, "complaints")
    told = complaints_of(onset, silent, course.until, numbers, SEED)
    lesional = {"night_pain", "limb_pain", "joint_pain", "back_pain", "intermittent_pain"}
    assert lesional.isdisjoint(told.concept.tolist())


def test_a_child_complains_alike_whoever_else_is_told_of(children: list[VirtualChild]) -> None:
    onset, course = usual()
    some = children_of(*part_of(onset, course, slice(50, 60)))
    assert [child.conditions for child in some] == [c.conditions for c in children[50:60]]


def test_another_share_changes_that_complaint_alone(children: list[VirtualChild]) -> None:
    onset, _ = usual()
    fewer = parameters().changed(
        "complaints",
        "with_felt_lesions",
        {"night_pain": 0.1, "intermittent_pain": 0.5, "morning_stiffness": 0.12},
    )
    changed = children_of(onset, course_of(onset, fewer))
    assert _share(changed, "night_pain") < _share(children, "night_pain")
    for before, after in zip(children, changed, strict=True):
        assert _of(before, "joint_pain") == _of(after, "joint_pain")
        assert not _of(after, "night_pain") or _of(before, "night_pain")
        assert before.bouts == after.bouts


def test_everyday_contacts_leave_the_disease_as_it_is(children: list[VirtualChild]) -> None:
    lived = with_everyday_contacts(children, SEED, parameters(), load_knowledge())
    reasons = {each.concept for child in lived for each in child.conditions}
    assert {"acute_illness", "trauma", "headache"} <= reasons
    more = 0
    for before, after in zip(children, lived, strict=True):
        assert (before.bouts, before.beliefs) == (after.bouts, after.beliefs)
        days = [visit.day for visit in after.visits]
        assert days == sorted(days)
        assert all(before.onset <= day <= before.until for day in days)
        more += len(after.visits) - len(before.visits)
    assert more > len(children)


def test_no_contacts_are_added_when_none_are_asked_for(children: list[VirtualChild]) -> None:
    none = parameters().changed("complaints", "everyday_contacts_per_year", 0.0)
    assert with_everyday_contacts(children, SEED, none, load_knowledge()) == children
