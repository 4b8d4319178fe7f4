"""A visit is written once, and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen
from django.db import transaction
from django.http import HttpRequest

from crmo.record import Entry
from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import (
    Kind,
    Row,
    Statement,
    append,
    appointment_statement,
    entry_statement,
    record_of,
    retraction_statement,
    rows_of,
)
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.models import Child, Draft, User
from crmo.workbench.rulebook.in_force import current_knowledge
from crmo.workbench.visit.drafts import is_written
from crmo.workbench.visit.entries import Setting, Visit, visit_from
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.meanwhile import News, head_seen, news_since

SOURCE = "visit"


@frozen(kw_only=True)
class Saved:
    """What became of saving a visit.

    Args:
        visit: what the form came to; None if the visit was written before.
        news: what others stated meanwhile; nothing was written until it has been seen.
        is_written: whether the visit stands in the ledger now.
        n_entries: how many statements were appended by this call.
    """

    visit: Visit | None = None
    news: tuple[News, ...] = ()
    is_written: bool = False
    n_entries: int = 0


def setting_of(child: Child, visit_id: str) -> Setting:
    """Return what a visit of a child is written into, as of now."""
    return Setting(
        record=record_of(child),
        knowledge=current_knowledge(),
        today=clock.today(),
        visit_id=visit_id,
    )


def save_visit(
    *,
    child: Child,
    user: User,
    key: UUID,
    fields: Fields,
    at: datetime,
    request: HttpRequest | None,
) -> Saved:
    """Append all that a visit says, or nothing.

    The entry of the visit itself has the draft's key as its id, so that the same draft sent
    twice is written once. The ledger's last link is held while the form is read against the
    record, so that nothing can change in between.

    Args:
        child: whose visit.
        user: who saves it.
        key: of the draft.
        fields: the form.
        at: when.
        request: for the audit.
    """
    record_of(child)  # made and kept before the lock is taken: nobody waits for it
    with transaction.atomic():
        locked_head(ENTRIES)
        if is_written(child, key):
            return Saved(is_written=True)
        visit = visit_from(fields, setting_of(child, key.hex))
        if not visit.can_be_written:
            return Saved(visit=visit)
        if news := news_since(child, seen=head_seen(fields.get("head")), user=user):
            return Saved(visit=visit, news=news)
        rows = append(child, _statements(visit), by=user, at=at)
        detail = {"entries": len(rows), "draft": str(key)}
        about = f"visit.{rows[0].sequence}"
        audit_event(request, Action.WRITE, child=child, about=about, detail=detail)
        kept = Draft.objects.filter(key=key, child=child, author=user)
        kept.update(kind=Draft.Kind.SECOND_THOUGHT, updated_at=at)
    return Saved(visit=visit, is_written=True, n_entries=len(rows))


def _statements(visit: Visit) -> list[Statement]:
    found = [entry_statement(entry, source=SOURCE) for entry in visit.entries]
    if visit.appointment is not None:
        told = appointment_statement(visit.appointment, with_whom=visit.appointment_with)
        found.append(evolve(told, source=SOURCE))
    return found


@frozen(kw_only=True)
class WrittenVisit:
    """A visit as it stands in the ledger.

    Args:
        rows: its statements, the visit itself first.
        entries: those of them that are entries of the record, by id.
        taken_back: ids of those that were taken back since.
        corrected: ids of those that were corrected since.
    """

    rows: tuple[Row, ...]
    entries: dict[str, Entry]
    taken_back: frozenset[str]
    corrected: frozenset[str]

    @property
    def first(self) -> Row:
        """The visit itself."""
        return self.rows[0]

    @property
    def stands(self) -> bool:
        """Whether the visit itself was not taken back."""
        return self.first.entry_id not in self.taken_back


def written_visit(child: Child, key: UUID) -> WrittenVisit | None:
    """Return a visit that was written, or None.

    Its statements were appended together: they follow the visit's own entry without a gap, at
    the same moment, up to the next visit.
    """
    every = rows_of(child)
    start = next((n for n, row in enumerate(every) if row.entry_id == key.hex), None)
    if start is None:
        return None
    rows = _together(every[start:])
    ids = {row.entry_id for row in rows}
    gone = {r.payload["entry"] for r in every if r.kind == Kind.RETRACTION and r.payload}
    return WrittenVisit(
        rows=rows,
        entries={each.id: each for each in record_of(child).entries if each.id in ids},
        taken_back=frozenset(ids & gone),
        corrected=frozenset(
            row.supersedes for row in every if row.supersedes in ids and row.entry_id not in gone
        ),
    )


def _together(rows: Sequence[Row]) -> tuple[Row, ...]:
    first, found = rows[0], [rows[0]]
    for row in rows[1:]:
        follows = row.sequence == found[-1].sequence + 1
        is_same = (row.recorded_at, row.recorded_by) == (first.recorded_at, first.recorded_by)
        belongs = row.source == SOURCE and row.kind != first.kind
        if not (follows and is_same and belongs):
            break
        found.append(row)
    return tuple(found)


def undo_visit(
    *, child: Child, user: User, key: UUID, reason: str, at: datetime, request: HttpRequest | None
) -> tuple[int, int]:
    """Take back all of a visit that still stands as it was written.

    What somebody has corrected since stays: it says more than the visit did.

    Returns:
        How many statements were taken back, and how many stay because they were corrected.
    """
    with transaction.atomic():
        locked_head(ENTRIES)
        visit = written_visit(child, key)
        if visit is None or visit.first.recorded_by != user.pk:
            return 0, 0
        standing = [
            row.entry_id
            for row in visit.rows
            if row.entry_id not in visit.taken_back | visit.corrected
        ]
        told = [retraction_statement(entry_id, reason) for entry_id in standing]
        append(child, told, by=user, at=at)
        if told:
            about, detail = f"visit.{visit.first.sequence}", {"entries": len(told)}
            audit_event(request, Action.RETRACT, child=child, about=about, detail=detail)
    return len(told), len(visit.corrected)
