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
_DELAY_ATTEMPTS = 4


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
    room: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return days from the first symptom to the right diagnosis, shape (children,).

    What is too long is drawn again; where that happens time after time, any length that is left
    is as likely as another.

    Args:
        children: numbers of the children.
        seed: seed of the simulation.
        parameters: the group `delay`.
        inflammation: proneness to raised markers, standard normal.
        severity: pain per lesion, standard normal.
        lesions: standard normal deviate that the number of lesions came from.
        room: most days that there are for it, shape (children,).
    """
    p = parameters
    deviate = blended(
        Stream(seed, "onset/delay").normal(children, _DELAY_ATTEMPTS),
        (p.with_inflammation, inflammation[:, None]),
        (p.with_severity, severity[:, None]),
        (p.with_lesions, lesions[:, None]),
    )
    lowest = int(p.lowest_months * DAYS_PER_MONTH)
    months = np.maximum(log_normal(p.median_months, p.spread, deviate), p.lowest_months)
    days = np.floor(months * DAYS_PER_MONTH).astype(np.int64)
    longest = np.maximum(np.minimum(room, int(p.highest_months * DAYS_PER_MONTH)), lowest)
    share = Stream(seed, "onset/delay_left").uniform(children)[:, 0]
    chosen: NDArray[np.int64] = lowest + np.floor(share * (longest - lowest)).astype(np.int64)
    for attempt in range(_DELAY_ATTEMPTS - 1, -1, -1):
        chosen = np.where(days[:, attempt] <= longest, days[:, attempt], chosen)
    return chosen
