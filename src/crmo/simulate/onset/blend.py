"""Normal deviates that go together with others."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, normal_quantile


def blended(own: Floats, *parts: tuple[float, Floats]) -> Floats:
    """Return deviates correlated with others, and as wide as a standard normal.

    Args:
        own: standard normal deviates of this matter alone.
        parts: (correlation, standardised numbers) of each matter that it goes with; they are
            taken as unrelated with one another, so that the width is exact only if they are.
    """
    return _sum(parts, _remainder(load for load, _ in parts) * own)


def standardised(is_so: NDArray[np.bool_], share: float) -> Floats:
    """Return a yes or no as numbers of mean 0 and width 1, given the share of yes."""
    return (is_so.astype(np.float64) - share) / sqrt(share * (1.0 - share))


def happens(liability: Floats, share: float) -> NDArray[np.bool_]:
    """Return who lies in the upper share of a standard normal liability."""
    if share <= 0.0:
        return np.zeros(liability.shape, dtype=np.bool_)
    return liability > normal_quantile(1.0 - share)


def _remainder(loads: Iterable[float]) -> float:
    left = 1.0
    for load in loads:
        left -= load * load
    return sqrt(max(left, 0.0))


def _sum(parts: Iterable[tuple[float, Floats]], start: Floats) -> Floats:
    total = start
    for load, factor in parts:
        total = total + load * factor
    return total
