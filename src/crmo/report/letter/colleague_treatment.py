"""Treatments with what followed, safety, red flags, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.treatments.courses import disease_courses
from crmo.record import Interval, PartialDate, StopReason, ToldResponse, TreatmentCourse
from crmo.report.case import Case
from crmo.report.due_words import due_rows, pressing
from crmo.report.entry_words import entry_words
from crmo.report.letter.values import Paragraph, text_of
from crmo.report.words import (
    capitalised,
    date_words,
    interval_words,
    listed,
    name_words,
    say,
    say_n,
    span_words,
    verdict_words,
    words_of,
)

# A flag may rest on years of values; the newest few show why it is raised.
_MOST_ENTRIES = 3


def treatments_paragraph(case: Case) -> Paragraph:
    """Return every course with its dates, why it ended, and what was measured around it."""
    courses = case.assessment.treatments
    line = (
        say(
            "In the order of time and never ranked. What followed a drug was not necessarily "
            "caused by it."
        )
        if courses
        else say("No treatment is on record.")
    )
    treated = {entry for course in disease_courses(case.facts) for entry in course.entries}
    items = [
        _course(case, course, is_for_disease=not treated.isdisjoint(course.entries))
        for course in courses
    ]
    return Paragraph(name="treatments", heading=say("Treatments"), text=text_of(line, items=items))


def _course(case: Case, answer: Assessment, *, is_for_disease: bool) -> str:
    details = answer.details
    parts = [_name_and_time(case, answer)]
    if is_for_disease:
        parts += [_pain(details), *_flares(details)]
    if details.get("stop_reason") not in (None, StopReason.UNKNOWN):
        reason = _stop_words(details)
        parts.append(say("stopped: {reason}", reason=reason))
    if details.get("told_response") not in (None, ToldResponse.UNKNOWN):
        parts.append(_response_words(details))
    events = _events(case, details.get("adverse_events"))
    if events:
        parts.append(say("adverse events: {events}", events=listed(events)))
    return "; ".join(parts)


def _name_and_time(case: Case, answer: Assessment) -> str:
    found = (case.by_id.get(entry) for entry in answer.entries)
    first = next((e for e in found if isinstance(e, TreatmentCourse)), None)
    name = case.names.of(first) if first else capitalised(str(answer.details.get("label", "")))
    start, end = _day(answer.details.get("start")), _day(answer.details.get("end"))
    time = span_words(start, end, is_open=answer.verdict is Verdict.MET)
    return say("{drug}, {time}", drug=name, time=time)


def _day(value: object) -> PartialDate | None:
    return PartialDate.parse(str(value)) if value else None


def _pain(details: Mapping[str, object]) -> str:
    before, after = (_value(details.get(moment)) for moment in ("before", "at_end"))
    if before and after:
        return say("pain {before} before, {after} at the end or now", before=before, after=after)
    return say("pain before or at the end not recorded")


def _flares(details: Mapping[str, object]) -> Iterator[str]:
    """Yield how many flares began during the course, and how long after it the next one."""
    during, gap = details.get("flares_during"), details.get("months_to_next_flare")
    if isinstance(during, tuple) and during:
        yield say_n("{n} flare during it", "{n} flares during it", len(during))
    if isinstance(gap, tuple):
        months = Interval(float(round(gap[0])), float(round(gap[1])))
        yield say("next flare {n} months after its end", n=interval_words(months))


def _value(moment: object) -> str:
    told = moment.get("pain") if isinstance(moment, Mapping) else None
    if not told:
        return ""
    high = float("inf") if told["high"] is None else float(told["high"])
    return interval_words(Interval(float(told["value"]), high))


def _stop_words(details: Mapping[str, Any]) -> str:
    return words_of(StopReason(details["stop_reason"]))


def _response_words(details: Mapping[str, Any]) -> str:
    told = words_of(ToldResponse(details["told_response"]))
    return say("told: {response}", response=told)


def _events(case: Case, events: object) -> list[str]:
    told = events if isinstance(events, tuple) else ()
    return [
        case.names.concept_within(str(event["concept"])) if event["concept"] else event["text"]
        for event in told
        if str(event["status"]) == "present"
    ]


def response_paragraph(case: Case) -> Paragraph | None:
    """Return the answers of published definitions of response; None if none was applied."""
    answers = [a for a in case.assessment.response if a.details.get("baseline")]
    if not answers:
        return None
    items = [
        say("{start} to {end}: {answers}", start=span[0], end=span[1], answers="; ".join(told))
        for span, told in _responses(answers).items()
    ]
    line = say("Response depends on the definition and on the two days compared.")
    is_open = any(not answer.is_verified for answer in answers)
    note = say("* The wording of the definition was not checked at its source.")
    return Paragraph(
        name="response",
        heading=say("Response by published definitions"),
        text=text_of(line, items=items, after=[note] if is_open else []),
    )


def _responses(answers: Iterable[Assessment]) -> Mapping[tuple[str, str], list[str]]:
    """Return the answers by the two days that they compare."""
    found: dict[tuple[str, str], list[str]] = {}
    for answer in answers:
        days = [date_words(_day(answer.details[name])) for name in ("baseline", "until")]
        title = name_words(answer.title)
        told = say(
            "{definition}: {verdict}",
            definition=title if answer.is_verified else f"{title}*",
            verdict=_levels(answer) or verdict_words(answer.verdict),
        )
        found.setdefault((days[0], days[1]), []).append(told)
    return found


def _levels(answer: Assessment) -> str:
    """Return the highest level met where a definition has several."""
    levels = answer.details.get("levels")
    if not isinstance(levels, Mapping) or answer.verdict is not Verdict.MET:
        return ""
    met = [level for level, verdict in levels.items() if verdict is Verdict.MET]
    highest = met[-1].replace("pedcno", "PedCNO") if met else ""
    return say("highest level met {level}", level=highest) if highest else ""


def safety_paragraph(case: Case) -> Paragraph | None:
    """Return what stands in the way, is to be weighed, or is unchecked, for drugs in use.

    Of a class that is not in use only what was found is told.
    """
    items = [line for answer in case.assessment.safety if (line := _gates(answer))]
    if not items:
        return None
    line = say("What to look at before and during a drug; never advice to give one.")
    return Paragraph(name="safety", heading=say("Safety"), text=text_of(line, items=items))


def _gates(answer: Assessment) -> str:
    details = answer.details
    is_used = details.get("in_use") is not False
    found = [
        say("stands in the way: {gates}", gates=_labels(details.get("hard_stops"))),
        say("to weigh: {gates}", gates=_labels(details.get("weigh"))),
        say("not checked: {gates}", gates=_labels(details.get("not_known"))),
    ]
    told = [details.get("hard_stops"), details.get("weigh"), details.get("not_known")]
    shown = [
        words
        for words, labels, is_asked in zip(found, told, (True, True, is_used), strict=True)
        if labels and is_asked
    ]
    if not shown:
        return say("{drugs}: all checked, clear", drugs=_gate_title(answer)) if is_used else ""
    return say("{drugs}: {gates}", drugs=_gate_title(answer), gates="; ".join(shown))


def _gate_title(answer: Assessment) -> str:
    title = name_words(answer.title)
    return say("{title} (in use)", title=title) if answer.details.get("in_use") else title


def _labels(labels: object) -> str:
    told = labels if isinstance(labels, tuple) else ()
    return ", ".join(name_words(str(label)) for label in told)


def red_flags_paragraph(case: Case) -> Paragraph:
    """Return the flags that are raised, and how many were not fully looked at."""
    flags = case.assessment.red_flags
    raised = [flag for flag in flags if flag.verdict is Verdict.MET]
    n_open = sum(flag.verdict is Verdict.CANNOT_TELL for flag in flags)
    items = [_flag(case, flag) for flag in raised]
    line = "" if raised else say("None is raised by what is recorded. That is no reassurance.")
    after = []
    if n_open:
        after.append(
            say_n(
                "{n} flag was not fully looked at.", "{n} flags were not fully looked at.", n_open
            )
        )
    text = text_of(line, items=items, after=after)
    return Paragraph(name="red_flags", heading=say("Red flags"), text=text)


def _flag(case: Case, flag: Assessment) -> str:
    """Return a raised flag with the newest entries that raise it."""
    used = {e for r in flag.reasons if r.verdict is Verdict.MET for e in r.entries}
    entries = [entry for entry in case.current if entry.id in used][-_MOST_ENTRIES:]
    seen = [
        say("{what} ({date})", what=entry_words(entry, case), date=date_words(entry.on))
        for entry in entries
    ]
    title = name_words(flag.title)
    return say("{flag}: {seen}", flag=title, seen=listed(seen)) if seen else title


def due_paragraph(case: Case) -> Paragraph:
    """Return what is overdue and due, and the next date of what is not due yet."""
    rows = due_rows(case)
    now = pressing(rows)
    items = [_due(row.title, row.words, row.last) for row in now]
    later = [row for row in rows if row.state == "later"]
    items += [_due(row.title, row.words, row.last) for row in later]
    line = "" if now else say("Nothing is due on this day by the rules applied.")
    after = [say("What was done elsewhere and is not on record counts as not done.")]
    text = text_of(line, items=items, after=after if rows else [])
    return Paragraph(name="due", heading=say("What is due"), text=text)


def _due(title: str, when: str, last: str) -> str:
    return say("{what}: {when}; {last}", what=title, when=when, last=last)
