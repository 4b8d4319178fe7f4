"""The facts of a letter, for assessments: what was read, with the age and sex of its child."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge
from crmo.notes.pipeline import read_note
from crmo.notes.reading import NoteReading
from crmo.notes.untold_units import TakenUnit, with_units_taken
from crmo.record import Interval, Patient, PatientRecord, Sex

PATIENT = "letter"
"""Id of the child of a letter, which tells no other."""


class LetterFacts(Facts):
    """Facts of a letter whose child's age is told in years, not as a date of birth.

    A child of 9 was born in one of two calendar years, which no partial date can hold; either
    year alone would leave out half of what is possible. So the age itself is kept, and the
    record has no birth date.

    Args:
        record: what the letter says.
        knowledge: as for `Facts`.
        on: as for `Facts`.
        age: the possible ages on that day, in years, or None.
    """

    def __init__(
        self, record: PatientRecord, knowledge: Knowledge, on: date, age: Interval | None
    ) -> None:
        super().__init__(record, knowledge, on)
        self._age = age

    def age_years(self) -> Interval | None:
        """Return the possible ages on the day; None if nobody told."""
        return self._age


@frozen(kw_only=True)
class Letter:
    """A letter as it was read, and the facts made of it.

    Args:
        reading: the text with what was read from it.
        facts: for assessments.
        is_dated: whether the letter names its day; if not, it was read as of the day asked for.
        units_taken: units that the letter does not tell and that are in no doubt.
    """

    reading: NoteReading
    facts: LetterFacts
    is_dated: bool
    units_taken: tuple[TakenUnit, ...] = ()


def facts_of_letter(
    text: str,
    knowledge: Knowledge,
    *,
    on: date,
    age: Interval | None = None,
    sex: Sex | None = None,
    document: str = "note",
) -> Letter:
    """Read a letter and return the facts that it tells.

    Args:
        text: the letter as plain text.
        knowledge: whose words are known.
        on: the day of the question; a letter that names no day is read as of it.
        age: possible ages of the child in years; None leaves it to the letter.
        sex: of the child; None leaves it to the letter.
        document: name that the entries' sources carry.
    """
    reading = read_note(text, knowledge, document=document)
    is_dated = reading.on is not None
    if not is_dated:
        reading = read_note(text, knowledge, on=on, document=document)
    told = reading.person
    child = Patient(id=PATIENT, sex=told.sex if sex is None else sex)
    record, taken = with_units_taken(reading.record(child), knowledge)
    facts = LetterFacts(record, knowledge, on, told.age_years if age is None else age)
    return Letter(reading=reading, facts=facts, is_dated=is_dated, units_taken=taken)
