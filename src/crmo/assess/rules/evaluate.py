"""Ask one rule about one record: verdict, reasons, score, and what is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from crmo.assess.assessment import Assessment, Kind, MissingFact, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.assess.rules.compile import compiled_rule
from crmo.assess.rules.compiled_rule import CompiledRule, Criterion, Part
from crmo.assess.rules.enquiry import Enquiry, enquiries
from crmo.assess.rules.expression import Truth
from crmo.assess.rules.leaf import Seen, seen
from crmo.assess.rules.outcome import Outcome, follow_implications, outcome
from crmo.assess.rules.what_if import missing_facts, open_leaves
from crmo.assess.rules.words import interval_words, joined, number
from crmo.record import Interval

_VERDICT_OF: Mapping[Truth, Verdict] = {
    True: Verdict.MET,
    False: Verdict.NOT_MET,
    None: Verdict.CANNOT_TELL,
}


def evaluate(rule_id: str, facts: Facts, kind: Kind) -> Assessment:
    """Return a rule's answer on the record and day of `facts`.

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
        summary=_summary(rule, now, reasons, missing),
        value=now.value,
        unit="" if now.value is None else "points",
        reasons=reasons,
        missing=missing,
        entries=tuple(dict.fromkeys(entry for reason in reasons for entry in reason.entries)),
        details=header.body.get("details", {}),
        cautions=header.cautions,
    )


def _linked(rule: CompiledRule, open_facts: Sequence[Enquiry]) -> tuple[Enquiry, ...]:
    """Return the open facts that several leaves share, or that imply one another."""
    implied = {index for pair in rule.implications for index in pair}
    return tuple(e for e in open_facts if len(e.leaves) > 1 or e.leaves & implied)


def _reason(criterion: Criterion, looks: Sequence[Seen], truths: Sequence[Truth]) -> Reason:
    support = list(dict.fromkeys(criterion.expression.support(truths)))
    observed = dict.fromkeys(looks[i].observed for i in support if looks[i].observed)
    return Reason(
        criterion=criterion.id,
        label=criterion.label,
        verdict=_VERDICT_OF[criterion.expression.truth(truths)],
        entries=tuple(dict.fromkeys(e for i in support for e in looks[i].entries)),
        observed="; ".join(observed),
        points=None if criterion.domain is None else criterion.domain.points(truths),
        source=criterion.source,
    )


# the summary ------------------------------------------------------------------------------------


def _summary(
    rule: CompiledRule,
    now: Outcome,
    reasons: Sequence[Reason],
    missing: Sequence[MissingFact],
) -> str:
    start = _score_words(rule, now.value)
    by_part = {
        part: [r for r, c in zip(reasons, rule.criteria, strict=True) if c.part is part]
        for part in Part
    }
    return start + " ".join(_sentences(now, by_part, missing))


def _sentences(
    now: Outcome, by_part: Mapping[Part, Sequence[Reason]], missing: Sequence[MissingFact]
) -> Iterator[str]:
    met = [r.label for r in by_part[Part.CRITERION] if r.verdict is Verdict.MET]
    n = len(by_part[Part.CRITERION])
    if now.verdict is Verdict.NOT_ELIGIBLE:
        failed = [r.label for r in by_part[Part.ELIGIBLE] if r.verdict is Verdict.NOT_MET]
        yield f"Not eligible; not fulfilled: {joined(failed, 'and')}."
    elif now.verdict is Verdict.EXCLUDED:
        found = [r.label for r in by_part[Part.EXCLUDED] if r.verdict is Verdict.MET]
        yield f"Excluded by: {joined(found, 'and')}."
    elif n:
        yield f"{len(met)} of {n} criteria fulfilled" + (f": {joined(met, 'and')}." if met else ".")
    if now.verdict is Verdict.CANNOT_TELL and missing:
        yield f"Most useful to know next: {missing[0].label}"


def _score_words(rule: CompiledRule, value: Interval | None) -> str:
    if rule.score is None or value is None:
        return ""
    unknown = [d for d in rule.score.domains if d.has_unknown_points]
    threshold = rule.score.threshold
    cut = f" ({rule.score.operator} {number(threshold)} needed)" if threshold is not None else ""
    if unknown:
        return (
            f"The sum{cut} cannot be computed: the points of {len(unknown)} of "
            f"{len(rule.score.domains)} domains are not known to us. "
        )
    if math.isinf(value.low) or math.isinf(value.high):
        return f"The sum{cut} is not limited by what is known. "
    return f"Score {interval_words(value)}{cut}. "
