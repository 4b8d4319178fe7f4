"""`crmo backup`: everything at one moment, while the clinic goes on working."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crmo.workbench.audit import Action, audit_event
from crmo.workbench.care.content import Packed, lines
from crmo.workbench.care.envelope import check_passphrase, write_encrypted
from crmo.workbench.models import ChainHead


def back_up(
    path: Path, passphrase: str, *, done: Callable[[str, int], None] | None = None
) -> dict[str, str]:
    """Write an encrypted backup.

    Args:
        path: the file.
        passphrase: without it the backup is lost.
        done: called with a table's name and how many rows of it are written.

    Returns:
        The hash of the last link of each chain, to be kept elsewhere.

    Raises:
        UserError: too short a passphrase; a disk that is full or may not be written.
    """
    check_passphrase(passphrase)
    heads = dict(ChainHead.objects.values_list("name", "hash"))
    write_encrypted(path, Packed(lines(done=done)), passphrase)
    audit_event(None, Action.BACKUP, about="backup")
    return heads
