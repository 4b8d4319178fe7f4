"""A site keeps what a report left out; a group question then has three answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.anatomy import Side, Site, all_bone_units, all_sites, groups, is_site, resolve_site
from crmo.errors import InvalidValueError

SITES = st.sampled_from(list(all_sites().values()))
GROUPS = st.sampled_from(list(groups()))


@pytest.mark.parametrize(
    ("site_id", "n_units", "label"),
    [
        ("femur", 10, "thigh bone, part and side not stated"),
        ("femur_left", 5, "left thigh bone, part not stated"),
        ("femur_distal", 4, "thigh bone, distal end, part and side not stated"),
        ("femur_distal_left", 2, "left thigh bone, distal end, part not stated"),
        ("femur_distal_metaphysis", 2,
         "thigh bone, growth zone near the knee, side not stated"),
        ("clavicle_right", 3, "right collar bone, part not stated"),
        ("scapula", 2, "shoulder blade, side not stated"),
        ("rib_7", 2, "rib 7, side not stated"),
        ("rib_left", 12, "left rib, exact bone not stated"),
        ("foot_right", 15, "right foot, exact bone not stated"),
        ("thoracic_spine", 12, "chest spine (thoracic vertebrae), exact bone not stated"),
        ("pelvis", 12, "pelvis (with sacrum), exact bone and side not stated"),
        ("ankle_left", 6, "left ankle region, exact bone not stated"),
    ],
)  # fmt: skip
def test_a_partial_site_stands_for_every_unit_it_may_be(
    site_id: str, n_units: int, label: str
) -> None:
    site = resolve_site(site_id)
    assert (len(site.units), site.label) == (n_units, label)
    assert not site.is_unit
    assert site.unit is None


def test_a_bone_unit_is_a_site_with_one_candidate() -> None:
    for unit in all_bone_units():
        site = resolve_site(unit.id)
        assert site.is_unit
        assert site.unit == unit
        assert site.units == (unit,)
        assert site.side == unit.side


@pytest.mark.parametrize(
    ("site_id", "group_id", "expected"),
    [
        ("femur_distal_left", "metaphyseal", None),
        ("femur_distal_left", "metaphysis_or_epiphysis", True),
        ("femur_left", "carra_typical_sites", None),
        ("femur_left", "spine", False),
        ("clavicle", "carra_typical_sites", True),
        ("pelvis", "spine", None),
        ("vertebra_t8", "jansson_2009_sites", True),
    ],
)
def test_a_site_is_in_a_group_or_not_or_it_cannot_be_told(
    site_id: str, group_id: str, expected: bool | None
) -> None:
    assert resolve_site(site_id).is_in(group_id) is expected


@given(site=SITES, group_id=GROUPS)
def test_the_three_answers_agree_with_the_candidates(site: Site, group_id: str) -> None:
    answers = {group_id in unit.groups for unit in site.units}
    assert site.is_in(group_id) is (answers.pop() if len(answers) == 1 else None)


@given(site=SITES)
def test_a_sided_site_has_candidates_of_that_side_alone(site: Site) -> None:
    for side in (Side.LEFT, Side.RIGHT):
        if site.id.endswith(f"_{side}"):
            assert site.side is side
            assert site.label.startswith(f"{side} ")


def test_side_is_unknown_when_candidates_differ() -> None:
    assert resolve_site("femur").side is None
    assert resolve_site("femur_left").side is Side.LEFT
    assert resolve_site("thoracic_spine").side is Side.MIDLINE


def test_no_site_is_listed_twice_under_one_id() -> None:
    assert all(site_id == site.id for site_id, site in all_sites().items())


@pytest.mark.parametrize("wrong", ["", "femur distal left", "Femur_left", "leg_bone", "rib_13"])
def test_anything_else_is_not_a_site(wrong: str) -> None:
    assert not is_site(wrong)
    with pytest.raises(InvalidValueError, match="not a bone site"):
        resolve_site(wrong)


def test_the_error_names_the_nearest_ids() -> None:
    with pytest.raises(InvalidValueError) as caught:
        resolve_site("femur distl left")
    assert caught.value.todo.startswith("Nearest: femur_distal_left")
    assert caught.value.todo.endswith("List: crmo bones")


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="not a group"):
        resolve_site("femur").is_in("spnie")
