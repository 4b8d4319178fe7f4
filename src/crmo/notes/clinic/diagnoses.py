"""Diseases: confirmed, suspected, excluded; those of relatives are findings of the family."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crmo.notes.clinic.findings import family_finding
from crmo.notes.clinic.statements import joined, term_mark
from crmo.notes.clinic.told_dates import day_of
from crmo.notes.context import Assertion, NoteContext, SectionKind, Status, all_marks
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import ReadEntry
from crmo.notes.vocabulary import rules
from crmo.record import Certainty, Diagnosis, Subject

# "stress oedema of the calcaneus vs CNO": one of two.
_VERSUS = re.compile(r"[ ][a-z ]{0,30}\b(?:vs\.?|versus)[ ]")
_CERTAINTY = {
    Status.PRESENT: Certainty.CONFIRMED,
    Status.PAST: Certainty.CONFIRMED,
    Status.RESOLVED: Certainty.CONFIRMED,
    Status.UNCERTAIN: Certainty.SUSPECTED,
    Status.ABSENT: Certainty.EXCLUDED,
}


def read_diagnoses(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a diagnosis for each disease that the note holds, suspects or excludes."""
    yield from joined(_each(context), "concept", "certainty", "status", "about", "on")


def _each(context: NoteContext) -> Iterator[ReadEntry]:
    for mention in context.mentions_of(MentionKind.DISEASE):
        stands = context.assertion(mention)
        if stands.about is Subject.FAMILY:
            read = family_finding(context, mention, stands)
            if read is not None:
                yield read
            continue
        certainty = _certainty(context, mention, stands)
        if certainty is None:
            continue
        entry = Diagnosis(
            id=context.entry_id("diagnosis", mention.start, mention.about),
            on=None if stands.status is Status.PAST else day_of(context),
            source=context.source(mention.start, mention.end, mention.rule),
            concept=mention.about,
            certainty=certainty,
        )
        yield ReadEntry(entry, all_marks([term_mark(context, mention)], stands.marks))


def _certainty(context: NoteContext, mention: Mention, stands: Assertion) -> Certainty | None:
    certainty = _CERTAINTY.get(stands.status)
    sentence = context.sentence_at(mention.start)
    if sentence is None:
        return certainty
    words = context.folded[sentence.start : sentence.end]
    before = context.folded[max(sentence.start, mention.start - 45) : mention.start]
    after = context.folded[mention.end : min(sentence.end, mention.end + 40)]
    table = rules("diagnoses")
    if any(word in words for word in table["not_about_the_child"]):
        return None
    if any(word in before for word in table["not_now"]):
        return None
    if before.endswith(_ends("just_a_name")) or after.startswith(_ends("just_a_name_after")):
        return None
    behind = context.folded[mention.end : min(sentence.end, mention.end + 70)]
    if any(word in behind for word in table["still_to_exclude"]):
        return Certainty.SUSPECTED
    if any(word in behind for word in table["excluded_after"]) and not _has_other(
        context, mention, behind
    ):
        return Certainty.EXCLUDED
    if stands.says_nothing and any(mark.about == "hypothetical" for mark in stands.marks):
        return Certainty.SUSPECTED if "considered" in behind else None
    if certainty is Certainty.CONFIRMED:
        ahead = context.folded[sentence.start : mention.start]
        if any(word in ahead for word in table["sentence_differential"]):
            return Certainty.SUSPECTED
        is_differential = any(word in before for word in table["differential"])
        is_differential = is_differential or bool(_VERSUS.match(after))
        if is_differential or after.lstrip().startswith(_ends("doubted_after")):
            return Certainty.SUSPECTED
        if sentence.section in (
            SectionKind.IMPRESSION,
            SectionKind.FINDINGS,
        ) and _is_one_of_several(context, mention):
            return Certainty.SUSPECTED
    return certainty


def _has_other(context: NoteContext, mention: Mention, behind: str) -> bool:
    """Whether another disease stands behind, of which the words may be said."""
    return bool(context.mentions_in(mention.end, mention.end + len(behind), MentionKind.DISEASE))


@cache
def _ends(key: str) -> tuple[str, ...]:
    return tuple(rules("diagnoses")[key])


def _is_one_of_several(context: NoteContext, mention: Mention) -> bool:
    """Whether a report lists the disease beside another with "or" or "versus"."""
    near = context.folded[max(0, mention.start - 12) : mention.end + 12]
    return any(word in near for word in (" or ", " vs ", " vs. ", " versus "))
