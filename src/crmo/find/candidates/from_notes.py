"""What candidates' notes say: findings for the record, and where in which note they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from attrs import evolve, frozen

from crmo.errors import UserError
from crmo.find.candidates.chart import Table
from crmo.find.candidates.dates import partial_date
from crmo.find.candidates.event_words import site_words
from crmo.find.duckdb_engine.run_definition import parquet_of
from crmo.knowledge import Knowledge
from crmo.record import (
    Certainty,
    Diagnosis,
    Document,
    Entry,
    FactStatus,
    Finding,
    ImagingStudy,
    LesionStatus,
    Measurement,
    Procedure,
    Score,
    TreatmentCourse,
)

ReadText = Callable[[str, date | None], Sequence[Entry]]
"""Reads one text of a day, if that is known; returns entries with their places in the text."""

NOTE_COLUMNS = {
    "pseudonym": "string",
    "text_id": "string",
    "day_lo": "date32",
    "day_hi": "date32",
    "entry_id": "string",
    "kind": "string",
    "concept": "string",
    "what": "string",
    "state": "string",
    "site": "string",
    "start": "int64",
    "end": "int64",
    "rule": "string",
    "origin": "string",
}
ORIGIN = "from a note"
_MOST_WORDS = 5


@frozen(kw_only=True)
class Note:
    """One note of a person; its text is never logged."""

    text_id: str
    d_lo: date | None
    d_hi: date | None
    title: str
    text: str


@frozen(kw_only=True)
class NotesRead:
    """What the notes of one person say.

    Args:
        entries: for the record, the notes themselves as documents included.
        rows: for the evidence: where each statement stands, without the text.
        words: the present findings, shortly.
        n_read: how many notes.
        n_unreadable: how many could not be read.
    """

    entries: tuple[Entry, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    words: str = ""
    n_read: int = 0
    n_unreadable: int = 0


def notes_of(connection: Any, table: Table, ids: str) -> Iterator[tuple[int, tuple[Note, ...]]]:
    """Yield the notes of each person that has any, by day.

    Args:
        connection: of DuckDB.
        table: the event table; it need not hold texts.
        ids: SQL that yields one column `person_id`.
    """
    if not table.texts.exists():
        return
    cursor = connection.cursor().execute(
        f"SELECT person_id, text_id, d_lo, d_hi, coalesce(title, ''), text "
        f"FROM {parquet_of(table.texts)} WHERE person_id IN ({ids}) AND text IS NOT NULL "
        "ORDER BY person_id, d_lo NULLS FIRST, text_id"
    )
    for person_id, rows in groupby(_rows(cursor), key=itemgetter(0)):
        yield (
            person_id,
            tuple(
                Note(text_id=str(text_id), d_lo=d_lo, d_hi=d_hi, title=title, text=text)
                for _, text_id, d_lo, d_hi, title, text in rows
            ),
        )


def _rows(cursor: Any) -> Iterable[tuple[Any, ...]]:
    while rows := cursor.fetchmany(500):  # notes are long
        yield from rows


def read_notes(
    notes: Sequence[Note], read_text: ReadText, knowledge: Knowledge, *, pseudonym: str
) -> NotesRead:
    """Return what the notes of one person say.

    Args:
        notes: of the person.
        read_text: reads one of them.
        knowledge: names.
        pseudonym: stands in the evidence.
    """
    entries: list[Entry] = []
    rows: list[tuple[Any, ...]] = []
    stated: dict[str, None] = {}
    n_unreadable = 0
    for number, note in enumerate(notes, start=1):
        entries.append(_document(note, number))
        try:
            found = read_text(note.text, note.d_lo if note.d_lo == note.d_hi else None)
        except UserError:
            n_unreadable += 1
            continue
        for entry in found:
            own = _as_own(entry, note, number)
            entries.append(own)
            rows.append(_row(own, note, knowledge, pseudonym))
            if _state(own) == "present":
                stated[_what(own, knowledge)] = None
    return NotesRead(
        entries=tuple(entries),
        rows=tuple(rows),
        words="; ".join(list(stated)[:_MOST_WORDS]),
        n_read=len(notes) - n_unreadable,
        n_unreadable=n_unreadable,
    )


def _document(note: Note, number: int) -> Document:
    return Document(
        id=f"note-{number}",
        on=partial_date(note.d_lo, note.d_hi),
        title=note.title or "Note",
        text=note.text,
    )


def _as_own(entry: Entry, note: Note, number: int) -> Entry:
    """Return an entry with an id that no other note has, and the note's own name as its source."""
    source = entry.source
    if source is not None:
        source = evolve(source, document=f"note {note.text_id}")
    return evolve(entry, id=f"note-{number}-{entry.id}", source=source)


def _row(entry: Entry, note: Note, knowledge: Knowledge, pseudonym: str) -> tuple[Any, ...]:
    source, on = entry.source, entry.on
    return (
        pseudonym,
        note.text_id,
        on.earliest if on else note.d_lo,
        on.latest if on else note.d_hi,
        entry.id,
        type(entry).__name__,
        _concept(entry),
        _what(entry, knowledge),
        _state(entry),
        getattr(entry, "site", None),
        source.start if source else None,
        source.end if source else None,
        source.rule if source else "",
        ORIGIN,
    )


def _concept(entry: Entry) -> str:
    if isinstance(entry, Finding | Diagnosis | Procedure):
        return entry.concept
    if isinstance(entry, Measurement):
        return entry.analyte
    if isinstance(entry, TreatmentCourse):
        return entry.drug
    if isinstance(entry, Score):
        return entry.instrument
    return str(entry.modality) if isinstance(entry, ImagingStudy) else ""


def _what(entry: Entry, knowledge: Knowledge) -> str:
    concept = _concept(entry)
    name = concept.replace("_", " ")
    for table in (knowledge.concepts, knowledge.analytes, knowledge.drugs, knowledge.drug_classes):
        if concept in table:
            name = str(table[concept].label)
    if isinstance(entry, ImagingStudy):
        places = [site_words(each.bone_unit) for each in _seen(entry)]
        return f"{name}: {', '.join(places)}" if places else name
    site = getattr(entry, "site", None)
    return f"{name}, {site_words(site)}" if site else name


def _seen(study: ImagingStudy) -> list[Any]:
    return [lesion for lesion in study.lesions if lesion.status is LesionStatus.PRESENT]


def _state(entry: Entry) -> str:
    if isinstance(entry, Finding | Procedure):
        return str(entry.status)
    if isinstance(entry, Diagnosis):
        held = {Certainty.CONFIRMED: FactStatus.PRESENT, Certainty.EXCLUDED: FactStatus.ABSENT}
        return str(held.get(entry.certainty, FactStatus.UNKNOWN))
    if isinstance(entry, ImagingStudy):
        return "present" if _seen(entry) else "unknown"
    return "stated"
