"""How often every value of every feature is found in every disease, as counts of children."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from statistics import NormalDist
from types import MappingProxyType
from typing import TypeVar

from attrs import field, frozen

from crmo.assess.differential.trigamma import log_share_variance, trigamma
from crmo.knowledge import Knowledge
from crmo.knowledge.likelihoods import (
    ABSENT,
    PRESENT,
    DiseaseLikelihood,
    Frequency,
    LikelihoodFeature,
)

Made = TypeVar("Made")
Counts = Mapping[str, float]  # value of a feature to (pseudo-)children


@frozen(kw_only=True)
class Model:
    """The numbers of the model that weighs diseases.

    Args:
        tempering: power to which every likelihood is raised.
        prior_children: firmness of the weights before any fact.
        assumption_children: firmness of an assumption made for a disease.
        background_children: firmness of the share that stands in where nothing is given.
        class_children: firmness of a word of Orphanet.
        most_children: what no published count may exceed.
        smoothing_children: children of the background mixed into every count.
        least_children: number below which a share is not taken to become more uncertain.
        seen_without_whole_body: share of children with several lesions in whom more than one is
            known before the whole body was looked at.
    """

    tempering: float
    prior_children: float
    assumption_children: float
    background_children: float
    class_children: float
    most_children: float
    smoothing_children: float
    least_children: float
    seen_without_whole_body: float


@cache
def model(knowledge: Knowledge) -> Model:
    """Return the numbers of the model."""
    numbers = knowledge.likelihood_model["weighing"].parameters
    return Model(**{key: float(each.value) for key, each in numbers.items()})


@cache
def half_width(knowledge: Knowledge) -> float:
    """Return half the width of an interval, in standard deviations."""
    share = float(knowledge.likelihood_model["shown"].parameters["interval"].value)
    return NormalDist().inv_cdf((1 + share) / 2)


@frozen(kw_only=True)
class LikelihoodTable:
    """Counts for one setting.

    Args:
        diseases: every disease and form, in the order of the knowledge.
        priors: share of each before any fact, adding up to 1.
        prior_variance: variance of the logarithm of each prior weight.
        least_children: number below which a share does not become more uncertain.
        counts: feature to one set of counts per disease, in the same order.
        anything_else: position of what stands for every disease not listed.
        memory: what was worked out from the table before.
    """

    diseases: tuple[DiseaseLikelihood, ...]
    priors: tuple[float, ...]
    prior_variance: float
    least_children: float
    counts: Mapping[str, tuple[Counts, ...]]
    anything_else: int
    memory: dict[tuple[object, ...], object] = field(factory=dict, eq=False, repr=False)

    def remembered(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """Return what was made under a key before, or make it now and keep it.

        What depends on the table and on the values of a feature only is the same for every child.
        """
        if key not in self.memory:
            self.memory[key] = make()
        return self.memory[key]  # type: ignore[return-value]  # each key has one maker

    def shares(self, feature: str, possible: tuple[str, ...]) -> tuple[float, ...]:
        """Return, per disease, the share of children with one of some values."""
        return self.remembered(
            ("share", feature, possible), lambda: self._shares(feature, possible)
        )

    def variances(self, feature: str, possible: tuple[str, ...]) -> tuple[float, ...]:
        """Return, per disease, the variance of the logarithm of that share."""
        return self.remembered(
            ("variance", feature, possible), lambda: self._variances(feature, possible)
        )

    def _shares(self, feature: str, possible: tuple[str, ...]) -> tuple[float, ...]:
        return tuple(
            sum(counts[value] for value in possible) / sum(counts.values())
            for counts in self.counts[feature]
        )

    def _variances(self, feature: str, possible: tuple[str, ...]) -> tuple[float, ...]:
        found = []
        for counts in self.counts[feature]:
            whole = sum(counts.values())
            with_it = sum(counts[value] for value in possible)
            found.append(log_share_variance(max(with_it, self.least_children), whole))
        return tuple(found)


@cache
def likelihood_table(knowledge: Knowledge, setting: str) -> LikelihoodTable:
    """Return the counts for one setting, made once.

    Only the entry for what is not listed depends on the setting: it finds every value as often
    as all listed diseases together do there.
    """
    diseases = tuple(knowledge.likelihoods.values())
    weights = [disease.weight(setting) for disease in diseases]
    priors = tuple(weight / sum(weights) for weight in weights)
    other = next(i for i, disease in enumerate(diseases) if disease.is_anything_else)
    return LikelihoodTable(
        diseases=diseases,
        priors=priors,
        prior_variance=trigamma(model(knowledge).prior_children),
        least_children=model(knowledge).least_children,
        counts=MappingProxyType(
            {
                key: _row_of(feature, diseases, priors, knowledge)
                for key, feature in knowledge.likelihood_features.items()
            }
        ),
        anything_else=other,
    )


def _row_of(
    feature: LikelihoodFeature,
    diseases: Sequence[DiseaseLikelihood],
    priors: Sequence[float],
    knowledge: Knowledge,
) -> tuple[Counts, ...]:
    """Return the counts of one feature; "one so far" is told by how often there are several."""
    if "one_lesion_of" not in feature.body:
        return _row(feature, diseases, priors, knowledge)
    several = knowledge.likelihood_features[feature.body["one_lesion_of"]]
    seen = model(knowledge).seen_without_whole_body
    return tuple(
        {PRESENT: counts[ABSENT] + (1 - seen) * counts[PRESENT], ABSENT: seen * counts[PRESENT]}
        for counts in _row(several, diseases, priors, knowledge)
    )


def _row(
    feature: LikelihoodFeature,
    diseases: Sequence[DiseaseLikelihood],
    priors: Sequence[float],
    knowledge: Knowledge,
) -> tuple[Counts, ...]:
    listed = {
        disease.id: counts_of(feature, disease.frequencies.get(feature.id), knowledge)
        for disease in diseases
        if not disease.is_anything_else
    }
    mean = _mean(feature, diseases, priors, listed, model(knowledge).background_children)
    return tuple(listed.get(disease.id, mean) for disease in diseases)


def _mean(
    feature: LikelihoodFeature,
    diseases: Sequence[DiseaseLikelihood],
    priors: Sequence[float],
    listed: Mapping[str, Counts],
    children: float,
) -> Counts:
    shares = dict.fromkeys(feature.values, 0.0)
    for disease, prior in zip(diseases, priors, strict=True):
        counts = listed.get(disease.id)
        if counts is not None:
            for value in feature.values:
                shares[value] += prior * counts[value] / sum(counts.values())
    whole = sum(shares.values())
    return {value: children * share / whole for value, share in shares.items()}


def counts_of(
    feature: LikelihoodFeature, frequency: Frequency | None, knowledge: Knowledge
) -> Counts:
    """Return how many children stand behind each value in one disease.

    What was counted keeps its numbers up to a limit; a share, a word or a stand-in weighs as
    much as the model says; a little of the background is mixed in, so that nothing is impossible.

    Args:
        feature: the feature.
        frequency: what is given for the disease; None for the stand-in.
        knowledge: for the numbers of the model.
    """
    numbers = model(knowledge)
    background = stated_shares(feature, feature.otherwise, knowledge)
    if frequency is None:
        return _scaled(background, numbers.background_children)
    shares = stated_shares(feature, frequency, knowledge)
    children = _firmness(frequency, numbers)
    return (
        {
            value: children * shares[value] + numbers.smoothing_children * background[value]
            for value in feature.values
        }
        if frequency.is_counted
        else _scaled(shares, children)
    )


def _firmness(frequency: Frequency, numbers: Model) -> float:
    if frequency.is_counted:
        return min(sum(frequency.counts.values()), numbers.most_children)
    if frequency.frequency_class:
        return numbers.class_children
    if frequency.is_assumption:
        return numbers.assumption_children
    return numbers.class_children  # a published share whose denominator was not seen


def stated_shares(
    feature: LikelihoodFeature, frequency: Frequency, knowledge: Knowledge
) -> Mapping[str, float]:
    """Return the share of each value that a frequency states, adding up to 1."""
    stated: Mapping[str, float]
    if frequency.frequency_class:
        words = knowledge.likelihood_model["orphanet_classes"].parameters
        share = float(words[frequency.frequency_class].value)
        stated = {PRESENT: share, ABSENT: 1 - share}
    else:
        stated = frequency.counts or frequency.shares
    whole = sum(stated.values())
    return {value: stated.get(value, 0.0) / whole for value in feature.values}


def _scaled(shares: Mapping[str, float], children: float) -> Counts:
    return {value: children * share for value, share in shares.items()}
