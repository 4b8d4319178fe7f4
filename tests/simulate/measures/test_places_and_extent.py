"""Where lesions are and how many, as radiologists and doctors count them at the diagnosis."""

from __future__ import annotations

import pytest
from tests.simulate.measures.made import (
    ANKLE,
    COLLAR_BONE,
    DIAGNOSED,
    KNEE,
    OTHER_KNEE,
    THIGH,
    VERTEBRA,
    bout,
    child,
)

from crmo.simulate.measures import measures

EPIPHYSIS = "tibia_proximal_epiphysis_left"


def measured(name: str, *children: object) -> float:
    """Return the value of a measure."""
    return measures()[name](children).value  # type: ignore[arg-type]


def test_a_bone_counts_once_however_many_of_its_parts_are_active() -> None:
    assert measured("mri_tibia", child(bout(KNEE), bout(ANKLE)), child(bout(THIGH))) == 0.5


def test_a_lesion_that_healed_before_the_diagnosis_is_not_on_the_scan() -> None:
    healed = child(bout(KNEE, last=DIAGNOSED - 1))
    on_its_last_day = child(bout(KNEE, last=DIAGNOSED))
    assert measured("mri_tibia", healed) == 0
    assert measured("mri_tibia", on_its_last_day) == 1


def test_a_silent_lesion_is_on_mri_and_not_found_by_examination() -> None:
    silent = child(bout(KNEE, felt=False))
    assert measured("mri_tibia", silent) == 1
    assert measured("clinical_tibia", silent) == 0


def test_what_crosses_a_growth_plate_is_one_lesion() -> None:
    crossing = child(bout(KNEE), bout(EPIPHYSIS), bout(THIGH))
    assert measured("mri_count_mean", crossing) == 2
    assert measured("lesions_metaphyseal", crossing) == pytest.approx(2 / 3)
    assert measured("lesions_in_proximal_tibia", crossing) == 0.5


def test_on_the_map_of_lesions_both_sides_of_a_growth_plate_count() -> None:
    assert measured("lesions_in_tibia", child(bout(KNEE), bout(EPIPHYSIS), bout(THIGH))) == (
        pytest.approx(2 / 3)
    )


def test_children_without_a_lesion_are_in_no_imaging_series() -> None:
    assert measured("mri_count_mean", child(), child(bout(KNEE))) == 1


def test_unifocal_differs_between_scan_and_examination() -> None:
    one_hurts = child(bout(KNEE), bout(THIGH, felt=False))
    assert measured("mri_unifocal", one_hurts) == 0
    assert measured("clinical_unifocal", one_hurts) == 1
    assert measured("silent_lesions", one_hurts) == 0.5


def test_the_mean_of_several_places_leaves_single_ones_out() -> None:
    children = (child(bout(KNEE)), child(bout(KNEE), bout(THIGH), bout(VERTEBRA)))
    assert measured("clinical_count_if_several", *children) == 3
    assert measured("clinical_count_mean", *children) == 2


def test_symmetric_is_the_same_place_on_both_sides_and_never_the_midline() -> None:
    assert measured("mri_symmetric", child(bout(KNEE), bout(OTHER_KNEE))) == 1
    assert measured("mri_symmetric", child(bout(KNEE), bout(ANKLE))) == 0
    assert measured("mri_symmetric", child(bout(VERTEBRA), bout("vertebra_t9"))) == 0


@pytest.mark.parametrize(
    ("units", "pattern"),
    [
        ((KNEE, THIGH), "tibia_without_clavicle"),
        ((COLLAR_BONE, VERTEBRA), "clavicle_without_tibia"),
        ((KNEE, COLLAR_BONE), "clavicle_and_tibia"),
        ((THIGH,), None),
    ],
)
def test_patterns_are_told_by_the_bones(units: tuple[str, ...], pattern: str | None) -> None:
    one = child(*(bout(unit) for unit in units))
    names = ("tibia_without_clavicle", "clavicle_without_tibia", "clavicle_and_tibia")
    assert [name for name in names if measured(name, one)] == ([pattern] if pattern else [])


def test_lesions_of_one_child_are_weighed_together_not_child_by_child() -> None:
    many = child(bout(KNEE), bout(THIGH), bout(VERTEBRA))
    few = child(bout(ANKLE))
    assert measured("lesions_in_tibia", many, few) == 0.5
    assert measured("lesions_in_distal_tibia", many, few) == 0.25


def test_an_undiagnosed_child_and_a_child_with_something_else_do_not_count() -> None:
    undiagnosed = child(bout(KNEE), beliefs=())
    other = child(bout(KNEE), kind="leukaemia")
    too_late = child(bout(KNEE), until=DIAGNOSED - 1)
    found = measures()["mri_tibia"]((undiagnosed, other, too_late))
    assert found.n == 0
    assert found.value != found.value  # not a number: nobody counted
