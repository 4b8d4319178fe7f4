"""When and where lesions are felt: bouts of neighbouring places told as one complaint."""

from __future__ import annotations

from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.anatomy import all_bone_units
from crmo.anatomy.bone_unit import BoneUnit, Side
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.bouts import STILL, BoutTable

Whole = NDArray[np.int64]

# Joints and parts of limbs as families name them; the first that a bone unit belongs to.
_PARTS = ("ankle", "knee", "hip", "shoulder", "elbow", "wrist", "foot", "hand")
_STRETCHES = ("lower_leg", "forearm")
_DAY_BITS = 22  # days up to the year 11000
_PAUSE_DAYS = 2 * STEP_DAYS  # a shorter pause is not told as an end
_NOT_THERE = -1


@frozen(kw_only=True, eq=False)
class Spells:
    """Times in which lesions of a place are felt, as columns; children in rising order.

    Args:
        child: row of the child in the onset.
        site: the place as it is told; empty where the whole child is meant.
        first_day: ordinal day.
        last_day: ordinal day, not after the end of the story.
    """

    child: Whole
    site: NDArray[np.str_]
    first_day: Whole
    last_day: Whole


def felt_spells(bouts: BoutTable, until: Whole, sites: tuple[str | None, ...]) -> Spells:
    """Return when felt lesions made each child complain of each site.

    Args:
        bouts: bouts of all lesions.
        until: ordinal day on which each story ends, shape (children,).
        sites: how each bone unit is told, in the order of `BONE_UNITS`; None where it does not
            matter here. Units of one site are one complaint.
    """
    names = sorted({site for site in sites if site is not None})
    place = np.array([_NOT_THERE if s is None else names.index(s) for s in sites], dtype=np.int64)
    rows = np.flatnonzero(bouts.is_felt & (place[bouts.unit] != _NOT_THERE))
    child, first, last = bouts.child[rows], bouts.first_day[rows], bouts.last_day[rows]
    who = (child * len(names) + place[bouts.unit[rows]]) << _DAY_BITS
    begins, ends = who | first, who | np.where(last == STILL, until[child], last)
    order = np.argsort(begins, kind="stable")
    begins, reach = begins[order], np.maximum.accumulate(ends[order])
    is_new = np.ones(len(rows), dtype=np.bool_)
    is_new[1:] = begins[1:] > reach[:-1] + _PAUSE_DAYS
    is_last = np.ones(len(rows), dtype=np.bool_)
    is_last[:-1] = is_new[1:]
    first_of, last_of = begins[is_new], reach[is_last]
    day = (1 << _DAY_BITS) - 1
    key = first_of >> _DAY_BITS
    return Spells(
        child=key // max(len(names), 1),
        site=np.array(names or [""])[key % max(len(names), 1)],
        first_day=first_of & day,
        last_day=last_of & day,
    )


@cache
def whole_child() -> tuple[str | None, ...]:
    """Return no site for any lesion: what does not depend on where it is."""
    return ("",) * len(all_bone_units())


@cache
def joints_beside() -> tuple[str | None, ...]:
    """Return the joint that each growing end of a long bone belongs to."""
    return tuple(
        _part(unit) if "metaphysis_or_epiphysis" in unit.groups else None
        for unit in all_bone_units()
    )


@cache
def parts_of_limbs() -> tuple[str | None, ...]:
    """Return the joint, or the part of arm or leg, in which each bone of a limb lies."""
    limbs = {"upper_extremity", "lower_extremity"}
    return tuple(
        None if limbs.isdisjoint(unit.groups) else _part(unit) or f"{unit.bone}_{unit.side}"
        for unit in all_bone_units()
    )


@cache
def hips() -> tuple[str | None, ...]:
    """Return the hip to which each bone around it belongs."""
    return tuple(
        f"hip_{unit.side}" if {"hip", "hip_bone"} & unit.groups else None
        for unit in all_bone_units()
    )


@cache
def whole_child_if_in(*groups: str) -> tuple[str | None, ...]:
    """Return no site for lesions of these groups of bones; others do not matter."""
    wanted = set(groups)
    return tuple(None if wanted.isdisjoint(unit.groups) else "" for unit in all_bone_units())


def _part(unit: BoneUnit) -> str | None:
    if unit.side is Side.MIDLINE:
        return None
    for part in (*_PARTS, *_STRETCHES):
        if part in unit.groups:
            return f"{part}_{unit.side}"
    return None
