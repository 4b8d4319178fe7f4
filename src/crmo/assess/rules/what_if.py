"""Which facts a rule lacks, and what each possible answer would make of the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from crmo.assess.assessment import MissingFact, WhatIf
from crmo.assess.rules.compiled_rule import CompiledRule
from crmo.assess.rules.enquiry import Enquiry
from crmo.assess.rules.expression import Truth
from crmo.assess.rules.outcome import Outcome, outcome, settled
from crmo.assess.rules.score import limited


@frozen(kw_only=True)
class Lack:
    """One open fact with what its answers would do."""

    missing: MissingFact
    decides_alone: bool


def missing_facts(
    rule: CompiledRule,
    truths: Sequence[Truth],
    open_facts: Sequence[Enquiry],
    linked: Sequence[Enquiry],
    now: Outcome,
) -> tuple[MissingFact, ...]:
    """Return the facts that could still change verdict or score.

    First those that could change the verdict alone, then those that matter only together
    with others, each in the order of the rule.

    Args:
        rule: the rule.
        truths: one per leaf.
        open_facts: the open facts, those only that can still change anything.
        linked: those of them that several leaves share.
        now: verdict and score as things stand.
    """
    lacks = [_lack(rule, truths, enquiry, linked, now) for enquiry in open_facts]
    lacks.sort(key=lambda lack: not lack.decides_alone)  # a stable sort keeps the rule's order
    return tuple(lack.missing for lack in lacks if lack.missing.what_if)


def open_leaves(rule: CompiledRule, truths: Sequence[Truth]) -> frozenset[int]:
    """Return the unknown leaves that can still change verdict or score."""
    if rule.eligible is not None and rule.eligible.truth(truths) is False:
        return frozenset()
    parts = [part for part in (rule.eligible, rule.excluded, rule.core) if part is not None]
    return frozenset(index for part in parts for index in part.open_leaves(truths))


def _lack(
    rule: CompiledRule,
    truths: Sequence[Truth],
    enquiry: Enquiry,
    linked: Sequence[Enquiry],
    now: Outcome,
) -> Lack:
    rest = [other for other in linked if other is not enquiry]
    cases = []
    for answer in enquiry.answers:
        completed = settled(rule, truths, (answer,))
        if completed is not None:
            then = outcome(rule, completed, rest)
            value = limited(then.value)
            cases.append(WhatIf(answer=answer.words, verdict=then.verdict, value=value))
    changes = any(case.verdict is not now.verdict for case in cases)
    matters = changes or rule.score is None or len({case.value for case in cases}) > 1
    return Lack(
        missing=MissingFact(
            fact=enquiry.fact, label=enquiry.label, what_if=tuple(cases) if matters else ()
        ),
        decides_alone=changes,
    )
