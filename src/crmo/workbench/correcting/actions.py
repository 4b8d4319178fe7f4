"""Correcting, undoing, taking back and entering again: each appended, all or nothing, audited."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve
from django.db import transaction
from django.http import HttpRequest

from crmo.errors import InvalidValueError, UserError
from crmo.record import Entry
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.correcting.history import History, Version, history_of
from crmo.workbench.ledger import append, entry_statement, new_entry_id, retraction_statement
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.ledger.statement import Statement
from crmo.workbench.models import Child, User

SOURCE = "correction"


class ChangedMeanwhileError(UserError):
    """Somebody has corrected or taken back the entry since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "somebody has changed this entry meanwhile.",
            expected="the version that counts now",
            todo="Look at its history, and correct it again if it is still wrong.",
        )


def correct_entry(
    *,
    child: Child,
    sequence: int,
    corrected: Entry,
    reason: str,
    by: User,
    at: datetime,
    request: HttpRequest | None,
) -> int:
    """Append an entry as it should be, in the place of the version that counts.

    Args:
        child: whose.
        sequence: of the version that the form was made from; it must still count.
        corrected: what it should say; its id and date of recording are made anew.
        reason: why, in the words of whoever corrects it; needed.
        by: who.
        at: when.
        request: for the audit.

    Returns:
        The ledger's sequence of the new version.

    Raises:
        ChangedMeanwhileError: another version counts by now.
        InvalidValueError: there is no reason.
    """
    _require_reason(reason)
    with transaction.atomic():
        version = _counting(child, sequence)
        new = evolve(corrected, id=new_entry_id(), supersedes=version.id, recorded_on=None)
        told = entry_statement(new, source=SOURCE, reason=reason)
        return _appended(child, [told], Action.CORRECT, sequence, by=by, at=at, request=request)


def undo_correction(
    *, child: Child, sequence: int, reason: str, by: User, at: datetime, request: HttpRequest | None
) -> int:
    """Take back a correction alone, so that what it replaced counts again.

    Raises:
        ChangedMeanwhileError: it does not count any more, or replaced nothing that could.
        InvalidValueError: there is no reason.
    """
    _require_reason(reason)
    with transaction.atomic():
        version = _counting(child, sequence)
        if version.replaces is None:
            raise ChangedMeanwhileError
        told = retraction_statement(version.id, reason)
        return _appended(child, [told], Action.RETRACT, sequence, by=by, at=at, request=request)


def take_back(
    *, child: Child, sequence: int, reason: str, by: User, at: datetime, request: HttpRequest | None
) -> int:
    """Take back an entry with all versions before it, so that none of them counts.

    Raises:
        ChangedMeanwhileError: another version counts by now.
        InvalidValueError: there is no reason.
    """
    _require_reason(reason)
    with transaction.atomic():
        _counting(child, sequence)
        history = _history(child, sequence)
        told = [retraction_statement(each.id, reason) for each in history.standing]
        return _appended(child, told, Action.RETRACT, sequence, by=by, at=at, request=request)


def enter_again(
    *, child: Child, sequence: int, reason: str, by: User, at: datetime, request: HttpRequest | None
) -> int:
    """Enter again an entry of which every version was taken back, as it was last.

    Raises:
        ChangedMeanwhileError: a version of it counts.
        InvalidValueError: there is no reason.
    """
    _require_reason(reason)
    with transaction.atomic():
        locked_head(ENTRIES)
        history = _history(child, sequence)
        last = history.newest
        if history.current is not None or last.entry is None:
            raise ChangedMeanwhileError
        again = evolve(last.entry, id=new_entry_id(), supersedes=last.id, recorded_on=None)
        told = entry_statement(again, source=SOURCE, reason=reason)
        return _appended(child, [told], Action.CORRECT, sequence, by=by, at=at, request=request)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidValueError(
            "a reason is needed.", field="reason", expected="a few words on why"
        )


def _history(child: Child, sequence: int) -> History:
    history = history_of(child, sequence)
    if history is None:
        raise ChangedMeanwhileError
    return history


def _counting(child: Child, sequence: int) -> Version:
    """Return the version of this sequence if it counts; the ledger is held until the commit."""
    locked_head(ENTRIES)
    current = _history(child, sequence).current
    if current is None or current.row.sequence != sequence:
        raise ChangedMeanwhileError
    return current


def _appended(
    child: Child,
    told: list[Statement],
    action: Action,
    sequence: int,
    *,
    by: User,
    at: datetime,
    request: HttpRequest | None,
) -> int:
    rows = append(child, told, by=by, at=at)
    audit_event(request, action, child=child, about=f"entry.{sequence}", actor=by)
    return rows[-1].sequence
