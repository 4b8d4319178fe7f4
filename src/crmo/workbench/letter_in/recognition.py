"""What the child of a letter could have, from the readings as they stand now."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from crmo.knowledge import Knowledge
from crmo.notes.letter_facts import PATIENT, Letter, LetterFacts
from crmo.notes.untold_units import with_units_taken
from crmo.record import Patient, PatientRecord
from crmo.report.html import Html, element, joined
from crmo.report.recognition_page import recognition_parts
from crmo.report.styles import PAGE_CLASS
from crmo.workbench.letter_in.letter_draft import LetterDraft
from crmo.workbench.reading_in.decision import Verb


def letter_of(draft: LetterDraft, knowledge: Knowledge, *, on: date) -> Letter:
    """Return a letter for assessments; what a person threw away does not count.

    Args:
        draft: the readings, as a person may have changed them.
        knowledge: gives units their meaning.
        on: the day of the question; readings without a date stand as they are.
    """
    note = draft.note_reading()
    kept = [
        evolve(read, entry=evolve(reading.kept_entry, id=f"reading-{n}"))
        for n, (read, reading) in enumerate(zip(note.entries, draft.readings, strict=True))
        if not (reading.decision and reading.decision.verb is Verb.LEAVE)
    ]
    note = evolve(note, entries=tuple(kept))
    child = Patient(id=PATIENT, sex=draft.sex)
    told = PatientRecord(patient=child, entries=[read.entry for read in kept])
    record, taken = with_units_taken(told, knowledge)
    facts = LetterFacts(record, knowledge, on, draft.age_years)
    return Letter(reading=note, facts=facts, is_dated=draft.on is not None, units_taken=taken)


def recognition_html(letter: Letter, setting: str) -> Html:
    """Return the parts of the recognition page, inside their container.

    Args:
        letter: from `letter_of`.
        setting: `primary_care`, `orthopaedics` or `rheumatology`.

    Raises:
        InvalidValueError: there is no such setting.
    """
    top, sections = recognition_parts(letter, setting)
    body = element("div", joined(each.html for each in sections), class_="page-main")
    return element("div", top, body, class_=PAGE_CLASS)
