"""Which bones: the pattern first, then places drawn jointly within it.

Each bone unit of a child gets a waiting time; units are taken in the order of these times, the
first `n_at_onset` for the beginning and the rest as the queue of later lesions. Places that keep
company (the other side, the other side of a growth plate, the next vertebra) are bound together:
the later of two bound places follows the earlier one at once.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, Stream, exp
from crmo.simulate.onset.blend import blended
from crmo.simulate.onset.onset import NO_UNIT, PATTERNS, SLOTS
from crmo.simulate.onset.parameters import PatternParameters
from crmo.simulate.onset.skeleton import (
    REGIONS,
    SkeletonWeights,
    across_growth_plates,
    mirrored_pairs,
    region_of_unit,
    spread_over_units,
    vertebrae,
)

# A bound place follows by one of these factors; they differ so that no two times are equal,
# and lie so close to 1 that no other place comes between.
_ACROSS_PLATE = 1.0 + 2.0**-20
_MIRRORED = 1.0 + 2.0**-18
_BELOW = 1.0 + 2.0**-16
_ABOVE = 1.0 + 2.0**-15
_FIRST_OF_ALL = 2.0**-60  # brings a sure place before every other


@frozen(kw_only=True, eq=False)
class Bones:
    """Places of the lesions of a block of children.

    Args:
        unit: as in `Onset`.
        n_at_onset: as in `Onset`.
        is_felt: as in `Onset`.
        lesions: standard normal deviate that the number of lesions came from, shape (children,).
    """

    unit: NDArray[np.int16]
    n_at_onset: NDArray[np.int16]
    is_felt: NDArray[np.bool_]
    lesions: Floats


def draw_bones(
    children: Integers,
    seed: int,
    pattern: NDArray[np.int8],
    parameters: PatternParameters,
    weights: SkeletonWeights,
) -> Bones:
    """Return where the lesions are, how many of them there are at first, and which are felt.

    Args:
        children: numbers of the children, shape (children,).
        seed: seed of the simulation.
        pattern: pattern of each child.
        parameters: the group `patterns`.
        weights: the same, spread over the bone units.
    """
    times = _waiting_times(children, seed, pattern, parameters, weights)
    _bind_across_growth_plates(times, children, seed, parameters)
    _bind_mirrored(times, children, seed, parameters, weights)
    _bind_vertebrae(times, children, seed, parameters)
    _put_sure_places_first(times, children, seed, pattern, parameters)
    unit = _in_order(times)
    lesions = Stream(seed, "onset/lesions").normal(children)[:, 0]
    n_at_onset = _how_many(lesions, pattern, unit, parameters)
    is_felt = _which_are_felt(children, seed, (unit, n_at_onset, lesions), parameters, weights)
    return Bones(unit=unit, n_at_onset=n_at_onset, is_felt=is_felt, lesions=lesions)


def _waiting_times(
    children: Integers,
    seed: int,
    pattern: NDArray[np.int8],
    parameters: PatternParameters,
    weights: SkeletonWeights,
) -> Floats:
    rates = weights.rates[pattern]
    region_deviates = Stream(seed, "onset/region").normal(children, len(REGIONS))
    leaning = exp(parameters.region_spread * region_deviates)
    waiting = Stream(seed, "onset/bone").exponential(children, rates.shape[1])
    with np.errstate(divide="ignore"):  # a place that is never affected is waited for for ever
        times: Floats = waiting / (rates * leaning[:, region_of_unit()])
    return times


def _bind_across_growth_plates(
    times: Floats, children: Integers, seed: int, parameters: PatternParameters
) -> None:
    ends, shafts = across_growth_plates()
    luck = Stream(seed, "onset/growth_plate").uniform(children, len(ends))
    _bind(times, ends, shafts, luck < parameters.crosses_growth_plate, _ACROSS_PLATE)


def _bind_mirrored(
    times: Floats,
    children: Integers,
    seed: int,
    parameters: PatternParameters,
    weights: SkeletonWeights,
) -> None:
    left, right = mirrored_pairs()
    is_symmetric = Stream(seed, "onset/symmetric").uniform(children) < parameters.symmetric_children
    chance = np.where(is_symmetric, parameters.mirrored_if_symmetric, parameters.mirrored_if_not)
    luck = Stream(seed, "onset/mirrored").uniform(children, len(left))
    _bind(times, left, right, luck < chance * weights.mirrored, _MIRRORED)


def _bind(
    times: Floats,
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    is_bound: NDArray[np.bool_],
    factor: float,
) -> None:
    first, second = times[:, one], times[:, other]
    times[:, one] = np.where(is_bound, np.minimum(first, second * factor), first)
    times[:, other] = np.where(is_bound, np.minimum(second, first * factor), second)


def _bind_vertebrae(
    times: Floats, children: Integers, seed: int, parameters: PatternParameters
) -> None:
    column = vertebrae()
    luck = Stream(seed, "onset/next_vertebra").uniform(children, len(column) - 1)
    is_bound = luck < parameters.next_vertebra
    spine = times[:, column]
    for i in range(1, len(column)):
        follows = np.minimum(spine[:, i], spine[:, i - 1] * _BELOW)
        spine[:, i] = np.where(is_bound[:, i - 1], follows, spine[:, i])
    for i in range(len(column) - 2, -1, -1):
        follows = np.minimum(spine[:, i], spine[:, i + 1] * _ABOVE)
        spine[:, i] = np.where(is_bound[:, i], follows, spine[:, i])
    times[:, column] = spine


def _put_sure_places_first(
    times: Floats,
    children: Integers,
    seed: int,
    pattern: NDArray[np.int8],
    parameters: PatternParameters,
) -> None:
    """Bring one place of each region that marks the pattern to the front, by its chance."""
    for name, regions in parameters.surely_involved.items():
        rows = np.flatnonzero(pattern == PATTERNS.index(name))
        for site, chance in regions.items():
            columns = np.flatnonzero(
                spread_over_units({site: 1.0}, default=0.0, where="surely_involved")
            )
            luck = Stream(seed, f"onset/surely/{name}/{site}").uniform(children[rows])[:, 0]
            chosen = rows[luck < chance]
            place = columns[np.argmin(times[chosen[:, None], columns], axis=1)]
            times[chosen, place] *= _FIRST_OF_ALL


def _in_order(times: Floats) -> NDArray[np.int16]:
    order = np.argpartition(times, SLOTS, axis=1)[:, :SLOTS]
    nearest = np.take_along_axis(times, order, axis=1)
    ranks = np.argsort(nearest, axis=1, kind="stable")
    unit = np.take_along_axis(order, ranks, axis=1).astype(np.int16)
    unit[np.isinf(np.take_along_axis(nearest, ranks, axis=1))] = NO_UNIT
    return unit


def _how_many(
    lesions: Floats,
    pattern: NDArray[np.int8],
    unit: NDArray[np.int16],
    parameters: PatternParameters,
) -> NDArray[np.int16]:
    median, spread, lowest = (
        np.array([float(table[name]) for name in PATTERNS])[pattern]
        for table in (
            parameters.lesion_median,
            parameters.lesion_spread,
            parameters.lesion_lowest,
        )
    )
    number = np.floor(median * exp(spread * lesions) + 0.5)
    number = np.minimum(np.maximum(number, lowest), parameters.lesion_highest)
    number = np.where(spread > 0.0, number, lowest)
    possible = (unit != NO_UNIT).sum(axis=1)
    chosen: NDArray[np.int16] = np.minimum(number, possible).astype(np.int16)
    return chosen


def _which_are_felt(
    children: Integers,
    seed: int,
    bones: tuple[NDArray[np.int16], NDArray[np.int16], Floats],
    parameters: PatternParameters,
    weights: SkeletonWeights,
) -> NDArray[np.bool_]:
    """Return which lesions of the beginning are felt: a number of them, the most palpable first."""
    unit, n_at_onset, lesions = bones
    own = Stream(seed, "onset/feels").normal(children)[:, 0]
    deviate = blended(own, (parameters.felt_with_lesions, lesions))
    felt = np.floor(parameters.felt_median * exp(parameters.felt_spread * deviate) + 0.5)
    felt = np.minimum(np.maximum(felt, 1.0), n_at_onset)
    waiting = Stream(seed, "onset/felt").exponential(children, SLOTS) / weights.felt[unit]
    at_first = np.arange(SLOTS) < n_at_onset[:, None]
    order = np.argsort(np.where(at_first, waiting, np.inf), axis=1, kind="stable")
    is_felt: NDArray[np.bool_] = np.zeros(unit.shape, dtype=np.bool_)
    np.put_along_axis(is_felt, order, np.arange(SLOTS) < felt[:, None], axis=1)
    return is_felt
