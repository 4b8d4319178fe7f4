"""What could this be? Every disease with its probability, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from crmo.assess.differential.arguments import arguments, unknown_facts
from crmo.assess.differential.features import SeenFeature, look
from crmo.assess.differential.likelihood_table import likelihood_table
from crmo.assess.differential.posterior import Posterior, interval, is_known, posterior
from crmo.assess.differential.questions import forms_of, next_questions
from crmo.assess.differential.rule_out import rule_out_first
from crmo.assess.differential.values import Candidate, Differential, Question, RuleOut
from crmo.assess.facts import Facts
from crmo.errors import InvalidValueError
from crmo.knowledge import Knowledge
from crmo.knowledge.likelihoods import SETTINGS
from crmo.record import Diagnosis, PatientRecord

CAUTIONS = (
    "An aid to thinking, not a diagnosis.",
    "No flag is no reassurance, and a low probability does not rule a disease out.",
    "Many of the frequencies behind it were counted by nobody; they are marked as our judgement.",
)
_RECORDED = "Diagnoses on record are not weighed; only what was found is."


def differential(
    record: PatientRecord,
    knowledge: Knowledge,
    *,
    on: date,
    setting: str = "rheumatology",
    with_questions: bool = True,
) -> Differential:
    """Return what a child with pain of bones or limbs, or with a bone lesion, could have.

    One multiclass model: prior shares of the setting, times the tempered likelihoods of the known
    features, of which those of one group count once in full. What is not known contributes
    nothing. Probabilities come with 95 % intervals that carry the uncertainty of every share.

    Args:
        record: one child.
        knowledge: frequencies, features, groups and the numbers of the model.
        on: the day of the question, inclusive.
        setting: `primary_care`, `orthopaedics` or `rheumatology`.
        with_questions: whether next questions, and unknown facts per disease, are worked out;
            without them the ranking takes a few milliseconds.

    Raises:
        InvalidValueError: there is no such setting.
    """
    return differential_of(Facts(record, knowledge, on), setting, with_questions=with_questions)


def differential_of(
    facts: Facts, setting: str = "rheumatology", *, with_questions: bool = True
) -> Differential:
    """Return what a child could have, from facts that are indexed already.

    Raises:
        InvalidValueError: there is no such setting.
    """
    if setting not in SETTINGS:
        raise InvalidValueError(
            "There is no such setting.",
            came=setting,
            expected=f"one of {', '.join(SETTINGS)}",
            todo="Choose where the child is seen.",
        )
    knowledge = facts.knowledge
    seen = look(facts)
    table = likelihood_table(knowledge, setting)
    found = posterior(table, seen.features, knowledge)
    unknown = _unknown(seen.features, knowledge) if with_questions else ()
    dangers = rule_out_first(found, seen, facts)
    return Differential(
        on=facts.on,
        setting=setting,
        ranking=_ranking(found, unknown, knowledge),
        rule_out_first=dangers,
        urgent=_urgent(dangers, knowledge),
        next_questions=_questions(found, unknown, knowledge),
        n_facts=len(found.facts),
        is_overridden=_is_overridden(knowledge),
        sources=_sources(found),
        cautions=(*CAUTIONS, _RECORDED) if facts.of_kind(Diagnosis) else CAUTIONS,
    )


def _urgent(dangers: tuple[RuleOut, ...], knowledge: Knowledge) -> tuple[str, ...]:
    least = float(knowledge.likelihood_model["shown"].parameters["urgent"].value)
    return tuple(each.disease for each in dangers if each.probability >= least)


def _ranking(
    found: Posterior, unknown: tuple[str, ...], knowledge: Knowledge
) -> tuple[Candidate, ...]:
    made = [
        _candidate(disease, positions, found, unknown, knowledge)
        for disease, positions in forms_of(found.table).items()
    ]
    return tuple(sorted(made, key=lambda each: (-each.probability, each.disease)))


def _candidate(
    key: str,
    members: tuple[int, ...],
    found: Posterior,
    unknown: tuple[str, ...],
    knowledge: Knowledge,
) -> Candidate:
    disease = knowledge.likelihoods[key]
    low, high = interval(found, members, knowledge)
    supports, against = arguments(found, members, knowledge)
    forms = sorted(members, key=lambda i: -found.shares[i]) if len(members) > 1 else ()
    return Candidate(
        disease=key,
        label=disease.label,
        concept=disease.concept,
        probability=sum(found.shares[i] for i in members),
        low=low,
        high=high,
        prior=sum(found.table.priors[i] for i in members),
        forms=tuple((found.table.diseases[i].id, found.shares[i]) for i in forms),
        supports=supports,
        against=against,
        unknown=unknown_facts(found.table, members, unknown, knowledge) if unknown else (),
    )


def _questions(
    found: Posterior, unknown: tuple[str, ...], knowledge: Knowledge
) -> tuple[Question, ...]:
    return next_questions(found, forms_of(found.table), unknown, knowledge) if unknown else ()


def _unknown(features: Mapping[str, SeenFeature], knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(
        key
        for key, seen in features.items()
        if knowledge.likelihood_features[key].is_asked and not is_known(seen, knowledge)
    )


def _sources(found: Posterior) -> tuple[str, ...]:
    named = (
        frequency.source
        for fact in found.facts
        for disease in found.table.diseases
        if (frequency := disease.frequencies.get(fact.seen.id)) is not None
    )
    return tuple(source for source in dict.fromkeys(named) if source)


@cache
def _is_overridden(knowledge: Knowledge) -> bool:
    return any(override.table.startswith("likelihood") for override in knowledge.overrides)
