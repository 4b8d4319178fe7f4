"""The luck of a block of children, one stream for each purpose."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, Stream, log
from crmo.simulate.others.profile import Weights
from crmo.simulate.others.spread import FiveNumbers


@frozen
class Draws:
    """The luck of children who are not children with CNO.

    Args:
        seed: seed of the simulation.
        numbers: numbers of the children, uint64, shape (n,).
    """

    seed: int
    numbers: Integers

    def uniform(self, purpose: str) -> Floats:
        """Return one number above 0 and below 1 for each child, shape (n,)."""
        return Stream(self.seed, f"others/{purpose}").uniform(self.numbers)[:, 0]

    def uniforms(self, purpose: str, n: int) -> Floats:
        """Return several numbers above 0 and below 1 for each child, shape (n children, n)."""
        return Stream(self.seed, f"others/{purpose}").uniform(self.numbers, n)

    def happens(self, purpose: str, share: float) -> NDArray[np.bool_]:
        """Return in which children something happens, shape (n,)."""
        return self.uniform(purpose) < share

    def waits(self, purpose: str, n: int) -> Floats:
        """Return exponential waiting times of mean 1, shape (n children, n)."""
        return -log(self.uniforms(purpose, n))

    def days(self, purpose: str, spread: FiveNumbers) -> list[int]:
        """Return whole days for each child; where there is nothing to draw, nothing is drawn."""
        if spread.is_one_number:
            return [int(spread.median)] * len(self.numbers)
        drawn: list[float] = spread.at(self.uniform(purpose)).tolist()
        return [int(day) for day in drawn]

    def one_of(self, purpose: str, weights: Weights) -> list[str]:
        """Return one of the keys for each child, each as likely as its weight."""
        keys = list(weights)
        return [keys[i] for i in self.index(purpose, list(weights.values())).tolist()]

    def index(self, purpose: str, weights: list[float]) -> NDArray[np.int64]:
        """Return a position for each child, each as likely as its weight, shape (n,)."""
        return index_at(self.uniform(purpose), weights)

    def some_or_none(self, purpose: str, shares: Weights) -> list[str]:
        """Return for each child a key with the share it has, or an empty text for the rest."""
        luck = self.uniform(purpose)
        keys = [*shares, ""]
        return [keys[i] for i in np.searchsorted(summed(shares.values()), luck).tolist()]

    def order(self, purpose: str, weights: list[float]) -> NDArray[np.int64]:
        """Return positions in the order of being drawn without putting back, shape (n, k)."""
        waits = self.waits(purpose, len(weights)) / np.array(weights, dtype=np.float64)
        order: NDArray[np.int64] = np.argsort(waits, axis=1, kind="stable")
        return order


def index_at(luck: Floats, weights: list[float]) -> NDArray[np.int64]:
    """Return the position that a number from 0 to 1 points at among weights, same shape."""
    limits = summed(weights)
    found: NDArray[np.int64] = np.searchsorted(limits, luck * limits[-1], side="right")
    return np.minimum(found, len(limits) - 1)


def summed(weights: object) -> Floats:
    """Return the running sum of weights, added one after the other."""
    sums, total = [], 0.0
    for weight in weights:  # type: ignore[attr-defined]
        total += weight
        sums.append(total)
    return np.array(sums, dtype=np.float64)
