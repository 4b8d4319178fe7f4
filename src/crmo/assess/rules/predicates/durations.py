"""Leaves about time: how long symptoms have lasted, and how long a child was watched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.leaf import NumberQuestion, Seen
from crmo.assess.rules.words import concept_label, interval_words, listed
from crmo.record import FactStatus, Finding, Interval

DAYS_PER_WEEK = 7
DAYS_PER_MONTH = 365.25 / 12
NEVER = Interval.exactly(0)
ANY_LENGTH = Interval(0, math.inf)


@frozen(kw_only=True, cache_hash=True)
class SymptomWeeks:
    """How long one of some symptoms has lasted, in weeks.

    From the first day it was there to the last day it is known to have been there; it may
    have gone on until the day it ended, or until the day of the question. A symptom that
    comes and goes counts from its first to its last time. Without a start (`since`), it may
    have begun at any earlier time.

    Args:
        findings: the concepts; the one that lasted longest counts.
        operator: `>=` or `>`.
        limit: weeks.
        ask: the question in plain words.
    """

    findings: tuple[str, ...]
    operator: str
    limit: float
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return whether some symptom has lasted that long."""
        spans = {concept: _weeks(facts, concept) for concept in self.findings}
        low = max(span.low for span in spans.values())
        high = max(span.high for span in spans.values())
        possible = Interval(low, high)
        truth = possible.compare(self.operator, self.limit)
        entries = [f.id for c in self.findings for f in facts.findings(c)]
        return Seen(
            truth=truth,
            entries=tuple(dict.fromkeys(entries)),
            observed=listed(spans.items(), lambda pair: self._words(facts, *pair)),
            question=self._question(possible) if truth is None else None,
        )

    def _question(self, possible: Interval) -> NumberQuestion:
        return NumberQuestion(
            key=("weeks", self.findings),
            fact="symptom_duration",
            label=self.ask,
            operator=self.operator,
            limit=self.limit,
            possible=possible,
            unit="weeks",
        )

    @staticmethod
    def _words(facts: Facts, concept: str, span: Interval) -> str:
        label = concept_label(facts.knowledge, concept)
        if span == NEVER:
            return f"{label} absent"
        if span == ANY_LENGTH and facts.finding_truth(concept) is None:
            return f"{label} not recorded"
        weeks = Interval(math.floor(span.low), _floor(span.high))
        return f"{label} for {interval_words(weeks)} weeks"


def _floor(value: float) -> float:
    return math.floor(value) if math.isfinite(value) else value


def _weeks(facts: Facts, concept: str) -> Interval:
    """Return the possible length of a symptom in weeks."""
    present = [f for f in facts.findings(concept) if f.status is FactStatus.PRESENT]
    if not present:
        return NEVER if facts.finding_truth(concept) is False else ANY_LENGTH
    starts = [start for f in present if (start := f.since or f.on) is not None]
    if not starts:
        return ANY_LENGTH
    first = min(start.latest for start in starts)
    last = max(_last_known(finding, facts.on) for finding in present)
    sure = max((last - first).days, 0) / DAYS_PER_WEEK
    return Interval(sure, max(sure, _most_weeks(present, facts.on)))


def _last_known(finding: Finding, on: date) -> date:
    last = finding.until or finding.on or finding.since
    return date.min if last is None else min(last.earliest, on)


def _most_weeks(present: Sequence[Finding], on: date) -> float:
    """Return the longest the symptom can have lasted; without a known start, any time."""
    since = [f.since.earliest for f in present if f.since is not None]
    if len(since) < len(present):
        return math.inf
    ends = [f.until.latest for f in present if f.until is not None]
    end = min(max(ends), on) if len(ends) == len(present) else on
    return (end - min(since)).days / DAYS_PER_WEEK


@frozen(kw_only=True, cache_hash=True)
class ObservedMonths:
    """How long the child was watched: from the first to the last day the record speaks of.

    Args:
        operator: `>=` or `>`.
        limit: months.
        ask: the question in plain words.
    """

    operator: str
    limit: float
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return whether the record spans that long; a shorter record may not be the whole."""
        first = facts.first_day
        if first is None:
            return self._unknown(ANY_LENGTH, "no dated entry")
        dated = [entry.on for entry in facts.entries if entry.on is not None]
        last = max((min(day.earliest, facts.on) for day in dated), default=first.earliest)
        sure = max((last - first.latest).days, 0) / DAYS_PER_MONTH
        possible = Interval(sure, math.inf)
        words = f"recorded from {first} to {last}"
        if possible.compare(self.operator, self.limit):
            return Seen(truth=True, observed=words)
        return self._unknown(possible, words)

    def _unknown(self, possible: Interval, observed: str) -> Seen:
        question = NumberQuestion(
            key="observed_months",
            fact="observation_time",
            label=self.ask,
            operator=self.operator,
            limit=self.limit,
            possible=possible,
            unit="months",
        )
        return Seen(truth=None, observed=observed, question=question)
