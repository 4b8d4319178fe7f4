"""What the commands of care do: ask for a passphrase, find a child, tell what was done."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crmo.errors import UserError

if TYPE_CHECKING:
    from crmo.workbench.models import Child

PASSPHRASE = "CRMO_BACKUP_PASSPHRASE"  # noqa: S105  the name of a variable


def backup_to(path: Path, passphrase_file: Path | None) -> int:
    """Write a backup and say what is in it."""
    from crmo.workbench.start import start

    start()
    from crmo.workbench.care.backup import back_up

    words = _passphrase(passphrase_file, is_new=True)
    heads = back_up(path, words, done=_told)
    for name, head in sorted(heads.items()):
        print(f"head of {name:<8} {head}")
    print(f"written to {path}")
    print("Keep the passphrase apart from the file: without it the backup is lost.")
    return 0


def restore_from(path: Path, passphrase_file: Path | None, *, rehearse: bool) -> int:
    """Restore a backup, or rehearse it."""
    from crmo.workbench.start import start

    words = _passphrase(passphrase_file, is_new=False)
    if rehearse:
        start()
        from crmo.workbench.care.rehearsal import rehearse as rehearsed

        print(rehearsed(path, words))
        print("The rehearsal went well; nothing of the site was touched.")
        return 0
    start(migrate=True)
    from crmo.workbench.care.restore import restore

    restore(path, words, done=_told)
    print("The chains verify. Everybody must sign in again.")
    return 0


def export_child(number: str, out: Path) -> int:
    """Write everything about a child."""
    from crmo.workbench.start import start

    start()
    from crmo.exchange.whole_file import write_bytes_whole
    from crmo.workbench import clock
    from crmo.workbench.audit import Action, audit_event
    from crmo.workbench.care.everything import everything_about

    child = _child(number)
    write_bytes_whole(out, everything_about(child, on=clock.today()))
    audit_event(None, Action.EXPORT, child=child, about="care.everything")
    print(f"written to {out}")
    return 0


def erase_child(number: str, reason: str, *, is_sure: bool) -> int:
    """Erase a child's data after asking once more."""
    from crmo.workbench.start import start

    start()
    from crmo.workbench import clock
    from crmo.workbench.care.erased import erase

    child = _child(number)
    if not is_sure and _typed("Type the number once more to erase for good: ") != number:
        print("Nothing was erased.", file=sys.stderr)
        return 1
    n = erase(child, reason=reason, by=None, at=clock.now())
    print(f"erased: {n} statements")
    return 0


def _told(table: str, n: int) -> None:
    print(f"{table.rsplit('.', maxsplit=1)[-1]:<18} {n:>9,}")


def _child(number: str) -> Child:
    from crmo.workbench.ledger.cards import folded
    from crmo.workbench.models import Card

    card = Card.objects.select_related("child").filter(number_search=folded(number)).first()
    if card is None:
        raise UserError(
            "no child has this number.",
            came=number,
            expected="the number under which the hospital knows the child",
        )
    return card.child


def _passphrase(file: Path | None, *, is_new: bool) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").splitlines()[0]
        except (OSError, IndexError, ValueError):
            raise UserError(
                "the passphrase cannot be read.",
                where="--passphrase-file",
                expected="a file whose first line is the passphrase",
            ) from None
    told = os.environ.get(PASSPHRASE)
    if told is not None:
        return told
    if not sys.stdin.isatty():
        raise UserError(
            "there is no passphrase.",
            expected=f"{PASSPHRASE}, --passphrase-file, or a terminal to ask in",
        )
    words = getpass.getpass("Passphrase: ")
    if is_new and getpass.getpass("The same again: ") != words:
        raise UserError("the two passphrases are not the same.")
    return words


def _typed(question: str) -> str:
    return input(question).strip() if sys.stdin.isatty() else ""
