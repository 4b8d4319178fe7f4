"""Counts, spread, silence and the single focus."""

from __future__ import annotations

import math

import pytest
from tests.assess.longitudinal.children import NO, YES, child, facts, lesion, study, the

from crmo.assess.assessment import Assessment
from crmo.assess.lesions import compare_studies
from crmo.assess.lesions.counts import study_count
from crmo.assess.lesions.overview import lesions_from
from crmo.assess.lesions.timeline import views_in_order
from crmo.errors import InvalidValueError
from crmo.record import ImagingStudy, Interval, Modality

T8, T10 = "vertebra_t8", "vertebra_t10"
TIBIAS = ["tibia_distal_metaphysis_left", "tibia_distal_metaphysis_right"]
CLAVICLE = "clavicle_medial_right"


def answer(rule: str, *studies: ImagingStudy, on: str = "2025-01-01") -> Assessment:
    return the(lesions_from(facts(child(*studies), on)), rule)


def n_lesions(one: ImagingStudy) -> Interval:
    (view,) = views_in_order([one])
    return study_count(view).present


def test_a_whole_body_study_with_a_clear_rest_gives_an_exact_count() -> None:
    assert n_lesions(study("2020-01-01", [T8, *TIBIAS])) == Interval(3, 3)


def test_doubtful_lesions_widen_the_count() -> None:
    assert n_lesions(study("2020-01-01", [T8], doubtful=[T10])) == Interval(1, 2)


@pytest.mark.parametrize("more", [{"whole_body": False}, {"rest_is_clear": False}])
def test_a_count_is_open_upwards_when_not_all_was_looked_at(more: dict[str, bool]) -> None:
    assert n_lesions(study("2020-01-01", [T8], **more)) == Interval(1, math.inf)


def test_one_lesion_site_counts_once() -> None:
    both = ["femur_distal_metaphysis_left", "femur_distal_epiphysis_left"]
    assert n_lesions(study("2020-01-01", both)) == Interval(1, 1)


def test_a_vague_place_that_may_be_a_listed_one_widens_the_count() -> None:
    assert n_lesions(study("2020-01-01", ["calcaneus_left", "foot_left"])) == Interval(1, 2)
    assert n_lesions(study("2020-01-01", ["calcaneus_right", "foot_left"])) == Interval(2, 2)


def test_lesions_without_oedema_are_not_counted_on_mri() -> None:
    assert n_lesions(study("2020-01-01", [lesion(T8, oedema=NO), T10])) == Interval(1, 1)
    film = study("2020-01-01", [lesion(T8, oedema=NO)], modality=Modality.RADIOGRAPH)
    assert n_lesions(film).low == 1


def test_over_time_is_met_while_some_place_is_active_on_its_latest_mri() -> None:
    found = answer("lesions_over_time", study("2020-01-01", [T8]))
    assert found.verdict == "met"
    assert found.value == Interval(1, 1)
    assert "chest vertebra T8" in found.summary


def test_over_time_is_not_met_when_all_is_clear() -> None:
    found = answer("lesions_over_time", study("2020-01-01", [T8]), study("2020-07-01"))
    assert found.verdict == "not_met"
    assert found.value == Interval(0, 0)


def test_over_time_keeps_a_lesion_that_a_later_regional_study_did_not_look_at() -> None:
    foot = study("2020-07-01", whole_body=False, covers=["foot_left"])
    assert answer("lesions_over_time", study("2020-01-01", [T8]), foot).verdict == "met"


@pytest.mark.parametrize(
    "studies",
    [
        [],
        [study("2020-01-01", [T8], modality=Modality.RADIOGRAPH)],
        [study("2020-01-01", doubtful=[T8])],
    ],
)
def test_over_time_cannot_tell_without_a_definite_mri(studies: list[ImagingStudy]) -> None:
    assert answer("lesions_over_time", *studies).verdict == "cannot_tell"


def test_studies_after_the_day_are_not_seen() -> None:
    pair = [study("2020-01-01", [T8]), study("2020-07-01")]
    assert answer("lesions_over_time", *pair, on="2020-06-30").verdict == "met"
    assert answer("lesions_over_time", *pair, on="2020-07-01").verdict == "not_met"


