"""Which note tells what: the days on which notes are written, and what each of them gathers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from attrs import Factory, frozen

from crmo.record import (
    Diagnosis,
    Encounter,
    Entry,
    Finding,
    ImagingStudy,
    Measurement,
    PatientRecord,
    Procedure,
    Score,
    TreatmentCourse,
)

# A result or complaint waits so long for the next visit; after that somebody writes a note for it.
_WAITS_DAYS = 120
GATHERED = (Finding, Measurement, Score, Procedure)
PATHOLOGY = frozenset(
    {
        "bone_biopsy",
        "bone_marrow_examination",
        "blood_culture",
        "bone_culture",
        "bacterial_pcr",
        "blood_smear",
    }
)


@frozen(kw_only=True)
class NotePlan:
    """What one clinic note is going to tell.

    Args:
        day: its day.
        last_note: day of the note before, or long ago.
        is_last: whether none follows.
        encounters: of the day; empty for a note that was written for a result.
        entries: findings, measurements, scores and procedures, in the order of the record.
    """

    day: date
    last_note: date
    is_last: bool
    encounters: tuple[Encounter, ...] = ()
    entries: tuple[Entry, ...] = Factory(tuple)


def note_plans(record: PatientRecord) -> list[NotePlan]:
    """Return the notes of a record, in order of their days."""
    encounters: dict[date, list[Encounter]] = {}
    waiting: list[tuple[date, Entry]] = []
    for entry in record.current:
        day = known_day(entry)
        if isinstance(entry, Encounter):
            if entry.on is not None and entry.on.is_day:
                encounters.setdefault(entry.on.earliest, []).append(entry)
        elif day is not None and _makes_a_note(entry):
            waiting.append((day, entry))
    gathered = _gathered(sorted(encounters), waiting)
    days = sorted({*encounters, *gathered})
    return [
        NotePlan(
            day=day,
            last_note=days[place - 1] if place else date.min,
            is_last=place == len(days) - 1,
            encounters=tuple(encounters.get(day, ())),
            entries=tuple(e for e in gathered.get(day, ()) if isinstance(e, GATHERED)),
        )
        for place, day in enumerate(days)
    ]


def known_day(entry: Entry) -> date | None:
    """Return the day from which an entry is surely of the past and known; None if undated."""
    if entry.on is None:
        return None
    return max(entry.on.latest, entry.recorded_on or entry.on.latest)


def _makes_a_note(entry: Entry) -> bool:
    if isinstance(entry, Procedure):
        return not is_pathology(entry)
    return isinstance(entry, (*GATHERED, TreatmentCourse, Diagnosis))


def is_pathology(entry: Entry) -> bool:
    """Whether a procedure has results that a laboratory reports by itself."""
    if not isinstance(entry, Procedure) or entry.concept not in PATHOLOGY:
        return False
    return entry.status.truth is True and any(r.status.truth is not None for r in entry.results)


def _gathered(
    visits: Sequence[date], waiting: Sequence[tuple[date, Entry]]
) -> dict[date, list[Entry]]:
    days = list(visits)
    found: dict[date, list[Entry]] = {}
    by_day = sorted(range(len(waiting)), key=lambda at: (waiting[at][0], at))
    for at in by_day:
        day, entry = waiting[at]
        place = bisect_left(days, day)
        if place == len(days) or (days[place] - day).days > _WAITS_DAYS:
            days.insert(place, day)
        found.setdefault(days[place], []).append(entry)
    return found


def studies_of(record: PatientRecord) -> tuple[ImagingStudy, ...]:
    """Return the studies that have a date, earliest first."""
    return tuple(study for study in record.of_kind(ImagingStudy) if study.on is not None)
