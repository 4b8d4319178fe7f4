"""A child's page as it is kept: made once for a record, a day, a language and the rules."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from attrs import frozen
from django.utils.translation import get_language

from crmo.record import Encounter, FactStatus, ImagingStudy, PatientRecord
from crmo.report.page_parts import patient_page_parts
from crmo.report.words import age_words, date_words, modality_words
from crmo.workbench.children.appointments import Appointment, appointments_from, next_appointment
from crmo.workbench.children.case import entry_link
from crmo.workbench.children.packed import Packed
from crmo.workbench.children.scans import IMAGING, UnreadScan, unread_scans
from crmo.workbench.ledger import Assessed, Kind, assessment_of, rows_of, sequences_of
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import Child
from crmo.workbench.rulebook.in_force import knowledge_version

# About a tenth of a megabyte for a child followed for ten years.
_KEPT: Recent[tuple[UUID, int, date, date, str, str], ShownPage] = Recent(size=500)


@frozen(kw_only=True)
class UnreadWords:
    """An unread scan, for its button.

    Args:
        sequence: its place in the ledger.
        words: what it is called.
    """

    sequence: int
    words: str


@frozen(kw_only=True)
class ShownPage:
    """All of a child's page that does not depend on who looks.

    Args:
        part: the patient page of the core, compressed.
        name: the child's name, or its number.
        number: its number.
        age: in words, on the day it is.
        born: birth date in words.
        head: sequence of the newest statement that counted.
        steps: days on which a visit or a scan became known, earliest first.
        unread: scans that nobody has read.
        coming: the next appointment, or None.
    """

    part: Packed
    name: str
    number: str
    age: str
    born: str
    head: int
    steps: tuple[date, ...]
    unread: tuple[UnreadWords, ...]
    coming: Appointment | None


def shown_page(child: Child, *, on: date, today: date) -> ShownPage:
    """Return a child's page as known on a day.

    Args:
        child: whose.
        on: the day whose knowledge is shown.
        today: the day it is.
    """
    key = (child.key, head_of(child), on, today, knowledge_version(), get_language() or "")
    return _KEPT.get(key, lambda: _made(child, on, today))


def _made(child: Child, on: date, today: date) -> ShownPage:
    assessed = assessment_of(child, on)
    told = rows_of(child, IMAGING, Kind.SEEN, Kind.APPOINTMENT, Kind.RETRACTION)
    patient = assessed.record.patient
    return ShownPage(
        part=Packed.of(_part(child, assessed)),
        name=patient.name or patient.id,
        number=patient.id,
        age=age_words(patient.birth_date, today),
        born=date_words(patient.birth_date) if patient.birth_date else "",
        head=assessed.head,
        steps=steps_of(assessed.record, today=today),
        unread=tuple(map(_words, unread_scans(assessed.record, told, on=today))),
        coming=next_appointment(appointments_from(told), on=today),
    )


def _part(child: Child, assessed: Assessed) -> bytes:
    parts = patient_page_parts(
        assessed.record,
        assessed.assessment,
        assessed.knowledge,
        on=assessed.on,
        entry_link=entry_link(child, sequences_of(child)),
    )
    return parts.html.encode("utf-8", "replace")


def steps_of(record: PatientRecord, *, today: date) -> tuple[date, ...]:
    """Return the days on which a visit or a scan became known, up to today, earliest first."""
    days = set()
    for entry in record.entries:
        if isinstance(entry, Encounter | ImagingStudy):
            known = entry.known_from()
            told = entry.on.latest if entry.on else known
            if known and told:
                days.add(max(known, told))
    return tuple(sorted(day for day in days if day <= today))


def _words(scan: UnreadScan) -> UnreadWords:
    study = scan.study
    is_whole_body = study.whole_body is FactStatus.PRESENT
    kind = modality_words(study.modality, is_whole_body=is_whole_body)
    words = f"{kind}, {date_words(study.on)}" if study.on else kind
    return UnreadWords(sequence=scan.sequence, words=words)