def test_undated_studies_are_told_in_a_caution() -> None:
    found = answer("lesions_over_time", study(None, [T8]), study("2020-01-01", [T10]))
    assert "1 study without a date" in found.cautions[-1]


def test_details_hold_every_place_with_its_state_in_every_study() -> None:
    found = answer(
        "lesions_over_time", study("2020-01-01", [lesion(T8, size_mm=9)]), study("2020-07-01")
    )
    (place,) = found.details["places"]  # type: ignore[misc]
    assert (place["id"], place["units"], place["now"]) == (T8, (T8,), "healed")
    assert (place["first_seen"], place["last_seen"]) == ("2020-01-01", "2020-01-01")
    assert [s["state"] for s in place["states"]] == ["new", "healed"]
    assert [s["size_mm"] for s in place["states"]] == [9, None]
    counts = [s["lesions"] for s in found.details["studies"]]  # type: ignore[union-attr]
    assert counts == [(1, 1), (0, 0)]


@pytest.mark.parametrize(
    ("present", "verdict"), [([T8], "not_met"), ([T8, T10], "met"), ([T8, *TIBIAS], "met")]
)
def test_multifocal_begins_at_two_places(present: list[str], verdict: str) -> None:
    assert answer("multifocal", study("2020-01-01", present)).verdict == verdict


def test_one_place_is_not_unifocal_until_the_whole_skeleton_was_seen() -> None:
    spine = study("2020-01-01", [T8], whole_body=False)
    found = answer("multifocal", spine)
    assert found.verdict == "cannot_tell"
    assert found.missing[0].fact == "whole_body_mri"
    assert found.missing[0].could_change(found.verdict)


def test_multifocal_counts_places_over_time() -> None:
    assert (
        answer("multifocal", study("2020-01-01", [T8]), study("2021-01-01", [T10])).verdict == "met"
    )


def test_symmetric_needs_the_same_piece_on_both_sides() -> None:
    found = answer("symmetric_lesions", study("2020-01-01", TIBIAS))
    assert found.verdict == "met"
    assert found.details["pairs"] == (("tibia_distal_left", "tibia_distal_right"),)
    other = ["tibia_distal_metaphysis_left", "tibia_proximal_metaphysis_right"]
    assert answer("symmetric_lesions", study("2020-01-01", other)).verdict == "not_met"


def test_symmetric_cannot_be_told_from_a_side_left_out_or_a_part_of_the_body() -> None:
    sideless = ["tibia_distal_metaphysis_left", "tibia_distal"]
    assert answer("symmetric_lesions", study("2020-01-01", sideless)).verdict == "cannot_tell"
    part = study("2020-01-01", TIBIAS[:1], whole_body=False)
    assert answer("symmetric_lesions", part).verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("rule", "present", "verdict"),
    [
        ("pattern_tibio_appendicular", [TIBIAS[0], "calcaneus_left"], "met"),
        ("pattern_tibio_appendicular", [TIBIAS[0]], "not_met"),
        ("pattern_tibio_appendicular", [TIBIAS[0], T8], "not_met"),
        ("pattern_tibio_appendicular", ["calcaneus_left", T8], "not_met"),
        ("pattern_clavicle_and_tibia", [CLAVICLE, TIBIAS[0]], "met"),
        ("pattern_clavicle_and_tibia", [CLAVICLE], "not_met"),
        ("pattern_claviculo_spinal", [CLAVICLE, T8], "cannot_tell"),
        ("pattern_claviculo_spinal", [CLAVICLE], "not_met"),
    ],
)
def test_patterns(rule: str, present: list[str], verdict: str) -> None:
    assert answer(rule, study("2020-01-01", present)).verdict == verdict


def test_a_pattern_cannot_be_denied_from_a_part_of_the_body() -> None:
    part = study("2020-01-01", [CLAVICLE], whole_body=False)
    assert answer("pattern_clavicle_and_tibia", part).verdict == "cannot_tell"


