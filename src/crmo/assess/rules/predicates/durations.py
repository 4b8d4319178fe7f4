"""Leaves about time: how long symptoms have lasted, and how long a child was watched."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.leaf import NumberQuestion, Seen
from crmo.assess.rules.words import concept_label, interval_words, joined
from crmo.record import FactStatus, Finding, Interval, PartialDate

DAYS_PER_WEEK = 7
DAYS_PER_MONTH = 365.25 / 12
NEVER = Interval.exactly(0)
ANY_LENGTH = Interval(0, math.inf)


@frozen(kw_only=True, cache_hash=True)
class SymptomWeeks:
    """How long one of some symptoms has lasted, in weeks.

    From the first day it was there to the last day it is known to have been there; it may
    have gone on until the day it ended, until it was next recorded as absent, or until the day
    of the question. Times between which it was recorded as absent count apart. Without a start
    (`since`), it may have begun at any earlier time after that.

    Args:
        findings: the concepts; the one that lasted longest counts.
        beside: complaints that are named when they are present, because they may be the same.
        operator: `>=` or `>`.
        limit: weeks.
        ask: the question in plain words.
    """

    findings: tuple[str, ...]
    beside: tuple[str, ...] = ()
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
        beside = {} if truth else self._beside(facts)
        named = {**spans, **beside}
        entries = [f.id for c in named for f in facts.findings(c)]
        return Seen(
            truth=truth,
            entries=tuple(dict.fromkeys(entries)),
            observed=", ".join(self._words(facts, *pair) for pair in named.items()),
            question=self._question(facts, possible, beside) if truth is None else None,
        )

    def _beside(self, facts: Facts) -> dict[str, Interval]:
        """Return the complaints that may be the same, and how long they lasted."""
        return {c: _weeks(facts, c) for c in self.beside if facts.finding_truth(c)}

    def _question(
        self, facts: Facts, possible: Interval, beside: Collection[str]
    ) -> NumberQuestion:
        label = self.ask
        if beside:
            names = joined([concept_label(facts.knowledge, c) for c in beside], "and")
            label = f"{label} On record: {names}. Is that pain of bone?"
        return NumberQuestion(
            key=("weeks", self.findings),
            fact="symptom_duration",
            label=label,
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
    """Return the possible length of a symptom in weeks; its longest time if it had several."""
    present = [f for f in facts.findings(concept) if f.status is FactStatus.PRESENT]
    if not present:
        return NEVER if facts.finding_truth(concept) is False else ANY_LENGTH
    times = [_time_weeks(time, facts.on) for time in _times(present, _absences(facts, concept))]
    return Interval(max(time.low for time in times), max(time.high for time in times))


def _absences(facts: Facts, concept: str) -> list[PartialDate]:
    """Return the days on which the symptom was recorded as absent everywhere, in order."""
    said = (*(f for f in facts.findings(concept) if f.concept == concept),)
    said += facts.wider_findings(concept)
    days = [f.on for f in said if f.status is FactStatus.ABSENT and f.site is None and f.on]
    return sorted(days, key=lambda day: day.earliest)


@frozen
class _Time:
    """A time during which a symptom was there.

    Attributes:
        findings: what was recorded of it.
        after: the last day before it on which the symptom was absent, if any.
        until: the next day after it on which it was absent, if any.
    """

    findings: tuple[Finding, ...]
    after: PartialDate | None
    until: PartialDate | None


def _times(present: Sequence[Finding], absences: Sequence[PartialDate]) -> list[_Time]:
    """Split what was recorded of a symptom by the days on which it was certainly absent."""
    groups: dict[int, list[Finding]] = {}
    for finding in present:
        day = finding.on or finding.since
        before = 0 if day is None else sum(off.is_before(day) is True for off in absences)
        groups.setdefault(before, []).append(finding)
    return [
        _Time(
            tuple(findings),
            absences[n - 1] if n else None,
            _next_absence(findings, absences[n:]),
        )
        for n, findings in groups.items()
    ]


def _next_absence(
    findings: Sequence[Finding], absences: Sequence[PartialDate]
) -> PartialDate | None:
    days = [day for f in findings if (day := f.on or f.since) is not None]
    later = (off for off in absences if days and all(off.is_after(day) for day in days))
    return next(later, None)


def _time_weeks(time: _Time, on: date) -> Interval:
    """Return the possible length of one time in weeks."""
    starts = [start for f in time.findings if (start := f.since or f.on) is not None]
    if not starts:
        return ANY_LENGTH
    first = min(start.latest for start in starts)
    last = max(_last_known(finding, on) for finding in time.findings)
    sure = max((last - first).days, 0) / DAYS_PER_WEEK
    return Interval(sure, max(sure, _most_weeks(time, on)))


def _last_known(finding: Finding, on: date) -> date:
    last = finding.until or finding.on or finding.since
    return date.min if last is None else min(last.earliest, on)


def _most_weeks(time: _Time, on: date) -> float:
    """Return the longest the symptom can have lasted; without any limit before it, any time."""
    starts = [f.since.earliest for f in time.findings if f.since is not None]
    if len(starts) < len(time.findings):
        if time.after is None:
            return math.inf
        starts.append(time.after.earliest)
    ends = [f.until.latest for f in time.findings if f.until is not None]
    end = min(max(ends), on) if len(ends) == len(time.findings) else on
    if time.until is not None:
        end = min(end, time.until.latest)
    return (end - min(starts)).days / DAYS_PER_WEEK


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
