"""The contact that a letter tells of: a visit, an admission, a telephone call."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from crmo.notes.clinic.phrases import Phrases
from crmo.notes.clinic.told_dates import day_of
from crmo.notes.context import NoteContext, SectionKind
from crmo.notes.reading import ReadEntry, Role
from crmo.notes.vocabulary import rules
from crmo.record import Encounter

RULE = "encounters"
_HEAD = 300
_OF_REPORTS = frozenset({SectionKind.TECHNIQUE, SectionKind.FINDINGS, SectionKind.IMPRESSION})


def read_encounters(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield the contact of a letter that has a date; a report of a scan is none."""
    end = min(len(context.folded), _HEAD)
    if context.on is None or any(part.kind in _OF_REPORTS for part in context.sections):
        return
    if next(_reports().find(context.folded, 0, min(end, 120)), None) is not None:
        return
    found = min(_contacts().find(context.folded, 0, end), key=lambda one: one.tag, default=None)
    if found is None:
        return
    department = next(_departments().find(context.folded, 0, end), None)
    mark = context.mark(found.start, found.end, Role.TERM, RULE, "encounter")
    entry = Encounter(
        id=context.entry_id("encounter", found.start),
        on=day_of(context),
        source=context.source(found.start, found.end, RULE),
        contact=list(rules(RULE)["contacts"])[found.tag],
        department=context.text[department.start : department.end] if department else "",
    )
    yield ReadEntry(entry, (mark,))


@cache
def _contacts() -> Phrases:
    table = rules(RULE)["contacts"].values()
    return Phrases((word, tag) for tag, words in enumerate(table) for word in words)


@cache
def _departments() -> Phrases:
    return Phrases((word, 0) for word in rules(RULE)["departments"])


@cache
def _reports() -> Phrases:
    return Phrases((word, 0) for word in rules(RULE)["reports"])
