from __future__ import annotations

import numpy as np
import pytest
from tests.simulate.onset.blocks import (
    affected,
    changed,
    drawn,
    has,
    many,
    members,
    mirrored,
    nature,
)

from crmo.anatomy import bone_units_by_id
from crmo.errors import KnowledgeError
from crmo.simulate.onset import BONE_UNITS, NO_UNIT, PATTERNS, SLOTS


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def test_every_lesion_lies_in_a_bone_that_exists() -> None:
    units = many().unit
    assert units.min() >= NO_UNIT
    assert units.max() < len(BONE_UNITS)
    assert set(BONE_UNITS) == set(bone_units_by_id())


def test_no_bone_is_struck_twice_and_empty_slots_come_last() -> None:
    for row in many().unit[:500].tolist():
        places = [unit for unit in row if unit != NO_UNIT]
        assert len(set(places)) == len(places)
        assert row[: len(places)] == places


def test_lesions_of_the_beginning_all_have_a_bone() -> None:
    onset = many()
    assert onset.n_at_onset.min() >= 1
    assert (onset.n_at_onset <= (onset.unit != NO_UNIT).sum(axis=1)).all()
    assert onset.units_of(0) == tuple(
        BONE_UNITS[unit] for unit in onset.unit[0, : onset.n_at_onset[0]]
    )


def test_the_brain_skull_is_never_affected() -> None:
    assert not np.isin(many().unit, members("neurocranium")).any()


def test_hands_and_ribs_are_rare() -> None:
    onset = many()
    for site in ("hand", "rib", "scapula"):
        assert has(onset, site).mean() < 0.15


def test_collar_bone_and_leg_avoid_one_another() -> None:
    onset = many()
    assert correlation(has(onset, "clavicle"), has(onset, "lower_extremity")) < -0.2
    felt = has(onset, "clavicle", only_felt=True), has(onset, "lower_extremity", only_felt=True)
    assert correlation(*felt) < -0.2


def test_without_patterns_collar_bone_and_leg_would_not_avoid_one_another() -> None:
    alike = changed("patterns", "pattern_factors", {name: {} for name in PATTERNS})
    alike = alike.changed("patterns", "surely_involved", {})
    alike = alike.changed("patterns", "lesion_median", dict.fromkeys(PATTERNS, 8.0))
    alike = alike.changed("patterns", "lesion_spread", dict.fromkeys(PATTERNS, 0.6))
    onset = drawn(1500, parameters=alike)
    assert correlation(has(onset, "clavicle"), has(onset, "lower_extremity")) > -0.1


@pytest.mark.parametrize(
    ("pattern", "sites"),
    [("clavicle_and_tibia", ("clavicle", "tibia")), ("jaw", ("mandible",))],
)
def test_a_pattern_has_the_bones_of_its_name(pattern: str, sites: tuple[str, ...]) -> None:
    onset = many()
    children = onset.pattern == PATTERNS.index(pattern)
    assert children.any()
    for site in sites:
        assert has(onset, site)[children].all()


def test_the_unifocal_pattern_has_one_place() -> None:
    onset = many()
    assert (onset.n_at_onset[onset.pattern == PATTERNS.index("unifocal")] == 1).all()


def test_vertebrae_come_in_runs_and_thoracic_most() -> None:
    found = affected(many())
    spine = found[:, members("vertebral")]
    neighbours = (spine[:, 1:] & spine[:, :-1]).sum()
    apart = (spine[:, 3:] & spine[:, :-3]).sum()
    assert neighbours > 1.3 * apart
    assert found[:, members("thoracic_spine")].sum() > 0.5 * spine.sum()


def test_at_least_one_place_of_the_beginning_is_felt_and_none_of_the_queue() -> None:
    onset = many()
    at_first = np.arange(SLOTS) < onset.n_at_onset[:, None]
    assert (onset.is_felt & at_first).any(axis=1).all()
    assert not (onset.is_felt & ~at_first).any()


def test_more_bound_pairs_make_more_symmetric_children() -> None:
    more = drawn(1500, parameters=changed("patterns", "symmetric_children", 1.0))
    fewer = drawn(1500, parameters=changed("patterns", "symmetric_children", 0.0))
    assert mirrored(more).mean() > mirrored(fewer).mean() + 0.12


def test_a_heavier_bone_is_affected_more_often() -> None:
    weights = dict(drawn_weights())
    heavier = drawn(1500, parameters=changed("patterns", "bone_weights", {**weights, "rib": 3.0}))
    assert has(heavier, "rib").mean() > has(drawn(1500), "rib").mean() + 0.2


def test_a_bone_without_weight_is_never_affected() -> None:
    weights = {site: weight for site, weight in drawn_weights().items() if site != "patella"}
    without = drawn(1500, parameters=changed("patterns", "bone_weights", weights))
    assert not np.isin(without.unit, members("patella")).any()


def test_larger_medians_make_more_places() -> None:
    medians = dict.fromkeys(PATTERNS, 15.0)
    more = drawn(1500, parameters=changed("patterns", "lesion_median", medians))
    assert more.n_at_onset.mean() > drawn(1500).n_at_onset.mean() + 3


def test_a_weight_for_what_is_no_bone_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="not a bone"):
        drawn(1, parameters=changed("patterns", "bone_weights", {"wing": 1.0}))


def drawn_weights() -> dict[str, float]:

    return dict(nature().values["patterns"]["bone_weights"])
