"""What a note says: entries with their evidence, contradictions, and what was not understood."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve, frozen

from crmo.record import Entry, Patient, PatientRecord, Sex

if TYPE_CHECKING:
    from crmo.notes.person import ToldPerson


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

    @property
    def person(self) -> ToldPerson:
        """Who the note is about, as far as it says: age at its date, sex, where both are told."""
        from crmo.notes.person import told_person

        return told_person(self.text, on=self.on)

    def record(self, patient: Patient) -> PatientRecord:
        """Return a record of this child that holds what the note says and nothing else.

        Sex and date of birth are the note's where the patient has none. An age in years is no
        date of birth ("a 9-year-old" was born in one of two calendar years): it stays in `person`.
        """
        if patient.sex is Sex.UNKNOWN or patient.birth_date is None:
            told = self.person
            sex = told.sex if patient.sex is Sex.UNKNOWN else patient.sex
            patient = evolve(patient, sex=sex, birth_date=patient.birth_date or told.birth_date)
        return PatientRecord(patient=patient, entries=tuple(read.entry for read in self.entries))
