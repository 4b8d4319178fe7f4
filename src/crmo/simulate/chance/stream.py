"""Random numbers that belong to a child and a purpose, not to the order in which they are asked.

Every draw is a function of (seed, name of the stream, number of the child, number of the draw).
So the same child meets the same luck whoever else is simulated, in whatever block or process,
and whatever was drawn for another purpose: with one parameter or one drug changed, only what
depends on it changes.

Source:
    The mixing function is that of SplitMix64 (Steele, Lea, Flood, doi 10.1145/2660193.2660195).
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance.exact import Floats, exp, log, normal_quantile

Integers = NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53


class Stream:
    """Random numbers for one purpose, for many children at once.

    Args:
        seed: seed of the whole simulation.
        name: what the numbers decide (`onset_age`); different names give unrelated numbers.
    """

    def __init__(self, seed: int, name: str) -> None:
        digest = blake2b(f"{seed}/{name}".encode(), digest_size=8).digest()
        self._key = np.uint64(int.from_bytes(digest, "little"))

    def keys(self, children: Integers) -> Integers:
        """Return one key per child, shape of `children`; whoever holds it owns its numbers."""
        return _mixed(self._key ^ _mixed((children + np.uint64(1)) * _GAMMA))

    def uniform(self, children: Integers, n: int = 1, *, first: int = 0) -> Floats:
        """Return numbers above 0 and below 1, shape (children, n).

        Args:
            children: numbers of the children, shape (children,).
            n: how many for each.
            first: number of the first draw; draws 0 to 2 and then 3 to 5 make 0 to 5.
        """
        draws = np.arange(first + 1, first + n + 1, dtype=np.uint64) * _GAMMA
        return to_unit(_mixed(self.keys(children)[:, None] + draws[None, :]))

    def normal(self, children: Integers, n: int = 1, *, first: int = 0) -> Floats:
        """Return standard normal deviates, shape (children, n)."""
        return normal_quantile(self.uniform(children, n, first=first))

    def exponential(self, children: Integers, n: int = 1, *, first: int = 0) -> Floats:
        """Return exponential waiting times of mean 1, shape (children, n)."""
        return -log(self.uniform(children, n, first=first))


def at_draw(keys: Integers, draw: NDArray[np.integer]) -> Floats:
    """Return the numbers that keys give at draw numbers of their own, same shapes.

    Args:
        keys: from `Stream.keys`.
        draw: number of the draw for each, from 0.
    """
    return to_unit(_mixed(keys + (draw.astype(np.uint64) + np.uint64(1)) * _GAMMA))


def to_unit(bits: Integers) -> Floats:
    """Return 64 random bits as a number above 0 and below 1 (the upper 52 bits, centred)."""
    numbers: Floats = (bits >> np.uint64(12)).astype(np.float64)
    numbers += 0.5
    numbers *= 2.0 * _TO_UNIT
    return numbers


def log_normal(median: Floats | float, spread: float, deviate: Floats) -> Floats:
    """Return log-normal numbers: the median times e to the power (spread times deviate)."""
    return median * exp(spread * deviate)


def weibull(scale: Floats | float, shape: float, waiting: Floats) -> Floats:
    """Return Weibull waiting times from exponential ones of mean 1."""
    return scale * exp(log(waiting) * (1.0 / shape))


def _mixed(bits: Integers) -> Integers:
    """Return the bits mixed; the array itself is overwritten, which spares a copy of each step."""
    bits ^= bits >> np.uint64(30)
    bits *= _FIRST
    bits ^= bits >> np.uint64(27)
    bits *= _SECOND
    bits ^= bits >> np.uint64(31)
    return bits
