"""What a rule would like to know: the open questions of its leaves, put together by fact.

Several leaves may ask for the same fact ("CRP below 30", "CRP above 30"); one answer settles
all of them at once, and no answer may contradict itself.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence

from attrs import frozen

from crmo.assess.rules.leaf import ChoiceQuestion, NumberQuestion, Question
from crmo.assess.rules.words import number
from crmo.record import Interval


@frozen(kw_only=True)
class Answer:
    """One possible answer and the leaves it settles."""

    words: str
    truths: tuple[tuple[int, bool], ...]


@frozen(kw_only=True)
class Enquiry:
    """One fact not known, with every answer it could have.

    Args:
        fact: id of the fact.
        label: the question in plain words.
        answers: one per set of values that the rule does not tell apart.
    """

    fact: str
    label: str
    answers: tuple[Answer, ...]

    @property
    def leaves(self) -> frozenset[int]:
        """The leaves that some answer settles."""
        return frozenset(index for answer in self.answers for index, _ in answer.truths)


def enquiries(questions: Iterable[tuple[int, Question]]) -> tuple[Enquiry, ...]:
    """Put the open questions of a rule together by fact, in the order of the leaves.

    Args:
        questions: number of the leaf, and what it asks.
    """
    by_key: dict[Hashable, list[tuple[int, Question]]] = {}
    for index, question in questions:
        by_key.setdefault(question.key, []).append((index, question))
    return tuple(_enquiry(asked) for asked in by_key.values())


def _enquiry(asked: Sequence[tuple[int, Question]]) -> Enquiry:
    first = asked[0][1]
    choices = [(i, q) for i, q in asked if isinstance(q, ChoiceQuestion)]
    if choices:
        answers = _choice_answers(choices)
    else:
        answers = _number_answers([(i, q) for i, q in asked if isinstance(q, NumberQuestion)])
    return Enquiry(fact=first.fact, label=first.label, answers=answers)


def _choice_answers(asked: Sequence[tuple[int, ChoiceQuestion]]) -> tuple[Answer, ...]:
    return tuple(
        Answer(words=option, truths=tuple((i, option in q.means_yes) for i, q in asked))
        for option in asked[0][1].options
    )


def _number_answers(asked: Sequence[tuple[int, NumberQuestion]]) -> tuple[Answer, ...]:
    possible = asked[0][1].possible
    limits = sorted({q.limit for _, q in asked})
    regions = _count_regions(limits) if asked[0][1].is_count else _value_regions(limits)
    merged: list[tuple[Interval, tuple[tuple[int, bool], ...]]] = []
    for region in regions:
        if not _overlap(region, possible):
            continue
        truths = tuple((i, _holds(region, q)) for i, q in asked if not _is_undefined(region, q))
        if merged and merged[-1][1] == truths:
            merged[-1] = (_span(merged[-1][0], region), truths)
        else:
            merged.append((region, truths))
    unit = asked[0][1].unit
    is_count = asked[0][1].is_count
    return tuple(Answer(words=_words(r, unit, is_count=is_count), truths=t) for r, t in merged)


def _value_regions(limits: Sequence[float]) -> list[Interval]:
    """Return the values below, at, between and above the cut-offs."""
    regions = []
    below = -math.inf
    for limit in limits:
        regions += [
            Interval(below, limit, low_open=True, high_open=True),
            Interval.exactly(limit),
        ]
        below = limit
    return [*regions, Interval(below, math.inf, low_open=True, high_open=True)]


def _count_regions(limits: Sequence[float]) -> list[Interval]:
    """Return each whole number up to the greatest cut-off, and all above it."""
    top = int(limits[-1]) + 1
    return [*(Interval.exactly(n) for n in range(top)), Interval(top, math.inf, high_open=True)]


def _overlap(one: Interval, other: Interval) -> bool:
    low = max((one.low, one.low_open), (other.low, other.low_open))
    high = min((one.high, not one.high_open), (other.high, not other.high_open))
    if low[0] == high[0]:
        return not low[1] and high[1]
    return low[0] < high[0]


def _holds(region: Interval, question: NumberQuestion) -> bool:
    if question.operator == "==":
        return region.is_exact and region.low == question.limit
    return region.compare(question.operator, question.limit) is True


def _is_undefined(region: Interval, question: NumberQuestion) -> bool:
    return question.is_undefined_at_limit and region == Interval.exactly(question.limit)


def _span(one: Interval, other: Interval) -> Interval:
    return Interval(one.low, other.high, one.low_open, other.high_open)


def _words(region: Interval, unit: str, *, is_count: bool) -> str:
    tail = f" {unit}" if unit else ""
    low, high = number(region.low), number(region.high)
    if region.is_exact:
        return f"{low}{tail}" if is_count else f"exactly {low}{tail}"
    if math.isinf(region.low):
        return f"below {high}{tail}" if region.high_open else f"{high}{tail} or less"
    if math.isinf(region.high):
        return f"above {low}{tail}" if region.low_open else f"{low}{tail} or more"
    if is_count:
        return f"{low} or {high}" if region.high - region.low == 1 else f"{low} to {high}"
    start = f"above {low}" if region.low_open else f"from {low}"
    return f"{start}{tail} {'and below' if region.high_open else 'up to'} {high}{tail}"
