"""A record moved in time as a whole, so that a story told of some year ends today."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import attrs
from attrs import evolve

from crmo.record import Entry, PartialDate, PatientRecord

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ENDS = frozenset({"until", "end"})


def moved(record: PatientRecord, days: int) -> PatientRecord:
    """Return a record in which everything happened a number of days later, the birth included.

    A month or a year stays a month or a year: that of its first day moved, for an end that of
    its last. Days within ids move with them.
    """
    born = record.patient.birth_date
    patient = evolve(record.patient, birth_date=born and _later(born, days))
    retractions = tuple(
        evolve(
            each, entry=_id_later(each.entry, days), recorded_on=_day_later(each.recorded_on, days)
        )
        for each in record.retractions
    )
    entries = tuple(_moved(entry, days) for entry in record.entries)
    return PatientRecord(patient=patient, entries=entries, retractions=retractions)


def _moved(entry: Entry, days: int) -> Entry:
    changed: dict[str, Any] = {
        field.name: _later(value, days, is_end=field.name in _ENDS)
        for field in attrs.fields(type(entry))
        if isinstance(value := getattr(entry, field.name), PartialDate)
    }
    changed["id"] = _id_later(entry.id, days)
    changed["recorded_on"] = _day_later(entry.recorded_on, days)
    changed["supersedes"] = entry.supersedes and _id_later(entry.supersedes, days)
    return evolve(entry, **changed)


def _later(when: PartialDate, days: int, *, is_end: bool = False) -> PartialDate:
    day = (when.latest if is_end else when.earliest) + timedelta(days=days)
    return PartialDate(day.year, when.month and day.month, when.day and day.day)


def _day_later(day: date | None, days: int) -> date | None:
    return day and day + timedelta(days=days)


def _id_later(entry_id: str, days: int) -> str:
    def later(match: re.Match[str]) -> str:
        return str(date.fromisoformat(match[0]) + timedelta(days=days))

    return _DAY.sub(later, entry_id)
