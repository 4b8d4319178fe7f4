"""Leaves about treatment: a drug that failed, and infection-like response to antimicrobials."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.expression import disjunction
from crmo.assess.rules.leaf import ChoiceQuestion, Seen
from crmo.assess.rules.words import interval_words, listed, on_day
from crmo.record import FactStatus, Interval, StopReason, ToldResponse, TreatmentCourse

DAYS_PER_WEEK = 7
_FAILED = {
    ToldResponse.NONE: True,
    ToldResponse.WORSE: True,
    ToldResponse.COMPLETE: False,
    ToldResponse.PARTIAL: None,
    ToldResponse.UNKNOWN: None,
}


def course_weeks(course: TreatmentCourse, on: date) -> Interval:
    """Return the possible length of a course up to a day, in weeks."""
    if course.on is None:
        return Interval(0, math.inf)
    end_low = end_high = on
    if course.end is not None:
        end_low, end_high = min(course.end.earliest, on), min(course.end.latest, on)
    elif course.ongoing is not FactStatus.PRESENT:
        end_low = course.on.earliest
    low = max((end_low - course.on.latest).days, 0)
    high = max((end_high - course.on.earliest).days, low)
    return Interval(low / DAYS_PER_WEEK, high / DAYS_PER_WEEK)


@frozen(kw_only=True, cache_hash=True)
class TreatmentFailed:
    """Whether a drug, or one of a class, was given long enough and did not help.

    Failure is told: no response or worse, or stopped for want of effect. A partial response
    alone does not tell.

    Args:
        drug: the drug or class.
        weeks: the shortest course that counts.
        ask: the question in plain words.
    """

    drug: str
    weeks: float
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return True with one such course, False if all courses long enough helped."""
        courses = facts.treatments(self.drug)
        values = [self._truth(course, facts.on) for course in courses]
        truth = disjunction(values) if values else None
        deciding = [c for c, value in zip(courses, values, strict=True) if value is truth]
        return Seen(
            truth=truth,
            entries=tuple(c.id for c in deciding),
            observed=listed(deciding, lambda c: _course_words(c, facts.on))
            or "no such course recorded",
            question=None
            if truth is not None
            else ChoiceQuestion(
                key=f"failed:{self.drug}:{self.weeks}",
                fact=f"{self.drug}_response",
                label=self.ask,
            ),
        )

    def _truth(self, course: TreatmentCourse, on: date) -> bool | None:
        failed = _failed(course)
        long_enough = course_weeks(course, on).compare(">=", self.weeks)
        if failed is False:
            return False
        # A course too short to count leaves open whether another one was given.
        return True if failed and long_enough else None


def _failed(course: TreatmentCourse) -> bool | None:
    if course.stop_reason in (StopReason.NO_EFFECT, StopReason.LOST_EFFECT):
        return True
    return _FAILED[course.response]


@frozen(kw_only=True, cache_hash=True)
class CompleteSustainedResponse:
    """Whether a class of drugs alone brought a complete response that lasted.

    Args:
        drug_class: the class (antimicrobials).
        others: classes of drugs that, given at the same time or later, could have done it.
        ask: the question in plain words.
    """

    drug_class: str
    others: tuple[str, ...]
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return True with one such course, False if no course can be one, else None."""
        courses = facts.treatments(self.drug_class)
        values = [self._truth(course, facts) for course in courses]
        truth = disjunction(values) if values else None
        return Seen(
            truth=truth,
            entries=tuple(c.id for c in courses),
            observed=listed(courses, lambda c: _course_words(c, facts.on))
            or "no such course recorded",
            question=None
            if truth is not None
            else ChoiceQuestion(
                key=f"complete:{self.drug_class}",
                fact=f"{self.drug_class}_response",
                label=self.ask,
            ),
        )

    def _truth(self, course: TreatmentCourse, facts: Facts) -> bool | None:
        if course.response not in (ToldResponse.COMPLETE, ToldResponse.UNKNOWN):
            return False
        if course.sustained is FactStatus.ABSENT or self._helped(course, facts):
            return False
        complete = course.response is ToldResponse.COMPLETE
        return True if complete and course.sustained is FactStatus.PRESENT else None

    def _helped(self, course: TreatmentCourse, facts: Facts) -> bool:
        """Whether another drug was certainly given during the course."""
        return any(
            other.on is not None
            and course.on is not None
            and course.end is not None
            and other.on.latest <= course.end.earliest
            and (other.end is None or other.end.earliest >= course.on.latest)
            and (other.end is not None or other.ongoing is FactStatus.PRESENT)
            for drug in self.others
            for other in facts.treatments(drug)
        )


def _told(courses: Sequence[TreatmentCourse], on: date) -> str:
    return listed(courses, lambda course: _course_words(course, on)) or "no such course recorded"


def _course_words(course: TreatmentCourse, on: date) -> str:
    weeks = course_weeks(course, on)
    whole = Interval(math.floor(weeks.low), _floor(weeks.high))
    told = course.response.value if course.response is not ToldResponse.UNKNOWN else "not told"
    drug = course.drug.replace("_", " ")
    lasted = f"{interval_words(whole)} weeks"
    return f"{drug}{on_day(course).replace(' on ', ' from ')}, {lasted}, response {told}"


def _floor(value: float) -> float:
    return math.floor(value) if math.isfinite(value) else value
