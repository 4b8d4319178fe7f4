"""One plain sentence or two for an answer, made from its values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from crmo.assess.assessment import MissingFact, Reason, Verdict
from crmo.assess.rules.compiled_rule import CompiledRule, Part
from crmo.assess.rules.outcome import Outcome
from crmo.assess.rules.words import interval_words, joined, number
from crmo.knowledge import RuleKind
from crmo.record import Interval


def summary(
    rule: CompiledRule,
    now: Outcome,
    reasons: Sequence[Reason],
    missing: Sequence[MissingFact],
) -> str:
    """Return what a rule says and, where it cannot tell, the fact most useful to know next."""
    if rule.rule.kind is RuleKind.RED_FLAG:
        return _flag_words(rule, now, missing)
    return " ".join(_sentences(rule, now, reasons, missing))


def _flag_words(rule: CompiledRule, now: Outcome, missing: Sequence[MissingFact]) -> str:
    if now.verdict is Verdict.MET:
        return str(rule.rule.body["means"])
    if now.verdict is Verdict.NOT_MET:
        return "Looked for and not found; that is no reassurance."
    return f"Not known. {missing[0].label}" if missing else "Not known."


def _sentences(
    rule: CompiledRule,
    now: Outcome,
    reasons: Sequence[Reason],
    missing: Sequence[MissingFact],
) -> Iterator[str]:
    if now.verdict is Verdict.NOT_ELIGIBLE:
        failed = _labels(rule, reasons, Part.ELIGIBLE, Verdict.NOT_MET)
        yield f"Not eligible; not fulfilled: {joined(failed, 'and')}."
        return
    if now.verdict is Verdict.EXCLUDED:
        found = _labels(rule, reasons, Part.EXCLUDED, Verdict.MET)
        yield f"Excluded by: {joined(found, 'and')}."
        return
    if rule.score is not None and now.value is not None:
        yield _score_words(rule, now.value)
    n = sum(criterion.part is Part.CRITERION for criterion in rule.criteria)
    if rule.branches:
        yield _branch_words(rule, now, reasons)
    elif n:
        met = _labels(rule, reasons, Part.CRITERION, Verdict.MET)
        yield f"{len(met)} of {n} criteria fulfilled" + (f": {joined(met, 'and')}." if met else ".")
    if now.verdict is Verdict.CANNOT_TELL and missing and not _has_unknown_points(rule):
        yield f"Most useful to know next: {missing[0].label}"


def _has_unknown_points(rule: CompiledRule) -> bool:
    """Whether no fact could settle the sum: points of some domain are not known to us."""
    return rule.score is not None and any(d.has_unknown_points for d in rule.score.domains)


def _branch_words(rule: CompiledRule, now: Outcome, reasons: Sequence[Reason]) -> str:
    """Return the branch that is met; branches exclude each other, so they are not counted."""
    verdicts = {reason.criterion: reason.verdict for reason in reasons}
    met = [branch for branch in rule.branches if verdicts[branch] is Verdict.MET]
    labels = {line.id: line.label for line in rule.criteria}
    if met and now.verdict is Verdict.MET:
        return f"Met by: {joined([labels[branch] for branch in met], 'and')}."
    fulfilled = [label for line, label in labels.items() if verdicts[line] is Verdict.MET]
    return f"Fulfilled so far: {'; '.join(fulfilled) or 'nothing'}."


def _labels(
    rule: CompiledRule, reasons: Sequence[Reason], part: Part, verdict: Verdict
) -> list[str]:
    pairs = zip(rule.criteria, reasons, strict=True)
    return [
        reason.label for line, reason in pairs if line.part is part and reason.verdict is verdict
    ]


def _score_words(rule: CompiledRule, value: Interval) -> str:
    assert rule.score is not None  # noqa: S101 - asked for rules with a score only
    unknown = [domain for domain in rule.score.domains if domain.has_unknown_points]
    threshold = rule.score.threshold
    cut = f" ({rule.score.operator} {number(threshold)} needed)" if threshold is not None else ""
    if unknown:
        return (
            f"The sum{cut} cannot be computed: the points of {len(unknown)} of "
            f"{len(rule.score.domains)} domains are not known to us."
        )
    if math.isinf(value.low) or math.isinf(value.high):
        return f"The sum{cut} is not limited by what is known."
    return f"Score {interval_words(value)}{cut}."
