"""From the truths of the leaves to the verdict, by what is known and by every answer left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from attrs import frozen

from crmo.assess.assessment import Verdict
from crmo.assess.rules.compiled_rule import CompiledRule
from crmo.assess.rules.enquiry import Answer, Enquiry
from crmo.assess.rules.expression import Truth
from crmo.record import Interval

MAX_COMBINATIONS = 64  # beyond, the safe answer without combining facts is kept


@frozen(kw_only=True)
class Outcome:
    """What a rule says, given truths.

    Args:
        verdict: the verdict.
        value: the score, for a rule that has one.
    """

    verdict: Verdict
    value: Interval | None


def outcome(rule: CompiledRule, truths: Sequence[Truth], linked: Sequence[Enquiry] = ()) -> Outcome:
    """Return verdict and score.

    Args:
        rule: the rule.
        truths: one per leaf.
        linked: open facts that several leaves share. What all their answers agree on is
            known although each leaf by itself is not.
    """
    plain = _direct(rule, truths)
    if not linked or not _is_open(plain):
        return plain
    found = []
    for combination in _combinations(linked):
        completed = settled(rule, truths, combination)
        if completed is not None:
            found.append(_direct(rule, completed))
    return _joined(found) if found else plain


def settled(
    rule: CompiledRule, truths: Sequence[Truth], answers: Sequence[Answer]
) -> list[Truth] | None:
    """Return the truths after some answers; None if they contradict what is known."""
    completed = list(truths)
    for answer in answers:
        for index, value in answer.truths:
            if completed[index] is None:
                completed[index] = value
            elif completed[index] is not value and truths[index] is None:
                return None
    return completed if follow_implications(rule, completed) else None


def follow_implications(rule: CompiledRule, truths: list[Truth]) -> bool:
    """Fill in what follows from what is known; return False on a contradiction."""
    changed = bool(rule.implications)
    while changed:
        changed = False
        for first, second in rule.implications:
            if truths[first] is True and truths[second] is False:
                return False
            if truths[first] is True and truths[second] is None:
                truths[second] = changed = True
            if truths[second] is False and truths[first] is None:
                truths[first], changed = False, True
    return True


def _direct(rule: CompiledRule, truths: Sequence[Truth]) -> Outcome:
    value = None if rule.score is None else rule.score.value(truths)
    return Outcome(verdict=_verdict(rule, truths), value=value)


def _verdict(rule: CompiledRule, truths: Sequence[Truth]) -> Verdict:
    eligible = True if rule.eligible is None else rule.eligible.truth(truths)
    if eligible is False:
        return Verdict.NOT_ELIGIBLE
    excluded = False if rule.excluded is None else rule.excluded.truth(truths)
    if excluded is True:
        return Verdict.EXCLUDED
    core = rule.core.truth(truths)
    if core is False:
        return Verdict.NOT_MET
    if core is True and eligible is True and excluded is False:
        return Verdict.MET
    return Verdict.CANNOT_TELL


def _is_open(found: Outcome) -> bool:
    if found.verdict is Verdict.CANNOT_TELL:
        return True
    return found.value is not None and not found.value.is_exact


def _combinations(linked: Sequence[Enquiry]) -> Iterator[tuple[Answer, ...]]:
    n = 1
    for enquiry in linked:
        n *= len(enquiry.answers)
    if n <= MAX_COMBINATIONS:
        yield from product(*(enquiry.answers for enquiry in linked))


def _joined(found: Sequence[Outcome]) -> Outcome:
    """Return what all outcomes agree on."""
    verdicts = {one.verdict for one in found}
    values = [one.value for one in found if one.value is not None]
    value = Interval(min(v.low for v in values), max(v.high for v in values)) if values else None
    if len(verdicts) == 1:
        return Outcome(verdict=verdicts.pop(), value=value)
    if Verdict.MET not in verdicts and Verdict.CANNOT_TELL not in verdicts:
        return Outcome(verdict=Verdict.NOT_MET, value=value)
    return Outcome(verdict=Verdict.CANNOT_TELL, value=value)
