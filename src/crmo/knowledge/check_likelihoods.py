"""The tables of the differential name only features, values, groups and diseases that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from crmo.knowledge.check_references import reference_problems
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.layers import Layers
from crmo.knowledge.likelihoods import (
    SETTINGS,
    DiseaseLikelihood,
    Frequency,
    LikelihoodFeature,
)
from crmo.knowledge.problems import Path, Place, Problem, places


def likelihood_problems(layers: Layers) -> Iterator[Problem]:
    """Yield what is wrong between the tables of the differential.

    Args:
        layers: files whose entries can be built, one by one.
    """
    knowledge = Knowledge(layers)
    for place in places(layers, "likelihood_features"):
        yield from reference_problems(place)
        yield from _feature_problems(place, knowledge)
    for place in places(layers, "likelihood_tests"):
        yield from _test_problems(place, knowledge)
    for place in places(layers, "likelihoods"):
        yield from _disease_problems(place, knowledge.likelihoods[place.key], knowledge)
    if layers.table("likelihoods"):
        yield from _anything_else_problems(layers, knowledge)


def _feature_problems(place: Place, knowledge: Knowledge) -> Iterator[Problem]:
    feature = knowledge.likelihood_features[place.key]
    costs = knowledge.likelihood_model["costs"].parameters
    yield from _known(place, ("group",), feature.group, knowledge.likelihood_groups)
    yield from _known(place, ("learned_by",), feature.learned_by, costs)
    yield from _value_problems(place, ("otherwise",), feature.otherwise, feature)


def _test_problems(place: Place, knowledge: Knowledge) -> Iterator[Problem]:
    test, features = knowledge.likelihood_tests[place.key], knowledge.likelihood_features
    costs = knowledge.likelihood_model["costs"].parameters
    yield from _known(place, ("learned_by",), test.learned_by, costs)
    told = [(("answers", key, "facts"), answer.facts) for key, answer in test.answers.items()]
    for path, facts in [*told, (("needs",), test.needs)]:
        for key, value in facts.items():
            yield from _known(place, path, key, features)
            if key in features:
                yield from _known(place, (*path, key), value, features[key].values)


def _disease_problems(
    place: Place, disease: DiseaseLikelihood, knowledge: Knowledge
) -> Iterator[Problem]:
    for setting in SETTINGS:
        weight = disease.prior.get(setting)
        if not isinstance(weight, int | float) or not weight > 0:
            yield place.problem(
                ("prior",),
                f"there is no weight for {setting}.",
                came=weight,
                expected=f"a number above 0 for each of {', '.join(SETTINGS)}",
            )
    if disease.concept:
        yield from _known(place, ("concept",), disease.concept, knowledge.concepts)
    if disease.part_of:
        yield from _known(place, ("part_of",), disease.part_of, knowledge.likelihoods)
    words = knowledge.likelihood_model["orphanet_classes"].parameters
    for key, frequency in disease.frequencies.items():
        path = _where(disease, key)
        yield from _known(place, path, key, knowledge.likelihood_features)
        if frequency.frequency_class:
            yield from _known(place, path, frequency.frequency_class, words)
        elif key in knowledge.likelihood_features:
            feature = knowledge.likelihood_features[key]
            yield from _value_problems(place, path, frequency, feature)


def _where(disease: DiseaseLikelihood, feature: str) -> Path:
    if feature in disease.features:
        return ("features", feature)
    return ("assumed", feature) if feature in disease.assumed else ("classes",)


def _value_problems(
    place: Place, path: Path, frequency: Frequency, feature: LikelihoodFeature
) -> Iterator[Problem]:
    named = {*frequency.counts, *frequency.shares}
    if named and named != set(feature.values):
        yield place.problem(
            path,
            "the values are not those of the feature.",
            came=sorted(named),
            expected=", ".join(feature.values),
            todo="Give a number for every value of the feature.",
        )


def _anything_else_problems(layers: Layers, knowledge: Knowledge) -> Iterator[Problem]:
    found = [key for key, disease in knowledge.likelihoods.items() if disease.is_anything_else]
    if len(found) != 1:
        yield Problem(
            where=layers.where("likelihoods", ()),
            problem="one disease, and one only, stands for everything that is not listed.",
            came=found,
            expected="`is_anything_else: true` once",
        )


def _known(place: Place, path: Path, key: str, table: Iterable[str]) -> Iterator[Problem]:
    if key not in table:
        near = get_close_matches(key, list(table), n=3)
        yield place.problem(
            path,
            "this does not exist.",
            came=key,
            expected=f"perhaps {', '.join(near)}" if near else "an id that exists",
            todo="Correct the id, or add the entry.",
        )
