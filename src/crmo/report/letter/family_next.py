"""Medicines, what comes next and why, and when to call, for a family."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.assess.treatments.courses import Course, disease_courses
from crmo.record import FactStatus, PartialDate, StopReason
from crmo.report.case import Case
from crmo.report.due_words import DueRow, due_rows
from crmo.report.letter.family_words import (
    DUE,
    EMERGENCY,
    EMERGENCY_WORDS,
    SEEN_AT_HOME,
    STOPPED,
)
from crmo.report.letter.values import Paragraph, text_of
from crmo.report.words import capitalised, date_words, listed, name_words, say

_MRI_RULES = ("due_mri_after_change", "due_mri_follow_up")


def medicines_paragraph(case: Case) -> Paragraph:
    """Return which medicines for the disease are taken and were taken; never how much."""
    courses = disease_courses(case.facts)
    running = [c for c in courses if c.runs_on(case.on) and not c.stops_on(case.on)]
    line = "" if running else say("No medicine for the disease is on record now.")
    after = [say("How much to take and when is on the prescription, not in this letter.")]
    items = [_course(case, course) for course in (*running, *_others(courses, running))]
    text = text_of(line, items=items, after=after if items else [])
    return Paragraph(name="medicines", heading=say("Medicines"), text=text)


def _others(courses: tuple[Course, ...], running: list[Course]) -> Iterator[Course]:
    return (course for course in reversed(courses) if course not in running)


def _course(case: Case, course: Course) -> str:
    """Return since when or until when, why it ended, and the side effects that were recorded."""
    events = [
        case.knowledge.concepts[fact.concept].plain_label
        for fact in course.adverse_events
        if fact.status is FactStatus.PRESENT and fact.concept in case.knowledge.concepts
    ]
    if not events:
        return _time(case, course)
    told = listed([name_words(event) for event in events])
    return f"{_time(case, course)} {say('Side effects on record: {events}.', events=told)}"


def _time(case: Case, course: Course) -> str:
    name = capitalised(_plain_name(case, course))
    runs = course.runs_on(case.on)
    if runs and not course.stops_on(case.on):
        if course.start is None:
            return say("{medicine}: now.", medicine=name)
        return say("{medicine}: now, since {date}.", medicine=name, date=date_words(course.start))
    if runs is None:
        return say("{medicine}: the record does not say whether it is still taken.", medicine=name)
    time = date_words(course.end) if course.end else say("a day that is not recorded")
    if course.stop_reason is StopReason.UNKNOWN:
        return say("{medicine}: stopped ({date}).", medicine=name, date=time)
    reason = say(STOPPED[course.stop_reason])
    return say(
        "{medicine}: stopped ({date}), because {reason}.",
        medicine=name,
        date=time,
        reason=reason,
    )


def _plain_name(case: Case, course: Course) -> str:
    known = case.knowledge.drugs.get(course.drug) or case.knowledge.drug_classes.get(course.drug)
    return name_words(known.plain_label) if known else course.label


def next_paragraph(case: Case) -> Paragraph:
    """Return what is due and when, with the reason where a source gives one."""
    rows = [row for row in due_rows(case) if row.state in ("overdue", "due", "later")]
    line = "" if rows else say("No date for a next check follows from the record.")
    items, after = [_due(row) for row in rows], []
    if any(row.answer.rule in _MRI_RULES for row in rows) and _knows_silent_relapse(case):
        after.append(
            say(
                "Why a scan, even when nothing hurts: the disease can come back without pain. So "
                "feeling well does not replace the scan."
            )
        )
    if rows:
        after.append(say("Was something done elsewhere? Please tell us: we only know our record."))
    text = text_of(line, items=items, after=after)
    return Paragraph(name="next", heading=say("What comes next, and why"), text=text)


def _due(row: DueRow) -> str:
    """Return one thing that has its time, in everyday words."""
    plain = DUE.get(row.answer.rule)
    what = capitalised(say(plain) if plain else row.title)
    last = row.answer.details.get("last_on")
    if row.state == "overdue":
        if last:
            return say("{what}. The time for it has passed.", what=what)
        return say("{what}. We have no record that it was done.", what=what)
    if row.state == "due":
        return say("{what}. It is time for it now.", what=what)
    begins = row.answer.details.get("due_from")
    if not begins:
        return say("{what}. The date is open.", what=what)
    return say("{what}. Next time from {date}.", what=what, date=date_words(_day(begins)))


def _day(told: object) -> PartialDate:
    return PartialDate.parse(str(told))


def _knows_silent_relapse(case: Case) -> bool:
    """Whether the knowledge has, with its source, that relapses on MRI are mostly silent."""
    rule = case.knowledge.all_rules.get("radiological_relapse")
    share = rule.body.get("silent_share") if rule else None
    return bool(share and share.get("source") and share.get("grade") == "confirmed")


def call_paragraph(case: Case) -> Paragraph:
    """Return what a family should tell the clinic of: flags whose rules have a source."""
    rules = case.knowledge.all_rules
    items = [
        say(words)
        for rule_id, words in SEEN_AT_HOME.items()
        if (rule := rules.get(rule_id)) and rule.is_verified and rule.sources
    ]
    line = say("Please tell us if one of these is new:") if items else ""
    return Paragraph(name="call", heading=say("When to call us"), text=text_of(line, items=items))


def at_once_paragraph(case: Case) -> Paragraph:
    """Return what needs help at once, if the clinic has confirmed the rule; else room for it.

    The shipped rule has no source, so that the doctor is asked to write it.
    """
    rule = case.knowledge.all_rules.get(EMERGENCY)
    is_sourced = rule is not None and rule.is_verified and bool(rule.sources)
    text = say(EMERGENCY_WORDS) if is_sourced else ""
    return Paragraph(name="at_once", heading=say("What needs help at once"), text=text)
