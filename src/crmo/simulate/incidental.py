"""Harmless bright spots on MRI, as healthy children have them.

Whole-body MRI of 196 healthy children of 5 to 19 years showed at least one conspicuous spot in
the axial skeleton of 29.6 % (von Brandis 2022) and in the limbs of 58.8 % (Zadig 2022), without
difference by age or sex. Nobody has looked below five years of age; what is done there is an
assumption of its own. A child keeps its spots: they are a trait, not an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.anatomy import bone_units_by_id, groups
from crmo.simulate.chance import Floats, Integers, Stream, log
from crmo.simulate.parameters import Parameters

MOST_AXIAL = 4  # spots of one child; the rare child with more has this many
MOST_LIMB = 12
_FIVE_YEARS_DAYS = 5 * 365.25


@frozen(kw_only=True)
class Incidental:
    """Numbers of natural_history/incidental.yaml.

    Args:
        axial_share: share of children with at least one spot in the axial skeleton or pelvis.
        axial_number: mean number in those.
        axial_weights: group of bones or kind of bone unit -> weight.
        limb_share: share with at least one in the limbs.
        limb_number: mean number in those.
        limb_weights: group of bones or kind of bone unit -> weight.
        below_five_factor: shares below five years of age, relative to those from five on.
    """

    axial_share: float
    axial_number: float
    axial_weights: Mapping[str, float]
    limb_share: float
    limb_number: float
    limb_weights: Mapping[str, float]
    below_five_factor: float


def incidental_spots(
    numbers: Integers, age_days: NDArray[np.int64], seed: int, parameters: Parameters
) -> list[tuple[str, ...]]:
    """Return the bone units with a harmless bright spot on MRI, for each child.

    Args:
        numbers: numbers of the children, shape (n,).
        age_days: age at the first symptom or contact, shape (n,); it matters only below five
            years, where nobody has looked.
        seed: seed of the simulation.
        parameters: numbers of the natural history.

    Returns:
        Ids of bone units from head to toe, none twice; often none at all.
    """
    said = parameters.group(Incidental, "incidental")
    factor = np.where(age_days < _FIVE_YEARS_DAYS, said.below_five_factor, 1.0)
    axial = _spots(
        numbers, seed, "axial", factor * said.axial_share, said.axial_number,
        _units_of(tuple(said.axial_weights.items())), MOST_AXIAL,
    )  # fmt: skip
    limb = _spots(
        numbers, seed, "limb", factor * said.limb_share, said.limb_number,
        _units_of(tuple(said.limb_weights.items())), MOST_LIMB,
    )  # fmt: skip
    return [_named(*pair) for pair in zip(axial, limb, strict=True)]


def _spots(
    numbers: Integers,
    seed: int,
    part: str,
    share: Floats,
    mean: float,
    units: tuple[tuple[int, ...], Floats],
    most: int,
) -> list[list[int]]:
    """Return positions of bone units; the number beyond the first is geometric."""
    positions, limits = units
    luck = Stream(seed, f"incidental/{part}").uniform(numbers, 2 + most)
    more = np.zeros(len(numbers), dtype=np.int64)
    if mean > 1.0:
        more = np.floor(log(luck[:, 1]) / log(1.0 - 1.0 / mean)).astype(np.int64)
    count = np.where(luck[:, 0] < share, np.minimum(1 + more, most), 0).tolist()
    found = np.searchsorted(limits, luck[:, 2:] * limits[-1], side="right")
    chosen = np.array(positions)[np.minimum(found, len(positions) - 1)].tolist()
    return [row[:n] for row, n in zip(chosen, count, strict=True)]


def _named(axial: list[int], limb: list[int]) -> tuple[str, ...]:
    if not axial and not limb:
        return ()
    ids = _ids()
    return tuple(ids[position] for position in sorted({*axial, *limb}))


@lru_cache(maxsize=1)
def _ids() -> tuple[str, ...]:
    return tuple(bone_units_by_id())


@lru_cache(maxsize=64)
def _units_of(weights: tuple[tuple[str, float], ...]) -> tuple[tuple[int, ...], Floats]:
    """Return positions of bone units, and the running sum of their weights."""
    ids = _ids()
    positions, sums, total = [], [], 0.0
    for name, weight in weights:
        if name in groups():
            units = [unit.id for unit in groups()[name].units]
        else:
            units = [unit.id for unit in bone_units_by_id().values() if unit.kind == name]
        for unit in units:
            total += weight / len(units)
            positions.append(ids.index(unit))
            sums.append(total)
    return tuple(positions), np.array(sums, dtype=np.float64)
