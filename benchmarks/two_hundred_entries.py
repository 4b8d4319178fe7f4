"""A record of 200 entries: an invented child's, followed for twice as long."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import evolve

from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.knowledge import load_knowledge
from crmo.record import Entry, PartialDate, PatientRecord

N_ENTRIES = 200
ON = date(2030, 6, 15)
SHIFT = timedelta(days=4 * 365)


def two_hundred_entries() -> PatientRecord:
    """Return the example child's record, its entries repeated four years later until 200."""
    (record,) = read(EXAMPLES[0].path, knowledge=load_knowledge()).records
    later = [_later(entry) for entry in record.entries if entry.supersedes is None]
    return record.with_entries(later[: N_ENTRIES - len(record.entries)])


def _later(entry: Entry) -> Entry:
    shifted = None if entry.on is None else PartialDate.parse(entry.on.latest + SHIFT)
    end = getattr(entry, "end", None)
    moved = {"end": PartialDate.parse(end.latest + SHIFT)} if end else {}
    if hasattr(entry, "until"):
        moved["until"] = None
    return evolve(entry, id=f"{entry.id}-later", on=shifted, recorded_on=None, **moved)
