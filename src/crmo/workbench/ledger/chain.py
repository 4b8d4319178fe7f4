"""The hash chain: each link holds the one before, keyed so that nobody can make it anew."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from django.conf import settings

from crmo.workbench.models import AuditEvent, ChainHead, EntryContent, LedgerEntry

ENTRIES, AUDIT = "entries", "audit"


def locked_head(name: str) -> ChainHead:
    """Return the last link of a chain and hold it until the transaction ends.

    SQLite holds the whole database from the beginning of the transaction instead.
    """
    held = ChainHead.objects.select_for_update().filter(name=name).first()
    if held is not None:
        return held
    ChainHead.objects.get_or_create(name=name)
    return ChainHead.objects.select_for_update().get(name=name)


def content_digest(content: EntryContent) -> str:
    """Return the digest of what an entry says, with its salt."""
    parts = (
        content.salt,
        content.entry_id,
        content.supersedes,
        content.source,
        content.reason,
        content.payload,
    )
    return hashlib.sha256(_canonical(parts)).hexdigest()


def link_hash(entry: LedgerEntry) -> str:
    """Return the hash that a ledger entry must have."""
    return keyed_hash(
        {
            "previous": entry.previous_hash,
            "sequence": entry.sequence,
            "child": str(entry.child_id),
            "kind": entry.kind,
            "by": entry.recorded_by_id,
            "at": moment_text(entry.recorded_at),
            "content": entry.content_digest,
        }
    )


def event_hash(event: AuditEvent) -> str:
    """Return the hash that an audit event must have."""
    return keyed_hash(
        {
            "previous": event.previous_hash,
            "sequence": event.sequence,
            "at": moment_text(event.at),
            "actor": event.actor_id,
            "role": event.actor_role,
            "action": event.action,
            "outcome": event.outcome,
            "child": None if event.child is None else str(event.child),
            "about": event.about,
            "address": event.address,
            "detail": event.detail,
        }
    )


def keyed_hash(values: Mapping[str, object]) -> str:
    """Return the keyed SHA-256 of plain values."""
    key = str(settings.CHAIN_KEY).encode()
    return hmac.new(key, _canonical(values), hashlib.sha256).hexdigest()


def moment_text(at: datetime) -> str:
    """Return a moment as the databases keep it: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(values: object) -> bytes:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
