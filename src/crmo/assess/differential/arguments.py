"""Why: which facts speak for and against a disease, how far each moves it, and on what basis."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from operator import mul

from attrs import frozen

from crmo.assess.differential.likelihood_table import LikelihoodTable, half_width
from crmo.assess.differential.posterior import Posterior, WeighedFact
from crmo.assess.differential.values import Argument, UnknownFact
from crmo.knowledge import Knowledge
from crmo.knowledge.likelihoods import (
    ABSENT,
    PRESENT,
    DiseaseLikelihood,
    Frequency,
    LikelihoodFeature,
)


@frozen(kw_only=True)
class Weight:
    """How far one fact moves one disease against all others of the setting, on the log scale."""

    log_ratio: float
    variance: float
    share: float


def weight(
    table: LikelihoodTable, feature: str, possible: tuple[str, ...], members: tuple[int, ...]
) -> Weight:
    """Return the log likelihood ratio of a fact for a disease, before tempering.

    The comparison is with all other diseases in the proportions they have in the setting: a
    ratio belongs to what it was compared with.

    Args:
        table: the diseases and their prior shares.
        feature: id of the feature.
        possible: its value, or the values still possible.
        members: positions of the forms of the disease.
    """
    key = ("weight", feature, possible, members)
    return table.remembered(key, lambda: _weight(table, feature, possible, members))


def _weight(
    table: LikelihoodTable, feature: str, possible: tuple[str, ...], members: tuple[int, ...]
) -> Weight:
    priors = table.priors
    shares, variances = table.shares(feature, possible), table.variances(feature, possible)
    inside = sum(priors[i] for i in members)
    with_inside = sum(priors[i] * shares[i] for i in members)
    with_outside = sum(p * s for p, s in zip(priors, shares, strict=True)) - with_inside
    variance = sum(
        (priors[i] * shares[i] / (with_inside if i in members else with_outside)) ** 2 * v
        for i, v in enumerate(variances)
    )
    share = with_inside / inside
    return Weight(
        log_ratio=log(share / (with_outside / (1 - inside))), variance=variance, share=share
    )


def arguments(
    found: Posterior, members: tuple[int, ...], knowledge: Knowledge
) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
    """Return the facts for and the facts against one disease, strongest first.

    Args:
        found: the facts and the probabilities.
        members: positions of the forms of the disease.
        knowledge: words, sources, and from when on a fact is shown.
    """
    least = log(_shown(knowledge, "least_ratio"))
    moves = []
    for fact in found.facts:
        moved = weight(found.table, fact.seen.id, fact.seen.possible, members)
        if abs(fact.exponent * moved.log_ratio) >= least:
            moves.append((fact.exponent * moved.log_ratio, fact, moved))
    moves.sort(key=lambda move: -abs(move[0]))
    leading = found.table.diseases[max(members, key=lambda i: found.shares[i])]
    made = [
        (size, _argument(fact, moved, leading, found.table, knowledge))
        for size, fact, moved in moves
    ]
    supports = [argument for size, argument in made if size > 0]
    against = [argument for size, argument in made if size < 0]
    return tuple(supports), tuple(against)


def _argument(
    fact: WeighedFact,
    moved: Weight,
    leading: DiseaseLikelihood,
    table: LikelihoodTable,
    knowledge: Knowledge,
) -> Argument:
    feature = knowledge.likelihood_features[fact.seen.id]
    centre = fact.exponent * moved.log_ratio
    half = half_width(knowledge) * fact.exponent * sqrt(moved.variance)
    frequency, basis = table.remembered(
        ("basis", leading.id, feature.id, fact.seen.possible),
        lambda: _basis(leading, feature, fact.seen.possible),
    )
    tempering = float(knowledge.likelihood_model["weighing"].parameters["tempering"].value)
    return Argument(
        feature=feature.id,
        label=feature.label,
        value=fact.value,
        observed=fact.seen.observed,
        entries=fact.seen.entries,
        ratio=exp(centre),
        low=exp(centre - half),
        high=exp(centre + half),
        share=moved.share,
        part=fact.exponent / tempering,
        source=frequency.source,
        grade=frequency.grade,
        basis=basis,
        is_assumption=frequency.is_assumption,
    )


def _basis(
    disease: DiseaseLikelihood, feature: LikelihoodFeature, possible: Sequence[str]
) -> tuple[Frequency, str]:
    frequency = disease.frequencies.get(feature.id)
    if disease.is_anything_else:
        return feature.otherwise, "as often as in all listed diseases together"
    if frequency is None:
        return feature.otherwise, "not told for this disease; a share over all diseases stands in"
    if frequency.is_counted:
        counts = frequency.counts
        n = sum(counts.get(value, 0) for value in possible)
        return frequency, f"{n:g} of {sum(counts.values()):g} children"
    if frequency.frequency_class:
        word = frequency.frequency_class.replace("_", " ")
        with_it = PRESENT in possible and ABSENT not in possible
        return frequency, f"{word} in the disease" if with_it else f"absent, though {word}"
    if frequency.is_assumption:
        return frequency, "our judgement"
    return frequency, "a published share"


def unknown_facts(
    table: LikelihoodTable,
    members: tuple[int, ...],
    features: Sequence[str],
    knowledge: Knowledge,
) -> tuple[UnknownFact, ...]:
    """Return the unknown facts that can be expected to move one disease most.

    Args:
        table: how often everything is found in each disease.
        members: positions of the forms of the disease.
        features: ids of the features that are not known.
        knowledge: words, and how many are shown.
    """
    moves = [(_moves(table, key, members, knowledge), key) for key in features]
    moves.sort(key=lambda move: -move[0][0])
    return tuple(
        UnknownFact(feature=key, ask=knowledge.likelihood_features[key].ask, most=exp(most))
        for (_, most), key in moves[: int(_shown(knowledge, "most_unknown"))]
    )


def _moves(
    table: LikelihoodTable, feature: str, members: tuple[int, ...], knowledge: Knowledge
) -> tuple[float, float]:
    """Return the mean and the greatest log ratio, up or down, that an answer could bring.

    The mean is over children with the disease and children without it, half and half.
    """
    values = knowledge.likelihood_features[feature].values

    def make() -> tuple[float, float]:
        each = [weight(table, feature, (value,), members) for value in values]
        sizes = [abs(moved.log_ratio) for moved in each]
        shares = [moved.share * (1 + exp(-moved.log_ratio)) / 2 for moved in each]
        return sum(map(mul, shares, sizes)), max(sizes)

    return table.remembered(("moves", feature, members), make)


def _shown(knowledge: Knowledge, name: str) -> float:
    return float(knowledge.likelihood_model["shown"].parameters[name].value)
