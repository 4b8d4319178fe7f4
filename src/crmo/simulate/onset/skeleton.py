"""Weights of bone units, and which units lie beside one another, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.anatomy import Side, all_bone_units, all_sites, groups, mirror
from crmo.errors import KnowledgeError
from crmo.simulate.chance import Floats
from crmo.simulate.onset.onset import BONE_UNITS, PATTERNS
from crmo.simulate.onset.parameters import PatternParameters

Indices = NDArray[np.int64]

# Regions whose lesions come together beyond what the pattern says: a child with one lesion of
# the foot tends to have several.
REGIONS = ("head", "spine", "chest", "arm", "hand", "pelvis", "leg", "foot")


@cache
def region_of_unit() -> Indices:
    """Return the index into `REGIONS` of each bone unit."""
    return np.array([REGIONS.index(unit.region) for unit in all_bone_units()], dtype=np.int64)


@cache
def mirrored_pairs() -> tuple[Indices, Indices]:
    """Return the left units and their partners on the right."""
    left = [unit for unit in all_bone_units() if unit.side is Side.LEFT]
    place = {unit_id: index for index, unit_id in enumerate(BONE_UNITS)}
    return (
        np.array([place[unit.id] for unit in left], dtype=np.int64),
        np.array([place[mirror(unit).id] for unit in left], dtype=np.int64),
    )


@cache
def across_growth_plates() -> tuple[Indices, Indices]:
    """Return the epiphyses of long bones, and the metaphysis beside each."""
    place = {unit_id: index for index, unit_id in enumerate(BONE_UNITS)}
    ends = [unit.id for unit in groups()["epiphyseal"].units]
    return (
        np.array([place[end] for end in ends], dtype=np.int64),
        np.array([place[end.replace("epiphysis", "metaphysis")] for end in ends], dtype=np.int64),
    )


@cache
def vertebrae() -> Indices:
    """Return the vertebrae from C1 to L5 and the sacrum, top to bottom."""
    column = [*(unit.id for unit in groups()["vertebral"].units), "sacrum"]
    return np.array([BONE_UNITS.index(unit_id) for unit_id in column], dtype=np.int64)


@frozen(kw_only=True, eq=False)
class SkeletonWeights:
    """Weights of `PatternParameters`, spread over the bone units.

    Args:
        rates: how fast lesions come, shape (patterns, units); 0 where none ever does.
        mirrored: factor on the chance of a mirrored partner, shape (pairs,).
        felt: how readily a lesion is felt beside the others, shape (units,).
    """

    rates: Floats
    mirrored: Floats
    felt: Floats

    @classmethod
    def of(cls, parameters: PatternParameters) -> SkeletonWeights:
        """Return the arrays that the parameters describe."""
        base = spread_over_units(parameters.bone_weights, default=0.0, where="bone_weights")
        factors = [
            spread_over_units(parameters.pattern_factors[p], default=1.0, where="pattern_factors")
            for p in PATTERNS
        ]
        left, _ = mirrored_pairs()
        mirrored = spread_over_units(parameters.mirrored_factors, default=1.0, where="mirrored")
        return cls(
            rates=np.stack([base * factor for factor in factors]),
            mirrored=mirrored[left],
            felt=spread_over_units(parameters.felt_weights, default=1.0, where="felt_weights"),
        )


def spread_over_units(weights: Mapping[str, float], *, default: float, where: str) -> Floats:
    """Return one number per bone unit; what stands later in the table wins.

    Args:
        weights: bone unit, partial site or group -> number for each of its units; `all` for
            every unit.
        default: for units that are not named.
        where: parameter, for the message.

    Raises:
        KnowledgeError: a key is not a site.
    """
    numbers = np.full(len(BONE_UNITS), default, dtype=np.float64)
    place = {unit_id: index for index, unit_id in enumerate(BONE_UNITS)}
    for site, number in weights.items():
        if site == "all":
            numbers[:] = number
            continue
        if site not in all_sites():
            raise KnowledgeError(
                "A weight is given for something that is not a bone.",
                where=f"natural_history patterns {where}",
                came=site,
                expected="a bone unit, a partial site, a group of bones, or `all`",
                todo="Correct it.",
            )
        numbers[[place[unit.id] for unit in all_sites()[site].units]] = number
    return numbers
