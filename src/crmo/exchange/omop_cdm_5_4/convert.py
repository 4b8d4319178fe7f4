"""From a record to the rows of its OMOP tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from crmo.errors import UserError
from crmo.exchange.omop_cdm_5_4.child import (
    IDS_PER_PERSON,
    WITH_ENDS,
    Child,
    Link,
    When,
    day_told,
    ends_told,
)
from crmo.exchange.omop_cdm_5_4.contacts import add_document, add_encounter
from crmo.exchange.omop_cdm_5_4.imaging import add_study
from crmo.exchange.omop_cdm_5_4.measured import add_measurement, add_score
from crmo.exchange.omop_cdm_5_4.procedures import add_procedure
from crmo.exchange.omop_cdm_5_4.rows import Loss, OmopRows, Row
from crmo.exchange.omop_cdm_5_4.statements import add_diagnosis, add_finding
from crmo.exchange.omop_cdm_5_4.treatments import add_course
from crmo.knowledge import Knowledge
from crmo.record import (
    Diagnosis,
    Document,
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
from crmo.terminology.omop_concepts import fixed_words, omop_concepts

_ADD: Mapping[type[Entry], Callable[[Child, Any, When], Link]] = MappingProxyType(
    {
        Finding: add_finding,
        Measurement: add_measurement,
        ImagingStudy: add_study,
        Procedure: add_procedure,
        TreatmentCourse: add_course,
        Score: add_score,
        Diagnosis: add_diagnosis,
        Encounter: add_encounter,
        Document: add_document,
    }
)
_GENDERS = fixed_words("gender")
_GREATEST_PERSON_ID = 2**63 // IDS_PER_PERSON - 1

WHY_LOST: Mapping[str, str] = MappingProxyType(
    {
        "no_birth_year": "the child has no year of birth, without which OMOP allows no person",
        "no_date": "nothing in the whole record has a date",
    }
)


def omop_rows(record: PatientRecord, knowledge: Knowledge, person_id: int) -> OmopRows:
    """Return the rows of one child.

    Only current entries are written, in the order of their dates, so that neither the order of
    the record nor the worker changes a row or an id.

    Args:
        record: one child.
        knowledge: for the concepts behind its words.
        person_id: above 0; row ids are `person_id * IDS_PER_PERSON` and a running number.

    Raises:
        UserError: the person id is out of range, or there are more rows than ids.
    """
    return _child(record, knowledge, person_id, {})


def events_of_entries(
    record: PatientRecord, knowledge: Knowledge, person_id: int
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return which rows each entry of a record became: entry id -> (table, row id).

    The tables themselves have no place for it; keep it where an OMOP row must lead back to the
    record. An entry that was lost has no row.
    """
    ids: dict[str, range] = {}
    made = _child(record, knowledge, person_id, ids)
    tables = {row_id: table for table, columns in made.columns.items() for row_id in columns[0]}
    return {
        entry: tuple((tables[row_id], row_id) for row_id in found) for entry, found in ids.items()
    }


def _child(
    record: PatientRecord,
    knowledge: Knowledge,
    person_id: int,
    ids: dict[str, range],
) -> OmopRows:
    if not 0 < person_id <= _GREATEST_PERSON_ID:
        raise UserError(
            "this cannot be the id of a person.",
            came=person_id,
            expected=f"a whole number from 1 to {_GREATEST_PERSON_ID}",
            todo="Number the children from 1.",
        )
    if record.patient.birth_date is None:
        return OmopRows(losses=_losses(record.current, person_id, "no_birth_year"))
    entries, first, last = _in_order(record.current)
    if first is None or last is None:
        return OmopRows.of(
            {"person": [_person(record, person_id)]},
            losses=_losses(entries, person_id, "no_date"),
        )
    child = Child(person_id, omop_concepts(knowledge), last)
    child.rows["person"].append(_person(record, person_id))
    child.rows["observation_period"].append((person_id * IDS_PER_PERSON, person_id, first, last))
    for entry in entries:
        before = child.last_id
        _add(child, entry)
        child.require_ids()
        ids[entry.id] = range(before + 1, child.last_id + 1)
    return OmopRows.of(child.rows)


def _add(child: Child, entry: Entry) -> None:
    link = _ADD[type(entry)](child, entry, child.when(entry))
    on = entry.on
    if on is None or on.day is None:
        child.mark_date(link, on, "start")
    if entry.note:
        child.note(link, link.when, "remark", entry.note, "entry_note")


def _in_order(entries: Iterable[Entry]) -> tuple[list[Entry], date | None, date | None]:
    """Return entries by date, visits first, with the first and the last day they tell of."""
    days: set[date] = set()
    placed: list[tuple[bool, date, str, Entry]] = []
    for entry in entries:
        day = day_told(entry)
        if day is not None:
            days.add(day)
        elif entry.recorded_on is not None:
            days.add(entry.recorded_on)
        if type(entry) in WITH_ENDS:
            days.update(told.earliest for told in ends_told(entry))
        placed.append((type(entry) is not Encounter, day or date.max, entry.id, entry))
    placed.sort()  # ids differ, so that no two entries are compared
    first, last = (min(days), max(days)) if days else (None, None)
    return [entry for *_, entry in placed], first, last


def _person(record: PatientRecord, person_id: int) -> Row:
    patient, born = record.patient, record.patient.birth_date
    year, month, day = (born.year, born.month, born.day) if born else (None, None, None)
    gender = _GENDERS.get(patient.sex, 0)
    return (person_id, gender, year, month, day, patient.id[:50], patient.sex)


def _losses(entries: Iterable[Entry], person_id: int, reason: str) -> tuple[Loss, ...]:
    return tuple(
        Loss(
            person_id=person_id,
            entry_id=entry.id,
            kind=type(entry).__name__,
            reason=WHY_LOST[reason],
        )
        for entry in entries
    )
