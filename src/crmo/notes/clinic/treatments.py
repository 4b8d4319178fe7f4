"""Courses of treatment: which drug, since when, at which dose, how it worked and why it ended.

A drug that is planned, considered, declined or warned of makes no course. Mentions of one drug in
one note are one course, unless it was stopped and is told to have begun again afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crmo.notes.clinic.course import GIVEN, OVER, CourseTold, course_entry, joined_courses
from crmo.notes.clinic.course_dates import course_dates, ends_later, has_ended, ran_until
from crmo.notes.clinic.course_status import status_by_words, status_without_words
from crmo.notes.clinic.dose import dose_after, dose_before, route_near
from crmo.notes.clinic.drug_response import response_findings
from crmo.notes.clinic.drug_words import (
    Cue,
    cue_beside,
    is_given_by_parent,
    is_planned,
    reason_told,
    response_told,
)
from crmo.notes.clinic.statements import term_mark
from crmo.notes.context import (
    NoteContext,
    Sentence,
    Status,
    all_marks,
)
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.record import (
    Fact,
    FactStatus,
    StopReason,
    Subject,
    ToldResponse,
)

_UNTIL = "treatments.until_after"
_WHY = "a drug is named, but not whether it is given"
_JOINS = re.compile(r"\s*(?:,|and|&|\+|/|with|plus|,\s*and)\s*\Z")
_TODAY = re.compile(r"\b(?:today|from today|now|this evening)\b")
_BEGINS = re.compile(r"(?:to )?(?:start|begin)")
# "has failed two NSAIDs: naproxen (January to June) and meloxicam": nothing but the list goes on.
_LISTED = re.compile(
    r"\s*(?:[x×] ?\d+|\d+ ?[x×])?\s*(?:\([^()]*\))?\s*[:,]?\s*(?:and|or|then|plus)?\s*"
)
_SAID_IN_PLANS = frozenset({"treatments.ongoing_after", "treatments.first_dose"})
_EXCEPT = re.compile(r"\b(?:except|apart from|other than|besides|bar)\b")
_CHANGES = frozenset({"wean", "weaning", "taper", "tapering", "reduce", "uptitrate", "double"})
_NEXT_CLAUSE = re.compile(r"[,;] (?:and |but |then |so )\Z")
_NUMBERED = re.compile(r"no\.?\s?\d")


def read_treatments(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a course for each drug that is or was given."""
    told = list(_each(context))
    by_drug: dict[str, list[CourseTold]] = {}
    for each in told:
        by_drug.setdefault(each.drug, []).append(each)
    courses = [course for each in by_drug.values() for course in joined_courses(each)]
    for course in courses:
        yield course_entry(context, course)
    yield from response_findings(context, courses)


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
    folded = context.folded
    if stands.about is Subject.FAMILY and not _is_given_by_family(folded, stands.marks, drug):
        return None
    cue = cue_beside(folded, before, after) or _inherited(context, sentence, before, earlier)
    plan = is_planned(folded, *before)
    if cue is not None and cue.status == "declined":
        return None
    is_of_cue = cue and plan and cue.start <= plan[0] and plan[1] <= cue.end  # "swapped for"
    after_plan = cue and plan and cue.start > plan[1] - 1 and cue.end <= drug.start
    if plan is not None and not after_plan and not is_of_cue:
        if not _TODAY.search(folded, after[0], after[1]) or not _BEGINS.match(folded, *plan):
            return None
        cue = Cue("started", *plan, "treatments.started_today")
    if stands.status is Status.ABSENT and _is_denied(folded, stands.marks, drug, cue):
        return None
    if stands.says_nothing and not _is_said_anyway(folded, stands.marks, drug, cue):
        return None
    return _told(context, sentence, drug, cue, before, after)


def _is_denied(folded: str, marks: Sequence[Mark], drug: Mention, cue: Cue | None) -> bool:
    """Whether a drug is denied: not if it is only said to have been stopped."""
    if all(_NUMBERED.match(folded, mark.start) for mark in marks):
        return False  # "infusion no. 2"
    if any(_EXCEPT.search(folded, mark.end, drug.start) for mark in marks):
        return False
    begin = max(0, drug.start - 8)
    if cue and cue.start > drug.end and _NEXT_CLAUSE.search(folded, begin, drug.start):
        return False  # "sulfasalazine was not tolerated, and etanercept was begun"
    if cue and all(mark.start > cue.end and mark.start > drug.end for mark in marks):
        return False  # "was begun after a negative test"
    before = any(mark.end <= drug.start for mark in marks)
    return not (cue and cue.status in OVER and (cue.start < drug.start or not before))


