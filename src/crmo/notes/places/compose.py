"""From what was said of a place to the ids of its sites."""

from __future__ import annotations

from functools import cache

from crmo.anatomy import groups
from crmo.anatomy.site import all_sites
from crmo.notes.places.tokens import NUMBERED, SPINES
from crmo.notes.vocabulary import site_units

# A side that stands alone before these is not meant for them ("left femur and pelvis").
NOT_SIDED_BY_NEIGHBOURS = frozenset(
    {"pelvis", "skull", "neurocranium", "face", "jaw", "mandible", "maxilla", "anterior_chest_wall",
     "axial", "appendicular", "hip_bone", "rib", "spine"}
)  # fmt: skip
_OF_CLAVICLE = {"proximal": "medial", "distal": "lateral"}


@cache
def base_of(meaning: str) -> str:
    """Return the bone or group that a phrase of anatomy means, without its parts."""
    return meaning.split(" ", 1)[0]


@cache
def parts_of(meaning: str) -> tuple[str, ...]:
    """Return the parts, numbers or levels that a phrase of anatomy means beside the bone."""
    return tuple(meaning.split(" ")[1:])


@cache
def is_lateral(base: str) -> bool:
    """Whether a bone or group has a left and a right one."""
    return any(site_id.endswith("_left") for site_id in _with_base(base))


@cache
def _with_base(base: str) -> tuple[str, ...]:
    return tuple(each for each in all_sites() if each == base or each.startswith(f"{base}_"))


@cache
def site_id(base: str, number: int, end: str, segment: str, side: str) -> str | None:
    """Return the most exact site that fits, or None.

    Args:
        base: bone or group (`femur`, `rib`, `knee`).
        number: of a rib, ray or vertebra; 0 if none was told.
        end: `proximal`, `distal`, `medial`, `lateral` or empty.
        segment: `epiphysis`, `metaphysis`, `shaft` or empty.
        side: `left`, `right` or empty.
    """
    if number and base in SPINES:
        letter, count = SPINES[base]
        return f"vertebra_{letter}{number}" if number <= count else None
    if base == "sacrum" and side:
        return f"sacral_ala_{side}"
    if base == "clavicle":
        end = _OF_CLAVICLE.get(end, end)
    elif end in ("medial", "lateral"):
        end = ""
    bone = f"{base}_{number}" if number and base in NUMBERED else base
    for part in _parts(bone, end, segment):
        for sided in (f"{bone}{part}_{side}", f"{bone}{part}") if side else (f"{bone}{part}",):
            if sided in all_sites():
                return sided
    return None


def _parts(bone: str, end: str, segment: str) -> tuple[str, ...]:
    """Return the endings that may follow the bone in an id, the most exact first."""
    if segment == "shaft":
        return "_diaphysis", "_shaft", ""
    if end and segment and bone != "clavicle":
        return f"_{end}_{segment}", f"_{end}", ""
    return (f"_{end}", "") if end else ("",)


def _is_site(base: str) -> bool:
    return base in all_sites() or base in groups()


@cache
def is_inside(inner: str, outer: str) -> bool:
    """Whether one site lies wholly within another, wider one.

    A word that names no site by itself ("vertebra" without a level) lies in none.
    """
    if inner == outer or not all(
        site in all_sites() or site in groups() for site in (inner, outer)
    ):
        return False
    return site_units(inner) < site_units(outer)


@cache
def base_of_site(site: str) -> frozenset[str]:
    """Return the bones of a site, without their sides and parts."""
    return frozenset(unit.bone for unit in all_sites()[site].units)


@cache
def region_of(base: str) -> frozenset[str]:
    """Return the regions of the body that a bone or group lies in; arm and hand are one."""
    site = all_sites().get(base) or all_sites()[_with_base(base)[0]]
    return frozenset(_REGIONS.get(unit.region, unit.region) for unit in site.units)


_REGIONS = {"hand": "arm", "foot": "leg"}
