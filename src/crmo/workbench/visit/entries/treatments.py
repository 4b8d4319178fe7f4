"""What becomes of the drugs that run, and what is begun.

A stop is a correction of the course that runs: the same course with its end and the reason. A
change (of the dose, say) ends the course and begins another of the same drug on that day; the
assessment reads both as one course. To continue states nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve
from django.utils.translation import gettext as _

from crmo.errors import InvalidValueError
from crmo.knowledge.concepts import ConceptKind
from crmo.record import (
    Fact,
    FactStatus,
    Finding,
    PartialDate,
    StopReason,
    ToldResponse,
    TreatmentCourse,
)
from crmo.workbench.ledger.statement import new_entry_id
from crmo.workbench.visit.entries.writing import Writing
from crmo.workbench.visit.named import concept_meant, drug_meant
from crmo.workbench.visit.problems import refused

STOP, CHANGE = "stop", "change"


def write_treatments(writing: Writing) -> None:
    """Add what the form says of drugs that run, of drugs begun and of adverse events."""
    events = _events(writing)
    courses = {c.id: c for c in writing.setting.record.of_kind(TreatmentCourse)}
    decided = dict(writing.fields.about("course"))
    for key in dict.fromkeys((*decided, *events)):
        if key in courses:
            _decide(writing, courses[key], decided.get(key, ""), events.get(key, ()))
        elif key:
            message = _("This course was changed by somebody meanwhile. Look at it again.")
            writing.refuse(f"course:{key}", message)
    for event in events.get("", ()):
        _write_event_alone(writing, event)
    for row, typed in writing.fields.about("drug"):
        _begin(writing, row, typed)


def _decide(
    writing: Writing, course: TreatmentCourse, decision: str, events: Sequence[Fact]
) -> None:
    name = f"course:{course.id}"
    if decision not in ("", STOP, CHANGE):
        writing.refuse(name, _("Continue, stop or change."))
        return
    told = evolve(
        course,
        id=new_entry_id(),
        supersedes=course.id,
        recorded_on=None,
        adverse_events=(*course.adverse_events, *events),
    )
    if not decision:
        if events:
            writing.entries.append(told)
        return
    end = writing.day(f"course_on:{course.id}")
    if end is None:
        return
    _end(writing, told, end, is_stopped=decision == STOP)
    _end_the_same(writing, course, end)
    if decision == CHANGE:
        _go_on(writing, course, end)


def _end(writing: Writing, course: TreatmentCourse, end: PartialDate, *, is_stopped: bool) -> None:
    fields, was = writing.fields, course.supersedes
    reason = fields.get(f"course_reason:{was}")
    response = fields.get(f"course_response:{was}")
    try:
        ended = evolve(
            course,
            end=end,
            ongoing=FactStatus.ABSENT,
            stop_reason=StopReason(reason) if is_stopped and reason else course.stop_reason,
            response=ToldResponse(response) if response else course.response,
            note=_joined(course.note, fields.get(f"course_note:{was}") if is_stopped else ""),
        )
    except InvalidValueError as error:
        writing.problems.append(refused(f"course_on:{was}", error))
        return
    except ValueError:
        writing.refuse(f"course_reason:{was}", _("Choose one of the reasons."))
        return
    writing.entries.append(ended)


def _end_the_same(writing: Writing, course: TreatmentCourse, end: PartialDate) -> None:
    """End older prescriptions of the same drug that are still said to run."""
    for other in writing.setting.record.of_kind(TreatmentCourse):
        is_running = other.end is None and other.ongoing is FactStatus.PRESENT
        has_begun = other.on is None or not other.on.is_after(end)
        if other.id != course.id and other.drug == course.drug and is_running and has_begun:
            ended = evolve(
                other,
                id=new_entry_id(),
                supersedes=other.id,
                recorded_on=None,
                end=end,
                ongoing=FactStatus.ABSENT,
            )
            writing.entries.append(ended)


def _go_on(writing: Writing, course: TreatmentCourse, since: PartialDate) -> None:
    """Begin the same drug anew with another dose or route."""
    dose = writing.fields.get(f"course_dose:{course.id}")
    note = writing.fields.get(f"course_note:{course.id}")
    if not dose and not note:
        writing.refuse(f"course_dose:{course.id}", _("What changes? Say the new dose, or why."))
        return
    writing.add(
        f"course_dose:{course.id}",
        lambda entry_id: TreatmentCourse(
            id=entry_id,
            on=since,
            drug=course.drug,
            ongoing=FactStatus.PRESENT,
            dose=dose or course.dose,
            route=course.route,
            indication=course.indication,
            note=note,
        ),
    )


def _begin(writing: Writing, row: str, typed: str) -> None:
    knowledge, name = writing.setting.knowledge, f"drug:{row}"
    drug = drug_meant(typed, knowledge)
    if drug is None:
        message = _("This drug is not known here. Choose one from the list, or its class.")
        writing.refuse(name, message)
        return
    on = writing.day(f"drug_on:{row}")
    if on is None:
        return
    is_single = writing.fields.get(f"drug_single:{row}") == FactStatus.PRESENT
    writing.add(
        name,
        lambda entry_id: TreatmentCourse(
            id=entry_id,
            on=on,
            drug=drug.id,
            end=on if is_single else None,
            ongoing=FactStatus.ABSENT if is_single else FactStatus.PRESENT,
            dose=writing.fields.get(f"drug_dose:{row}"),
            route=writing.fields.get(f"drug_route:{row}"),
            note=writing.fields.get(f"drug_note:{row}"),
        ),
    )


def _events(writing: Writing) -> dict[str, list[Fact]]:
    """Return adverse events by the course they are put down to; empty for none."""
    found: dict[str, list[Fact]] = {}
    for row, typed in writing.fields.about("event"):
        concept = concept_meant(typed, writing.setting.knowledge, ConceptKind.EVENT)
        if concept is None:
            message = _("This event is not known here. Choose one from the list.")
            writing.refuse(f"event:{row}", message)
            continue
        words = writing.fields.get(f"event_note:{row}")
        fact = Fact(concept=concept.id, status=FactStatus.PRESENT, text=words)
        found.setdefault(writing.fields.get(f"event_course:{row}"), []).append(fact)
    return found


def _write_event_alone(writing: Writing, event: Fact) -> None:
    writing.add(
        "event:0",
        lambda entry_id: Finding(
            id=entry_id,
            on=PartialDate.parse(writing.on),
            concept=event.concept,
            status=event.status,
            note=event.text,
        ),
    )


def _joined(before: str, added: str) -> str:
    return "; ".join(part for part in (before, added) if part)
