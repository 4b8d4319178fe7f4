"""Erasure: the words of a child's record go, the chain stays whole."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from crmo.errors import UserError
from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger.append import append
from crmo.workbench.ledger.statement import Kind, Statement
from crmo.workbench.models import Card, Child, Draft, EntryContent, FamilyLink, User

_LIST = "erased.txt"


def erase(child: Child, *, reason: str, by: User | None, at: datetime) -> int:
    """Remove everything that is said about a child, for good.

    What stays: that there was a record under a key that means nothing, who wrote to it and
    looked at it and when, and digests that say nothing without the salt, which is removed.
    Backups made before still hold the child; the key is noted in the data folder, so that a
    restore erases it again.

    Args:
        child: whose data.
        reason: why, without anything about the child (`asked by the family`).
        by: who does it.
        at: when.

    Returns:
        How many statements were removed.

    Raises:
        UserError: no reason is given, or it was erased before.
    """
    if not reason.strip():
        raise UserError("an erasure needs a reason.", expected="why, in a few words")
    if child.erased_at is not None:
        raise UserError("this child's data were erased before.")
    with transaction.atomic():
        told = Statement(kind=Kind.ERASURE, payload={"at": at.isoformat()}, reason=reason)
        (link,) = append(child, [told], by=by, at=at)
        removed = _remove(child, kept=link.sequence)
        child.erased_at = at
        child.save(update_fields=["erased_at"])
        audit_event(None, Action.ERASE, child=child, actor=by, detail={"statements": removed})
    note_erased()
    overwrite()
    return removed


def _remove(child: Child, *, kept: int) -> int:
    contents = EntryContent.objects.filter(child=child).exclude(ledger_id=kept)
    removed, _ = contents.delete()
    # A file being read in belongs to no child, and may name this one.
    read_in = Q(child=None, content__contains=str(child.key))
    Draft.objects.filter(Q(child=child) | read_in).delete()
    FamilyLink.objects.filter(child=child).delete()
    Card.objects.filter(child=child).delete()
    return removed


def erase_again() -> int:
    """Erase the children whose keys the data folder keeps, after an older backup was restored.

    Returns:
        How many of them the backup still held.
    """
    path = _path()
    keys = path.read_text(encoding="ascii").split() if path.exists() else []
    back = Child.objects.filter(key__in=[UUID(key) for key in keys], erased_at=None)
    n = 0
    for child in back:
        erase(child, reason="erased before the restore", by=None, at=clock.now())
        n += 1
    return n


def _path() -> Path:
    folder: Path = settings.CRMO["CRMO_DATA"]
    return folder / _LIST


def note_erased() -> None:
    """Note the keys of all erased children in the data folder, those noted before kept.

    Called after every erasure and by the tidying of the site, so that a crash in between loses
    none.
    """
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    noted = set(path.read_text(encoding="ascii").split()) if path.exists() else set()
    erased = Child.objects.exclude(erased_at=None).values_list("key", flat=True)
    missing = sorted({str(key) for key in erased} - noted)
    if not missing:
        return
    with path.open("a", encoding="ascii") as file:
        file.write("".join(f"{key}\n" for key in missing))
        file.flush()
        os.fsync(file.fileno())


def overwrite() -> None:
    """Let the erased words vanish from the files of the database, too."""
    if connection.in_atomic_block:
        return  # the caller's transaction is not over; the database cleans up by itself later
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM workbench_entrycontent")
            cursor.execute("VACUUM workbench_card")
            cursor.execute("VACUUM workbench_draft")
