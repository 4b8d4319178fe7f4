"""Virtual children, where the truth is known: calibration, and a regression trained on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import log
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from crmo.assess.differential import differential_of
from crmo.assess.differential.features import SeenFeature, look
from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge
from crmo.record import Encounter, Modality, PatientRecord
from crmo.simulate import Parameters, Plan, VirtualChild, mix_of, observe, simulate_children
from tools.recognition.cases import SETTING, truths
from tools.recognition.ranks import Rank, rank_of, summary

UNTIL = date(2024, 12, 31)
MIX = "referrals"
# Kinds of virtual children whose disease the differential calls by another name.
DISEASE_OF = {
    "subacute_osteomyelitis": "bacterial_osteomyelitis",
    "spondylodiscitis": "bacterial_osteomyelitis",
    "langerhans_cell_histiocytosis": "lch",
    "jia": "jia_era",
    "enthesitis_related_arthritis": "jia_era",
    "stress_fracture": "trauma_stress_fracture",
    "limb_pain_nothing": "overuse",
}
_BINS = 5
_STEPS, _RATE, _RIDGE = 400, 0.05, 1e-3
_ADAM = (0.9, 0.999, 1e-8)
Floats = NDArray[np.float64]


@frozen
class Seen:
    """One virtual child as its record tells it on a day."""

    kind: str
    disease: str
    record: PatientRecord
    on: date


def children(n: int, seed: int, knowledge: Knowledge) -> list[Seen]:
    """Return children of the mix of referrals on the day before their disease was named.

    Those whose disease is never named are taken on the day before their last visit.
    """
    parameters = Parameters.of(knowledge)
    plan = Plan(n=n, seed=seed, mix=mix_of(MIX, knowledge), until=UNTIL)
    found = []
    for child in simulate_children(plan, knowledge, parameters):
        day = _day(child)
        if day is not None:
            disease = DISEASE_OF.get(child.kind, child.kind)
            record = observe(child, parameters, knowledge)
            found.append(Seen(child.kind, disease, record, date.fromordinal(day)))
    return found


def at_first_visit(seen: Sequence[Seen]) -> list[Seen]:
    """Return the same children on the day of their first visit on record."""
    found = []
    for child in seen:
        days = [visit.on.earliest for visit in child.record.of_kind(Encounter) if visit.on]
        if days:
            found.append(evolve(child, on=min(days)))
    return found


def with_mri(seen: Sequence[Seen], knowledge: Knowledge) -> dict[str, list[int]]:
    """Return how many children with CNO, and of all others, have an MRI on record by then."""
    counts = {"cno": [0, 0], "others": [0, 0]}
    for child in seen:
        of = counts["cno" if child.disease == "cno" else "others"]
        facts = Facts(child.record, knowledge, child.on)
        of[0] += bool(facts.studies_by(Modality.MRI))
        of[1] += 1
    return counts


def _day(child: VirtualChild) -> int | None:
    if child.diagnosed is not None:
        return child.diagnosed - 1
    attended = [visit.day for visit in child.visits if visit.is_attended]
    return attended[-1] if attended else None


def calibration(seen: Sequence[Seen], knowledge: Knowledge) -> dict[str, Any]:
    """Return by kind how often the truth was recognised, and whether said shares come true."""
    by_kind: dict[str, list[tuple[Rank, float]]] = {}
    top: list[tuple[float, bool]] = []
    cno: list[tuple[float, bool]] = []
    for child in seen:
        facts = Facts(child.record, knowledge, child.on)
        found = differential_of(facts, SETTING, with_questions=False)
        shares = {c.disease: c.probability for c in found.ranking}
        own = rank_of(child.disease, shares), shares[child.disease]
        by_kind.setdefault(child.kind, []).append(own)
        first = found.ranking[0]
        top.append((first.probability, first.disease == child.disease))
        cno.append((shares["cno"], child.disease == "cno"))
    every = [pair for pairs in by_kind.values() for pair in pairs]
    return {
        "n": len(seen),
        "all": summary([rank for rank, _ in every]),
        "log_score": round(-sum(log(max(p, 1e-12)) for _, p in every) / len(every), 4),
        "kinds": {kind: _kind(pairs) for kind, pairs in sorted(by_kind.items())},
        "first": _bins(top),
        "cno": _bins(cno),
    }


def _kind(pairs: Sequence[tuple[Rank, float]]) -> dict[str, Any]:
    mean = sum(share for _, share in pairs) / len(pairs)
    return {**summary([rank for rank, _ in pairs]), "mean_probability": round(mean, 3)}


def _bins(said: Iterable[tuple[float, bool]]) -> list[dict[str, float]]:
    found: dict[int, list[tuple[float, bool]]] = {}
    for share, is_true in said:
        found.setdefault(min(_BINS - 1, int(share * _BINS)), []).append((share, is_true))
    return [
        {
            "n": len(pairs),
            "said": round(sum(share for share, _ in pairs) / len(pairs), 3),
            "true": round(sum(is_true for _, is_true in pairs) / len(pairs), 3),
        }
        for _, pairs in sorted(found.items())
    ]


# a regression trained on virtual children --------------------------------------------------------


@frozen
class Regression:
    """A multinomial logistic regression over the values of the features."""

    columns: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]
    weights: Floats  # (columns + 1, classes)

    def shares(self, features: Mapping[str, SeenFeature]) -> dict[str, float]:
        """Return the probability of each class it was trained on."""
        logits = row(features, self.columns) @ self.weights
        parts = np.exp(logits - logits.max())
        return dict(zip(self.classes, (parts / parts.sum()).tolist(), strict=True))


def row(features: Mapping[str, SeenFeature], columns: Sequence[tuple[str, str]]) -> Floats:
    """Return 1 for each value that is known, 0 for all others, and 1 at the end."""
    known = [features[key].possible == (value,) for key, value in columns]
    return np.array([*known, True], dtype=np.float64)


def trained(seen: Sequence[Seen], knowledge: Knowledge) -> Regression:
    """Return a regression fitted to virtual children, with a small ridge."""
    columns = tuple(
        (key, value)
        for key, feature in knowledge.likelihood_features.items()
        for value in feature.values
    )
    looks = [look(Facts(child.record, knowledge, child.on)).features for child in seen]
    x = np.array([row(features, columns) for features in looks])
    classes = tuple(sorted({child.disease for child in seen}))
    y = np.zeros((len(seen), len(classes)))
    y[np.arange(len(seen)), [classes.index(child.disease) for child in seen]] = 1
    return Regression(columns, classes, _fitted(x, y))


def _fitted(x: Floats, y: Floats) -> Floats:
    weights = np.zeros((x.shape[1], y.shape[1]))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    keep, keep_square, least = _ADAM
    for step in range(1, _STEPS + 1):
        logits = x @ weights
        parts = np.exp(logits - logits.max(axis=1, keepdims=True))
        gradient = x.T @ (parts / parts.sum(axis=1, keepdims=True) - y) / len(x) + _RIDGE * weights
        first = keep * first + (1 - keep) * gradient
        second = keep_square * second + (1 - keep_square) * gradient**2
        scale = np.sqrt(second / (1 - keep_square**step)) + least
        weights -= _RATE * first / (1 - keep**step) / scale
    return weights


def regression_on_cases(
    model: Regression, cases: Mapping[str, Facts], knowledge: Knowledge
) -> dict[str, Any]:
    """Return how a regression does on the published cases; what it never saw shares last place."""
    ids = {disease.candidate for disease in knowledge.likelihoods.values()}
    ranks = []
    for key, true in truths().items():
        features = look(cases[key]).features
        ranks.append(rank_of(true, {**dict.fromkeys(ids, 0.0), **model.shares(features)}))
    return summary(ranks)


def regression_on_children(
    model: Regression, seen: Sequence[Seen], knowledge: Knowledge
) -> dict[str, Any]:
    """Return how a regression does on virtual children it was not trained on."""
    ranks = []
    for child in seen:
        features = look(Facts(child.record, knowledge, child.on)).features
        shares = model.shares(features)
        if child.disease in shares:
            ranks.append(rank_of(child.disease, shares))
    return summary(ranks)
