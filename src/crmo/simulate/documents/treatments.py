"""Drugs in a note: started, going on, stopped, given in the past, as things stood on the day."""

from __future__ import annotations

from datetime import date

from crmo.record import FactStatus, PartialDate, StopReason, ToldResponse, TreatmentCourse
from crmo.simulate.documents.marked import Filling, Key, Marked, Pieces
from crmo.simulate.documents.pen import Pen

_TELLS_PAST = 0.35
_TELLS_SINCE = 0.6


def treatment_clause(
    pen: Pen, course: TreatmentCourse, last_note: date, *, is_last: bool
) -> Pieces | None:
    """Return what a note says of a course, or None when it has nothing to say.

    Args:
        pen: of the note.
        course: of the record.
        last_note: day of the note before; what has happened since is news.
        is_last: whether no later note follows: what has no date is told there.
    """
    start, end = course.on, course.end
    if course.recorded_on is not None and course.recorded_on > pen.day:
        return None
    if start is None:
        return _undated(pen, course) if is_last and end is None else None
    if start.latest > pen.day:
        return None
    if end is not None and end.latest <= pen.day:
        if end.earliest > last_note:
            return _ended(pen, course, "treatment_stopped")
        is_told = pen.luck.happens(_TELLS_PAST)
        return _ended(pen, course, "treatment_past") if is_told else None
    if end is None and course.ongoing is FactStatus.ABSENT:
        return _ended(pen, course, "treatment_past") if is_last else None
    if start.earliest > last_note:
        return _started(pen, course)
    if end is None and course.ongoing is not FactStatus.PRESENT:
        return _told(pen, course) if pen.luck.happens(_TELLS_PAST) or is_last else None
    return _ongoing(pen, course, is_last=is_last)


def _undated(pen: Pen, course: TreatmentCourse) -> Pieces:
    if course.ongoing is FactStatus.ABSENT:
        return _ended(pen, course, "treatment_past")
    if course.ongoing is FactStatus.PRESENT:
        return _ongoing(pen, course, is_last=True)
    return _told(pen, course)


def _started(pen: Pen, course: TreatmentCourse) -> Pieces:
    cue = [Key(course.id, "ongoing", "present")]
    return pen.say("treatment_started", cue, **_drug(pen, course), when=_when(pen, course))


def _when(pen: Pen, course: TreatmentCourse) -> Pieces:
    if course.on is None:
        return []
    if pen.is_today(course.on) and pen.luck.happens(0.5):
        pen.today(course.id)
        return pen.say("today")
    return _on(pen, course.on, course.id, "on")


def _on(pen: Pen, day: PartialDate, entry: str, part: str) -> Pieces:
    return pen.say("on_day" if day.is_day else "on_month", date=[pen.dated(day, (entry, part))])


def _ongoing(pen: Pen, course: TreatmentCourse, *, is_last: bool) -> Pieces:
    cue = [Key(course.id, "ongoing", "present")]
    outcome: dict[str, Filling] = {}
    if is_last and course.end is None:
        outcome = {"response": _response(pen, course), "adverse": _adverse(pen, course)}
    return pen.say("treatment_ongoing", cue, **_drug(pen, course), **_since(pen, course), **outcome)


def _told(pen: Pen, course: TreatmentCourse) -> Pieces:
    outcome = {"response": _response(pen, course), "adverse": _adverse(pen, course)}
    return pen.say("treatment_told", **_drug(pen, course), **_since(pen, course), **outcome)


def _ended(pen: Pen, course: TreatmentCourse, name: str) -> Pieces:
    cue = [Key(course.id, "ongoing", "absent")]
    when: Pieces = []
    if course.end is not None:
        when = _on(pen, course.end, course.id, "end")
    is_stopped = name == "treatment_stopped"
    return pen.say(
        name,
        cue,
        **_drug(pen, course),
        **(_since(pen, course) if is_stopped else {"period": _period(pen, course)}),
        when=when,
        reason=_reason(pen, course, name),
        response=_response(pen, course),
        adverse=_adverse(pen, course),
    )


def _drug(pen: Pen, course: TreatmentCourse) -> dict[str, Filling]:
    """Return drug, dose with route, and what it is for."""
    dose: Pieces = []
    for part, text in (("dose", course.dose), ("route", course.route)):
        words = pen.of_text(text)
        if words:
            told = words if words != text else ""
            dose += pen.say(part, **{part: [Marked(words, (Key(course.id, part, told),))]})
    indication: Pieces = []
    if course.indication:
        disease = pen.named("diseases", course.indication, Key(course.id, "indication"))
        indication = pen.say("indication", disease=[disease])
    drug = pen.named("drugs", course.drug, Key(course.id, "drug"))
    return {"drug": [drug], "dose": dose, "for": indication}


def _since(pen: Pen, course: TreatmentCourse) -> dict[str, Filling]:
    if course.on is None or not pen.luck.happens(_TELLS_SINCE):
        return {}
    date = pen.dated(course.on, (course.id, "on"))
    return {"since": pen.say("treatment_since", date=[date])}


def _period(pen: Pen, course: TreatmentCourse) -> Pieces:
    slots: dict[str, Filling] = {}
    if course.on is not None and course.on == course.end:
        keys = ((course.id, "on"), (course.id, "end"))
        day = [pen.dated(course.on, *keys)]
        return [" ", *pen.say("on_day" if course.on.is_day else "on_month", date=day)]
    if course.on is not None:
        slots["start"] = [pen.dated(course.on, (course.id, "on"))]
    if course.end is not None:
        slots["end"] = [pen.dated(course.end, (course.id, "end"))]
    if not slots:
        return []
    return pen.say("period_both" if len(slots) == 2 else f"period_{next(iter(slots))}", **slots)


def _reason(pen: Pen, course: TreatmentCourse, name: str) -> Pieces:
    if course.stop_reason is StopReason.UNKNOWN:
        return []
    reason = pen.say(f"reason_{course.stop_reason}", [Key(course.id, "stop_reason")])
    return pen.say("past_reason", reason=reason) if name == "treatment_past" else reason


def _response(pen: Pen, course: TreatmentCourse) -> Pieces:
    if course.response is ToldResponse.UNKNOWN:
        return []
    pieces = pen.say(f"response_{course.response}", [Key(course.id, "response")])
    if course.response is ToldResponse.COMPLETE and course.sustained.truth is not None:
        pieces += pen.say(f"sustained_{course.sustained}", [Key(course.id, "sustained")])
    return pieces


def _adverse(pen: Pen, course: TreatmentCourse) -> Pieces:
    pieces: Pieces = []
    for status in (FactStatus.PRESENT, FactStatus.ABSENT):
        kinds = [fact.concept for fact in course.adverse_events if fact.status is status]
        if not kinds:
            continue
        keys = [Key(course.id, f"adverse:{kind}:status") for kind in kinds]
        is_denied = status is FactStatus.ABSENT
        items: list[Pieces] = []
        for kind, status_key in zip(kinds, keys, strict=True):
            noun = pen.noun(pen.words.words("events", kind))
            noun = noun.removeprefix("a ") if is_denied else noun
            key = Key(course.id, f"adverse:{kind}")
            items.append([Marked(noun, (key,) if is_denied else (key, status_key))])
        words = pen.listed(items, denied=is_denied)
        pieces += pen.say(f"adverse_{status}", keys if is_denied else (), list=words)
    return pieces
