"""Leaves about age: on the day, and at the onset of symptoms."""

from __future__ import annotations

import math

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.leaf import NumberQuestion, Seen
from crmo.assess.rules.predicates.chosen_values import Presentation
from crmo.assess.rules.words import interval_words
from crmo.record import FactStatus, Finding, Interval, years_between
from crmo.record.partial_date import PartialDate

ANY_AGE = Interval(0, math.inf)
MONTHS_PER_YEAR = 12
IN_MONTHS_BELOW = 2  # years


@frozen(kw_only=True, cache_hash=True)
class AgeLeaf:
    """The age on the day of the question.

    Args:
        operator: comparison.
        limit: completed years.
        ask: the question in plain words.
    """

    operator: str
    limit: float
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return how the age compares; unknown without a birth date."""
        age = completed(facts.age_years() or ANY_AGE)
        truth = age.compare(self.operator, self.limit)
        exact = facts.age_years()
        words = "birth date not recorded" if exact is None else f"age {_told(exact)}"
        question = _question("age", self.ask, self.operator, self.limit, age)
        return Seen(truth=truth, observed=words, question=question if truth is None else None)


@frozen(kw_only=True, cache_hash=True)
class OnsetAgeLeaf:
    """The age when the first of some symptoms began.

    The earliest `since` among the symptoms is taken as the onset. When none tells its start,
    the onset lies anywhere before the first day a symptom or a lesion was recorded, and in
    any case not after the day of the question.

    Args:
        findings: the symptoms that count as the onset.
        operator: comparison.
        limit: completed years.
        ask: the question in plain words.
    """

    findings: tuple[str, ...]
    operator: str
    limit: float
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return how the age at onset compares."""
        born = facts.record.patient.birth_date
        present = [
            f
            for concept in self.findings
            for f in facts.findings(concept)
            if f.status is FactStatus.PRESENT
        ]
        exact = ANY_AGE if born is None else _age_at_onset(facts, born, present)
        age = completed(exact)
        truth = age.compare(self.operator, self.limit)
        words = "birth date not recorded" if born is None else f"age at onset {_told(exact)}"
        question = _question("age_at_onset", self.ask, self.operator, self.limit, age)
        return Seen(
            truth=truth,
            entries=tuple(dict.fromkeys(f.id for f in present)),
            observed=words,
            question=question if truth is None else None,
        )


@frozen(kw_only=True, cache_hash=True)
class PresentationAgeLeaf:
    """The age on the first day on which a complaint or a lesion was recorded.

    Args:
        presentation: what counts as the presentation.
        operator: comparison.
        limit: completed years.
        ask: the question in plain words.
    """

    presentation: Presentation
    operator: str
    limit: float
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return how the age at presentation compares; by then at most the age of today."""
        born, day = facts.record.patient.birth_date, self.presentation.day(facts)
        if born is None:
            exact = ANY_AGE
        elif day is None:
            exact = Interval(0, max(0.0, (facts.age_years() or ANY_AGE).high))
        else:
            between = years_between(born, day)
            exact = Interval(max(0.0, between.low), max(0.0, between.high))
        age = completed(exact)
        truth = age.compare(self.operator, self.limit)
        words = "birth date not recorded" if born is None else f"age at presentation {_told(exact)}"
        question = _question("age_at_presentation", self.ask, self.operator, self.limit, age)
        return Seen(truth=truth, observed=words, question=question if truth is None else None)


def _age_at_onset(facts: Facts, born: PartialDate, present: list[Finding]) -> Interval:
    told = [f.since for f in present if f.since is not None]
    if told:
        ages = [years_between(born, since) for since in told]
        return Interval(
            max(0.0, min(age.low for age in ages)), max(0.0, min(age.high for age in ages))
        )
    by_then = [f.on for f in present if f.on is not None]
    by_then += [s.study.on for s in facts.lesions if s.is_there and s.study.on is not None]
    latest = [years_between(born, day).high for day in by_then]
    today = facts.age_years() or ANY_AGE
    return Interval(0, max(0.0, min([today.high, *latest])))


def completed(age: Interval) -> Interval:
    """Return completed years: a child of 17.9 is 17, as criteria and people count."""
    return Interval(math.floor(age.low), _floor(age.high))


def _told(age: Interval) -> str:
    """Return an age in completed years; below two years in months, as people tell it."""
    unit = "years"
    if age.high < IN_MONTHS_BELOW:
        age, unit = Interval(age.low * MONTHS_PER_YEAR, age.high * MONTHS_PER_YEAR), "months"
    age = completed(age)
    if age.low == 0 and 0 < age.high < math.inf:
        return f"{age.high:g} {unit} or less"
    return f"{interval_words(age)} {unit}"


def _floor(value: float) -> float:
    return math.floor(value) if math.isfinite(value) else value


def _question(
    fact: str, label: str, operator: str, limit: float, possible: Interval
) -> NumberQuestion:
    return NumberQuestion(
        key=fact,
        fact=fact,
        label=label,
        operator=operator,
        limit=limit,
        possible=possible,
        unit="years",
    )
