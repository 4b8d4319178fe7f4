"""What several places of a note say of one drug, put together to one course or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, field, frozen

from crmo.notes.context import NoteContext, all_marks
from crmo.notes.mention import Mention
from crmo.notes.reading import Mark, ReadEntry
from crmo.record import (
    Fact,
    FactStatus,
    PartialDate,
    StopReason,
    ToldResponse,
    TreatmentCourse,
)

GIVEN = frozenset({"started", "ongoing"})
"""Statuses of a drug that is being given."""
OVER = frozenset({"stopped", "past"})
"""Statuses of a drug that is no longer given."""


@frozen
class CourseTold:
    """What one place of a note says of one drug; weakly, if no word says whether it is given."""

    drug: str
    mention: Mention
    status: str
    end_of_clause: int
    on: PartialDate | None = None
    end: PartialDate | None = None
    dose: str = ""
    route: str = ""
    response: ToldResponse = ToldResponse.UNKNOWN
    stop_reason: StopReason = StopReason.UNKNOWN
    adverse_events: tuple[Fact, ...] = ()
    is_weak: bool = False
    marks: tuple[Mark, ...] = field(default=())


def joined_courses(statements: Sequence[CourseTold]) -> Iterator[CourseTold]:
    """Yield what several places of a note say of one drug, as one course or several."""
    course: CourseTold | None = None
    marks: list[Mark] = []
    for told in statements:
        if course is not None and _begins_again(course, told):
            yield evolve(course, marks=all_marks(marks))
            course, marks = None, []
        course = told if course is None else _joined(course, told)
        marks += told.marks
    if course is not None:
        yield evolve(course, marks=all_marks(marks))


def _begins_again(course: CourseTold, told: CourseTold) -> bool:
    if course.status not in OVER or told.status not in GIVEN or told.on is None:
        return False
    return course.end is not None and told.on.is_after(course.end) is True


def _joined(course: CourseTold, told: CourseTold) -> CourseTold:
    unknown = ToldResponse.UNKNOWN
    if course.is_weak and not told.is_weak:
        course = evolve(course, status=told.status, is_weak=False)
    elif told.is_weak and not course.is_weak:
        told = evolve(told, status=course.status)
    over = told.status in OVER
    return evolve(
        course,
        status=told.status if over or course.status not in OVER else course.status,
        on=course.on or told.on,
        end=told.end or course.end,
        dose=course.dose or told.dose,
        route=course.route or told.route,
        response=course.response if course.response is not unknown else told.response,
        stop_reason=told.stop_reason if over else course.stop_reason,
        adverse_events=course.adverse_events or told.adverse_events,
    )


def course_entry(context: NoteContext, told: CourseTold) -> ReadEntry:
    """Return the record entry of a course."""
    over = told.status in OVER
    end = told.end if over else None
    on = told.on if not (told.on and end and end.is_before(told.on)) else None
    mention = told.mention
    entry = TreatmentCourse(
        id=context.entry_id("treatment", mention.start, told.drug),
        on=on,
        source=context.source(mention.start, mention.end, mention.rule),
        drug=told.drug,
        end=end,
        ongoing=FactStatus.ABSENT if over else FactStatus.PRESENT,
        dose=told.dose,
        route=told.route,
        response=told.response,
        stop_reason=told.stop_reason,
        adverse_events=told.adverse_events,
    )
    return ReadEntry(entry, told.marks)
