"""The chain from text to reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter

from crmo.knowledge import Knowledge
from crmo.notes.assertion import SentenceAsserter
from crmo.notes.clinic import CLINIC_EXTRACTORS
from crmo.notes.context import NoteContext, Place, Sentence
from crmo.notes.dates import read_dates
from crmo.notes.folding import fold
from crmo.notes.lesions import extract_lesions
from crmo.notes.matching import Matcher
from crmo.notes.mention import Mention
from crmo.notes.places import find_places
from crmo.notes.reading import NoteReading, ReadEntry
from crmo.notes.sections import find_sections
from crmo.notes.sentences import find_sentences
from crmo.notes.squeezing import is_justified, squeeze, stretched

Extractor = Callable[[NoteContext], Iterable[ReadEntry]]

# In the order they run; later ones may look at what stands in the context only.
EXTRACTORS: tuple[Extractor, ...] = (extract_lesions, *CLINIC_EXTRACTORS)

_WEIGHTING = "T1 or T2: a vertebra or an MRI weighting, the words around it do not tell"


def read_note(
    text: str, knowledge: Knowledge, *, on: date | None = None, document: str = "note"
) -> NoteReading:
    """Read one note.

    Args:
        text: the note as plain text.
        knowledge: whose words are known.
        on: date of the note; if None, a date found in its head.
        document: name that the entries' sources carry.
    """
    if is_justified(text):
        squeezed, places = squeeze(text)
        reading = read_note(squeezed, knowledge, on=on, document=document)
        return stretched(reading, text, places)
    context = prepare(text, knowledge, on=on, document=document)
    if context is None:
        return NoteReading(text=text, document=document, on=on)
    entries = [read for extract in EXTRACTORS for read in extract(context)]
    return NoteReading(
        text=text,
        document=document,
        on=context.on,
        entries=tuple(sorted(entries, key=_place_in_text)),
        contradictions=tuple(context.contradictions),
        unread=tuple(sorted(context.unread, key=lambda unread: (unread.start, unread.end))),
    )


def prepare(
    text: str, knowledge: Knowledge, *, on: date | None = None, document: str = "note"
) -> NoteContext | None:
    """Return a note prepared for the extractors, or None if it holds no word that we know."""
    matcher = matcher_of(knowledge)
    folded = fold(text)
    if not matcher.is_worth_reading(folded):
        return None
    matches = matcher.find(folded, text)
    sections = find_sections(folded.text, text)
    sentences = find_sentences(folded.text, text, sections)
    one_line = _without_wrapping(folded.text, sentences)
    found = find_places(one_line, sentences, matches.sites, matches.terms)
    dates = read_dates(text, folded.text, on)
    context = NoteContext(
        text=text,
        folded=one_line,
        knowledge=knowledge,
        on=dates.on,
        document=document,
        sections=sections,
        sentences=sentences,
        mentions=tuple(sorted(matches.terms + matches.cues, key=itemgetter(0))),
        places=tuple(found.places),
        dates=dates.dates,
        asserter=SentenceAsserter(),
        placer=nearest_place,
        unread=list(dates.unread),
    )
    for level in found.in_doubt:
        context.tell_unread(level.start, level.end, _WEIGHTING)
    return context


def _without_wrapping(folded: str, sentences: Sequence[Sentence]) -> str:
    """Return the folded text with a space for each line end within a sentence."""
    pieces: list[str] = []
    at = 0
    for sentence in sentences:
        if folded.find("\n", sentence.start, sentence.end) >= 0:
            pieces.append(folded[at : sentence.start])
            pieces.append(folded[sentence.start : sentence.end].replace("\n", " "))
            at = sentence.end
    pieces.append(folded[at:])
    return "".join(pieces)


def nearest_place(context: NoteContext, mention: Mention) -> Place | None:
    """Return the place that a mention is told of: the nearest one of its sentence."""
    sentence = context.sentence_at(mention.start)
    if sentence is None:
        return None
    near = [
        place for place in context.places_in(sentence.start, sentence.end) if not place.is_frame
    ]
    return min(near, key=lambda place: _distance(place, mention), default=None)


def _distance(place: Place, mention: Mention) -> int:
    """Characters between the two; a place before the word is a little further away."""
    if place.start >= mention.end:
        return place.start - mention.end
    return max(0, mention.start - place.end) + 1


@lru_cache(maxsize=4)
def matcher_of(knowledge: Knowledge) -> Matcher:
    """Return the compiled matcher for a knowledge; made once."""
    return Matcher(knowledge)


def _place_in_text(read: ReadEntry) -> tuple[int, int]:
    source = read.entry.source
    if source is None or source.start is None:
        return (0, 0)
    return source.start, source.end or 0
