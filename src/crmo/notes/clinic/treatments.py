"""Courses of treatment: which drug, since when, at which dose, how it worked and why it ended.

A drug that is planned, considered, declined or warned of makes no course. Mentions of one drug in
one note are one course, unless it was stopped and is told to have begun again afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crmo.notes.clinic.course import GIVEN, OVER, CourseTold, course_entry, joined_courses
from crmo.notes.clinic.dose import dose_after, dose_before, route_near
from crmo.notes.clinic.drug_words import Cue, cue_beside, is_planned, reason_told, response_told
from crmo.notes.clinic.statements import term_mark
from crmo.notes.clinic.told_dates import day_of, is_since
from crmo.notes.context import (
    DateMention,
    NoteContext,
    SectionKind,
    Sentence,
    Status,
    all_marks,
)
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.record import (
    Fact,
    FactStatus,
    PartialDate,
    StopReason,
    Subject,
    ToldResponse,
)

_JOINS = re.compile(r"\s*(?:,|and|&|\+|/|with|plus|,\s*and)\s*\Z")
_END_BEFORE = re.compile(r"(?:\b(?:until|till|to|through|up to)\b|-)\s*(?:the\s+)?\Z")
_DURATION = re.compile(
    r"\bfor\s+(?:the\s+)?(?:last|past)\s+\Z|\bfor\s+(?:about |nearly |almost |over )?\Z"
)
_TIMES = re.compile(r"\s*(?:infusions?\s*)?(?:x\s?\d|\d\s?x)\b(?! ?(?:\d|wk|week|d\b|day|mo))")
_TODAY = re.compile(r"\b(?:today|from today|now|this evening)\b")
_BEGINS = re.compile(r"(?:to )?(?:start|begin)")
_NUMBERED = re.compile(r"no\.?\s?\d")
_FIRST_DAY = re.compile(r"\b(\d{1,2})\s?-\s?\Z")


def read_treatments(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a course for each drug that is or was given."""
    told = list(_each(context))
    by_drug: dict[str, list[CourseTold]] = {}
    for each in told:
        by_drug.setdefault(each.drug, []).append(each)
    for statements in by_drug.values():
        for course in joined_courses(statements):
            yield course_entry(context, course)


# --- one mention -----------------------------------------------------------------------------


def _each(context: NoteContext) -> Iterator[CourseTold]:
    groups = list(_groups(context, list(context.mentions_of(MentionKind.DRUG))))
    first = 0
    for at, group in enumerate(groups):
        sentence = context.sentence_at(group[0].start)
        if sentence is None:
            continue
        if at == 0 or groups[first][0].start < sentence.start:
            first = at
        is_later = at > first and groups[at - 1][-1].start >= sentence.start
        earlier = (groups[first][-1].end, groups[at - 1][-1].end) if is_later else None
        following = groups[at + 1][0].start if at + 1 < len(groups) else sentence.end
        yield from _group(context, sentence, group, earlier, min(following, sentence.end))


