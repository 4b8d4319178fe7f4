"""Random numbers for one child, one at a time: what is seen, asked and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

from crmo.simulate.chance.exact import exp, normal_quantile

Item = TypeVar("Item")


class Luck:
    """A child's luck in one matter (a visit, a report).

    Only `Random.random` is used, the one method whose numbers Python promises to keep.

    Args:
        seed: seed of the whole simulation.
        name: what the numbers decide (`visit/12`).
        child: number of the child.
    """

    __slots__ = ("_random",)

    def __init__(self, seed: int, name: str, child: int) -> None:
        digest = blake2b(f"{seed}/{name}/{child}".encode(), digest_size=8).digest()
        self._random = Random(int.from_bytes(digest, "little")).random  # noqa: S311 -- no secret

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """Return a number from low to below high."""
        return low + (high - low) * self._random()

    def happens(self, probability: float) -> bool:
        """Return True with a probability."""
        return self._random() < probability

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n - 1."""
        return int(self._random() * n)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of the items, each as likely as the others."""
        return items[int(self._random() * len(items))]

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """Return one of the keys, each as likely as its weight says; weights are not negative."""
        total = 0.0
        for weight in weights.values():  # not sum(): Python 3.12 changed how it rounds
            total += weight
        rest = self._random() * total
        for item, weight in weights.items():
            rest -= weight
            if rest < 0:
                return item
        return item

    def normal(self, mean: float = 0.0, spread: float = 1.0) -> float:
        """Return a normal deviate."""
        return mean + spread * normal_quantile(0.5 * 2.0**-53 + self._random() * (1 - 2.0**-53))

    def log_normal(self, median: float, spread: float) -> float:
        """Return a log-normal number: median times e to the power (spread times a deviate)."""
        return median * exp(self.normal(0.0, spread))

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in a random order."""
        keyed = sorted((self._random(), position) for position in range(len(items)))
        return [items[position] for _, position in keyed]
