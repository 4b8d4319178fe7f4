"""Ranks of the true disease, with ties shared out, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from statistics import fmean
from typing import Any

from attrs import frozen

from tools.published_cases_page import wilson

_RESAMPLES = 2000
_TAIL = 0.025


@frozen
class Rank:
    """The place of the true disease among all.

    Args:
        best: its place if every tie goes its way, 1 for the first.
        worst: its place if every tie goes against it.
    """

    best: int
    worst: int

    @property
    def mean(self) -> float:
        """Its place with ties shared out."""
        return (self.best + self.worst) / 2

    def within(self, k: int) -> float:
        """Return the chance that it is among the first `k` when ties are broken at random."""
        size = self.worst - self.best + 1
        return min(1.0, max(0.0, (k - self.best + 1) / size))


def rank_of(disease: str, weights: Mapping[str, float]) -> Rank:
    """Return the rank of a disease by weight, the greatest first."""
    own = weights[disease]
    above = sum(weight > own for weight in weights.values())
    tied = sum(weight == own for weight in weights.values())
    return Rank(above + 1, above + tied)


def summary(ranks: Sequence[Rank]) -> dict[str, Any]:
    """Return top-1, top-3 and mean rank with 95 % intervals: Wilson, and bootstrap."""
    n = len(ranks)
    first, three = (sum(rank.within(k) for rank in ranks) for k in (1, 3))
    return {
        "n": n,
        "top_1": _share(first, n),
        "top_3": _share(three, n),
        "mean_rank": _mean([rank.mean for rank in ranks]),
    }


def _share(successes: float, n: int) -> dict[str, float]:
    low, high = wilson(successes, n)  # type: ignore[arg-type]  # shared ties make parts
    return {"count": round(successes, 2), "low": round(low, 4), "high": round(high, 4)}


def _mean(values: Sequence[float]) -> dict[str, float]:
    chance = Random(2026)  # noqa: S311 - resampling, no secret
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    at = int(_TAIL * _RESAMPLES)
    return {
        "mean": round(fmean(values), 3),
        "low": round(means[at], 3),
        "high": round(means[-at - 1], 3),
    }
