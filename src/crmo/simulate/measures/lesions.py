"""Which lesions a child has on a day: on a whole-body MRI, and on examination.

A lesion is counted by its lesion site, as radiologists count: what crosses a growth plate is one.
"""

from __future__ import annotations

from functools import cache

from crmo.anatomy import bone_units_by_id, groups
from crmo.simulate.child import Bout, VirtualChild


def active(child: VirtualChild, day: int) -> list[Bout]:
    """Return the bouts that a whole-body MRI would show on a day."""
    return [bout for bout in child.bouts if bout.is_active_on(day)]


def units_on_mri(child: VirtualChild, day: int) -> set[str]:
    """Return the bone units with an active lesion on a day."""
    return {bout.bone_unit for bout in active(child, day)}


def sites_on_mri(child: VirtualChild, day: int) -> set[str]:
    """Return the lesion sites that a whole-body MRI would show on a day."""
    return {site_of(bout.bone_unit) for bout in active(child, day)}


def felt_units(child: VirtualChild, day: int) -> set[str]:
    """Return the bone units with a lesion that hurts or swells on a day."""
    return {bout.bone_unit for bout in active(child, day) if bout.is_felt}


def felt_sites(child: VirtualChild, day: int) -> set[str]:
    """Return the lesion sites that hurt or swell on a day."""
    return {site_of(unit) for unit in felt_units(child, day)}


@cache
def site_of(unit: str) -> str:
    """Return the lesion site of a bone unit."""
    return bone_units_by_id()[unit].lesion_site


@cache
def members(group: str) -> frozenset[str]:
    """Return the bone units of a group, a bone (`tibia`), or a kind (`tibia_distal_metaphysis`)."""
    if group in groups():
        return frozenset(unit.id for unit in groups()[group].units)
    return frozenset(
        unit.id for unit in bone_units_by_id().values() if group in (unit.bone, unit.kind)
    )


@cache
def sites_of(group: str) -> frozenset[str]:
    """Return the lesion sites of a group, a bone, or a kind of bone unit."""
    return frozenset(site_of(unit) for unit in members(group))
