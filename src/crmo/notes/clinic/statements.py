"""How an assertion becomes the status of an entry, and entries that say the same are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crmo.notes.context import Assertion, NoteContext, Sentence, Status, all_marks
from crmo.notes.mention import Mention
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.record import FactStatus

_STATUS = {
    Status.PRESENT: FactStatus.PRESENT,
    Status.PAST: FactStatus.PRESENT,
    Status.ABSENT: FactStatus.ABSENT,
    Status.RESOLVED: FactStatus.ABSENT,
    Status.UNCERTAIN: FactStatus.UNKNOWN,
    Status.NOT_LOOKED_FOR: FactStatus.NOT_LOOKED_FOR,
}


def status_of(stands: Assertion) -> FactStatus | None:
    """Return the status of a fact; None when nothing may be asserted."""
    return _STATUS.get(stands.status)


def has_cue(stands: Assertion, *kinds: str) -> bool:
    """Whether a cue of one of these classes decided."""
    return any(mark.about in kinds for mark in stands.marks)


def sentence_of(context: NoteContext, mention: Mention) -> Sentence | None:
    """Return the sentence a mention stands in, or that follows if it is a heading."""
    sentence = context.sentence_at(mention.start)
    if sentence is not None:
        return sentence
    following = context.sentence_at(min(mention.end + 2, len(context.text) - 1))
    return following or context.sentence_at(min(mention.end + 1, len(context.text) - 1))


def term_mark(context: NoteContext, mention: Mention, role: Role = Role.TERM) -> Mark:
    """Return the mark of a mention itself."""
    return context.mark(mention.start, mention.end, role, mention.rule, mention.about)


def joined(entries: Iterable[ReadEntry], *parts: str) -> Iterator[ReadEntry]:
    """Yield entries; those that say the same at several places of the text become one.

    Args:
        entries: of one kind or several.
        parts: the fields that tell whether two entries say the same.
    """
    kept: dict[tuple[object, ...], list[ReadEntry]] = {}
    for read in entries:
        entry = read.entry
        key = (type(entry), *(getattr(entry, part, None) for part in parts))
        kept.setdefault(key, []).append(read)
    for same in kept.values():
        marks = same[0].evidence if len(same) == 1 else all_marks(*(one.evidence for one in same))
        yield ReadEntry(same[0].entry, marks)
