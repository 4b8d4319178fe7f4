"""Simulated children written into the ledger, as a clinic's own would have come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import cycle

from attrs import frozen
from django.db import transaction
from django.utils import timezone

from crmo.record import ImagingStudy, Modality
from crmo.workbench.demo.children import DemoAppointment, DemoChild
from crmo.workbench.demo.sign_ins import create_sign_ins
from crmo.workbench.ledger import (
    Statement,
    append,
    appointment_statement,
    entry_statement,
    patient_statement,
    seen_statement,
)
from crmo.workbench.models import Card, Child, Role

SOURCE = "simulated"
_UNREAD_SHARE = 0.04  # of the children have a scan that nobody has read, our own choice
_LEAST_AGE, _MOST_AGE = 9, 15  # of the child whose family signs in
_MOST_SCANS_COUNTED = 6


@frozen(kw_only=True)
class Loaded:
    """What has been written.

    Args:
        n_children: how many children.
        n_statements: how many statements about them.
    """

    n_children: int
    n_statements: int


def load_demo(
    children: Sequence[DemoChild],
    *,
    on: date,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """Write simulated children into an empty ledger, and create the sign-ins: all or nothing.

    Every scan counts as read but the newest of a few children. Statements are recorded by the
    two clinicians in turn.

    Args:
        children: as `demo_children` makes them; at least one.
        on: today.
        at: moment of writing.
        progress: told how many children have been written, or None.
    """
    unread = _unread(children)
    n_statements = 0
    with transaction.atomic():
        kept = [Child(created_at=at) for _ in children]
        Child.objects.bulk_create(kept)
        Card.objects.bulk_create([Card(child=child) for child in kept])
        users = list(create_sign_ins(own_child=kept[_of_the_family(children, on)], at=at))
        clinicians = cycle([user for user in users if user.role == Role.CLINICIAN])
        for place, (child, told) in enumerate(zip(kept, children, strict=True), start=1):
            statements = list(_statements(told, unread))
            append(child, statements, by=next(clinicians), at=at)
            n_statements += len(statements)
            if progress is not None:
                progress(place)
    return Loaded(n_children=len(kept), n_statements=n_statements)


def _statements(child: DemoChild, unread: frozenset[int]) -> Iterator[Statement]:
    record = child.record
    yield patient_statement(record.patient, source=SOURCE)
    for entry in sorted(record.entries, key=lambda each: (each.recorded_on or date.min, each.id)):
        yield entry_statement(entry, source=SOURCE)
    scans = record.of_kind(ImagingStudy)
    for scan in scans[:-1] if id(child) in unread else scans:
        yield seen_statement(scan.id)
    for appointment in child.appointments:
        yield appointment_statement(_moment(appointment), with_whom=appointment.with_whom)


def _moment(appointment: DemoAppointment) -> datetime:
    naive = datetime.combine(appointment.on, appointment.at)
    return timezone.make_aware(naive)


def _unread(children: Sequence[DemoChild]) -> frozenset[int]:
    """Return the children whose newest scan is among the newest of all."""
    newest = [(max(_days(child)), id(child)) for child in children if _days(child)]
    n = max(1, round(_UNREAD_SHARE * len(children)))
    return frozenset(each for _, each in sorted(newest)[-n:])


def _days(child: DemoChild) -> list[date]:
    return [scan.on.latest for scan in child.record.of_kind(ImagingStudy) if scan.on is not None]


def _of_the_family(children: Sequence[DemoChild], on: date) -> int:
    """Return the place of the child whose family signs in: of school age, with a long story."""

    def worth(place: int) -> tuple[bool, bool, int, int]:
        child = children[place]
        age = child.record.age_years(on)
        is_of_age = age is not None and _LEAST_AGE <= age.low < _MOST_AGE
        scans = child.record.of_kind(ImagingStudy)
        n_mri = sum(scan.modality is Modality.MRI for scan in scans)
        return is_of_age, bool(child.appointments), min(n_mri, _MOST_SCANS_COUNTED), -place

    return max(range(len(children)), key=worth)
