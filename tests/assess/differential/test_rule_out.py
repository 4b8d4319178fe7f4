"""Dangerous diseases are listed until something excludes them, whatever their rank."""

from __future__ import annotations

import pytest
from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.assessment import Verdict
from crmo.assess.differential import CAUTIONS, Differential, differential
from crmo.assess.facts import Facts
from crmo.assess.red_flags import red_flags
from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
DANGEROUS = {
    "leukaemia", "lymphoma", "ewing_sarcoma", "osteosarcoma", "lch", "bacterial_osteomyelitis",
    "tuberculosis", "scurvy", "hypophosphatasia",
}  # fmt: skip


def weigh(*lines: str) -> Differential:
    return differential(record_of(lines), KNOWLEDGE, on=ASKED_ON, with_questions=False)


def listed(*lines: str) -> set[str]:
    return {item.disease for item in weigh(*lines).rule_out_first}


def test_with_nothing_done_every_dangerous_disease_is_listed() -> None:
    assert listed("born 2022-01-01", "bone_pain") >= {
        *DANGEROUS,
        "neuroblastoma",
        "non_accidental_injury",
    }


def test_an_injury_by_another_person_is_in_question_in_the_young_and_when_age_is_unknown() -> None:
    assert "non_accidental_injury" in listed("born 2024-01-01", "swelling")
    assert "non_accidental_injury" in listed("born unknown", "swelling")
    assert "non_accidental_injury" not in listed("born 2012-01-01", "swelling")


@pytest.mark.parametrize(
    ("line", "disease"),
    [
        ("bone_marrow_examination: -blasts", "leukaemia"),
        ("bone_biopsy: -malignant_cells", "ewing_sarcoma"),
        ("bone_biopsy: -langerhans_cells", "lch"),
        ("bone_culture: -bacterial_growth -antibiotics_at_sampling", "bacterial_osteomyelitis"),
        ("bone_biopsy: -mycobacteria_found -histology_granuloma", "tuberculosis"),
        ("lab vitamin_c normal", "scurvy"),
        ("lab alp normal", "hypophosphatasia"),
        ("disease osteosarcoma excluded", "osteosarcoma"),
        ("disease malignancy excluded", "lymphoma"),
    ],
)
def test_a_test_or_a_diagnosis_takes_it_off_the_list(line: str, disease: str) -> None:
    assert disease in listed("bone_pain")
    assert disease not in listed("bone_pain", line)


def test_a_culture_taken_under_antibiotics_excludes_nothing() -> None:
    line = "bone_culture: -bacterial_growth +antibiotics_at_sampling"
    assert "bacterial_osteomyelitis" in listed("bone_pain", line)


def test_a_normal_blood_count_does_not_exclude_leukaemia() -> None:
    assert "leukaemia" in listed("bone_pain", "normal_blood_count", "blood_smear: -blasts")


def test_a_very_unlikely_disease_is_listed_all_the_same() -> None:
    found = weigh("born 2014-01-01", "bone_pain", "no fever", "normal_blood_count")
    item = next(each for each in found.rule_out_first if each.disease == "neuroblastoma")
    assert item.probability < 0.01
    assert item.would_exclude
    assert all(test.is_open for test in item.would_exclude)


def test_raised_red_flags_are_named_with_the_disease_they_point_to() -> None:
    found = weigh("bone_pain", "hepatosplenomegaly")
    leukaemia = next(each for each in found.rule_out_first if each.disease == "leukaemia")
    assert "flag_organs_or_nodes" in leukaemia.flags


def test_a_test_that_does_not_exclude_is_no_longer_open() -> None:
    found = weigh("bone_pain", "bone_biopsy: +malignant_cells")
    ewing = next(each for each in found.rule_out_first if each.disease == "ewing_sarcoma")
    assert [test.is_open for test in ewing.would_exclude] == [False]


def test_the_limits_are_always_said() -> None:
    assert set(CAUTIONS) <= set(weigh("bone_pain").cautions)
    recorded = weigh("bone_pain", "disease cno confirmed").cautions
    assert any("on record are not weighed" in caution for caution in recorded)


@pytest.mark.parametrize(
    "lines",
    [
        ("bone_pain", "fever", "weight_loss", "hepatosplenomegaly"),
        ("born 2022-01-01", "bone_pain since 2024-01-01", "lab alp low", "anaemia"),
        ("mri: parietal_left +punched_out_lysis; femur_left +cortical_destruction",),
    ],
)
def test_the_flags_named_are_those_that_the_red_flags_raise(lines: tuple[str, ...]) -> None:
    facts = Facts(record_of(lines), KNOWLEDGE, ASKED_ON)
    raised = {flag.rule for flag in red_flags(facts) if flag.verdict is Verdict.MET}
    named = {flag for item in weigh(*lines).rule_out_first for flag in item.flags}
    assert named
    assert named <= raised
    pointing = {f.rule for f in red_flags(facts) if f.rule in raised and f.details["points_to"]}
    assert pointing - named <= {"flag_age_under_3", "flag_multifocal_with_anaemia"}


def test_what_cannot_wait_stands_right_behind_what_the_facts_raise() -> None:
    dangers = weigh("born 2014-01-01", "bone_pain").rule_out_first
    raised = [each.raised >= 2 for each in dangers]
    behind = [
        each.disease for each, is_raised in zip(dangers, raised, strict=True) if not is_raised
    ]
    assert set(behind[:3]) == {"leukaemia", "bacterial_osteomyelitis", "septic_arthritis"}
    assert raised == sorted(raised, reverse=True)


def test_a_danger_that_leads_is_urgent_and_one_that_does_not_is_not() -> None:
    ill = weigh("born 2020-01-01", "bone_pain", "fever", "hepatosplenomegaly", "pallor")
    assert "leukaemia" in ill.urgent
    assert weigh("born 2014-01-01", "growing_pains").urgent == ()
