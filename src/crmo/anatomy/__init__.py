"""The bone units of a growing skeleton, their groups, the words for them, and the body map."""

from crmo.anatomy.bone_unit import BoneUnit, Side
from crmo.anatomy.search import Place, read_place, search
from crmo.anatomy.site import Site, all_sites, bone_unit, is_site, resolve_site
from crmo.anatomy.skeleton import (
    BoneGroup,
    all_bone_units,
    bone_units_by_id,
    groups,
    mirror,
    regions,
)

__all__ = [
    "BoneGroup",
    "BoneUnit",
    "Place",
    "Side",
    "Site",
    "all_bone_units",
    "all_sites",
    "bone_unit",
    "bone_units_by_id",
    "groups",
    "is_site",
    "mirror",
    "read_place",
    "regions",
    "resolve_site",
    "search",
]
