"""Which drugs ran on two days."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.treatments.courses import Course, courses


@frozen(kw_only=True)
class DrugChange:
    """One course of a drug that ran, or may have run, on one of two days or between them.

    Attributes:
        course: the course.
        earlier: whether it ran on the earlier day; None when its dates leave that open.
        later: whether it ran on the later day; None when its dates leave that open.
    """

    course: Course
    earlier: bool | None
    later: bool | None

    @property
    def is_between(self) -> bool:
        """Whether it began after the one day and ended before the other."""
        return self.earlier is False and self.later is False


def drug_changes(facts: Facts, earlier: date, later: date) -> tuple[DrugChange, ...]:
    """Return the courses that ran or may have run on either day or between, by start."""
    found = (
        DrugChange(course=each, earlier=each.runs_on(earlier), later=each.runs_on(later))
        for each in courses(facts)
    )
    return tuple(
        each for each in found if not each.is_between or _is_within(each.course, earlier, later)
    )


def _is_within(course: Course, earlier: date, later: date) -> bool:
    """Whether a course that runs on neither day certainly lay between them."""
    start, end = course.start, course.end
    has_begun_after = start is not None and start.earliest > earlier
    has_ended_before = end is not None and end.latest < later
    return has_begun_after and has_ended_before
