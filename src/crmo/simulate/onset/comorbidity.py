"""Diseases that come along: in the child, when they begin, and in the family."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, Stream
from crmo.simulate.onset.blend import blended, happens
from crmo.simulate.onset.demography import DAYS_PER_YEAR
from crmo.simulate.onset.onset import COMORBIDITIES, NEVER
from crmo.simulate.onset.parameters import ComorbidityParameters

Days = NDArray[np.int64]


def draw_comorbidity_days(
    children: Integers,
    seed: int,
    parameters: ComorbidityParameters,
    leanings: Mapping[str, Floats],
    born: Days,
    onset: Days,
) -> Days:
    """Return the day on which each of `COMORBIDITIES` begins, or `NEVER`.

    Args:
        children: numbers of the children.
        seed: seed of the simulation.
        parameters: the group `comorbidity`.
        leanings: name -> standardised numbers, as in `Nature`.
        born: ordinal day of birth, shape (children,).
        onset: ordinal day of the first symptom, shape (children,).
    """
    own = Stream(seed, "onset/comorbidity").normal(children, len(COMORBIDITIES))
    when = Stream(seed, "onset/comorbidity_day").normal(children, len(COMORBIDITIES))
    days = np.full((len(children), len(COMORBIDITIES)), NEVER, dtype=np.int64)
    for k, name in enumerate(COMORBIDITIES):
        parts = [(load, leanings[other]) for other, load in parameters.goes_with[name].items()]
        liability = blended(own[:, k], *parts)
        has_it = happens(liability, parameters.lifetime_share[name])
        begins = _begins(name, when[:, k], parameters, born, onset)
        days[has_it, k] = begins[has_it]
    return days


def draw_family(
    children: Integers, seed: int, parameters: ComorbidityParameters, proneness: Floats
) -> dict[str, NDArray[np.bool_]]:
    """Return which diseases relatives have: concept -> shape (children,)."""
    own = Stream(seed, "onset/family").normal(children, len(parameters.family_share))
    return {
        name: happens(blended(own[:, k], (parameters.family_with_proneness, proneness)), share)
        for k, (name, share) in enumerate(parameters.family_share.items())
    }


def _begins(
    name: str,
    deviate: Floats,
    parameters: ComorbidityParameters,
    born: Days,
    onset: Days,
) -> Days:
    spread = parameters.begins_spread_years[name]
    by_age = parameters.begins_at_age_years
    if name in by_age:
        start, mean = born, by_age[name]
    else:
        start, mean = onset, parameters.begins_years_after_onset[name]
    begins = start + _days(mean + spread * deviate)
    earliest = born + int(parameters.lowest_age_years[name] * DAYS_PER_YEAR)
    moved: Days = np.maximum(begins, earliest)
    return moved


def _days(years: Floats) -> Days:
    return np.floor(years * DAYS_PER_YEAR).astype(np.int64)
