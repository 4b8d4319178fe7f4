"""Writing the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from crmo.workbench import clock
from crmo.workbench.audit.address import address_of
from crmo.workbench.ledger.chain import AUDIT, event_hash, locked_head
from crmo.workbench.models import AuditEvent, Child, User


class Action(StrEnum):
    """What was done."""

    READ = "read"
    LIST = "list"
    WRITE = "write"
    CORRECT = "correct"
    RETRACT = "retract"
    UPLOAD = "upload"
    READ_IN = "read_in"
    EXPORT = "export"
    PRINT = "print"
    ERASE = "erase"
    BACKUP = "backup"
    RESTORE = "restore"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SECOND_FACTOR = "second_factor"
    REFUSED = "refused"
    ACCOUNT = "account"
    LOCAL_VALUE = "local_value"


def audit_event(
    request: HttpRequest | None,
    action: Action,
    *,
    child: Child | UUID | None = None,
    about: str = "",
    outcome: str = "done",
    detail: Mapping[str, object] | None = None,
    actor: User | None = None,
) -> AuditEvent:
    """Append one event to the trail, in the transaction that is running if there is one.

    Args:
        request: tells who and from where; None on the command line.
        action: what was done.
        child: whom it concerned, if anybody.
        about: short id of the thing: a page, an entry's sequence. Never a patient's value.
        outcome: `done`, `refused`, `failed`.
        detail: further plain values; never a patient's.
        actor: who, where the request does not tell.
    """
    who = actor or _signed_in(request)
    with transaction.atomic():
        head = locked_head(AUDIT)
        event = AuditEvent(
            sequence=head.sequence + 1,
            at=clock.now(),
            actor=who,
            actor_role=who.role if who else "",
            action=str(action),
            outcome=outcome,
            child=child.key if isinstance(child, Child) else child,
            about=about[:200],
            address=address_of(request),
            detail=json.dumps(detail, sort_keys=True) if detail else "",
            previous_hash=head.hash,
        )
        event.hash = event_hash(event)
        event.save(force_insert=True)
        head.sequence, head.hash = event.sequence, event.hash
        head.save()
    return event


def _signed_in(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None
