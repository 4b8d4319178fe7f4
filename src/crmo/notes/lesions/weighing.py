"""How one statement on a place counts beside what the note has told before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmo.notes.context import Assertion, NoteContext, Place, Status
from crmo.notes.lesions.gather import Study, Told
from crmo.notes.lesions.links import Link
from crmo.notes.lesions.sizes import Size
from crmo.notes.lesions.verdict import LESION, Verdict
from crmo.notes.mention import Mention
from crmo.notes.reading import Role
from crmo.notes.vocabulary import rules
from crmo.record import FactStatus, LesionStatus

# Pieces of a bone that have no site of their own.
_PIECE = re.compile(
    r"\b(?:condyles?|angle|ramus|coronoid|symphysis|end[- ]?plates?|facets?|pedicles?|laminae?|"
    r"posterior elements?|spinous process|crest|roof|rim|tuberosity|teeth)\b"
)
_NEXT_WORD = 14
_SIMILAR = re.compile(r"\b(?:similar|same|identical|comparable)\b[ ,]*(?:[a-z]+[ ]+){0,2}$")


def of_disease(context: NoteContext, mention: Mention | None, how: Assertion) -> Verdict:
    """Return what naming the disease at a place says of it."""
    status = {
        Status.UNCERTAIN: LesionStatus.UNCERTAIN,
        Status.RESOLVED: LesionStatus.HEALED,
    }.get(how.status, LesionStatus.PRESENT)
    marks = how.marks
    if mention is not None:
        marks = (
            context.mark(mention.start, mention.end, Role.TERM, mention.rule, mention.about),
            *marks,
        )
    return Verdict(status, {}, marks)


def repeats(study: Study, each: Link, said: Verdict) -> bool:
    """Whether a word of course sums up what was told (`regression in T9`, which has cleared)."""
    is_course = not each.features and any(mark.about == "persisting" for mark in said.marks)
    known = {told.site for told in study.told}
    return is_course and any(site in known for site in each.place.sites)


def is_piece(context: NoteContext, study: Study, each: Link, said: Verdict) -> bool:
    """`The condyle is spared`, after a lesion of the mandible: a piece that our sites lack."""
    if said.status is not LesionStatus.ABSENT:
        return False
    there = {told.site for told in study.told if told.status is LesionStatus.PRESENT}
    is_known = all(site in there for site in each.place.sites)
    until = each.place.end + _NEXT_WORD
    return is_known and bool(_PIECE.search(context.folded, each.place.start, until))


def is_similar(context: NoteContext, each: Link) -> bool:
    """`Similar change in both tibiae`: with the features of the place before."""
    first = each.features[0] if len(each.features) == 1 else None
    return (
        first is not None
        and first.about == LESION
        and bool(_SIMILAR.search(context.folded, max(0, first.start - 24), first.start))
    )


def like(told: Sequence[Told]) -> dict[str, FactStatus]:
    """Return the features of the first lesion told, as those of one like it."""
    return {
        concept: state
        for one in told[:1]
        for concept, state in one.features.items()
        if state is FactStatus.PRESENT
    }


def is_strong(context: NoteContext, mention: Mention) -> bool:
    """Whether a word for a lesion is enough where no scan is told of."""
    words = " ".join(context.folded[mention.start : mention.end].split())
    return mention.about == LESION and words not in rules("lesion_words")["weak"]


def size_of(of: Link, links: list[Link], sizes: list[Size]) -> Size | None:
    """Return the size told of a place: that of the nearest one that is told of a lesion."""
    places = [each.place for each in links if each.features] or [each.place for each in links]
    if of.place not in places or not sizes or len(sizes) > len(places):
        return None
    taken: dict[int, Size] = {}
    for size in sizes:
        free = [place for place in places if place.start not in taken]
        if free:
            taken[min(free, key=lambda place: _gap(place, size)).start] = size
    return taken.get(of.place.start)


def _gap(place: Place, size: Size) -> int:
    return place.start - size.end if place.start >= size.end else max(0, size.start - place.end)
