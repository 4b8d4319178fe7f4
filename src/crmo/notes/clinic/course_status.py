"""Whether a drug is given or was: by its cue, its section, its duration, dose or effect."""

from __future__ import annotations

import re

from crmo.notes.clinic.drug_words import Cue, has_course, is_one_of_several, is_own
from crmo.notes.context import NoteContext, SectionKind, Sentence, Status
from crmo.notes.mention import Mention
from crmo.notes.vocabulary import rules
from crmo.record import ToldResponse

_TIMES = re.compile(r"\s*(?:infusions?\s*)?(?:x\s?\d|\d\s?x)\b(?! ?(?:\d|wk|week|d\b|day|mo))")
# Of these, a number of days or weeks tells a course that has an end.
_FINITE = ("antibiotic", "glucocorticoid")
_FORMER = re.compile(r"\b(?:previous|past|prior|former|failed|tried|history|to date|so far)\b")
_THEN = re.compile(r"\b(?:followed by|then|and then|stepp(?:ed|ing) down to)\b[^;.]{0,30}\Z")
_PAST_TENSE = ("was ", "were ", "had ", "had been ")
_PRESENT_TENSE = (
    "helps",
    "responds",
    "relieves",
    "eases",
    "works",
    "improves with",
    "better with",
    "settles",
    "takes",
    "vanishes",
    "disappears",
    "goes",
    "does not",
    "doesn't",
)


def status_by_words(
    context: NoteContext,
    sentence: Sentence,
    drug: Mention,
    cue: Cue | None,
    near: tuple[tuple[int, int], tuple[int, int]],
) -> str | None:
    """Return what the words say of a drug, or None if none says whether it is given."""
    folded = context.folded
    is_course = has_course(folded, *near)
    if cue is not None:
        is_over = folded[cue.start : cue.end] in rules("treatments")["given_once"] and is_course
        return "past" if is_over else cue.status
    if context.assertion(drug).status in (Status.PAST, Status.RESOLVED):
        return "past"
    if is_one_of_several(folded, drug.end):
        return "started"
    is_finite = any(context.knowledge.is_a(drug.about, each) for each in _FINITE)
    if is_finite and (is_course or _THEN.search(folded, *near[0])):
        return "past"
    if sentence.section is SectionKind.TREATMENT:
        section = context.sections[sentence.section_index]
        return "past" if _FORMER.search(folded, section.start, section.body) else "ongoing"
    return "past" if _TIMES.match(folded, drug.end) else None


def status_without_words(
    context: NoteContext,
    drug: Mention,
    near: tuple[tuple[int, int], tuple[int, int]],
    dose: tuple[int, int] | None,
    response: tuple[ToldResponse, int, int] | None,
) -> str | None:
    """Return what may be taken from dose, duration or response alone."""
    folded = context.folded
    if has_course(folded, *near):
        return "past"
    if response and folded[max(0, response[1] - 9) : response[1]].endswith(_PAST_TENSE):
        return "past"
    if dose is not None:
        return "ongoing"
    if response:
        is_now = folded[response[1] : response[2]].startswith(_PRESENT_TENSE)
        return "ongoing" if is_now else "past"
    return "ongoing" if is_own(folded, near[0][0], drug.start) else None
