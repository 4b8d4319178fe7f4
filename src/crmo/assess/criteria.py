"""Criteria sets: which of the published ones a record meets, and what is missing for each."""

from __future__ import annotations

from crmo.assess.assessment import Assessment, Kind
from crmo.assess.facts import Facts
from crmo.assess.rules.evaluate import evaluate
from crmo.knowledge import RuleKind


def criteria(facts: Facts) -> tuple[Assessment, ...]:
    """Return the answer of every criteria set, in the order of the knowledge.

    None of them makes or rules out a diagnosis: they classify.
    """
    return tuple(criteria_set(rule, facts) for rule in facts.knowledge.rules(RuleKind.CRITERIA))


def criteria_set(rule: str, facts: Facts) -> Assessment:
    """Return the answer of one criteria set.

    Raises:
        KnowledgeError: there is no such rule.
    """
    return evaluate(rule, facts, Kind.CRITERIA)
