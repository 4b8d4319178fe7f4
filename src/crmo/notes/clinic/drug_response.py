"""The finding that the answer to an antibiotic or an anti-inflammatory drug makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo.notes.clinic.course import CourseTold
from crmo.notes.clinic.told_dates import day_of
from crmo.notes.context import NoteContext
from crmo.notes.mention import MentionKind
from crmo.notes.reading import ReadEntry, Role
from crmo.record import FactStatus, Finding, ToldResponse

RULE = "treatments.words"
_HELPED = frozenset({ToldResponse.COMPLETE, ToldResponse.PARTIAL})
# Antibiotics that helped a little while are no response in the sense of the concept.
_ANSWERS = {
    "nsaid": ("nsaid_response", _HELPED),
    "antibiotic": ("antibiotic_response", frozenset({ToldResponse.COMPLETE})),
}


def response_findings(context: NoteContext, courses: Sequence[CourseTold]) -> Iterator[ReadEntry]:
    """Yield a finding for each answer told: `no response to six weeks of flucloxacillin`.

    Args:
        context: the note.
        courses: the courses read from it.
    """
    told = {mention.about for mention in context.mentions_of(MentionKind.FINDING)}
    for course in courses:
        for drug_class, (concept, good) in _ANSWERS.items():
            if concept in told or not context.knowledge.is_a(course.drug, drug_class):
                continue
            status = _status(course.response, good)
            if status is not None:
                told.add(concept)
                yield _entry(context, course, concept, status)


def _status(response: ToldResponse, good: frozenset[ToldResponse]) -> FactStatus | None:
    if response in good:
        return FactStatus.PRESENT
    return FactStatus.ABSENT if response is ToldResponse.NONE else None


def _entry(context: NoteContext, course: CourseTold, concept: str, status: FactStatus) -> ReadEntry:
    words = [mark for mark in course.marks if mark.rule == RULE and mark.role is Role.CUE]
    mention = course.mention
    entry = Finding(
        id=context.entry_id("finding", mention.start, concept),
        on=day_of(context),
        source=context.source(mention.start, mention.end, RULE),
        concept=concept,
        status=status,
    )
    drug = context.mark(mention.start, mention.end, Role.DRUG, mention.rule, course.drug)
    return ReadEntry(entry, tuple(sorted([drug, *words], key=lambda mark: mark.start)))
