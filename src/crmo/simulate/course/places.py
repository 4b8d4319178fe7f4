"""What the course needs to know of each bone unit, as arrays over `BONE_UNITS`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crmo.anatomy import all_bone_units, groups
from crmo.anatomy.bone_unit import BoneUnit, Side
from crmo.simulate.chance import Floats

# Six regions, as a study of second-line treatment counted them (nowicki_2025).
_REGION = {
    "head": 0, "chest": 1, "arm": 2, "hand": 2, "leg": 3, "foot": 3, "spine": 4, "pelvis": 5,
}  # fmt: skip
N_REGIONS = 6


@cache
def regions_of_units() -> NDArray[np.int8]:
    """Return the number, 0 to 5, of the body region of each bone unit."""
    return np.array([_REGION[unit.region] for unit in all_bone_units()], dtype=np.int8)


@cache
def kinds_of_units() -> NDArray[np.int16]:
    """Return a number for each bone unit that its mirror image shares and no other."""
    kinds = {kind: n for n, kind in enumerate(dict.fromkeys(u.kind for u in all_bone_units()))}
    return np.array([kinds[unit.kind] for unit in all_bone_units()], dtype=np.int16)


@cache
def are_in(group: str) -> NDArray[np.bool_]:
    """Return for each bone unit whether it belongs to a group of the anatomy.

    Raises:
        KeyError: there is no such group and no such bone.
    """
    if group not in groups():
        found = np.array([unit.bone == group for unit in all_bone_units()])
        if not found.any():
            raise KeyError(group)
        return found
    return np.array([group in unit.groups for unit in all_bone_units()])


def factors(by_group: Mapping[str, float]) -> Floats:
    """Return one factor per bone unit: that of the first group named that it is in, else 1."""
    made = np.ones(len(all_bone_units()))
    for group, factor in reversed(list(by_group.items())):
        made[are_in(group)] = factor
    return made


@cache
def leg_sides() -> NDArray[np.int8]:
    """Return -1 for a growing end of a left leg's long bone, 1 for a right one, else 0."""
    return np.array([_leg_side(unit) for unit in all_bone_units()], dtype=np.int8)


def _leg_side(unit: BoneUnit) -> int:
    grows = unit.segment is not None and unit.segment.endswith(("metaphysis", "epiphysis"))
    if unit.bone not in {"femur", "tibia"} or not grows:
        return 0
    return -1 if unit.side is Side.LEFT else 1
