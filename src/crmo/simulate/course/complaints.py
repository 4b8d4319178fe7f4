"""What a child complains of beside pain."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Stream, log_normal
from crmo.simulate.onset.onset import Onset

Whole = NDArray[np.int64]


@frozen(kw_only=True)
class ComplaintNumbers:
    """The group `complaints` of the natural history; what each number means stands there."""

    fever_median_days: float
    fever_spread: float


def fever_days(onset: Onset, seed: int, numbers: ComplaintNumbers) -> Whole:
    """Return for how many days each child would have fever in the beginning, at least 1."""
    deviate = Stream(seed, "course/fever").normal(onset.children)[:, 0]
    lasts = log_normal(numbers.fever_median_days, numbers.fever_spread, deviate)
    return np.maximum(lasts, 1.0).astype(np.int64)
