"""No child of any kind holds something impossible."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from tests.simulate.others.block import KINDS, ONSET, SICK, UNTIL, children, made

from crmo.anatomy import bone_units_by_id, is_site
from crmo.errors import KnowledgeError
from crmo.knowledge import ConceptKind, load_knowledge
from crmo.record import Certainty
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.others import profile_of

ALWAYS = {"pain", "patient_global", "physician_global", "chaq", "n_active", "n_felt"}
DEPARTMENTS = {
    "general practice", "emergency", "orthopaedics", "paediatrics", "paediatric oncology",
    "paediatric rheumatology",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_days_lie_within_the_story(kind: str) -> None:
    for child in children(kind):
        assert child.born < child.onset <= child.until <= UNTIL
        days = [visit.day for visit in child.visits] + [scan.day for scan in child.scans]
        days += [sampling.day for sampling in child.samplings]
        days += [belief.first_day for belief in child.beliefs]
        days += [course.start for course in child.treatments]
        days += [bout.first_day for bout in child.bouts]
        days += [condition.first_day for condition in child.conditions]
        assert all(child.onset <= day <= child.until for day in days)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_ends_before_it_begins_or_after_the_story(kind: str) -> None:
    for child in children(kind):
        spans = [(bout.first_day, bout.last_day) for bout in child.bouts]
        spans += [(condition.first_day, condition.last_day) for condition in child.conditions]
        spans += [(belief.first_day, belief.last_day) for belief in child.beliefs]
        spans += [(course.start, course.stop) for course in child.treatments]
        assert all(last is None or first <= last <= child.until for first, last in spans)


@pytest.mark.parametrize("kind", KINDS)
def test_series_are_in_order(kind: str) -> None:
    for child in children(kind):
        for days in (
            [visit.day for visit in child.visits],
            [scan.day for scan in child.scans],
            [sampling.day for sampling in child.samplings],
            [belief.first_day for belief in child.beliefs],
            [course.start for course in child.treatments],
            [bout.first_day for bout in child.bouts],
        ):
            assert all(one <= next_one for one, next_one in pairwise(days))


@pytest.mark.parametrize("kind", KINDS)
def test_bouts_of_one_bone_do_not_overlap(kind: str) -> None:
    for child in children(kind):
        for unit in {bout.bone_unit for bout in child.bouts}:
            bouts = [bout for bout in child.bouts if bout.bone_unit == unit]
            for one, next_one in pairwise(bouts):
                assert one.last_day is not None
                assert one.last_day < next_one.first_day


@pytest.mark.parametrize("kind", KINDS)
def test_ids_exist(kind: str) -> None:
    knowledge = load_knowledge()
    for child in children(kind):
        assert {bout.bone_unit for bout in child.bouts} <= bone_units_by_id().keys()
        assert set(child.incidental) <= bone_units_by_id().keys()
        sites = [c.site for c in child.conditions] + [s for scan in child.scans for s in scan.sites]
        assert all(site is None or is_site(site) for site in sites)
        assert {c.drug for c in child.treatments} <= knowledge.drugs.keys()
        assert {visit.department for visit in child.visits} <= DEPARTMENTS
        concepts = [c.concept for c in child.conditions] + [b.concept for b in child.beliefs]
        concepts += [c.indication for c in child.treatments] + list(child.family)
        concepts += [result for s in child.samplings for result in s.results]
        assert set(concepts) <= knowledge.concepts.keys()
        assert all(
            knowledge.concepts[s.concept].kind is ConceptKind.PROCEDURE for s in child.samplings
        )


@pytest.mark.parametrize("kind", KINDS)
def test_states_are_of_one_length_and_within_their_scales(kind: str) -> None:
    for child in children(kind):
        values = child.states.values
        assert values.keys() >= ALWAYS
        steps = {len(series) for series in values.values()}
        assert len(steps) == 1
        first = child.states.first_day
        assert child.onset - STEP_DAYS < first <= child.onset
        assert steps.pop() <= (child.until - first) // STEP_DAYS + 1
        for name, highest in (("pain", 10), ("patient_global", 10), ("chaq", 3)):
            assert all(0 <= value <= highest for value in values[name])
        analytes = values.keys() - ALWAYS
        assert analytes <= load_knowledge().analytes.keys()
        assert all(value >= 0 for name in analytes for value in values[name])
        assert all(
            part <= whole
            for part, whole in zip(values["neutrophils"], values["white_cells"], strict=True)
        )


@pytest.mark.parametrize("kind", KINDS)
def test_counts_of_active_lesions_agree_with_the_bouts(kind: str) -> None:
    for child in children(kind)[:60]:
        for step, count in enumerate(child.states.values["n_active"]):
            first = child.states.first_day + step * STEP_DAYS
            active = [
                bout
                for bout in child.bouts
                if bout.first_day < first + STEP_DAYS
                and (bout.last_day is None or bout.last_day >= first)
            ]
            assert len(active) == count


@pytest.mark.parametrize("kind", SICK)
def test_the_right_diagnosis_is_confirmed_and_no_other(kind: str) -> None:
    disease = load_knowledge().virtual_kinds[kind].concept
    for child in children(kind):
        confirmed = [b for b in child.beliefs if b.certainty is Certainty.CONFIRMED]
        assert {belief.concept for belief in confirmed} <= {disease}


def test_healthy_children_have_no_disease_of_bone_or_joint() -> None:
    for kind in ("healthy", "limb_pain_nothing"):
        for child in children(kind):
            assert child.bouts == ()
            assert child.diagnosed is None


@pytest.mark.parametrize("kind", SICK)
def test_no_drug_for_the_disease_before_its_diagnosis(kind: str) -> None:
    disease = load_knowledge().virtual_kinds[kind].concept
    for child in children(kind):
        for course in child.treatments:
            if course.indication == disease:
                assert child.diagnosed is not None
                assert course.start >= child.diagnosed


def test_antibiotics_before_the_diagnosis_are_for_an_infection_that_was_believed() -> None:
    for child in children("leukaemia", 3000):
        believed = {belief.concept for belief in child.beliefs}
        for course in child.treatments:
            if course.drug in {"clindamycin", "flucloxacillin"}:
                assert course.indication == "bacterial_osteomyelitis"
                assert "bacterial_osteomyelitis" in believed


@pytest.mark.parametrize("kind", ["leukaemia", "ewing_sarcoma", "osteosarcoma"])
def test_children_with_cancer_go_on_in_other_care_soon_after_the_diagnosis(kind: str) -> None:
    for child in children(kind):
        if child.leaves == "other_care":
            assert child.diagnosed is not None
            assert child.until <= child.diagnosed + 60
        else:
            assert child.leaves in {"cut", "grown_up"}


def test_care_ends_when_a_child_is_grown_up() -> None:
    grown = [child for child in children("jia", 3000) if child.leaves == "grown_up"]
    assert grown
    assert {round((child.until - child.born) / 365.25, 2) for child in grown} == {18.0}


@pytest.mark.parametrize("kind", KINDS)
def test_a_story_cut_on_its_first_day_is_still_a_story(kind: str) -> None:
    (child,) = made(kind, np.array([7], dtype=np.uint64), until=ONSET)
    assert child.onset == child.until == ONSET
    assert len(child.states.values["pain"]) == 1


def test_data_cut_before_an_onset_are_refused() -> None:
    with pytest.raises(ValueError, match="cut before an onset"):
        made("healthy", np.array([7], dtype=np.uint64), until=ONSET - 1)


def test_no_children_are_no_work() -> None:
    assert made("jia", np.array([], dtype=np.uint64)) == []


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(KnowledgeError, match="growing_pains"):
        profile_of("common_cold", load_knowledge())


def test_the_smear_shows_the_blasts_that_are_in_the_blood() -> None:
    shown = 0
    for child in children("leukaemia", 3000):
        for sampling in child.samplings:
            if sampling.concept == "blood_smear":
                in_blood = child.states.at("blast_percentage", sampling.day) > 0
                assert sampling.results["blasts"] == in_blood
                shown += in_blood
    assert shown
