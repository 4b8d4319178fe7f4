"""Diseases: confirmed, suspected, excluded; those of relatives are findings of the family."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo.notes.clinic.certainty import certainty_of
from crmo.notes.clinic.findings import family_finding
from crmo.notes.clinic.relatives import is_in_mind, of_relatives
from crmo.notes.clinic.statements import joined, term_mark
from crmo.notes.clinic.told_dates import day_of
from crmo.notes.context import NoteContext, Status, all_marks
from crmo.notes.mention import MentionKind
from crmo.notes.reading import ReadEntry
from crmo.record import Certainty, Diagnosis, Subject

_ELSEWHERE = re.compile(
    r"\b(?:elsewhere|abroad|(?:other|another|local|outside|referring|previous|first|district) "
    r"(?:hospital|cent(?:re|er)|clinic)|initial(?:ly)?|at first|originally|then made|had been made"
    r"|previous(?:ly)?|label\w*)\b"
)


def read_diagnoses(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a diagnosis for each disease that the note holds, suspects or excludes."""
    entries = _without_overtaken(context, list(_each(context)))
    yield from joined(entries, "concept", "certainty", "status", "about", "on")


def _without_overtaken(context: NoteContext, entries: list[ReadEntry]) -> Iterator[ReadEntry]:
    """Leave out what was suspected of a disease that the note goes on to settle.

    A disease that is called certain is no longer suspected; one that was suspected first and is
    excluded later is excluded. "No sign of it" and later "it cannot be excluded" both stay. What
    another hospital had diagnosed and the note goes on to exclude is excluded.
    """
    last: dict[tuple[str, Certainty], int] = {}
    for at, read in enumerate(entries):
        if isinstance(read.entry, Diagnosis):
            last[read.entry.concept, read.entry.certainty] = at
    for at, read in enumerate(entries):
        told = read.entry
        if isinstance(told, Diagnosis) and told.certainty is Certainty.SUSPECTED:
            if any(
                certainty is Certainty.CONFIRMED and context.knowledge.is_a(concept, told.concept)
                for concept, certainty in last
            ):
                continue
            if last.get((told.concept, Certainty.EXCLUDED), -1) > at:
                continue
        if isinstance(told, Diagnosis) and told.certainty is Certainty.CONFIRMED:
            is_last = last.get((told.concept, Certainty.EXCLUDED), -1) > at
            if is_last and _is_of_others(context, told):
                continue
        yield read


def _is_of_others(context: NoteContext, told: Diagnosis) -> bool:
    """Whether a diagnosis was made before and elsewhere."""
    source = told.source
    sentence = context.sentence_at(source.start) if source and source.start is not None else None
    return sentence is not None and bool(
        _ELSEWHERE.search(context.folded, sentence.start, sentence.end)
    )


def _each(context: NoteContext) -> Iterator[ReadEntry]:
    for mention in context.mentions_of(MentionKind.DISEASE):
        stands = of_relatives(context, mention, context.assertion(mention))
        if stands.about is Subject.FAMILY and is_in_mind(context, mention, stands):
            continue
        if stands.about is Subject.FAMILY:
            read = family_finding(context, mention, stands)
            if read is not None:
                yield read
            continue
        certainty = certainty_of(context, mention, stands)
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
