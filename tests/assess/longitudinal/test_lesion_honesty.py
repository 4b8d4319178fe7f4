"""What may not be said of lesions: nothing old as present, nothing reassuring."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.assess.longitudinal.children import (
    NO,
    YES,
    child,
    facts,
    finding,
    lesion,
    score,
    study,
    the,
)

from crmo.assess.answer import listed
from crmo.assess.assessment import Assessment
from crmo.assess.flares.overview import flares_from
from crmo.assess.lesions.overview import lesions_from
from crmo.record import Entry, Fact, Interval, Modality

ON = "2024-06-01"
T8, HEEL = "vertebra_t8", "calcaneus_left"
SINGLE = "single_focus_in_healthy_sites"


def answer(rule: str, *entries: Entry, on: str = ON) -> Assessment:
    return the(lesions_from(facts(child(*entries), on)), rule)


# the single focus ---------------------------------------------------------------------------------


def quiet_heel(*features: str) -> Entry:
    marked = tuple(Fact(concept=name, status=YES) for name in features)
    return study("2024-05-01", [evolve(lesion(HEEL, hurts=NO), features=marked)])


def test_a_focus_that_does_not_hurt_is_compared_and_the_limit_is_said() -> None:
    found = answer(SINGLE, quiet_heel("marrow_oedema"))
    assert found.verdict == "met"
    assert "does not apply to a painful place" in found.summary


@pytest.mark.parametrize(
    "more",
    [
        [finding("bone_pain", "2024-04-01", site=HEEL), quiet_heel()],
        [finding("swelling", "2024-04-01", site="foot_left"), quiet_heel()],
        [study("2024-05-01", [lesion(HEEL, hurts=YES)])],
        [quiet_heel("lysis")],
        [quiet_heel(), study("2024-04-01", [evolve(lesion(HEEL), features=(
            Fact(concept="sclerosis", status=YES),))], modality=Modality.RADIOGRAPH)],
    ],
)  # fmt: skip
def test_the_comparison_is_withheld_from_painful_and_from_changed_bone(more: list[Entry]) -> None:
    found = answer(SINGLE, *more)
    assert found.verdict == "not_eligible"
    assert "59 %" not in found.summary


@pytest.mark.parametrize(
    "one",
    [
        study("2024-05-01", [lesion(HEEL, hurts=NO)], whole_body=False),
        study("2024-05-01", [lesion(HEEL, hurts=NO)], rest_is_clear=False),
        study("2024-05-01", [lesion(HEEL, hurts=NO)], doubtful=[T8]),
        study("2024-05-01", [lesion(HEEL)]),
    ],
)
def test_the_comparison_is_open_while_something_is_not_known(one: Entry) -> None:
    found = answer(SINGLE, one)
    assert found.verdict == "cannot_tell"
    assert "59 %" not in found.summary


# silence ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{"whole_body": False}, {"doubtful": ["ilium_left"]}])
def test_every_lesion_listed_is_not_every_lesion(more: dict[str, object]) -> None:
    found = answer("silent_lesions", study("2024-05-01", [lesion(T8, hurts=YES)], **more))  # type: ignore[arg-type]
    assert found.verdict == "cannot_tell"
    assert "listed" in found.summary
    assert "There may be others" in found.summary


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (finding("bone_pain", "2024-02-01", site=T8), "cannot_tell"),
        (finding("bone_pain", "2024-01-29", site=T8), "met"),
        (finding("bone_pain", "2024-05-20", site="thoracic_spine"), "cannot_tell"),
        (finding("back_pain", "2024-05-20"), "cannot_tell"),
        (finding("back_pain", "2024-05-20", NO), "met"),
        (finding("bone_pain", "2024-05-20", site=HEEL), "met"),
    ],
)
def test_a_complaint_told_at_the_place_speaks_against_silence(told: Entry, verdict: str) -> None:
    found = answer("silent_lesions", study("2024-05-01", [lesion(T8, hurts=NO)]), told)
    assert found.verdict == verdict
    assert ("the record tells of" in found.summary) == (verdict == "cannot_tell")


# numbers told without a list ----------------------------------------------------------------------


def test_a_told_number_of_lesions_counts_everywhere() -> None:
    told = score("mri_lesion_count", "2024-05-20", 4)
    over_time = answer("lesions_over_time", told)
    assert (over_time.verdict, over_time.value) == ("met", Interval(4, 4))
    assert over_time.summary == "4 lesions on MRI told on 20 May 2024, without the places."
    assert answer("multifocal", told).verdict == "met"
    assert "No lesion" not in answer("multifocal", told).summary


def test_a_study_with_a_list_goes_before_an_older_told_number() -> None:
    found = answer(
        "lesions_over_time", score("mri_lesion_count", "2024-01-20", 4), study("2024-05-01", [T8])
    )
    assert found.value == Interval(1, 1)


def test_a_told_none_is_no_all_clear() -> None:
    found = answer("lesions_over_time", score("mri_lesion_count", "2024-05-20", 0))
    assert found.verdict == "cannot_tell"


# time and words -----------------------------------------------------------------------------------


def test_what_mri_showed_long_ago_is_told_in_the_past_with_its_date() -> None:
    assert answer("lesions_over_time", study("2020-01-12", [T8])).summary == (
        "MRI showed a lesion at 1 place when last looked at on 12 January 2020: chest vertebra T8."
    )
    foot = study("2024-05-01", [HEEL], whole_body=False, covers=["foot_left"])
    assert answer("lesions_over_time", study("2020-01-12", [T8]), foot).summary == (
        "The MRI of 1 May 2024 showed a lesion at 1 place: left heel bone. "
        "Not looked at since: chest vertebra T8 (12 January 2020)."
    )


def test_a_doubt_that_later_studies_settled_no_longer_counts() -> None:
    pair = [study("2023-01-01", [T8], doubtful=[HEEL]), study("2024-01-01", [T8])]
    assert answer("multifocal", *pair).value == Interval(1, 1)
    assert answer("multifocal", pair[0]).value == Interval(1, 2)


def test_a_place_without_a_side_that_is_seen_again_is_present_not_uncertain() -> None:
    found = answer(
        "lesions_over_time", study("2024-01-12", ["femur"]), study("2024-05-12", ["femur"])
    )
    assert "present, perhaps the same place, on 12 May 2024" in found.reasons[0].observed
    assert "uncertain" not in found.reasons[0].observed


def test_names_with_commas_are_set_apart_by_semicolons() -> None:
    assert listed(["shin bone, shaft", "heel bone", "T8"]) == "shin bone, shaft; heel bone; and T8"
    assert listed(["heel bone", "T8"]) == "heel bone and T8"


# relapses -----------------------------------------------------------------------------------------


def relapse(*more: Entry | list[Entry]) -> Assessment:
    known = child(study("2023-01-01"), study("2023-07-01", [lesion(T8, hurts=NO)]), *more)
    return the(flares_from(facts(known, ON)), "radiological_relapse")


def test_a_silent_relapse_says_what_was_told_and_not_that_nothing_was_felt() -> None:
    found = relapse(score("pain", "2023-06-01", 4), score("clinical_lesion_count", "2023-06-01", 2))
    assert found.details["silent"] is True
    assert "Nothing was felt" not in found.summary
    assert "no worsening recorded within 92 days" in found.summary
    assert "pain 4/10 (1 June 2023) and 2 clinically active lesions" in found.summary


def test_pain_told_at_the_place_while_the_relapse_is_open_is_named() -> None:
    later = relapse(finding("bone_pain", "2024-01-13", site=T8))
    assert later.details["silent"] is True
    assert "told at this place: bone pain on 13 January 2024" in later.summary
    near = relapse(finding("bone_pain", "2023-08-13", site=T8))
    assert near.details["silent"] is False
