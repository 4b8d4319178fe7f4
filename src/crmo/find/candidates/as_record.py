"""The record of one candidate."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.find.candidates.chart import ChartEvent, Person
from crmo.find.candidates.dates import partial_date
from crmo.find.candidates.entries import entry_of
from crmo.find.candidates.studies import studies_of
from crmo.knowledge import Knowledge
from crmo.record import Entry, Patient, PatientRecord, Sex


def record_of(
    person: Person,
    events: Sequence[ChartEvent],
    knowledge: Knowledge,
    *,
    pseudonym: str,
    from_notes: Sequence[Entry] = (),
) -> PatientRecord:
    """Return a person's events as a record under a pseudonym.

    Every event becomes one entry, but for a specialty told of an encounter that is there itself,
    which becomes that encounter's department, and for places and lesions of imaging, which become
    one study (`studies_of`).

    Args:
        person: whose events.
        events: all of them.
        knowledge: tells what codes mean.
        pseudonym: the record's id; the source's own key of the person is not in it.
        from_notes: entries read from the person's notes; their ids differ from ours.
    """
    departments = _departments(events)
    studies = studies_of(events, knowledge)
    merged = {event_id for event_id, _ in departments.values()} | studies.used
    entries = [
        entry_of(event, knowledge, department=departments.get(event.event_id, (0, ""))[1])
        for event in events
        if event.event_id not in merged
    ]
    birth = partial_date(person.birth_lo, person.birth_hi)
    sex = Sex(person.sex) if person.sex in set(Sex) else Sex.UNKNOWN
    return PatientRecord(
        patient=Patient(id=pseudonym, birth_date=birth, sex=sex),
        entries=(*entries, *studies.entries, *from_notes),
    )


def _departments(events: Sequence[ChartEvent]) -> dict[int, tuple[int, str]]:
    """Return encounter -> (event of its specialty, name); a second specialty stays an entry."""
    visits = {event.event_id for event in events if event.kind == "visit"}
    found: dict[int, tuple[int, str]] = {}
    for event in events:
        if event.kind == "specialty" and event.visit_id in visits and event.visit_id is not None:
            name = event.concept or event.label or event.code or ""
            found.setdefault(event.visit_id, (event.event_id, name))
    return found