def _is_given_by_family(folded: str, marks: Sequence[Mark], drug: Mention) -> bool:
    """Whether a relative gives the drug: `Mum stopped giving naproxen`."""
    relatives = [mark for mark in marks if mark.about == "family" and mark.end <= drug.start]
    return any(is_given_by_parent(folded, mark.end, drug.start) for mark in relatives)


def _is_said_anyway(folded: str, marks: Sequence[Mark], drug: Mention, cue: Cue | None) -> bool:
    """Whether a drug in a plan is given all the same: `Plan: continue naproxen`."""
    if cue is None or cue.status not in (*GIVEN, *OVER):
        return False
    if folded[cue.start : cue.end].split(maxsplit=1)[0] in _CHANGES and cue.start < drug.start:
        return True  # "we plan to wean naproxen": it is given now
    if cue.start >= drug.start:
        # "Plan: amoxicillin for 10 days, first dose given"; "naproxen to continue".
        return cue.rule in _SAID_IN_PLANS and all(mark.start < drug.start for mark in marks)
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
    if cue and cue.status in OVER and _LISTED.fullmatch(context.folded, *before):
        return cue
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
    response = response_told(folded, _own_words(folded, sentence, before), after[1])
    near = (before, own_after)
    clear = status_by_words(context, sentence, drug, cue, near)
    if cue is None and has_ended(context, after):
        clear = "past"
    status = clear or status_without_words(context, drug, near, dose, response)
    if status is None:
        context.tell_unread(drug.start, drug.end, _WHY)
        return None
    if cue is not None and cue.status == "ongoing" and ran_until(context, after):
        status = clear = "stopped"
    if cue is not None and cue.rule == _UNTIL and ends_later(context, after):
        status = clear = "ongoing"  # "to run until" a day to come
    on, end, dates = course_dates(context, status, drug, cue, before, after)
    # "MTX (stopped because of nausea)" in a list tells of that drug only.
    is_own = drug.end >= after[0] or not folded.startswith("(", after[0] + 1)
    reason = reason_told(folded, after[0], after[1]) if status in OVER and is_own else None
    events = _events(context, after) if is_own and status in OVER else ()
    marks = [term_mark(context, drug, Role.DRUG), *dates]
    marks += _value_marks(context, drug, cue, (dose, route), (response, reason))
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
        is_weak=clear is None and dose is None,
        marks=all_marks(marks, [mark for _, mark in events]),
    )


def _own_words(folded: str, sentence: Sentence, before: tuple[int, int]) -> int:
    """Return where the words begin that speak of a drug and not of the one before it."""
    if before[0] == sentence.start:
        return sentence.start
    cut = max(folded.rfind(sign, *before) for sign in (",", ";", " but ", " and "))
    return max(before[0], cut)


def _value_marks(
    context: NoteContext,
    drug: Mention,
    cue: Cue | None,
    places: Sequence[tuple[int, int] | None],
    said: Sequence[tuple[object, int, int] | None],
) -> Iterator[Mark]:
    if cue is not None:
        yield context.mark(cue.start, cue.end, Role.CUE, cue.rule, cue.status)
    for place in places:
        if place:
            yield context.mark(*place, Role.VALUE, "treatments.dose", drug.about)
    for words in said:
        if words:
            yield context.mark(words[1], words[2], Role.CUE, "treatments.words", str(words[0]))


# --- what happened ---------------------------------------------------------------------------


def _events(context: NoteContext, after: tuple[int, int]) -> Sequence[tuple[Fact, Mark]]:
    found = []
    for event in context.mentions_in(after[0], after[1], MentionKind.EVENT):
        if context.assertion(event).status in (Status.PRESENT, Status.PAST, Status.RESOLVED):
            fact = Fact(concept=event.about, status=FactStatus.PRESENT)
            found.append((fact, term_mark(context, event)))
    return found