def test_silent_is_active_on_mri_and_said_to_be_quiet() -> None:
    found = answer(
        "silent_lesions", study("2020-01-01", [lesion(T8, hurts=NO), lesion(T10, hurts=YES)])
    )
    assert found.verdict == "met"
    assert found.details["places"] == (T8,)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [([lesion(T8, hurts=YES)], "not_met"), ([lesion(T8)], "cannot_tell"), ([], "not_met")],
)
def test_unknown_activity_is_not_silence(seen: list[object], verdict: str) -> None:
    assert answer("silent_lesions", study("2020-01-01", seen)).verdict == verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("present", "verdict"),
    [
        (["calcaneus_left"], "met"),
        (["femur_distal_metaphysis_left"], "met"),
        (["ilium_left"], "met"),
        (["foot"], "met"),
        ([T8], "not_met"),
        ([CLAVICLE], "not_met"),
        (["calcaneus_left", "ilium_left"], "not_met"),
        ([], "not_met"),
    ],
)
def test_a_single_focus_where_healthy_children_have_them(present: list[str], verdict: str) -> None:
    quiet = [lesion(site, hurts=NO) for site in present]
    found = answer("single_focus_in_healthy_sites", study("2020-01-01", quiet))
    assert found.verdict == verdict
    assert ("59 %" in found.summary) == (verdict == "met")
    assert ("30 %" in found.summary) == (verdict == "met")


def test_the_single_focus_is_that_of_the_latest_mri() -> None:
    pair = [study("2020-01-01", ["calcaneus_left"]), study("2021-01-01", [T8, T10])]
    assert answer("single_focus_in_healthy_sites", *pair).verdict == "not_met"
    assert answer("single_focus_in_healthy_sites").verdict == "cannot_tell"


# two studies side by side ---------------------------------------------------------------------


def compared(a: ImagingStudy, b: ImagingStudy) -> dict[str, str]:
    found = compare_studies(child(a, b), a.id, b.id)
    return {change.place.id: str(change.change) for change in found.changes}


def test_two_studies_are_compared_place_by_place() -> None:
    a = study("2020-01-01", [T8, CLAVICLE], healed=["ilium_left"])
    b = study("2021-01-01", [T8, T10, "ilium_left"], clear=["calcaneus_left"])
    assert compared(a, b) == {
        "calcaneus_left": "clear",
        CLAVICLE: "healed",
        "ilium_left": "recurred",
        T10: "new",
        T8: "persistent",
    }


def test_the_order_of_asking_does_not_matter() -> None:
    a, b = study("2020-01-01", [T8]), study("2021-01-01")
    record = child(a, b)
    assert compare_studies(record, a.id, b.id) == compare_studies(record, b.id, a.id)
    assert compare_studies(record, b.id, a.id).earlier == a.id


def test_dates_that_overlap_leave_the_order_as_asked() -> None:
    a, b = study("2020", [T8], study_id="a"), study("2020-06-01", study_id="b")
    found = compare_studies(child(a, b), "b", "a")
    assert (found.earlier, found.order_is_known) == ("b", False)


def test_what_one_of_them_did_not_look_at_is_not_compared() -> None:
    foot = study("2021-01-01", ["calcaneus_left"], whole_body=False)
    assert compared(study("2020-01-01", [T8]), foot)[T8] == "not_covered"


def test_a_radiograph_does_not_answer_an_mri() -> None:
    film = study("2021-01-01", modality=Modality.RADIOGRAPH)
    assert compared(study("2020-01-01", [T8]), film) == {T8: "uncertain"}


def test_a_study_that_is_not_there_is_refused() -> None:
    a = study("2020-01-01", [T8])
    with pytest.raises(InvalidValueError, match="not an imaging study"):
        compare_studies(child(a), a.id, "nothing")


def test_what_was_healed_already_on_the_first_did_not_heal_between_the_two() -> None:
    a = study("2020-01-01", [T8], healed=[CLAVICLE])
    b = study("2021-01-01", healed=[CLAVICLE])
    assert compared(a, b) == {CLAVICLE: "clear", T8: "healed"}
