"""Everything crmo can say of one child on one day."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.assess.activity import activity_from
from crmo.assess.assessment import Assessment
from crmo.assess.course import course_from
from crmo.assess.criteria import criteria
from crmo.assess.due import due_from
from crmo.assess.facts import Facts
from crmo.assess.flares.overview import flares_from
from crmo.assess.headline import headline
from crmo.assess.lesions.overview import lesions_from
from crmo.assess.red_flags import red_flags
from crmo.assess.response import response_from
from crmo.assess.safety import safety_from
from crmo.assess.series import Series, series_from
from crmo.assess.treatments.overview import treatments_from
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord


@frozen(kw_only=True)
class PatientAssessment:
    """The answers of all rules on one record on one day.

    Attributes:
        on: the day.
        headline: one plain sentence that says where things stand.
        criteria: one answer per criteria set.
        red_flags: one answer per red flag.
        lesions: where lesions are and were.
        activity: what was measured lately.
        response: what changed since a baseline.
        course: chronic, recurrent, persistent, relapsing.
        flares: every flare, and rules that found none.
        treatments: one answer per course.
        due: what is due.
        safety: what stands in the way of each class of drugs.
        series: the curves for the time axis.
    """

    on: date
    headline: str
    criteria: tuple[Assessment, ...]
    red_flags: tuple[Assessment, ...]
    lesions: tuple[Assessment, ...]
    activity: tuple[Assessment, ...]
    response: tuple[Assessment, ...]
    course: tuple[Assessment, ...]
    flares: tuple[Assessment, ...]
    treatments: tuple[Assessment, ...]
    due: tuple[Assessment, ...]
    safety: tuple[Assessment, ...]
    series: tuple[Series, ...]

    @property
    def all_assessments(self) -> tuple[Assessment, ...]:
        """Every answer, in the order of the attributes."""
        return (
            *self.criteria,
            *self.red_flags,
            *self.lesions,
            *self.activity,
            *self.response,
            *self.course,
            *self.flares,
            *self.treatments,
            *self.due,
            *self.safety,
        )


def assess(record: PatientRecord, knowledge: Knowledge, *, on: date) -> PatientAssessment:
    """Return all that the rules say of one child on one day.

    Only what was known on that day counts: entries recorded later and entries about later
    days are left out. The order of entries never matters.

    Args:
        record: one child.
        knowledge: concepts, analytes, drugs and rules.
        on: the day, inclusive.
    """
    facts = Facts(record, knowledge, on)
    flags, items = red_flags(facts), due_from(facts)
    return PatientAssessment(
        on=on,
        headline=headline(facts, due=items, red_flags=flags),
        criteria=criteria(facts),
        red_flags=flags,
        lesions=lesions_from(facts),
        activity=activity_from(facts),
        response=response_from(facts),
        course=course_from(facts),
        flares=flares_from(facts),
        treatments=treatments_from(facts),
        due=items,
        safety=safety_from(facts),
        series=series_from(facts),
    )
