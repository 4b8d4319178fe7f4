"""Luck of one child in many small matters, drawn at once.

A lot belongs to a matter (a name), a moment (a day) and a question (a column). A further visit,
lesion or question has lots of its own and shifts no other: the luck of a visit stays what it is
whatever else happens to the child.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, Stream, at_draw, normal_quantile


@lru_cache(maxsize=65536)
def matter(name: str) -> int:
    """Return the number that sets one matter apart from every other."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=64)
def _stream(seed: int) -> Stream:
    return Stream(seed, "observation")


def key_of(seed: int, child: int) -> Integers:
    """Return what all lots of one child are drawn from, shape (1,)."""
    return _stream(seed).keys(np.array([child], dtype=np.uint64))


_STEPS = 4096
_DEVIATES: tuple[float, ...] = tuple(
    normal_quantile((np.arange(_STEPS, dtype=np.float64) + 0.5) / _STEPS).tolist()
)


def deviate(lot: float) -> float:
    """Return the standard normal deviate of a lot, in 4096 steps: fine enough for errors."""
    return _DEVIATES[int(lot * _STEPS)]


def another(lot: float, name: str) -> float:
    """Return another lot made from one; for different names they have nothing in common."""
    return lot * multiplier(name) % 1.0


def added(lot: float, other: float) -> float:
    """Return two lots as one; it is as even as each of them."""
    whole = lot + other
    return whole - 1.0 if whole >= 1.0 else whole


@lru_cache(maxsize=4096)
def multiplier(name: str) -> float:
    """Return a whole number so large that a lot tells nothing of what is left behind the point.

    For who needs `another` lot of one name very often.
    """
    return 2.0**20 + matter(name) % 2**20


class Questions:
    """The columns of a table of lots.

    Args:
        names: one per column; equal names give equal lots.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.column = {name: position for position, name in enumerate(names)}
        self._own = _numbers([matter(name) for name in names])

    def drawn(self, key: Integers, matters: Sequence[int], moments: Sequence[int]) -> Floats:
        """Return numbers above 0 and below 1, shape (matters, questions).

        Args:
            key: of the child.
            matters: from `matter`, one per row.
            moments: day of each row.
        """
        keys = _numbers(matters)[:, None] + (key + self._own)[None, :]
        return at_draw(keys, np.array(moments, dtype=np.int64)[:, None])


def _numbers(values: Sequence[int]) -> NDArray[np.uint64]:
    """Return whole numbers as an array; through `array`, which takes them over much faster."""
    return np.array(array("Q", values), dtype=np.uint64)
