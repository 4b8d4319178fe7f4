"""Criteria sets: which of the published ones a record meets, and what is missing for each."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from attrs import evolve

from crmo.assess.assessment import Assessment, Kind, Verdict
from crmo.assess.facts import Facts
from crmo.assess.red_flags import red_flags
from crmo.assess.rules.evaluate import evaluate
from crmo.knowledge import RuleKind


def criteria(facts: Facts) -> tuple[Assessment, ...]:
    """Return the answer of every criteria set, in the order of the knowledge.

    None of them makes or rules out a diagnosis: they classify.
    """
    return tuple(criteria_set(rule, facts) for rule in facts.knowledge.rules(RuleKind.CRITERIA))


def criteria_set(rule: str, facts: Facts) -> Assessment:
    """Return the answer of one criteria set.

    A set that is met names the red flags that are raised, as a caution and by id in
    `details["raised_flags"]`: what speaks for another disease weighs more than a set that is met.

    Raises:
        KnowledgeError: there is no such rule.
    """
    answer = evaluate(rule, facts, Kind.CRITERIA)
    if answer.verdict is not Verdict.MET:
        return answer
    raised = [flag for flag in red_flags(facts) if flag.verdict is Verdict.MET]
    return _with_raised(answer, raised) if raised else answer


def _with_raised(answer: Assessment, raised: Sequence[Assessment]) -> Assessment:
    flags = "A red flag is raised" if len(raised) == 1 else f"{len(raised)} red flags are raised"
    titles = "; ".join(flag.title for flag in raised)
    caution = f"{flags} ({titles}). They weigh more than a set that is met."
    if len(raised) == 1:
        caution = f"{flags} ({titles}). It weighs more than a set that is met."
    ids = tuple(flag.rule for flag in raised)
    return evolve(
        answer,
        cautions=(*answer.cautions, caution),
        details=MappingProxyType({**answer.details, "raised_flags": ids}),
    )
