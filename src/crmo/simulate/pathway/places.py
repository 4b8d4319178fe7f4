"""What part of the body is X-rayed or scanned when a bone hurts, and what a needle can reach."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from crmo.anatomy import Side, all_bone_units, bone_units_by_id, groups, resolve_site

# The first group that holds the bone is what a request form would name.
_REQUESTED = (
    "knee", "ankle", "hip", "shoulder", "elbow", "wrist", "foot", "hand", "jaw", "skull",
    "thoracic_spine", "lumbar_spine", "cervical_spine", "pelvis", "anterior_chest_wall", "rib",
)  # fmt: skip
_LEGS = frozenset({"leg", "foot"})


@cache
def requested_sites() -> Mapping[str, str]:
    """Return for each bone unit the site that a radiograph or MRI of it is requested for.

    A shaft is requested by its bone; spine, pelvis, chest and head are taken whole, limbs by side.
    """
    return MappingProxyType({unit.id: _requested(unit.id) for unit in all_bone_units()})


@cache
def covered(site: str) -> frozenset[str]:
    """Return the bone units in a picture of a site, and the site itself."""
    return frozenset((site, *(unit.id for unit in resolve_site(site).units)))


@cache
def is_in_leg(site: str) -> bool:
    """Whether a bone unit or partial site belongs to a leg or foot."""
    return any(unit.region in _LEGS for unit in resolve_site(site).units)


def reach(site: str, by_place: Mapping[str, float]) -> float:
    """Return how readily a place is biopsied: that of the first group it is in, else 1.

    Args:
        site: bone unit or partial site.
        by_place: group of bones -> factor.
    """
    groups_of_site = _groups_of(site)
    return next((factor for group, factor in by_place.items() if group in groups_of_site), 1.0)


@cache
def _groups_of(site: str) -> frozenset[str]:
    unit = bone_units_by_id().get(site)
    return frozenset() if unit is None else frozenset(unit.groups)


def _requested(unit_id: str) -> str:
    unit = bone_units_by_id()[unit_id]
    for group in _REQUESTED:
        if group in unit.groups:
            is_limb = {member.side for member in groups()[group].units} == {Side.LEFT, Side.RIGHT}
            return f"{group}_{unit.side}" if is_limb and group not in ("jaw", "rib") else group
    return unit.bone if unit.side is Side.MIDLINE else f"{unit.bone}_{unit.side}"
