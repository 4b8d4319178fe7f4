"""What is about to be appended to the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, frozen

from crmo.record import Entry, Patient, PatientRecord
from crmo.record.json_form import ENTRY_KINDS, to_dict


class Kind(StrEnum):
    """Statements beside the record's own kinds of entry."""

    PATIENT = "patient"
    RETRACTION = "retraction"
    APPOINTMENT = "appointment"
    SEEN = "seen"
    ERASURE = "erasure"


KINDS = frozenset({*ENTRY_KINDS, *Kind})


@frozen(kw_only=True)
class Statement:
    """One statement about a child.

    Args:
        kind: a kind of entry of the record, or a `Kind`.
        payload: what is said, as plain JSON values; of an entry what the record's JSON holds.
        entry_id: unique for the child; made up if empty.
        supersedes: id of the entry that this one corrects, or empty.
        source: where it came from, in a few words (`visit`, `file`, `letter`).
        reason: why it corrects or takes back.
    """

    kind: str
    payload: Mapping[str, Any]
    entry_id: str = ""
    supersedes: str = ""
    source: str = ""
    reason: str = ""


def new_entry_id() -> str:
    """Return an id that no entry has."""
    return uuid.uuid4().hex


def entry_statement(entry: Entry, *, source: str = "", reason: str = "") -> Statement:
    """Return the statement that appends an entry of a record."""
    alone = PatientRecord(patient=_NOBODY, entries=(evolve(entry, supersedes=None),))
    payload = dict(to_dict(alone)["entries"][0])
    return Statement(
        kind=payload["kind"],
        payload=payload,
        entry_id=entry.id,
        supersedes=entry.supersedes or "",
        source=source,
        reason=reason,
    )


def patient_statement(patient: Patient, *, source: str = "", reason: str = "") -> Statement:
    """Return the statement of who the child is; the newest one counts."""
    payload = to_dict(PatientRecord(patient=patient))["patient"]
    return Statement(kind=Kind.PATIENT, payload=payload, source=source, reason=reason)


def retraction_statement(entry_id: str, reason: str) -> Statement:
    """Return the statement that takes an entry back; an appointment is cancelled so, too."""
    return Statement(kind=Kind.RETRACTION, payload={"entry": entry_id}, reason=reason)


def appointment_statement(at: datetime, *, with_whom: str = "") -> Statement:
    """Return the statement that a child will come at a moment (with its time zone)."""
    return Statement(kind=Kind.APPOINTMENT, payload={"on": at.isoformat(), "with": with_whom})


def seen_statement(entry_id: str) -> Statement:
    """Return the statement that a clinician has read a scan or a result."""
    return Statement(kind=Kind.SEEN, payload={"entry": entry_id})


_NOBODY = Patient(id="-")
