"""Proportions and agreement with their intervals; nothing but arithmetic.

Sources: Wilson 1927 and Newcombe 1998 for one proportion; Zou and Donner 2008 for limits of a sum
put together from limits of its parts (MOVER); Cohen 1960 for kappa, Fleiss, Cohen and Everitt
1969 for its standard error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import NamedTuple

_TINY = 1e-12
Z_95 = NormalDist().inv_cdf(0.975)


class Proportion(NamedTuple):
    """A proportion with its 95 % interval.

    Attributes:
        estimate: from 0 to 1.
        low: lower limit.
        high: upper limit.
    """

    estimate: float
    low: float
    high: float


def wilson(k: int, n: int) -> Proportion | None:
    """Return k of n with the Wilson score interval, without continuity correction.

    Args:
        k: successes, 0 to n.
        n: trials; None is returned for 0.
    """
    if n <= 0:
        return None
    share, z2 = k / n, Z_95 * Z_95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At the ends the formula gives 0 or 1 but for rounding.
    low = 0.0 if k == 0 else max(0.0, middle - half)
    high = 1.0 if k == n else min(1.0, middle + half)
    return Proportion(share, low, high)


class Stratum(NamedTuple):
    """A group of which some were reviewed.

    Attributes:
        size: how many are in it.
        n: how many of them were reviewed, a random part.
        k: how many of these are cases.
    """

    size: int
    n: int
    k: int


def weighted(strata: Sequence[Stratum]) -> Proportion | None:
    """Return the proportion over groups of which different shares were reviewed.

    Each group counts by its size. The limits are put together from the Wilson limits of the
    groups (MOVER), so that a group in which nothing was met after a look at few of its persons
    widens the interval; of one group alone, it is Wilson's.

    Args:
        strata: groups of which at least one person was reviewed count; None is returned if none.
    """
    used = [each for each in strata if each.n > 0 and each.size > 0]
    total = sum(each.size for each in used)
    if not total:
        return None
    share = below = above = 0.0
    for each in used:
        weight, part = each.size / total, wilson(each.k, each.n)
        if part is not None:
            share += weight * part.estimate
            below += (weight * (part.estimate - part.low)) ** 2
            above += (weight * (part.high - part.estimate)) ** 2
    return Proportion(share, max(0.0, share - math.sqrt(below)), min(1.0, share + math.sqrt(above)))


class Kappa(NamedTuple):
    """Agreement beyond chance.

    Attributes:
        estimate: 1 is full agreement, 0 what chance gives; None if it tells nothing.
        low: lower 95 % limit, or None.
        high: upper 95 % limit, or None.
        n: candidates that both judged.
        agreed: share of them on which both said the same.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n: int
    agreed: float


def cohen_kappa(pairs: Mapping[tuple[str, str], int]) -> Kappa | None:
    """Return Cohen's kappa of two reviewers, not weighted.

    Args:
        pairs: (verdict of the first, verdict of the second) -> how many candidates.

    Returns:
        None without any candidate; an estimate of None where one of them always gave the same
        verdict: then it is 0, or not defined, whatever the other one saw.
    """
    n = sum(pairs.values())
    if not n:
        return None
    words = sorted({word for pair in pairs for word in pair})
    share = {pair: count / n for pair, count in pairs.items()}
    first = {w: sum(p for (a, _), p in share.items() if a == w) for w in words}
    second = {w: sum(p for (_, b), p in share.items() if b == w) for w in words}
    observed = sum(share.get((w, w), 0.0) for w in words)
    by_chance = sum(first[w] * second[w] for w in words)
    if any(max(of.values()) > 1 - _TINY for of in (first, second)):
        return Kappa(None, None, None, n, observed)
    kappa = (observed - by_chance) / (1 - by_chance)
    # Fleiss, Cohen and Everitt 1969, for a kappa that need not be 0.
    on = sum(
        share.get((w, w), 0.0) * (1 - (first[w] + second[w]) * (1 - kappa)) ** 2 for w in words
    )
    off = (
        sum(p * (second[a] + first[b]) ** 2 for (a, b), p in share.items() if a != b)
        * (1 - kappa) ** 2
    )
    chance = (kappa - by_chance * (1 - kappa)) ** 2
    variance = max(0.0, on + off - chance) / (n * (1 - by_chance) ** 2)
    half = Z_95 * math.sqrt(variance)
    return Kappa(kappa, max(-1.0, kappa - half), min(1.0, kappa + half), n, observed)


class Sensitivity(NamedTuple):
    """The share of all cases that was proposed.

    Attributes:
        estimate: from 0 to 1, or None where neither sample holds a case.
        low: if the groups proposed hold as few and the others as many cases as their intervals let.
        high: the other way round.
    """

    estimate: float | None
    low: float
    high: float


def sensitivity(proposed: Sequence[Stratum], others: Sequence[Stratum]) -> Sensitivity | None:
    """Return the estimated sensitivity, or None if it cannot be told.

    It can be told if of every group with anybody in it somebody was reviewed, the groups of those
    not proposed included. The limits put every group at the ends of its own 95 % Wilson interval
    at once, so they are wider than 95 %.

    Args:
        proposed: groups of the persons proposed.
        others: groups of all other persons.
    """
    if not others or any(each.size and not each.n for each in (*proposed, *others)):
        return None
    found, missed = _cases(proposed), _cases(others)
    return Sensitivity(
        found.estimate / (found.estimate + missed.estimate)
        if found.estimate + missed.estimate
        else None,
        found.low / (found.low + missed.high) if found.low + missed.high else 0.0,
        found.high / (found.high + missed.low) if found.high + missed.low else 1.0,
    )


def _cases(strata: Sequence[Stratum]) -> Proportion:
    """Return how many cases the groups hold together, with limits; a number, not a share."""
    parts = [(each.size, wilson(each.k, each.n)) for each in strata]
    sums = [sum(size * part[at] for size, part in parts if part is not None) for at in range(3)]
    # What was seen is there for certain, whatever the sample says of the rest.
    return Proportion(sums[0], max(sums[1], float(sum(each.k for each in strata))), sums[2])
