"""Age at the first symptom, and the time until the diagnosis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, Stream, log_normal
from crmo.simulate.onset.blend import blended
from crmo.simulate.onset.parameters import DelayParameters, OnsetParameters

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = 30.4375
_ATTEMPTS = 4  # a fourth age beyond the limits happens to one child in ten million


def draw_born(
    children: Integers, seed: int, parameters: OnsetParameters, onset: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return ordinal days of birth, shape (children,).

    Args:
        children: numbers of the children.
        seed: seed of the simulation.
        parameters: the group `onset`.
        onset: ordinal day of the first symptom of each.
    """
    ages = _draw_ages(children, seed, parameters)
    return onset - np.floor(ages * DAYS_PER_YEAR).astype(np.int64)


def _draw_ages(children: Integers, seed: int, parameters: OnsetParameters) -> Floats:
    low, high = parameters.age_lowest_years, parameters.age_highest_years
    deviates = Stream(seed, "onset/age").normal(children, _ATTEMPTS)
    ages: Floats = parameters.age_mean_years + parameters.age_sd_years * deviates
    chosen = ages[:, -1]
    for attempt in range(_ATTEMPTS - 2, -1, -1):
        age = ages[:, attempt]
        chosen = np.where((age >= low) & (age <= high), age, chosen)
    return np.minimum(np.maximum(chosen, low), high)


def delay_days(
    children: Integers,
    seed: int,
    parameters: DelayParameters,
    *,
    inflammation: Floats,
    severity: Floats,
    lesions: Floats,
) -> NDArray[np.int64]:
    """Return days from the first symptom to the right diagnosis, shape (children,).

    Args:
        children: numbers of the children.
        seed: seed of the simulation.
        parameters: the group `delay`.
        inflammation: proneness to raised markers, standard normal.
        severity: pain per lesion, standard normal.
        lesions: standard normal deviate that the number of lesions came from.
    """
    p = parameters
    deviate = blended(
        Stream(seed, "onset/delay").normal(children)[:, 0],
        (p.with_inflammation, inflammation),
        (p.with_severity, severity),
        (p.with_lesions, lesions),
    )
    months = np.maximum(log_normal(p.median_months, p.spread, deviate), p.lowest_months)
    return np.floor(months * DAYS_PER_MONTH).astype(np.int64)
