"""The pattern of bones, which is drawn before any bone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Integers, Stream
from crmo.simulate.onset.onset import PATTERNS
from crmo.simulate.onset.parameters import PatternParameters


def pattern_shares(parameters: PatternParameters) -> tuple[float, ...]:
    """Return the weight of each of `PATTERNS`, in their order; together about 1."""
    shares = {
        "tibio_appendicular": parameters.tibio_appendicular_share,
        "claviculo_spinal": parameters.claviculo_spinal_share,
        "clavicle_and_tibia": parameters.clavicle_and_tibia_share,
        **parameters.other_shares,
    }
    return tuple(shares[pattern] for pattern in PATTERNS)


def draw_patterns(children: Integers, seed: int, parameters: PatternParameters) -> NDArray[np.int8]:
    """Return the pattern of each child, as index into `PATTERNS`, shape (children,)."""
    shares = pattern_shares(parameters)
    total = 0.0
    for share in shares:
        total += share
    luck = Stream(seed, "onset/pattern").uniform(children)[:, 0] * total
    index = np.zeros(len(children), dtype=np.int8)
    passed = 0.0
    for share in shares[:-1]:
        passed += share
        index += luck >= passed
    return index
