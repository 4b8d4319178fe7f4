"""A child's record, made from the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from django.utils import timezone

from crmo.errors import InvalidValueError
from crmo.record import Patient, PatientRecord
from crmo.record.json_form import ENTRY_KINDS, from_dict
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.ledger.statement import Kind
from crmo.workbench.models import Child, EntryContent, LedgerEntry, User

_RECORDS: Recent[tuple[UUID, int], PatientRecord] = Recent(size=400)


@frozen(kw_only=True)
class Row:
    """One statement as the ledger keeps it.

    Args:
        sequence: its place in the whole ledger.
        kind: a kind of entry, or a `Kind`.
        entry_id: its id within the child's record.
        supersedes: id of what it corrects, or empty.
        source: where it came from.
        reason: why it corrects or takes back, or empty.
        payload: what it says.
        recorded_at: when it was stated.
        recorded_by: id of the user, or None for the system.
        by_name: that user's name, or empty.
    """

    sequence: int
    kind: str
    entry_id: str
    supersedes: str
    source: str
    reason: str
    payload: dict[str, Any]
    recorded_at: datetime
    recorded_by: int | None
    by_name: str


def rows_of(child: Child, *kinds: str) -> tuple[Row, ...]:
    """Return the statements about a child in the order in which they were made.

    Args:
        child: about whom.
        *kinds: only these kinds; all if none is named.
    """
    wanted = {"ledger__kind__in": kinds} if kinds else {}
    told = (
        EntryContent.objects.filter(child=child, **wanted)
        .order_by("ledger_id")
        .values_list(
            "ledger_id",
            "ledger__kind",
            "entry_id",
            "supersedes",
            "source",
            "reason",
            "payload",
            "ledger__recorded_at",
            "ledger__recorded_by",
        )
    )
    # Plain values: a child has hundreds of rows, and a handful of people wrote them.
    rows = list(told)
    people = User.objects.in_bulk({row[-1] for row in rows})
    names = {key: person.shown_name() for key, person in people.items()}
    return tuple(_row(*row, by_name=names.get(row[-1], "")) for row in rows)


def _row(
    sequence: int,
    kind: str,
    entry_id: str,
    supersedes: str,
    source: str,
    reason: str,
    payload: str,
    at: datetime,
    by: int | None,
    *,
    by_name: str,
) -> Row:
    return Row(
        sequence=sequence,
        kind=kind,
        entry_id=entry_id,
        supersedes=supersedes,
        source=source,
        reason=reason,
        payload=json.loads(payload),
        recorded_at=at,
        recorded_by=by,
        by_name=by_name,
    )


def head_of(child: Child) -> int:
    """Return the sequence of the newest statement about a child; 0 if there is none."""
    newest = LedgerEntry.objects.filter(child=child).order_by("-sequence").values_list("sequence")
    found = newest.first()
    return found[0] if found else 0


def sequences_of(child: Child) -> dict[str, int]:
    """Return the place in the ledger of each statement about a child, by entry id.

    Addresses name statements by it: an id that came from a file may say too much.
    """
    found = EntryContent.objects.filter(child=child).values_list("entry_id", "ledger_id")
    return dict(found)


def record_of(child: Child, *, head: int | None = None) -> PatientRecord:
    """Return the record of a child as the ledger stands.

    Every entry carries the day on which it became known: its own if a file told one, else the
    day on which it was appended.

    Args:
        child: whose.
        head: sequence of the newest statement if it is known already.

    Raises:
        InvalidValueError: the ledger does not say who the child is, as after an erasure.
    """
    key = (child.key, head_of(child) if head is None else head)
    return _RECORDS.get(key, lambda: _made(child))


def _made(child: Child) -> PatientRecord:
    contents = (
        EntryContent.objects.filter(child=child)
        .order_by("ledger_id")
        .values_list(
            "ledger__kind",
            "entry_id",
            "supersedes",
            "reason",
            "payload",
            "ledger__recorded_at",
        )
    )
    return record_from(contents)


def record_from(told: Iterable[tuple[str, str, str, str, str, datetime]]) -> PatientRecord:
    """Return the record that statements make.

    Args:
        told: kind, id, id of what is corrected, reason, payload as JSON, moment of recording;
            in the order of the ledger.

    Raises:
        InvalidValueError: none of them says who the child is.
    """
    patient: dict[str, Any] | None = None
    entries: list[dict[str, Any]] = []
    retracted: list[dict[str, Any]] = []
    for kind, entry_id, supersedes, reason, text, at in told:
        payload = json.loads(text)
        day = timezone.localtime(at).date().isoformat()  # the day it was in the clinic
        if kind == Kind.PATIENT:
            patient = payload
        elif kind == Kind.RETRACTION:
            retracted.append({"entry": payload["entry"], "reason": reason, "recorded_on": day})
        elif kind in ENTRY_KINDS:
            corrected = {"supersedes": supersedes} if supersedes else {}
            entries.append({"recorded_on": day, **payload, "id": entry_id, **corrected})
    if patient is None:
        raise InvalidValueError(
            "the ledger does not say who this child is.",
            expected="a statement of the kind `patient`",
            todo="The child's data may have been erased.",
        )
    known = {entry["id"] for entry in entries}
    kept = [each for each in retracted if each["entry"] in known]
    return from_dict(
        {"schema_version": "1", "patient": patient, "entries": entries, "retractions": kept}
    )


def patient_of(child: Child) -> Patient:
    """Return who a child is."""
    return record_of(child).patient
