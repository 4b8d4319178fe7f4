"""How lesions behave, in numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen, validators

from crmo.simulate.chance import Floats, power
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import STEP_YEARS

DAYS_PER_WEEK = 7
SHAPES = ("weibull", "cure_fraction")


@frozen(kw_only=True)
class LesionNumbers:
    """The group `lesions` of the natural history; what each number means stands there."""

    relapse_shape: str = field(validator=validators.in_(SHAPES))
    weibull_flares_per_year: float
    weibull_exponent: float
    cured_share: float
    cure_fraction_flares_per_year: float
    flares_per_year_before_diagnosis: float
    company_share: float
    return_ratio: float
    return_by_site: Mapping[str, float]
    healing_per_year: float
    healing_spread: float
    healing_felt_ratio: float
    healing_before_diagnosis: float
    healing_least_weeks: float
    healing_by_site: Mapping[str, float]
    felt_later_share: float
    felt_vertebra_ratio: float
    beginning_at_once_share: float
    beginning_months: int
    size_median_mm: float
    size_spread: float


def flare_hazards(numbers: LesionNumbers, n_steps: int) -> Floats:
    """Return the hazard of a flare in each step after the diagnosis, for a frailty of 1.

    Either it falls as a power of time, or it stays the same for those who are not cured: the
    published curve allows both.

    Returns:
        Hazard per step, shape (n_steps,); entry 0 is the first step after that of the diagnosis.
    """
    if numbers.relapse_shape == "cure_fraction":
        return np.full(n_steps, numbers.cure_fraction_flares_per_year * STEP_YEARS)
    ends: Floats = np.arange(1, n_steps + 1).astype(np.float64) * STEP_YEARS
    hazard: Floats = numbers.weibull_flares_per_year * power(ends, numbers.weibull_exponent)
    hazard[1:] = hazard[1:] - hazard[:-1]
    return hazard


def least_days(numbers: LesionNumbers) -> int:
    """Return the days that every bout lasts at least."""
    return int(numbers.healing_least_weeks * DAYS_PER_WEEK)


def least_steps(numbers: LesionNumbers) -> int:
    """Return the steps after which a bout may end, so that its least days fit in."""
    return -(-least_days(numbers) // STEP_DAYS)


def slow_flare_hazard(numbers: LesionNumbers) -> float:
    """Return the hazard of a return before the diagnosis, per step, for a frailty of 1."""
    return numbers.flares_per_year_before_diagnosis * STEP_YEARS
