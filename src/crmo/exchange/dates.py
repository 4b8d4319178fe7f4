"""Remark on dates that cannot be: before birth, or in the future. The entries are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from crmo.exchange.reading import Level, Reading, Remark
from crmo.record import Entry, PartialDate, PatientRecord


def with_date_remarks(reading: Reading, *, on: date | None, births: bool = True) -> Reading:
    """Return the reading with remarks on impossible dates.

    Args:
        reading: as the reader made it.
        on: the day after which a date lies in the future; None when that is not asked.
        births: whether to look for dates before birth, too.
    """
    found = [remark for record in reading.records for remark in _remarks(record, on, births=births)]
    return evolve(reading, remarks=(*reading.remarks, *found)) if found else reading


def _remarks(record: PatientRecord, on: date | None, *, births: bool) -> Iterator[Remark]:
    born = record.patient.birth_date
    if on is not None and born is not None and born.is_after(on):
        yield _remark(
            "the patient", "the birth date lies in the future; kept.", born, "date-future"
        )
    for entry in record.entries:
        day = entry.on
        if day is None:
            continue
        if on is not None and day.is_after(on):
            message = "this date lies in the future; kept, and not counted until then."
            yield _remark(_place(entry), message, day, "date-future")
        if births and born is not None and day.is_before(born):
            message = "this date lies before the patient's birth; kept. Check both dates."
            yield _remark(_place(entry), message, day, "before-birth")


def _place(entry: Entry) -> str:
    source = entry.source
    if source is not None and source.locator:
        return f"{source.document}, {source.locator}"
    return f"entry {entry.id}"


def _remark(where: str, message: str, day: PartialDate, code: str) -> Remark:
    return Remark(level=Level.WARNING, where=where, message=message, came=str(day), code=code)
