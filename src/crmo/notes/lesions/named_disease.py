"""Places of the bone disease that a letter names without a scan: "CRMO of the left clavicle"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crmo.notes.context import Assertion, NoteContext, Place, Sentence, Status
from crmo.notes.mention import Mention, MentionKind
from crmo.record import Subject

DISEASES = frozenset({"cno"})
# What may stand between the disease and its places.
_BETWEEN = re.compile(
    r"(?:[\s(),:;/-]|\b(?:of|in|at|affecting|involving|with|the|a|an|sites?|lesions?|foci|multifocal|unifocal|"
    r"bifocal|bilateral|diagnosed|dx|since|known|active|disease|mainly|predominantly|both|her|his|and|location|"
    r"involvement|overview|hcc|onset|located|localised|localized|which|has|affected|affects|involves|limited|to|biopsy|proven|confirmed|vertebral|spinal|axial|pelvic|appendicular|"
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b|\b\d+\b)*"
)
_LISTED = re.compile(
    r"[\s,;/&+()-]*(?:and|plus|also|as well as|the|of|both|her|his|in|"
    r"\d\.)*[\s,;/&+()-]*(?:the|both|of|in)?[ ]*"
)
_IT_AFFECTS = re.compile(
    r"\b(?:it|this|the disease|the condition|(?:her|his|their) (?:disease|condition|illness))[ ]"
    r"(?:(?:now|currently|mainly|also|predominantly|mostly|has)[ ])*"
    r"(?:affects?|involves?|affected|involved)[ ](?:(?:the|her|his|their|both)[ ])?"
)
_SITES = re.compile(
    r"[ *-]*(?:known |affected |current |disease |cno |crmo )?(?:sites?|locations?|bones "
    r"involved|involved bones|involvement)[ ]*(?:of disease|involved|affected)?[ ]*[:=-][ ]*"
)


def named_places(
    context: NoteContext, sentence: Sentence
) -> Iterator[tuple[Place, Mention | None, Assertion]]:
    """Yield the places of the disease that a sentence names, with the word for the disease."""
    places = [
        place for place in context.places_in(sentence.start, sentence.end) if not place.is_frame
    ]
    if not places:
        return
    label = _SITES.match(context.folded, sentence.start, sentence.end)
    if label and places[0].start == label.end() and _is_about_disease(context):
        yield from ((place, None, Assertion()) for place in _list_from(context, places, 0))
        return
    first = _it_affects(context, sentence, places)
    if first is not None:
        yield from ((place, None, Assertion()) for place in _list_from(context, places, first))
        return
    for mention in context.mentions_in(sentence.start, sentence.end, MentionKind.DISEASE):
        if mention.about in DISEASES:
            yield from _after(context, mention, places)


def _it_affects(context: NoteContext, sentence: Sentence, places: Sequence[Place]) -> int | None:
    """Return the first place of `at present it affects her spine`, after the disease was named."""
    match = _IT_AFFECTS.search(context.folded, sentence.start, sentence.end)
    if match is None or not _is_about_disease(context):
        return None
    at = next((at for at, place in enumerate(places) if place.start >= match.end()), None)
    if at is None or context.folded[match.end() : places[at].start].strip():
        return None
    how = context.assertion_at(places[at].start, places[at].end)
    return at if how.status is Status.PRESENT else None


def _is_about_disease(context: NoteContext) -> bool:
    return any(mention.about in DISEASES for mention in context.mentions_of(MentionKind.DISEASE))


def _after(
    context: NoteContext, mention: Mention, places: Sequence[Place]
) -> Iterator[tuple[Place, Mention | None, Assertion]]:
    first = next((at for at, place in enumerate(places) if place.start >= mention.end), None)
    if first is None:
        return
    gap = context.folded[mention.end : places[first].start]
    if len(gap) > 60 or not _BETWEEN.fullmatch(gap):
        return
    how = context.assertion(mention)
    if how.about is Subject.PATIENT and how.status in (
        Status.PRESENT,
        Status.UNCERTAIN,
        Status.RESOLVED,
    ):
        yield from ((place, mention, how) for place in _list_from(context, places, first))


def _list_from(context: NoteContext, places: Sequence[Place], first: int) -> Iterator[Place]:
    """Yield a place and those that follow it in a list."""
    yield places[first]
    for before, place in zip(places[first:], places[first + 1 :], strict=False):
        if not _LISTED.fullmatch(context.folded[before.end : place.start]):
            return
        yield place
