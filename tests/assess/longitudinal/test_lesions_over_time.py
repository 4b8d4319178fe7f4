"""The same lesion followed across studies."""

from __future__ import annotations

import pytest
from tests.assess.longitudinal.children import NO, YES, lesion, study

from crmo.assess.lesions.timeline import PlaceState, PlaceTimeline, place_timelines, views_in_order
from crmo.record import ImagingStudy, Modality

T8 = "vertebra_t8"
FEMUR = "femur_distal_metaphysis_left"
FEMUR_SITE = "femur_distal_left"


def timeline(place: str, *studies: ImagingStudy) -> PlaceTimeline:
    return {line.place.id: line for line in place_timelines(views_in_order(studies))}[place]


def states(place: str, *studies: ImagingStudy) -> list[str]:
    return [str(state.state) for state in timeline(place, *studies).states]


def last(place: str, *studies: ImagingStudy) -> PlaceState:
    return timeline(place, *studies).states[-1]


def test_a_lesion_is_new_then_persistent_then_healed_then_recurs() -> None:
    found = states(
        T8,
        study("2020-01-01", [T8]),
        study("2020-07-01", [T8]),
        study("2021-01-01"),
        study("2021-07-01", [T8]),
        study("2022-01-01", healed=[T8]),
    )
    assert found == ["new", "persistent", "healed", "recurred", "healed"]


def test_a_place_that_was_clear_before_its_first_lesion_is_clear_not_healed() -> None:
    assert states(T8, study("2020-01-01"), study("2020-07-01", [T8])) == ["clear", "new"]


def test_a_first_lesion_is_after_clear_only_if_somebody_had_looked_there() -> None:
    assert last(T8, study("2020-01-01"), study("2020-07-01", [T8])).after_clear
    assert not last(T8, study("2020-07-01", [T8])).after_clear
    elsewhere = study("2020-01-01", whole_body=False, covers=["foot_left"])
    assert not last(T8, elsewhere, study("2020-07-01", [T8])).after_clear


def test_a_study_that_did_not_look_there_says_nothing() -> None:
    foot = study("2020-07-01", whole_body=False, covers=["foot_left"])
    found = states(T8, study("2020-01-01", [T8]), foot, study("2021-01-01", [T8]))
    assert found == ["new", "not_covered", "persistent"]


def test_a_covered_place_is_clear_only_if_the_report_says_that_the_rest_is() -> None:
    told = study("2020-07-01", whole_body=False, covers=["thoracic_spine"])
    silent = study("2020-07-01", whole_body=False, covers=["thoracic_spine"], rest_is_clear=False)
    assert states(T8, study("2020-01-01", [T8]), told) == ["new", "healed"]
    assert states(T8, study("2020-01-01", [T8]), silent) == ["new", "uncertain"]
    assert last(T8, study("2020-01-01", [T8]), silent).look == "not_mentioned"


def test_a_place_the_report_passes_over_does_not_break_the_thread() -> None:
    silent = study("2020-07-01", rest_is_clear=False)
    found = states(T8, study("2020-01-01", [T8]), silent, study("2021-01-01", [T8]))
    assert found == ["new", "uncertain", "persistent"]


def test_a_lesion_said_to_be_absent_is_clear_even_without_whole_body() -> None:
    knee = study("2020-07-01", clear=[FEMUR], whole_body=False, rest_is_clear=False)
    assert states(FEMUR_SITE, study("2020-01-01", [FEMUR]), knee) == ["new", "healed"]


def test_metaphysis_and_epiphysis_are_one_lesion_site() -> None:
    found = states(
        FEMUR_SITE,
        study("2020-01-01", ["femur_distal_metaphysis_left"]),
        study("2020-07-01", ["femur_distal_epiphysis_left"]),
        study("2021-01-01", ["femur_distal_left"]),
    )
    assert found == ["new", "persistent", "persistent"]


def test_left_and_right_are_two_places() -> None:
    both = [study("2020-01-01", ["calcaneus_left"]), study("2020-07-01", ["calcaneus_right"])]
    assert states("calcaneus_left", *both) == ["new", "healed"]
    assert states("calcaneus_right", *both) == ["clear", "new"]


def test_a_vague_place_may_be_the_exact_one_and_is_never_matched() -> None:
    vague = study("2020-07-01", ["femur_left"])
    line = timeline(FEMUR_SITE, study("2020-01-01", [FEMUR]), vague)
    assert [str(state.state) for state in line.states] == ["new", "uncertain"]
    assert line.states[1].may_be == ("femur_left",)
    assert last("femur_left", study("2020-01-01", [FEMUR]), vague).state == "uncertain"


def test_an_exact_place_after_a_vague_one_may_be_the_same() -> None:
    found = last(FEMUR_SITE, study("2020-01-01", ["femur"]), study("2020-07-01", [FEMUR]))
    assert found.state == "uncertain"
    assert found.may_be == ("femur",)
    assert found.is_present


