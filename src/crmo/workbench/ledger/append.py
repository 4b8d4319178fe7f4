"""Appending: the one way in which anything about a child is stated."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve
from django.db import transaction

from crmo.errors import InvalidValueError
from crmo.record import Patient
from crmo.workbench.ledger.cards import UNKEPT, after_append
from crmo.workbench.ledger.chain import ENTRIES, content_digest, link_hash, locked_head
from crmo.workbench.ledger.statement import KINDS, Statement, new_entry_id, patient_statement
from crmo.workbench.models import Card, ChainHead, Child, EntryContent, LedgerEntry, User


def append(
    child: Child, statements: Iterable[Statement], *, by: User | None, at: datetime
) -> tuple[LedgerEntry, ...]:
    """Append statements about a child, all of them or none.

    The child's row in the lists shows at once what was said of who it is and when it comes,
    and is computed anew as soon as somebody asks.

    Args:
        child: about whom.
        statements: in their order.
        by: who states it; None for the system itself.
        at: when, with its time zone.

    Raises:
        InvalidValueError: a kind that the ledger does not know, or the child was erased.
        django.db.IntegrityError: an entry's id is used for this child already.
    """
    told = [_with_id(statement) for statement in statements]
    if not told:
        return ()
    with transaction.atomic():
        head = locked_head(ENTRIES)
        _require_kept(child)
        rows = _rows(head, child, told, by=by, at=at)
        LedgerEntry.objects.bulk_create([entry for entry, _ in rows])
        EntryContent.objects.bulk_create([content for _, content in rows])
        head.save()
        after_append(child, told, head_sequence=head.sequence)
    return tuple(entry for entry, _ in rows)


def new_child(patient: Patient, *, by: User | None, at: datetime, source: str = "") -> Child:
    """Return a new child of which the ledger knows who it is.

    Args:
        patient: id (the hospital's number), name, birth date and sex.
        by: who enters it.
        at: when.
        source: where it came from.
    """
    with transaction.atomic():
        child = Child.objects.create(created_at=at)
        Card.objects.create(child=child)
        append(child, [patient_statement(patient, source=source)], by=by, at=at)
    return child


def _require_kept(child: Child) -> None:
    """Refuse what was on its way while somebody else erased the child."""
    if Child.objects.filter(pk=child.pk, erased_at__isnull=False).exists():
        raise InvalidValueError("this child's data were erased.", expected="a child that is kept")


def _with_id(statement: Statement) -> Statement:
    if statement.kind not in KINDS:
        raise InvalidValueError(
            "the ledger does not know this kind of statement.",
            field="kind",
            came=statement.kind,
            expected="a kind of entry",
        )
    return statement if statement.entry_id else evolve(statement, entry_id=new_entry_id())


def _rows(
    head: ChainHead,
    child: Child,
    statements: Sequence[Statement],
    *,
    by: User | None,
    at: datetime,
) -> list[tuple[LedgerEntry, EntryContent]]:
    """Return the next links of the chain, and move its head to the last of them."""
    rows = []
    for statement in statements:
        entry = LedgerEntry(
            sequence=head.sequence + 1,
            child=child,
            kind=str(statement.kind),
            recorded_by=by,
            recorded_at=at,
            previous_hash=head.hash,
        )
        content = _content(entry, statement)
        entry.content_digest = content_digest(content)
        entry.hash = link_hash(entry)
        head.sequence, head.hash = entry.sequence, entry.hash
        rows.append((entry, content))
    return rows


def _content(entry: LedgerEntry, statement: Statement) -> EntryContent:
    return EntryContent(
        ledger=entry,
        child_id=entry.child_id,
        entry_id=_kept(statement.entry_id, "id"),
        supersedes=_kept(statement.supersedes, "supersedes"),
        source=_kept(statement.source, "source"),
        reason=_kept(statement.reason, "reason"),
        payload=_as_json(statement.payload),
        salt=secrets.token_hex(16),
    )


def _kept(text: str, field: str) -> str:
    """Return a text that every database can keep.

    Raises:
        InvalidValueError: it holds a character that PostgreSQL refuses.
    """
    if UNKEPT.search(text):
        raise InvalidValueError(
            "a text holds a character that cannot be kept.",
            field=field,
            came=text,
            expected="text without NUL and half characters",
        )
    return text


def _as_json(payload: Mapping[str, Any]) -> str:
    """Return a payload as JSON; half characters, of which no database keeps any, as escapes."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(payload, separators=(",", ":")) if UNKEPT.search(text) else text
