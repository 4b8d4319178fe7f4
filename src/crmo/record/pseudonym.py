"""A record under a pseudonym: no name, no number, no free text, dates moved by one amount.

Intervals between dates, ages and everything that is computed with stay as they are. It lowers
the risk that somebody is recognised; it does not take it away, as a rare course may be known.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from attrs import evolve, frozen

from crmo.record.clinical import (
    Diagnosis,
    Document,
    Encounter,
    Finding,
    Measurement,
    Procedure,
    Score,
)
from crmo.record.entry import Entry
from crmo.record.facts import Fact
from crmo.record.imaging import ImagingStudy, Lesion
from crmo.record.partial_date import PartialDate
from crmo.record.patient_record import Patient, PatientRecord
from crmo.record.treatment import TreatmentCourse

MOST_DAYS = 182
_DATES = ("on", "since", "until", "end")
_NAMES = ("concept", "analyte", "instrument", "drug", "indication")


@frozen(kw_only=True)
class Pseudonym:
    """What stands in the place of who a child is.

    Args:
        id: always the same for the same child and key.
        days: how far all dates are moved back, 1 to `MOST_DAYS`.
    """

    id: str
    days: int


def pseudonym_of(child: str, *, key: bytes) -> Pseudonym:
    """Return the pseudonym of a child.

    Args:
        child: what tells the child from others, such as its key in a database.
        key: secret; who has it can find the pseudonym of a known child, nobody can find the
            child of a pseudonym without trying all.

    Raises:
        ValueError: the key is empty.
    """
    if not key:
        raise ValueError("a pseudonym needs a secret key")
    digest = hmac.new(key, child.encode(), hashlib.sha256).digest()
    days = 1 + int.from_bytes(digest[16:20], "big") % MOST_DAYS
    return Pseudonym(id=f"P-{digest[:6].hex()}", days=days)


def pseudonymised(
    record: PatientRecord,
    pseudonym: Pseudonym,
    *,
    is_known: Callable[[str], bool],
) -> PatientRecord:
    """Return a record without what says who the child is.

    Only entries in force are kept; documents, notes, sources, told words and names that the
    knowledge does not have are left out, as they may hold anything. The birth date is told to
    the month.

    Args:
        record: one child.
        pseudonym: its pseudonym.
        is_known: whether an id is one of the knowledge (a concept, an analyte, a drug, ...).
    """
    kept = (entry for entry in record.current if not isinstance(entry, Document))
    told = (entry for entry in kept if all(map(is_known, _names(entry))))
    entries = tuple(
        _bare(entry, n, pseudonym.days, is_known) for n, entry in enumerate(_in_order(told), 1)
    )
    born = record.patient.birth_date
    return PatientRecord(
        patient=Patient(
            id=pseudonym.id,
            birth_date=_to_the_month(moved(born, pseudonym.days)) if born else None,
            sex=record.patient.sex,
        ),
        entries=entries,
    )


def moved(on: PartialDate, days: int) -> PartialDate:
    """Return a date moved back, as exactly known as it was.

    A month is moved as its middle is, a year as its middle is.
    """
    if on.day is not None:
        return PartialDate.parse(on.earliest - timedelta(days=days))
    if on.month is not None:
        middle = date(on.year, on.month, 15) - timedelta(days=days)
        return PartialDate(middle.year, middle.month)
    return PartialDate((date(on.year, 7, 1) - timedelta(days=days)).year)


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by date and kind, so that their order tells nothing of their ids."""
    return sorted(entries, key=lambda e: (e.on.earliest if e.on else date.max, type(e).__name__))


def _to_the_month(on: PartialDate) -> PartialDate:
    return on if on.month is None else PartialDate(on.year, on.month)


def _names(entry: Entry) -> list[str]:
    names = (getattr(entry, name, "") for name in _NAMES)
    return [name for name in names if name]


def _bare(entry: Entry, n: int, days: int, is_known: Callable[[str], bool]) -> Entry:
    dates = {
        name: moved(value, days)
        for name in _DATES
        if isinstance(value := getattr(entry, name, None), PartialDate)
    }
    known_since = entry.recorded_on - timedelta(days=days) if entry.recorded_on else None
    bare = evolve(
        entry,
        id=f"e{n}",
        recorded_on=known_since,
        source=None,
        supersedes=None,
        note="",
        **dates,
    )
    return _without_words(bare, is_known)


def _without_words(entry: Entry, is_known: Callable[[str], bool]) -> Entry:
    """Return an entry of any kind without the fields that hold free text."""
    match entry:
        case Finding():
            return evolve(entry, site_text="")
        case Measurement():
            return evolve(entry, text="")
        case ImagingStudy():
            lesions = tuple(_lesion(lesion, is_known) for lesion in entry.lesions)
            return evolve(entry, conclusion="", lesions=lesions)
        case TreatmentCourse():
            events = _facts(entry.adverse_events, is_known)
            return evolve(entry, dose="", route="", adverse_events=events)
        case Procedure():
            return evolve(entry, results=_facts(entry.results, is_known))
        case Encounter():
            return evolve(entry, contact="visit", department="", reason="")
        case Score() | Diagnosis():
            return entry
    raise TypeError(f"a kind of entry that has no pseudonymous form: {type(entry).__name__}")


def _lesion(lesion: Lesion, is_known: Callable[[str], bool]) -> Lesion:
    return evolve(lesion, note="", features=_facts(lesion.features, is_known))


def _facts(facts: tuple[Fact, ...], is_known: Callable[[str], bool]) -> tuple[Fact, ...]:
    return tuple(evolve(fact, text="") for fact in facts if is_known(fact.concept))
