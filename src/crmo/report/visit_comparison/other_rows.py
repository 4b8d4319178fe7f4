"""Complaints and signs, drugs, and places on MRI as lines."""

from __future__ import annotations

from collections.abc import Iterable

from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import LesionState, PlaceState
from crmo.assess.visits import DrugChange, PlaceActivity, SignChange
from crmo.record import FactStatus, StopReason, TreatmentCourse
from crmo.report.case import Case
from crmo.report.scan_comparison.figure import LOOKS
from crmo.report.visit_comparison.row import Row
from crmo.report.words import capitalised, date_words, name_words, number_words, say, words_of

_OPEN = (None, FactStatus.UNKNOWN, FactStatus.NOT_LOOKED_FOR)
RUNNING = {True: "running", False: "not running", None: "its dates leave it open"}


def sign_rows(case: Case, changes: Iterable[SignChange]) -> list[Row]:
    """Return a line for each complaint or sign at each place."""
    return [_sign(case, change) for change in changes]


def drug_rows(case: Case, changes: Iterable[DrugChange]) -> list[Row]:
    """Return a line for each course."""
    return [_drug(case, change) for change in changes]


def place_rows(changes: Iterable[PlaceActivity]) -> list[Row]:
    """Return a line for each place that was active or uncertain on MRI."""
    return [_place(change) for change in changes]


def drug_name(case: Case, change: DrugChange) -> str:
    """Return what a course is called."""
    first = case.by_id.get(change.course.entries[0])
    return case.names.of(first) if isinstance(first, TreatmentCourse) else change.course.label


def _sign(case: Case, change: SignChange) -> Row:
    concept = case.names.concept(change.concept)
    where = case.site(change.site) if change.site else say("anywhere")
    words, way = _sign_change(change)
    return Row(
        what=say("{sign}: {place}", sign=concept, place=where),
        earlier=_status(change.earlier, change.earlier_severity),
        later=_status(change.later, change.later_severity),
        change=words,
        way=way,
        entries=change.entries,
    )


def _status(status: FactStatus | None, severity: float | None) -> str:
    if status is None:
        return ""
    if severity is None:
        return words_of(status)
    told = say("severity {value} of 10", value=number_words(severity))
    return f"{words_of(status)}, {told}"


def _sign_change(change: SignChange) -> tuple[str, str]:
    if change.earlier in _OPEN or change.later in _OPEN:
        return say("cannot tell"), ""
    before, after = (state is FactStatus.PRESENT for state in (change.earlier, change.later))
    if before and after:
        return say("still there"), "unchanged"
    if after:
        return say("new"), "began"
    return (say("gone"), "ended") if before else (say("absent on both"), "unchanged")


def _drug(case: Case, change: DrugChange) -> Row:
    words, way = drug_change_words(change)
    return Row(
        what=drug_name(case, change),
        note=case.names.drug_class(change.course.drug),
        earlier=say(RUNNING[change.earlier]),
        later=say(RUNNING[change.later]),
        change=words,
        way=way,
        entries=change.course.entries,
    )


def drug_change_words(change: DrugChange) -> tuple[str, str]:
    """Return what became of a course between the days, and which way that is."""
    course = change.course
    if change.earlier is None or change.later is None:
        return say("cannot tell"), ""
    if change.is_between:
        start, end = date_words(course.start), date_words(course.end)
        return say("started {start} and stopped {end}", start=start, end=end), "ended"
    if change.earlier and change.later:
        return say("running on both"), "unchanged"
    if change.later:
        return say("started {date}", date=date_words(course.start)), "began"
    day = date_words(course.end)
    if course.stop_reason is StopReason.UNKNOWN:
        return say("stopped {date}, reason not recorded", date=day), "ended"
    reason = words_of(course.stop_reason)
    return say("stopped {date}: {reason}", date=day, reason=reason), "ended"


def _place(change: PlaceActivity) -> Row:
    words, way = _place_change(change)
    entries = (state.study for state in (change.earlier, change.later) if state)
    return Row(
        what=capitalised(name_words(change.place.label)),
        earlier=_seen(change.earlier),
        later=_seen(change.later),
        change=words,
        way=way,
        entries=tuple(dict.fromkeys(entries)),
    )


def _seen(state: PlaceState | None) -> str:
    if state is None:
        return ""
    told = [say(LOOKS[state.look])]
    if state.is_present and state.size_mm is not None:
        told.append(f"{number_words(state.size_mm)} mm")
    return say("{finding} ({date})", finding=", ".join(told), date=date_words(state.on))


def _place_change(change: PlaceActivity) -> tuple[str, str]:
    if change.is_old:
        return say("no MRI in between spoke of it"), ""
    if change.later is None or change.later.look is Look.UNCERTAIN:
        return say("cannot tell"), ""
    way = "ended"
    if change.later.is_present:
        is_same = change.later.state is LesionState.PERSISTENT
        way = "unchanged" if is_same else "began"
    return words_of(change.later.state), way
