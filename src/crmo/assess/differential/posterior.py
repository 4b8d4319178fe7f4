"""From facts to probabilities: one Bayes' rule over groups of features, with its uncertainty.

The facts of one group tell of the same thing. The one that tells most counts in full; every
further one counts as a part, so that "multifocal", "on both sides" and "uptake all over" do not
count three times. All likelihoods are tempered, because groups are not independent either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log, sqrt

from attrs import frozen

from crmo.assess.differential.features import SeenFeature
from crmo.assess.differential.likelihood_table import LikelihoodTable, half_width, model
from crmo.knowledge import Knowledge


@frozen(kw_only=True)
class WeighedFact:
    """One known feature with how much it counts.

    Args:
        seen: what the record says.
        value: its value, or the values still possible, in words.
        exponent: power to which its likelihood is raised: tempering times its part.
        shares: per disease, the share of children in whom it is so.
        variances: per disease, the variance of the logarithm of that share.
    """

    seen: SeenFeature
    value: str
    exponent: float
    shares: tuple[float, ...]
    variances: tuple[float, ...]


@frozen(kw_only=True)
class Posterior:
    """Probability of every disease and form.

    Args:
        table: the diseases, in order.
        facts: what was weighed, in the order of the features.
        shares: per disease; they add up to 1.
        variances: per disease, the variance of the logarithm of its unnormalised weight.
    """

    table: LikelihoodTable
    facts: tuple[WeighedFact, ...]
    shares: tuple[float, ...]
    variances: tuple[float, ...]


def posterior(
    table: LikelihoodTable, features: Mapping[str, SeenFeature], knowledge: Knowledge
) -> Posterior:
    """Return what the known features make of the diseases.

    Args:
        table: how often everything is found in each disease, for a setting.
        features: every feature as the record tells it; unknown ones contribute nothing.
        knowledge: groups, and the numbers of the model.
    """
    facts = weighed(table, features.values(), knowledge)
    variances = [table.prior_variance] * len(table.diseases)
    for fact in facts:
        square = fact.exponent**2
        variances = [v + square * own for v, own in zip(variances, fact.variances, strict=True)]
    return Posterior(
        table=table,
        facts=facts,
        shares=updated(table.priors, facts),
        variances=tuple(variances),
    )


def updated(shares: Sequence[float], facts: Iterable[WeighedFact]) -> tuple[float, ...]:
    """Return shares after some facts; they add up to 1."""
    scores = [log(share) for share in shares]
    for fact in facts:
        power = fact.exponent
        scores = [s + power * log(own) for s, own in zip(scores, fact.shares, strict=True)]
    top = max(scores)
    weights = [exp(score - top) for score in scores]
    whole = sum(weights)
    return tuple(weight / whole for weight in weights)


def weighed(
    table: LikelihoodTable, features: Iterable[SeenFeature], knowledge: Knowledge
) -> tuple[WeighedFact, ...]:
    """Return the known features with how much each counts, in the order of the features."""
    known = [seen for seen in features if is_known(seen, knowledge)]
    by_group: dict[str, list[SeenFeature]] = {}
    for seen in known:
        by_group.setdefault(knowledge.likelihood_features[seen.id].group, []).append(seen)
    parts: dict[str, float] = {}
    for group, members in by_group.items():
        order = sorted(members, key=lambda m: -information(table, m)) if members[1:] else members
        parts |= {member.id: part(knowledge, group, n) for n, member in enumerate(order)}
    tempering = model(knowledge).tempering
    return tuple(
        WeighedFact(
            seen=seen,
            value=_value_words(seen, knowledge),
            exponent=tempering * parts[seen.id],
            shares=table.shares(seen.id, seen.possible),
            variances=table.variances(seen.id, seen.possible),
        )
        for seen in known
    )


def _value_words(seen: SeenFeature, knowledge: Knowledge) -> str:
    feature = knowledge.likelihood_features[seen.id]
    return " or ".join(feature.value_label(value) for value in seen.possible)


def part(knowledge: Knowledge, group: str, n_before: int) -> float:
    """Return how much a fact of a group counts after others of it: 1 for the first."""
    return 1.0 if n_before == 0 else float(knowledge.likelihood_groups[group].further["value"])


def is_known(seen: SeenFeature, knowledge: Knowledge) -> bool:
    """Whether the record rules out at least one value of a feature."""
    return len(seen.possible) < len(knowledge.likelihood_features[seen.id].values)


def information(table: LikelihoodTable, seen: SeenFeature) -> float:
    """Return how far a fact alone moves the diseases from where they stood, in nats."""
    shares = table.shares(seen.id, seen.possible)
    whole = sum(p * s for p, s in zip(table.priors, shares, strict=True))
    return sum(
        p * s / whole * log(s / whole) for p, s in zip(table.priors, shares, strict=True) if s > 0
    )


def interval(found: Posterior, members: Sequence[int], knowledge: Knowledge) -> tuple[float, float]:
    """Return the 95 % interval of the probability that one of some diseases is there.

    The uncertainty of every share that was used, and of the prior weights, is carried over to the
    log odds by its first derivative.

    Args:
        found: the probabilities.
        members: positions of the forms of one disease.
        knowledge: how much of the uncertainty an interval holds.
    """
    inside = sum(found.shares[i] for i in members)
    outside = 1 - inside
    if inside <= 0 or outside <= 0:
        return inside, inside
    chosen = set(members)
    variance = sum(
        (share / (inside if i in chosen else outside)) ** 2 * found.variances[i]
        for i, share in enumerate(found.shares)
    )
    centre, half = log(inside / outside), half_width(knowledge) * sqrt(variance)
    return _expit(centre - half), _expit(centre + half)


def _expit(x: float) -> float:
    if x < 0:
        return exp(x) / (1 + exp(x))
    return 1 / (1 + exp(-x))
