"""Entries of the same drug joined to courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from attrs import frozen

from crmo.assess.answer import remembered
from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge
from crmo.record import Fact, FactStatus, PartialDate, StopReason, ToldResponse, TreatmentCourse


@frozen(slots=True, kw_only=True)
class Course:
    """One drug without a break, made of one or more entries.

    Attributes:
        drug: id of the drug, or of a class when the record names no more.
        label: its name.
        drug_class: id of its class; empty when the drug is not known.
        start: first day, or None.
        end: last day, or None when not known or still running.
        ongoing: whether it still runs.
        entries: ids of its entries.
        stop_reason: why it ended, as told last.
        response: the response as told last; not one that crmo derived.
        adverse_events: as told.
        has_known_end: False when entries were joined although the end of an earlier one was
            not recorded.
    """

    drug: str
    label: str
    drug_class: str
    start: PartialDate | None
    end: PartialDate | None
    ongoing: FactStatus
    entries: tuple[str, ...]
    stop_reason: StopReason
    response: ToldResponse
    adverse_events: tuple[Fact, ...]
    has_known_end: bool

    def runs_on(self, day: date) -> bool | None:
        """Tell whether the course runs on a day; None when its dates leave that open."""
        if self.start is not None and self.start.earliest > day:
            return False
        has_begun = self.start is not None and self.start.latest <= day
        if self.end is not None:
            if self.end.latest < day:
                return False
            return True if has_begun and self.end.earliest >= day else None
        if self.ongoing is FactStatus.PRESENT:
            return True if has_begun or self.start is None else None
        return False if self.ongoing is FactStatus.ABSENT else None

    def stops_on(self, day: date) -> bool:
        """Tell whether a course that began earlier has this very day as its last.

        It still runs on that day, but what is taken from now on no longer holds it.
        """
        if self.start is None or self.end is None or self.start.latest >= day:
            return False
        return self.end.earliest == self.end.latest == day


def courses(facts: Facts) -> tuple[Course, ...]:
    """Return all courses by start, then by drug; undated ones last."""
    return remembered(facts, _make_courses)


def _make_courses(facts: Facts) -> tuple[Course, ...]:
    by_drug: dict[str, list[TreatmentCourse]] = {}
    for entry in facts.all_treatments:
        by_drug.setdefault(entry.drug, []).append(entry)
    found = [
        course for drug, entries in by_drug.items() for course in _joined(facts, drug, entries)
    ]
    return tuple(sorted(found, key=_by_start))


def courses_running(facts: Facts) -> tuple[Course, ...]:
    """Return the courses that run, or may run, on the day of the question."""
    return remembered(facts, _make_running)


def _make_running(facts: Facts) -> tuple[Course, ...]:
    return tuple(course for course in courses(facts) if course.runs_on(facts.on) is not False)


def disease_courses(facts: Facts) -> tuple[Course, ...]:
    """Return the courses that are treatment of the disease: no antibiotic, vitamin or the like."""
    return remembered(facts, _make_disease_courses)


def _make_disease_courses(facts: Facts) -> tuple[Course, ...]:
    others = facts.knowledge.rules("treatment")["treatment_courses"].body["not_for_the_disease"]
    return tuple(c for c in courses(facts) if not belongs_to(facts.knowledge, c, others))


def belongs_to(knowledge: Knowledge, course: Course, names: Iterable[str]) -> bool:
    """Tell whether a course is of one of these drugs or classes, classes of classes included."""
    own = class_line(knowledge, course.drug_class)
    return any(name == course.drug or name in own for name in names)


@lru_cache(maxsize=512)
def class_line(knowledge: Knowledge, drug_class: str) -> tuple[str, ...]:
    """Return a class and the classes it is a kind of."""
    line: list[str] = []
    waiting = [drug_class]
    while waiting:
        name = waiting.pop()
        known = knowledge.drug_classes.get(name)
        if known is not None and name not in line:
            line.append(name)
            waiting.extend(known.parents)
    return tuple(line)


def _by_start(course: Course) -> tuple[Any, ...]:
    start = course.start
    return (start is None, start.earliest if start else date.min, course.drug, course.entries)


def _joined(facts: Facts, drug: str, entries: list[TreatmentCourse]) -> list[Course]:
    known = facts.knowledge.drugs.get(drug)
    known_class = facts.knowledge.drug_classes.get(drug)
    drug_class = known.drug_class if known else (drug if known_class else "")
    named = known or known_class
    # A code that is not known here says nothing to people; the words of the source do.
    written = next((e.source.text for e in entries if e.source and e.source.text), "")
    label = named.label if named else (written or drug.replace("_", " "))
    gaps = facts.knowledge.rules("treatment")["treatment_courses"].body["gap_days"]
    lines = class_line(facts.knowledge, drug_class)
    own_gap = next((gaps[name] for name in lines if name in gaps), None)
    groups: list[list[TreatmentCourse]] = []
    for entry in entries:
        if groups and _continues(groups[-1], entry, own_gap, gaps["default"]):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [_course(drug, label, drug_class, group) for group in groups]


def _continues(
    group: list[TreatmentCourse],
    entry: TreatmentCourse,
    own_gap: Mapping[str, Any] | None,
    default_gap: Mapping[str, Any],
) -> bool:
    if entry.on is None or group[0].on is None:
        return False
    gap_days = float((own_gap or default_gap)["value"])
    ends = [e.end.latest for e in group if e.end is not None]
    open_ended = [e for e in group if e.end is None and e.ongoing is not FactStatus.ABSENT]
    if open_ended and own_gap is None:
        return True
    # An infusion has no end of its own: the next one counts from its day.
    ends += [e.on.latest for e in open_ended if e.on is not None]
    return bool(ends) and (entry.on.earliest - max(ends)).days <= gap_days


def _course(drug: str, label: str, drug_class: str, group: list[TreatmentCourse]) -> Course:
    last = group[-1]
    ongoing = _ongoing(group)
    ended = [e.end for e in group if e.end is not None]
    is_open = last.end is None and last.ongoing is not FactStatus.ABSENT
    end = (
        None
        if ongoing is FactStatus.PRESENT or is_open or not ended
        else max(ended, key=lambda day: (day.latest, day.earliest))
    )
    reasons = [e.stop_reason for e in group if e.stop_reason is not StopReason.UNKNOWN]
    responses = [e.response for e in group if e.response is not ToldResponse.UNKNOWN]
    return Course(
        drug=drug,
        label=label,
        drug_class=drug_class,
        start=group[0].on,
        end=end,
        ongoing=ongoing,
        entries=tuple(e.id for e in group),
        stop_reason=reasons[-1] if reasons else StopReason.UNKNOWN,
        response=responses[-1] if responses else ToldResponse.UNKNOWN,
        adverse_events=tuple(fact for e in group for fact in e.adverse_events),
        has_known_end=all(e.end or e.ongoing is FactStatus.ABSENT for e in group[:-1]),
    )


def _ongoing(group: list[TreatmentCourse]) -> FactStatus:
    if any(e.ongoing is FactStatus.PRESENT for e in group):
        return FactStatus.PRESENT
    last = group[-1]
    return FactStatus.ABSENT if last.end is not None else last.ongoing
