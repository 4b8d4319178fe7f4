"""Shares with their intervals, and what they come to in a whole hospital or country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmo.knowledge import Knowledge
from crmo.simulate import mix_of
from tools.find_evaluation.charts import HEALTHY
from tools.find_evaluation.children import CNO

Counts = Mapping[str, tuple[int, int]]  # kind -> proposed, of how many
ONE_IN = (500, 20_000)
_DRAWS, _TAIL, _SEED = 20_000, 0.025, 2026
_JEFFREYS = 0.5
# Of the children without disease: those with limb pain, as in the mixes `hospital`, `population`.
_PAIN_SHARE = {500: 1 / 10, 20_000: 1 / 20}


def kind_shares(one_in: int, knowledge: Knowledge) -> dict[str, float]:
    """Return the share of each kind of child where one in so many has CNO.

    Mimics keep their proportion to CNO of the mix `referrals`; all others are healthy, one in ten
    (500) or twenty (20,000) of them with pain in a limb.

    Args:
        one_in: 500 for a hospital, 20,000 for a country.
        knowledge: the kinds.
    """
    referrals = mix_of("referrals", knowledge).shares
    of_cno = 1 / one_in
    found = {
        kind: of_cno * share / referrals[CNO]
        for kind, share in referrals.items()
        if kind not in HEALTHY
    }
    rest = 1 - sum(found.values())
    pain = _PAIN_SHARE[one_in]
    return {**found, "limb_pain_nothing": rest * pain, "healthy": rest * (1 - pain)}


def predictive_value(counts: Counts, shares: Mapping[str, float]) -> dict[str, float]:
    """Return what share of those proposed has CNO, and how many are proposed, with intervals.

    Median and limits come from draws of each kind's share from its posterior under Jeffreys'
    prior, so that none proposed of many is not taken as none ever.

    Args:
        counts: kind -> proposed, of how many.
        shares: kind -> share among all children.
    """
    chance = np.random.default_rng(_SEED)
    of: dict[bool, Any] = {True: 0.0, False: 0.0}
    drawn: dict[bool, NDArray[np.float64]] = {True: np.zeros(_DRAWS), False: np.zeros(_DRAWS)}
    for kind, share in shares.items():
        n_proposed, n = counts.get(kind, (0, 0))
        if n == 0:
            continue
        of[kind == CNO] += share * n_proposed / n
        low, high = n_proposed + _JEFFREYS, n - n_proposed + _JEFFREYS
        drawn[kind == CNO] += share * chance.beta(low, high, _DRAWS)
    proposed = of[True] + of[False]
    tails = [0.5, _TAIL, 1 - _TAIL]
    limits = np.quantile(drawn[True] / (drawn[True] + drawn[False]), tails)
    return {
        "value": round(float(limits[0]), 5),
        "low": round(float(limits[1]), 5),
        "high": round(float(limits[2]), 5),
        "proposed_per_10000": round(proposed * 10_000, 2),
        "cno_per_10000": round(of[True] * 10_000, 3),
    }


def median_of(values: Sequence[int]) -> dict[str, Any]:
    """Return the median with the 95 % limits of a bootstrap, or nothing but n if there is none."""
    if not values:
        return {"n": 0}
    chance = Random(_SEED)  # noqa: S311 - resampling, no secret
    n_draws = 1000
    found = sorted(median(chance.choices(values, k=len(values))) for _ in range(n_draws))
    at = int(_TAIL * n_draws)
    return {
        "n": len(values),
        "median": median(values),
        "low": found[at],
        "high": found[-at - 1],
    }