def _groups(context: NoteContext, drugs: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield drugs that are told of together: `rifampicin, isoniazid and ethambutol`."""
    group: list[Mention] = []
    for drug in drugs:
        if group and _JOINS.match(context.folded[group[-1].end : drug.start]):
            group.append(drug)
            continue
        if group:
            yield group
        group = [drug]
    if group:
        yield group


def _group(
    context: NoteContext,
    sentence: Sentence,
    group: list[Mention],
    earlier: tuple[int, int] | None,
    end: int,
) -> Iterator[CourseTold]:
    """Read drugs told of together.

    Args:
        context: the note.
        sentence: theirs.
        group: the drugs.
        earlier: where the first and the last drug before them in the sentence end, or None.
        end: where the next drug begins, or the sentence ends.
    """
    before = (earlier[1] if earlier else sentence.start, group[0].start)
    after = (group[-1].end, end)
    for drug in group:
        told = _one(context, sentence, drug, before, after, earlier)
        if told is not None:
            yield told


def _one(
    context: NoteContext,
    sentence: Sentence,
    drug: Mention,
    before: tuple[int, int],
    after: tuple[int, int],
    earlier: tuple[int, int] | None,
) -> CourseTold | None:
    stands = context.assertion(drug)
    if stands.about is Subject.FAMILY:
        return None
    folded = context.folded
    cue = cue_beside(folded, before, after) or _inherited(context, sentence, before, earlier)
    plan = is_planned(folded, *before)
    if cue is not None and cue.status == "declined":
        return None
    if plan is not None and not (cue and cue.start > plan[1] - 1 and cue.end <= drug.start):
        if not _TODAY.search(folded, after[0], after[1]) or not _BEGINS.match(folded, *plan):
            return None
        cue = Cue("started", *plan, "treatments.started_today")
    if stands.status is Status.ABSENT and _is_denied(folded, stands.marks, drug, cue):
        return None
    if stands.says_nothing and not _is_said_anyway(stands.marks, drug, cue):
        return None
    return _told(context, sentence, drug, cue, before, after)


def _is_denied(folded: str, marks: Sequence[Mark], drug: Mention, cue: Cue | None) -> bool:
    """Whether a drug is denied: not if it is only said to have been stopped."""
    if all(_NUMBERED.match(folded, mark.start) for mark in marks):
        return False  # "infusion no. 2"
    before = any(mark.end <= drug.start for mark in marks)
    return not (cue and cue.status in OVER and (cue.start < drug.start or not before))


def _is_said_anyway(marks: Sequence[Mark], drug: Mention, cue: Cue | None) -> bool:
    """Whether a drug in a plan is given all the same: `Plan: continue naproxen`."""
    if cue is None or cue.start >= drug.start or cue.status not in (*GIVEN, *OVER):
        return False
    blocking = [mark for mark in marks if mark.end <= drug.start]
    return not any(mark.start < cue.start for mark in blocking)


def _inherited(
    context: NoteContext,
    sentence: Sentence,
    before: tuple[int, int],
    earlier: tuple[int, int] | None,
) -> Cue | None:
    """Return the cue of a list of drugs: `on methotrexate 15 mg weekly, folic acid 5 mg`."""
    if earlier is None or context.folded[before[0] : before[1]].count(";"):
        return None
    cue = cue_beside(context.folded, (sentence.start, earlier[0]), (before[1], before[1]))
    return cue if cue and cue.status == "ongoing" else None


def _told(
    context: NoteContext,
    sentence: Sentence,
    drug: Mention,
    cue: Cue | None,
    before: tuple[int, int],
    after: tuple[int, int],
) -> CourseTold | None:
    folded, text = context.folded, context.text
    own_after = (drug.end, after[1]) if drug.end >= after[0] else (drug.end, after[0])
    dose = dose_after(folded, *own_after) or dose_before(folded, *before)
    route = route_near(folded, before, after)
    response = response_told(
        folded, sentence.start if before[0] == sentence.start else before[0], after[1]
    )
    status = _status(context, sentence, drug, cue)
    if status is None:
        status = "ongoing" if dose else "past" if response else None
    if status is None:
        why = "a drug is named, but not whether it is given"
        context.tell_unread(drug.start, drug.end, why)
        return None
    if cue is None and _has_ended(context, after):
        status = "past"
    on, end, dates = _dates(context, status, drug, cue, before, after)
    # "MTX (stopped because of nausea)" in a list tells of that drug only.
    is_own = drug.end >= after[0] or not folded.startswith("(", after[0] + 1)
    reason = reason_told(folded, after[0], after[1]) if status in OVER and is_own else None
    events = _events(context, after) if is_own and status in OVER else ()
    marks = [term_mark(context, drug, Role.DRUG), *dates]
    if cue is not None:
        marks.append(context.mark(cue.start, cue.end, Role.CUE, cue.rule, cue.status))
    marks += _value_marks(context, drug, (dose, route), (response, reason))
    return CourseTold(
        drug=drug.about,
        mention=drug,
        status=status,
        end_of_clause=after[1],
        on=on,
        end=end,
        dose=text[dose[0] : dose[1]] if dose else "",
        route=text[route[0] : route[1]] if route else "",
        response=response[0] if response else ToldResponse.UNKNOWN,
        stop_reason=reason[0] if reason else StopReason.UNKNOWN,
        adverse_events=tuple(fact for fact, _ in events),
        marks=all_marks(marks, [mark for _, mark in events]),
    )


def _value_marks(
    context: NoteContext,
    drug: Mention,
    places: Sequence[tuple[int, int] | None],
    said: Sequence[tuple[object, int, int] | None],
) -> Iterator[Mark]:
    for place in places:
        if place:
            yield context.mark(*place, Role.VALUE, "treatments.dose", drug.about)
    for words in said:
        if words:
            yield context.mark(words[1], words[2], Role.CUE, "treatments.words", str(words[0]))


def _status(
    context: NoteContext,
    sentence: Sentence,
    drug: Mention,
    cue: Cue | None,
) -> str | None:
    if cue is not None:
        return cue.status
    if sentence.section is SectionKind.TREATMENT:
        return "ongoing"
    if context.assertion(drug).status in (Status.PAST, Status.RESOLVED):
        return "past"
    if _TIMES.match(context.folded, drug.end):
        return "past"
    return None


# --- dates -----------------------------------------------------------------------------------


def _dates(
    context: NoteContext,
    status: str,
    drug: Mention,
    cue: Cue | None,
    before: tuple[int, int],
    after: tuple[int, int],
) -> tuple[PartialDate | None, PartialDate | None, list[Mark]]:
    """Return start and end of a course as told beside the drug."""
    on = end = None
    marks: list[Mark] = []
    # A date between two drugs belongs to the first of them.
    sentence = context.sentence_at(drug.start)
    is_first = sentence is not None and sentence.start == before[0]
    earlier = _before_drug(context, before, cue) if is_first else []
    for told in [*earlier, *context.dates_in(after[0], after[1])]:
        said = context.folded[max(0, told.start - 14) : told.start]
        if _END_BEFORE.search(said):
            if status in OVER and end is None:
                end = told.date
                on = on or _first_day(said, told)
                marks.append(context.mark(told.start, told.end, Role.DATE, told.rule))
            continue
        is_duration = told.rule == "date.lasting"
        if is_duration and (status != "ongoing" or not _DURATION.search(said)):
            continue
        is_end = (
            status == "stopped" and cue is not None and not is_since(context, told) and on is None
        )
        if is_end and cue is not None and _stands_by(cue, told) and end is None:
            end = told.date
        elif on is None:
            on = told.date
        else:
            continue
        marks.append(context.mark(told.start, told.end, Role.DATE, told.rule))
    if status == "started" and on is None:
        on = day_of(context)
    if on and end and end.is_before(on):
        on = None
    return on, end, marks


def _first_day(said: str, told: DateMention) -> PartialDate | None:
    """Return the first day of `9-19 August`."""
    match = _FIRST_DAY.search(said)
    if match is None or not told.date.is_day:
        return None
    day = int(match[1])
    if not 0 < day < (told.date.day or 0):
        return None
    return PartialDate(told.date.year, told.date.month, day)


def _has_ended(context: NoteContext, after: tuple[int, int]) -> bool:
    """Whether a span of days is told that lies behind: `flucloxacillin 9-19 August`."""
    for told in context.dates_in(after[0], min(after[1], after[0] + 50)):
        said = context.folded[max(0, told.start - 14) : told.start]
        if _END_BEFORE.search(said) and context.on and told.date.latest <= context.on:
            return True
    return False


def _before_drug(
    context: NoteContext, before: tuple[int, int], cue: Cue | None
) -> list[DateMention]:
    """Return dates before a drug that speak of it: `In March 2023 we started naproxen`."""
    found = list(context.dates_in(before[0], before[1]))
    if cue is None or cue.start >= before[1] or cue.status == "ongoing":
        return [told for told in found if told.start > before[1] - 25 and is_since(context, told)]
    return [
        told for told in found if abs(told.start - cue.start) < 60 and told.rule != "date.lasting"
    ]


def _stands_by(cue: Cue, told: DateMention) -> bool:
    return abs(told.start - cue.end) < 45 or abs(cue.start - told.end) < 45


# --- what happened ---------------------------------------------------------------------------


def _events(context: NoteContext, after: tuple[int, int]) -> Sequence[tuple[Fact, Mark]]:
    found = []
    for event in context.mentions_in(after[0], after[1], MentionKind.EVENT):
        if context.assertion(event).status in (Status.PRESENT, Status.PAST, Status.RESOLVED):
            fact = Fact(concept=event.about, status=FactStatus.PRESENT)
            found.append((fact, term_mark(context, event)))
    return found