def test_two_vague_reports_may_be_two_lesions() -> None:
    found = states(
        "femur_left", study("2020-01-01", ["femur_left"]), study("2020-07-01", ["femur_left"])
    )
    assert found == ["new", "uncertain"]


def test_a_vague_place_heals_when_all_it_could_be_is_clear() -> None:
    assert states("femur_left", study("2020-01-01", ["femur_left"]), study("2020-07-01")) == [
        "new",
        "healed",
    ]


def test_a_study_of_a_limb_without_a_side_covers_neither_side_for_certain() -> None:
    sideless = study("2020-07-01", whole_body=False, covers=["femur"])
    assert states(FEMUR_SITE, study("2020-01-01", [FEMUR]), sideless) == ["new", "not_covered"]
    pelvis = study("2020-07-01", whole_body=False, covers=["pelvis"])
    assert states("ilium_left", study("2020-01-01", ["ilium_left"]), pelvis) == ["new", "healed"]


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (["present"], "present", "persistent"),
        (["doubtful"], "present", "uncertain"),
        (["present", "doubtful"], "present", "uncertain"),
        (["doubtful"], "clear", "clear"),
        (["present", "doubtful"], "clear", "healed"),
        (["healed"], "present", "recurred"),
        (["clear"], "present", "new"),
        (["present", "clear"], "present", "recurred"),
    ],
)
def test_what_a_doubtful_study_leaves_open(first: list[str], then: str, expected: str) -> None:
    words = [*first, then]
    studies = [study(f"202{i}-01-01", **{word: [T8]}) for i, word in enumerate(words)]
    keep = study("2029-01-01", [T8])  # so that the place is followed at all
    assert states(T8, *studies, keep)[len(first)] == expected


def test_a_normal_radiograph_never_says_that_an_mri_lesion_has_healed() -> None:
    film = study("2020-07-01", modality=Modality.RADIOGRAPH, covers=["thoracic_spine"])
    found = states(T8, study("2020-01-01", [T8]), film, study("2021-01-01", [T8]))
    assert found == ["new", "clear", "persistent"]


def test_what_a_radiograph_saw_is_not_new_on_mri_and_mri_can_say_it_is_gone() -> None:
    film = study("2020-01-01", [T8], modality=Modality.RADIOGRAPH)
    assert states(T8, film, study("2020-07-01", [T8])) == ["new", "persistent"]
    assert states(T8, film, study("2020-07-01")) == ["new", "healed"]


def test_what_is_visible_without_oedema_on_mri_is_healed() -> None:
    scar = study("2020-07-01", [lesion(T8, oedema=NO)])
    again = study("2021-01-01", [lesion(T8, oedema=YES)])
    assert states(T8, study("2020-01-01", [T8]), scar, again) == ["new", "healed", "recurred"]


def test_studies_of_the_same_day_do_not_precede_each_other() -> None:
    spine = study("2020-01-01", [T8], study_id="spine", whole_body=False)
    body = study("2020-01-01", [T8], study_id="body")
    assert states(T8, spine, body) == ["new", "new"]


@pytest.mark.parametrize(
    ("other", "expected"), [("2020", "uncertain"), ("2020-06", "uncertain"), ("2019", "persistent")]
)
def test_a_date_that_cannot_be_placed_leaves_the_state_open(other: str, expected: str) -> None:
    found = timeline(T8, study(other, [T8], study_id="vague"), study("2020-06-15", [T8]))
    assert {s.study: str(s.state) for s in found.states}["mri-2020-06-15"] == expected


def test_a_vague_date_does_no_harm_where_the_order_does_not_matter() -> None:
    found = timeline(T8, study("2019-01-01", [T8]), study("2020", [T8]), study("2020-06-15", [T8]))
    assert [str(state.state) for state in found.states] == ["new", "persistent", "persistent"]


def test_undated_studies_have_no_place_in_the_sequence() -> None:
    assert states(T8, study(None, [T8]), study("2020-01-01", [T8])) == ["new"]


def test_first_and_last_seen_are_the_studies_with_the_lesion() -> None:
    line = timeline(
        T8,
        study("2020-01-01"),
        study("2020-07-01", [T8]),
        study("2021-01-01", [T8]),
        study("2021-07-01"),
    )
    assert line.first_seen is not None
    assert line.last_seen is not None
    assert (str(line.first_seen.on), str(line.last_seen.on)) == ("2020-07-01", "2021-01-01")


def test_the_gravest_word_counts_when_one_site_is_listed_twice() -> None:
    twice = study("2020-01-01", ["femur_distal_metaphysis_left"], healed=["femur_distal_left"])
    assert states(FEMUR_SITE, twice) == ["new"]
