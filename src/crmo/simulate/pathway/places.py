"""What part of the body is X-rayed or scanned when a bone hurts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from crmo.anatomy import Side, all_bone_units, groups

# The first group that holds the bone is what a request form would name.
_REQUESTED = (
    "knee", "ankle", "hip", "shoulder", "elbow", "wrist", "foot", "hand", "jaw", "skull",
    "thoracic_spine", "lumbar_spine", "cervical_spine", "pelvis", "anterior_chest_wall", "rib",
)  # fmt: skip


@cache
def requested_sites() -> Mapping[str, str]:
    """Return for each bone unit the site that a radiograph or MRI of it is requested for.

    A shaft is requested by its bone; spine, pelvis, chest and head are taken whole, limbs by side.
    """
    return MappingProxyType({unit.id: _requested(unit.id) for unit in all_bone_units()})


def _requested(unit_id: str) -> str:
    unit = next(unit for unit in all_bone_units() if unit.id == unit_id)
    for group in _REQUESTED:
        if group in unit.groups:
            is_limb = {member.side for member in groups()[group].units} == {Side.LEFT, Side.RIGHT}
            return f"{group}_{unit.side}" if is_limb and group not in ("jaw", "rib") else group
    return unit.bone if unit.side is Side.MIDLINE else f"{unit.bone}_{unit.side}"
