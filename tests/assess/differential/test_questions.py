"""Tests are asked for as a whole, in an order that makes sense to a clinician."""

from __future__ import annotations

import pytest
from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.differential import Differential, Question, differential
from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
CHILD = ("born 2014-01-01", "bone_pain since 2024-02-01", "no fever")
ONE_LESION = "mri of tibia_left: tibia_distal_metaphysis_left +marrow_oedema"


def weigh(*lines: str) -> Differential:
    return differential(record_of(lines), KNOWLEDGE, on=ASKED_ON)


def question(key: str, *lines: str) -> Question:
    found = {each.feature: each for each in weigh(*lines).next_questions}
    assert key in found, sorted(found)
    return found[key]


def test_mri_of_the_whole_body_is_one_question_with_what_it_can_show() -> None:
    asked = question("whole_body_mri", *CHILD)
    words = {answer.value for answer in asked.answers}
    assert words == {
        "no lesion of bone",
        "one lesion",
        "several lesions, none the same on both sides",
        "several lesions, the same place on both sides",
    }
    of = {answer.value: dict(answer.top).get("cno", 0) for answer in asked.answers}
    assert of["several lesions, the same place on both sides"] > of["one lesion"]


def test_answers_that_are_known_to_be_wrong_fall_away() -> None:
    asked = question("whole_body_mri", *CHILD, ONE_LESION)
    assert "no lesion of bone" not in {answer.value for answer in asked.answers}
    assert sum(answer.probability for answer in asked.answers) == pytest.approx(1)


def test_after_one_lesion_mri_of_the_whole_body_tells_focal_disease_from_cno() -> None:
    asked = question("whole_body_mri", *CHILD, ONE_LESION)
    shares = {answer.value: dict(answer.top).get("cno", 0.0) for answer in asked.answers}
    assert shares["one lesion"] < 0.5 < shares["several lesions, the same place on both sides"]


def test_what_a_test_would_tell_is_not_asked_for_one_by_one() -> None:
    ways = {test.learned_by for test in KNOWLEDGE.likelihood_tests.values()}
    for asked in weigh(*CHILD).next_questions:
        if asked.learned_by in ways and asked.feature not in KNOWLEDGE.likelihood_tests:
            assert KNOWLEDGE.likelihood_features[asked.feature].is_own_test


def test_a_biopsy_is_proposed_only_when_a_lesion_is_known() -> None:
    assert "biopsy" not in {each.feature for each in weigh(*CHILD).next_questions}
    destroyed = "radiograph: femur_left +cortical_destruction +lysis"
    assert "biopsy" in {each.feature for each in weigh(*CHILD, destroyed).next_questions}


def test_mri_costs_more_in_a_child_too_young_to_lie_still() -> None:
    young = question("whole_body_mri", "born 2021-03-01", "bone_pain since 2024-02-01")
    old = question("whole_body_mri", *CHILD)
    assert young.cost > old.cost


def test_nothing_is_asked_when_the_ranking_is_decided() -> None:
    whole = (
        "whole-body mri: tibia_distal_metaphysis_left +marrow_oedema;"
        " tibia_distal_metaphysis_right +marrow_oedema; clavicle_medial_left +marrow_oedema;"
        " rest clear"
    )
    sterile = "bone_biopsy: +histology_inflammation -bacterial_growth -malignant_cells"
    found = weigh(*CHILD, whole, sterile, "palmoplantar_pustulosis")
    assert found.ranking[0].probability > 0.95
    assert all(each.bits >= 0.01 for each in found.next_questions)


@pytest.mark.parametrize(
    ("lines", "sensible"),
    [
        (("born 2022-01-01", "limp since 2024-05-20", "fever"), {"blood_sample"}),
        (("born 2018-01-01", "limb_pain since 2023-10-01", "night_pain"), {"radiograph"}),
        (("born 2019-01-01", "refusal_to_bear_weight", "gum_bleeding"), {"restricted_diet"}),
        (("born 2016-01-01", "bone_pain", "lab alp low"), {"dental_disease"}),
        (("born 2011-01-01", "back_pain since 2024-01-01"), {"pain_amplification"}),
        ((*CHILD, ONE_LESION), {"radiograph", "whole_body_mri"}),
    ],
)
def test_the_questions_make_clinical_sense(lines: tuple[str, ...], sensible: set[str]) -> None:
    assert sensible <= {each.feature for each in weigh(*lines).next_questions}
