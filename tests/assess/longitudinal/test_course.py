"""Chronic, recurrent, multifocal; persistent, relapsing, single."""

from __future__ import annotations

import math

import pytest
from tests.assess.longitudinal.children import (
    NO,
    child,
    diagnosis,
    drug,
    facts,
    finding,
    score,
    study,
    the,
    visit,
)

from crmo.assess.assessment import Assessment
from crmo.assess.course import course_from
from crmo.record import Entry, Interval

ON = "2024-06-01"
T8, T10 = "vertebra_t8", "vertebra_t10"


def answer(rule: str, *entries: Entry | list[Entry], on: str = ON) -> Assessment:
    return the(course_from(facts(child(*entries), on)), rule)


@pytest.mark.parametrize(
    ("last_day", "verdict"),
    [("2023-07-14", "not_met"), ("2023-07-15", "not_met"), ("2023-07-16", "met")],
)
def test_more_than_six_months_is_chronic(last_day: str, verdict: str) -> None:
    signs: list[Entry] = [finding("bone_pain", "2023-03-01", since="2023-01-15")]
    signs.append(finding("bone_pain", last_day))
    signs.append(score("pain", "2023-09-01", 0))
    assert answer("chronic_course", *signs).verdict == verdict


def test_without_a_told_onset_the_disease_may_be_older_than_its_first_sign() -> None:
    signs = [finding("bone_pain", "2023-01-15"), finding("bone_pain", "2023-03-01")]
    found = answer("chronic_course", *signs)
    assert found.verdict == "cannot_tell"
    assert found.value == Interval(1.5, math.inf)
    assert found.missing[0].fact == "onset"
    assert "at the latest 15 January 2023" in found.summary


def test_the_disease_begins_when_the_complaint_began_not_when_it_was_told() -> None:
    told = finding("bone_pain", "2024-01-01", since="2023-02")
    found = answer("chronic_course", told)
    assert found.verdict == "met"
    assert found.details["onset"] == "2023-02"


@pytest.mark.parametrize(("since", "verdict"), [("2022", "met"), ("2023", "cannot_tell")])
def test_a_vague_onset_is_answered_only_where_it_does_not_matter(since: str, verdict: str) -> None:
    assert (
        answer("chronic_course", finding("bone_pain", "2023-08-01", since=since)).verdict == verdict
    )


def test_lesions_and_pain_scores_are_signs_and_absent_findings_are_not() -> None:
    signs = [study("2023-01-01", [T8]), score("pain", "2023-12-01", 2)]
    assert answer("chronic_course", *signs).verdict == "met"
    assert answer("chronic_course", finding("bone_pain", "2023-01-01", NO)).verdict == "cannot_tell"
    assert answer("chronic_course").missing[0].fact == "onset"


def test_a_lesion_that_comes_back_makes_the_disease_recurrent() -> None:
    found = answer(
        "recurrent_course",
        study("2022-01-01", [T8]),
        study("2022-07-01"),
        study("2023-01-01", [T8]),
    )
    assert found.verdict == "met"
    assert found.value == Interval(1, 1)
    assert found.details["places"] == (T8,)


def test_a_new_place_while_another_persists_is_not_a_return() -> None:
    found = answer("recurrent_course", study("2022-01-01", [T8]), study("2022-07-01", [T8, T10]))
    assert found.verdict == "not_met"


def test_activity_after_quiet_in_the_clinic_is_a_return() -> None:
    looks = [visit(f"2023-0{m}-01", clinical_lesion_count=n) for m, n in ((1, 2), (3, 0), (5, 1))]
    assert answer("recurrent_course", *looks).verdict == "met"
    assert answer("recurrent_course", *looks[:2]).verdict == "not_met"
    assert answer("recurrent_course", *looks[:1]).verdict == "cannot_tell"


def test_all_three_together_are_what_the_name_means() -> None:
    there = [study("2022-01-01", [T8, T10]), study("2022-07-01"), study("2023-01-01", [T8])]
    assert answer("crmo_by_course", *there).verdict == "met"
    single = [study("2022-01-01", [T8]), study("2022-07-01"), study("2023-01-01", [T8])]
    found = answer("crmo_by_course", *single)
    assert found.verdict == "not_met"
    assert [r.verdict for r in found.reasons] == ["met", "met", "not_met"]
    assert answer("crmo_by_course").verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("counts", "name"),
    [
        ([2, 1, 1], "persistent"),
        ([2, 0, 0], "single"),
        ([2, 0, 1], "relapsing"),
        ([0, 0, 0], None),
        ([0, 2, 1], None),
        ([2], None),
    ],
)
def test_the_course_in_the_clinic(counts: list[int], name: str | None) -> None:
    months = ("2023-01-01", "2023-06-01", "2023-08-01")
    looks = [visit(day, clinical_lesion_count=n) for day, n in zip(months, counts, strict=False)]
    found = answer("course_type", *looks)
    assert found.details["clinic"] == name
    assert found.verdict == ("met" if name else "cannot_tell")


def test_the_clinic_and_the_mri_are_kept_apart() -> None:
    found = answer(
        "course_type",
        visit("2023-01-01", clinical_lesion_count=1),
        study("2023-01-01", [T8]),
        visit("2023-12-01", clinical_lesion_count=0),
        study("2023-12-01", [T8]),
    )
    assert found.details == {"clinic": "single", "mri": "persistent"}


def test_the_number_of_lesions_decides_before_pain_does() -> None:
    looks = [
        visit("2023-01-01", pain=4, clinical_lesion_count=1),
        visit("2023-09-01", pain=2, clinical_lesion_count=0),
    ]
    assert answer("course_type", *looks).details["clinic"] == "single"
    pain_only = [visit("2023-01-01", pain=4), visit("2023-09-01", pain=0)]
    assert answer("course_type", *pain_only).details["clinic"] == "single"


def test_a_regional_study_without_a_lesion_is_not_a_quiet_skeleton() -> None:
    foot = study("2023-12-01", whole_body=False, covers=["foot_left"])
    assert answer("course_type", study("2023-01-01", [T8]), foot).details["mri"] is None


def test_the_diagnosis_and_the_drugs_count_as_the_disease_being_there() -> None:
    known = diagnosis("2018-01-10")
    found = answer("chronic_course", known, score("pain", "2024-05-20", 2))
    assert found.verdict == "met"
    assert "10 January 2018" in found.summary
    restarted = [diagnosis(None), drug("naproxen", "2020-01-10", "2020-03-10")]
    assert answer("chronic_course", *restarted, drug("naproxen", "2023-11-10")).verdict == "met"


def test_a_told_number_of_lesions_is_a_sign() -> None:
    told = [score("mri_lesion_count", day, 4) for day in ("2023-06-02", "2024-05-02")]
    assert answer("chronic_course", *told).verdict == "met"


def test_short_disease_that_nobody_looked_at_since_is_not_called_acute() -> None:
    seen = finding("bone_pain", "2023-03-01", since="2023-01-15")
    assert answer("chronic_course", seen, on="2023-07-15").verdict == "not_met"
    assert answer("chronic_course", seen, on="2023-07-16").verdict == "cannot_tell"
    quiet = score("pain", "2023-05-01", 0)
    assert answer("chronic_course", seen, quiet, on="2023-07-16").verdict == "not_met"


def test_what_a_course_is_not_is_said_with_neither_and_nor() -> None:
    begun = finding("bone_pain", "2024-05-01", since="2024-04-01")
    found = answer("crmo_by_course", begun, study("2024-05-01", [T8]), study("2024-05-20", [T8]))
    assert found.summary.startswith("Neither chronic nor recurrent nor multifocal ")
