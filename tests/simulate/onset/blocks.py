"""Blocks of beginnings for the tests of onset and pathway."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from crmo.anatomy import all_sites, groups
from crmo.knowledge import load_knowledge
from crmo.simulate.onset import BONE_UNITS, SLOTS, Onset, draw_onset
from crmo.simulate.parameters import Parameters

FIRST_DAY = 735_000
SEED = 11


@cache
def nature() -> Parameters:
    return Parameters.of(load_knowledge())


def drawn(
    n: int, *, parameters: Parameters | None = None, seed: int = SEED, first: int = 0
) -> Onset:
    children = np.arange(first, first + n, dtype=np.uint64)
    days = FIRST_DAY + np.arange(first, first + n, dtype=np.int64) % 1000
    return draw_onset(children, seed, parameters or nature(), onset_days=days)


@cache
def many() -> Onset:
    return drawn(5000)


def changed(group: str, name: str, value: object) -> Parameters:
    return nature().changed(group, name, value)


def affected(onset: Onset, *, only_felt: bool = False) -> NDArray[np.bool_]:
    """Return which bone units have a lesion of the beginning, shape (children, units)."""
    at_first = np.arange(SLOTS) < onset.n_at_onset[:, None]
    rows, slots = np.nonzero(at_first & onset.is_felt if only_felt else at_first)
    found = np.zeros((onset.n, len(BONE_UNITS)), dtype=np.bool_)
    found[rows, onset.unit[rows, slots]] = True
    return found


def members(site: str) -> list[int]:
    units = groups()[site].units if site in groups() else all_sites()[site].units
    return [BONE_UNITS.index(unit.id) for unit in units]


def has(onset: Onset, site: str, *, only_felt: bool = False) -> NDArray[np.bool_]:
    return affected(onset, only_felt=only_felt)[:, members(site)].any(axis=1)


def mirrored(onset: Onset) -> NDArray[np.bool_]:
    found = affected(onset)
    left = [i for i, unit in enumerate(BONE_UNITS) if unit.endswith("_left")]
    right = [BONE_UNITS.index(BONE_UNITS[i].removesuffix("left") + "right") for i in left]
    return (found[:, left] & found[:, right]).any(axis=1)
