"""Bright spots of healthy children, beside the 196 volunteers."""

from __future__ import annotations

import numpy as np
import pytest
from tests.simulate.others.block import parameters

from crmo.anatomy import bone_unit, bone_units_by_id
from crmo.simulate.incidental import MOST_AXIAL, MOST_LIMB, incidental_spots

N = 6000
NUMBERS = np.arange(N, dtype=np.uint64)
TEN_YEARS = np.full(N, 3652)
ARMS_AND_LEGS = {"upper_extremity", "lower_extremity"}


def in_limb(unit: str) -> bool:
    return bool(ARMS_AND_LEGS & bone_unit(unit).groups)


SPOTS = incidental_spots(NUMBERS, TEN_YEARS, 3, parameters())


def test_limb_and_axial_shares_are_the_published_ones() -> None:
    """Zadig 2022: 58.8 % limb; von Brandis 2022: 29.6 % axial."""
    limb = np.mean([any(map(in_limb, spots)) for spots in SPOTS])
    axial = np.mean([not all(map(in_limb, spots)) for spots in SPOTS])
    assert limb == pytest.approx(0.588, abs=3 * (0.588 * 0.412 / N) ** 0.5)
    assert axial == pytest.approx(0.296, abs=3 * (0.296 * 0.704 / N) ** 0.5)


def test_most_axial_spots_lie_in_the_pelvis() -> None:
    """Von Brandis 2022: 54 of 75."""
    axial = [unit for spots in SPOTS for unit in spots if not in_limb(unit)]
    pelvic = np.mean(["pelvis" in bone_unit(unit).groups for unit in axial])
    assert pelvic == pytest.approx(0.72, abs=0.03)


def test_hand_shoulder_feet_and_knees_lead_in_the_limbs() -> None:
    limb = [bone_unit(unit) for spots in SPOTS for unit in spots if in_limb(unit)]
    named = {"hand", "foot", "knee", "ankle", "shoulder"}
    assert all(named & unit.groups for unit in limb)
    legs = np.mean(["lower_extremity" in unit.groups for unit in limb])
    assert legs == pytest.approx(340 / 419, abs=0.04)


def test_mean_number_is_a_little_below_the_published_one() -> None:
    """Two spots in one bone unit are one here: 3.64 published, a little less drawn."""
    counts = [sum(map(in_limb, spots)) for spots in SPOTS]
    assert 3.0 < np.mean([count for count in counts if count]) < 3.65


def test_spots_are_a_trait_of_the_child() -> None:
    again = incidental_spots(NUMBERS[50:60], TEN_YEARS[50:60] + 2000, 3, parameters())
    assert again == SPOTS[50:60]


def test_ids_are_bone_units_from_head_to_toe_none_twice() -> None:
    order = {unit: place for place, unit in enumerate(bone_units_by_id())}
    for spots in SPOTS:
        places = [order[unit] for unit in spots]
        assert places == sorted(set(places))
        assert len(spots) <= MOST_AXIAL + MOST_LIMB


def test_below_five_years_the_assumption_alone_decides() -> None:
    none_below = parameters().changed("incidental", "below_five_factor", 0.0)
    toddlers = incidental_spots(NUMBERS, np.full(N, 1000), 3, none_below)
    assert set(toddlers) == {()}
    assert incidental_spots(NUMBERS, TEN_YEARS, 3, none_below) == SPOTS


def test_more_children_with_spots_keep_those_that_had_them() -> None:
    more = parameters().changed("incidental", "axial_share", 0.6)
    for few, many in zip(SPOTS, incidental_spots(NUMBERS, TEN_YEARS, 3, more), strict=True):
        assert set(few) <= set(many)
