"""When a child comes: appointments made, moved and cancelled, as the ledger tells them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen
from django.utils import timezone

from crmo.workbench.ledger import Kind, Row, rows_of
from crmo.workbench.models import Child


@frozen(kw_only=True)
class Appointment:
    """One appointment.

    Args:
        entry_id: its id in the ledger.
        at: when the child is to come.
        with_whom: a person or a department, in the words of whoever made it; may be empty.
        by_name: who made it.
        stated_at: when it was made.
        moved_to: id of the appointment that took its place, or empty.
        cancelled_because: the reason if it was cancelled, else None.
        cancelled_by: who cancelled it, or empty.
    """

    entry_id: str
    at: datetime
    with_whom: str
    by_name: str
    stated_at: datetime
    moved_to: str = ""
    cancelled_because: str | None = None
    cancelled_by: str = ""

    @property
    def stands(self) -> bool:
        """Whether it was neither moved nor cancelled."""
        return not self.moved_to and self.cancelled_because is None

    @property
    def day(self) -> date:
        """The day on which the child comes, where the clinic stands."""
        return timezone.localtime(self.at).date()


def appointments_of(child: Child) -> tuple[Appointment, ...]:
    """Return every appointment of a child, the earliest first."""
    return appointments_from(rows_of(child, Kind.APPOINTMENT, Kind.RETRACTION))


def appointments_from(told: Iterable[Row]) -> tuple[Appointment, ...]:
    """Return the appointments that statements make, the earliest first.

    Args:
        told: statements in the order of the ledger; other kinds are passed over.
    """
    rows = list(told)
    moved = {row.supersedes: row.entry_id for row in rows if row.kind == Kind.APPOINTMENT}
    cancelled = {row.payload["entry"]: row for row in rows if row.kind == Kind.RETRACTION}
    found = [
        Appointment(
            entry_id=row.entry_id,
            at=datetime.fromisoformat(row.payload["on"]),
            with_whom=str(row.payload.get("with", "")),
            by_name=row.by_name,
            stated_at=row.recorded_at,
            moved_to=moved.get(row.entry_id, ""),
            cancelled_because=cancelled[row.entry_id].reason if row.entry_id in cancelled else None,
            cancelled_by=cancelled[row.entry_id].by_name if row.entry_id in cancelled else "",
        )
        for row in rows
        if row.kind == Kind.APPOINTMENT
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.entry_id)))


def next_appointment(appointments: Iterable[Appointment], *, on: date) -> Appointment | None:
    """Return the first appointment that stands on a day or after it; one of the day stays."""
    return next((each for each in appointments if each.stands and each.day >= on), None)
