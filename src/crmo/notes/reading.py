"""What a note says: entries with their evidence, contradictions, and what was not understood."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from attrs import frozen

from crmo.record import Entry, Patient, PatientRecord


class Role(StrEnum):
    """What a marked piece of text did for an entry."""

    TERM = "term"
    SITE = "site"
    CUE = "cue"
    VALUE = "value"
    DATE = "date"
    FEATURE = "feature"
    DRUG = "drug"


class Mark(NamedTuple):
    """One piece of the text that an entry rests on.

    Args:
        start: first character, in the original text.
        end: character after the last.
        role: what it did for the entry.
        rule: id of the rule that read it.
        about: what it stands for: id of a concept, analyte, drug or site; for a scan with
            several lesions, `lesion:<n>` with the number of the lesion in the entry, from 0.
    """

    start: int
    end: int
    role: Role
    rule: str
    about: str = ""


@frozen(slots=True)
class ReadEntry:
    """An entry for the record, with all the marks it rests on, in the order of the text."""

    entry: Entry
    evidence: tuple[Mark, ...] = ()


@frozen(slots=True)
class Unread:
    """Words that seem to matter and were not understood.

    Args:
        start: first character, in the original text.
        end: character after the last.
        text: the words.
        why: what was missing, in plain words.
    """

    start: int
    end: int
    text: str
    why: str


@frozen(slots=True)
class Contradiction:
    """Two statements of one note that cannot both hold; both are kept.

    Args:
        about: what they disagree on: id of a site, concept, analyte or drug.
        entries: ids of the entries that say so.
        marks: where each of them says so.
        why: what they disagree on, in plain words.
    """

    about: str
    entries: tuple[str, ...]
    marks: tuple[Mark, ...]
    why: str


@frozen(kw_only=True, slots=True)
class NoteReading:
    """What was read from one note.

    Args:
        text: the note as given.
        document: its name, which every entry's source repeats.
        on: the note's date: told to the reader, or found in the note, or None.
        entries: what it says, in the order of the text.
        unread: what was not understood, in the order of the text.
        contradictions: statements that exclude one another.
    """

    text: str
    document: str
    on: date | None = None
    entries: tuple[ReadEntry, ...] = ()
    unread: tuple[Unread, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    def record(self, patient: Patient) -> PatientRecord:
        """Return a record of this child that holds what the note says and nothing else."""
        return PatientRecord(patient=patient, entries=tuple(read.entry for read in self.entries))
