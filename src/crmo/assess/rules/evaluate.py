"""Ask one rule about one record: verdict, reasons, score, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmo.assess.assessment import Assessment, Kind, MissingFact, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.assess.rules.compile import compiled_rule
from crmo.assess.rules.compiled_rule import CompiledRule, Criterion
from crmo.assess.rules.enquiry import Enquiry, enquiries
from crmo.assess.rules.expression import Truth
from crmo.assess.rules.leaf import Seen, seen
from crmo.assess.rules.outcome import Outcome, follow_implications, outcome
from crmo.assess.rules.score import limited
from crmo.assess.rules.summary import summary
from crmo.assess.rules.what_if import missing_facts, open_leaves

_VERDICT_OF: Mapping[Truth, Verdict] = {
    True: Verdict.MET,
    False: Verdict.NOT_MET,
    None: Verdict.CANNOT_TELL,
}


def evaluate(rule_id: str, facts: Facts, kind: Kind) -> Assessment:
    """Return a rule's answer on the record and day of `facts`.

    `details` holds `parts` (criterion id to what it does: eligible, excluded, criterion,
    domain), `purpose`, and for red flags `points_to` (ids of diseases) and `means`.

    Args:
        rule_id: id of a rule of kind `criteria` or `red_flag`.
        facts: the record, indexed.
        kind: what the answer is filed under.

    Raises:
        KnowledgeError: there is no such rule, or its body cannot be read.
    """
    rule = compiled_rule(facts.knowledge, rule_id)
    looks = [seen(leaf, facts) for leaf in rule.leaves]
    truths: list[Truth] = [look.truth for look in looks]
    follow_implications(rule, truths)
    open_facts = enquiries(
        (index, question)
        for index in sorted(open_leaves(rule, truths))
        if (question := looks[index].question) is not None
    )
    linked = _linked(rule, open_facts)
    now = outcome(rule, truths, linked)
    missing = missing_facts(rule, truths, open_facts, linked, now)
    reasons = tuple(_reason(criterion, looks, truths) for criterion in rule.criteria)
    return _assessment(rule, facts, kind, now, reasons, missing)


def _assessment(
    rule: CompiledRule,
    facts: Facts,
    kind: Kind,
    now: Outcome,
    reasons: tuple[Reason, ...],
    missing: tuple[MissingFact, ...],
) -> Assessment:
    header = rule.rule
    return Assessment(
        kind=kind,
        rule=header.id,
        title=header.title,
        version=header.version,
        is_verified=header.is_verified,
        is_overridden=header.is_overridden,
        sources=header.sources,
        on=facts.on,
        verdict=now.verdict,
        summary=summary(rule, now, reasons, missing),
        value=limited(now.value),
        unit="" if limited(now.value) is None else "points",
        reasons=reasons,
        missing=missing,
        entries=tuple(dict.fromkeys(entry for reason in reasons for entry in reason.entries)),
        details=rule.details,
        cautions=header.cautions,
    )


def _linked(rule: CompiledRule, open_facts: Sequence[Enquiry]) -> tuple[Enquiry, ...]:
    """Return the open facts that several leaves share, or that imply one another."""
    return tuple(e for e in open_facts if len(e.leaves) > 1 or e.leaves & rule.implied)


def _reason(criterion: Criterion, looks: Sequence[Seen], truths: Sequence[Truth]) -> Reason:
    support = [looks[index] for index in criterion.only_leaf]
    if not support:
        leaves = dict.fromkeys(criterion.expression.support(truths))
        support = [looks[index] for index in leaves]
    if len(support) == 1:
        entries, observed = support[0].entries, support[0].observed
    else:
        entries = tuple(dict.fromkeys(entry for look in support for entry in look.entries))
        observed = "; ".join(dict.fromkeys([look.observed for look in support if look.observed]))
    return Reason(
        criterion=criterion.id,
        label=criterion.label,
        verdict=_VERDICT_OF[criterion.expression.truth(truths)],
        entries=entries,
        observed=observed,
        points=None if criterion.domain is None else criterion.domain.points(truths),
        source=criterion.source,
    )
