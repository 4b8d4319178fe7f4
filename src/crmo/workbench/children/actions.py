"""What can be stated about a child beside its illness: who it is, when it comes, what was read.

Each action is all or nothing, tells the audit, and then computes the child's card anew.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve
from django.db import transaction
from django.http import HttpRequest

from crmo.errors import UserError
from crmo.record import Patient
from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.children.appointments import Appointment, appointments_of
from crmo.workbench.children.scans import IMAGING, unread_scans
from crmo.workbench.children.who import Namesakes, namesakes_of, newest_patient_statement
from crmo.workbench.ledger import (
    Kind,
    Statement,
    append,
    appointment_statement,
    new_child,
    patient_statement,
    record_of,
    retraction_statement,
    rows_of,
    seen_statement,
)
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.models import Child, User
from crmo.workbench.today.refresh import refresh_child


class AlreadyKnownError(UserError):
    """Somebody of this number, or of this name and birth date, is known already.

    Attributes:
        namesakes: who.
    """

    def __init__(self, namesakes: Namesakes) -> None:
        super().__init__(
            "a child like this is known already.",
            expected="a number that no other child has",
            todo="Open the child that is known, or say that this is another one.",
        )
        self.namesakes = namesakes


class ChangedMeanwhileError(UserError):
    """Somebody else said something newer about the same thing."""

    def __init__(self) -> None:
        super().__init__(
            "somebody else changed this meanwhile.",
            expected="the newest values",
            todo="Look at what was changed, and send yours again if it still holds.",
        )


def create_child(
    *, patient: Patient, by: User, request: HttpRequest | None = None, is_another: bool = False
) -> Child:
    """Create a child of whom nobody knew.

    Args:
        patient: number, name, birth date and sex.
        by: who does it.
        request: tells the audit from where.
        is_another: whether somebody has looked at those of the same name and birth date and says
            that this is another child. The same number is refused all the same.

    Raises:
        AlreadyKnownError: see there.
    """
    with transaction.atomic():
        locked_head(ENTRIES)  # two who create the same child at once come one after the other
        found = namesakes_of(patient)
        if found.same_number or (found.same_name and not is_another):
            raise AlreadyKnownError(found)
        child = new_child(patient, by=by, at=clock.now(), source="typed in")
        audit_event(request, Action.WRITE, child=child, about="children.new", actor=by)
    refresh_child(child)
    return child


def correct_who(
    *,
    child: Child,
    patient: Patient,
    reason: str,
    expected: int,
    by: User,
    request: HttpRequest | None = None,
) -> None:
    """State anew who a child is; what was said before stays in the ledger.

    Args:
        child: whose number, name, birth date or sex.
        patient: all four as they are now.
        reason: why.
        expected: sequence of the statement that is being corrected.
        by: who does it.
        request: tells the audit from where.

    Raises:
        ChangedMeanwhileError: `expected` is not the newest any more.
        AlreadyKnownError: another child has this number.
    """
    with transaction.atomic():
        locked_head(ENTRIES)
        if newest_patient_statement(child) != expected:
            raise ChangedMeanwhileError
        found = namesakes_of(patient, but=child)
        if found.same_number:
            raise AlreadyKnownError(found)
        stated = patient_statement(patient, source="correction", reason=reason)
        append(child, [stated], by=by, at=clock.now())
        audit_event(request, Action.CORRECT, child=child, about="children.who", actor=by)
    refresh_child(child)


def make_appointment(
    *, child: Child, at: datetime, with_whom: str, by: User, request: HttpRequest | None = None
) -> None:
    """State that a child will come.

    Args:
        child: who comes.
        at: when, with its time zone.
        with_whom: a person or a department; may be empty.
        by: who makes it.
        request: tells the audit from where.
    """
    _state(child, appointment_statement(at, with_whom=with_whom), "made", by, request)


def move_appointment(
    *,
    child: Child,
    appointment: str,
    at: datetime,
    with_whom: str,
    by: User,
    request: HttpRequest | None = None,
) -> None:
    """State that a child comes at another time than was said.

    Args:
        child: who comes.
        appointment: id of the one that is moved.
        at: the new time, with its time zone.
        with_whom: a person or a department; may be empty.
        by: who moves it.
        request: tells the audit from where.

    Raises:
        ChangedMeanwhileError: it was moved or cancelled already.
    """
    moved = evolve(appointment_statement(at, with_whom=with_whom), supersedes=appointment)
    _state(child, moved, "moved", by, request, instead_of=appointment)


def cancel_appointment(
    *, child: Child, appointment: str, reason: str, by: User, request: HttpRequest | None = None
) -> None:
    """State that a child does not come.

    Args:
        child: who does not come.
        appointment: id of the appointment.
        reason: why.
        by: who cancels it.
        request: tells the audit from where.

    Raises:
        ChangedMeanwhileError: it was moved or cancelled already.
    """
    taken_back = retraction_statement(appointment, reason)
    _state(child, taken_back, "cancelled", by, request, instead_of=appointment)


def _state(
    child: Child,
    statement: Statement,
    what: str,
    by: User,
    request: HttpRequest | None,
    instead_of: str = "",
) -> None:
    with transaction.atomic():
        locked_head(ENTRIES)
        if instead_of and not _standing(child, instead_of):
            raise ChangedMeanwhileError
        append(child, [statement], by=by, at=clock.now())
        about = "children.appointment"
        audit_event(request, Action.WRITE, child=child, about=about, detail={"was": what}, actor=by)
    refresh_child(child)


def _standing(child: Child, entry_id: str) -> Appointment | None:
    found = (each for each in appointments_of(child) if each.entry_id == entry_id)
    return next((each for each in found if each.stands), None)


def mark_read(
    *,
    child: Child,
    by: User,
    request: HttpRequest | None = None,
    sequence: int | None = None,
    up_to: int | None = None,
) -> int:
    """State that somebody has read scans of a child.

    Args:
        child: whose.
        by: who read them.
        request: tells the audit from where.
        sequence: only the scan of this statement.
        up_to: only scans stated up to this one, so that nothing is marked that came later than
            what the person saw.

    Returns:
        How many were unread and are read now; 0 if others were quicker.
    """
    with transaction.atomic():
        locked_head(ENTRIES)
        told = rows_of(child, IMAGING, Kind.SEEN, Kind.RETRACTION)
        chosen = [
            scan
            for scan in unread_scans(record_of(child), told, on=clock.today())
            if (sequence is None or scan.sequence == sequence)
            and (up_to is None or scan.sequence <= up_to)
        ]
        append(child, [seen_statement(scan.study.id) for scan in chosen], by=by, at=clock.now())
        if chosen:
            detail = {"scans": [scan.sequence for scan in chosen]}
            about = "children.read"
            audit_event(request, Action.WRITE, child=child, about=about, detail=detail, actor=by)
    if chosen:
        refresh_child(child)
    return len(chosen)
