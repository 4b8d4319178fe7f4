"""Commands of care for the workbench's data: backup, restore, export, erase."""

from __future__ import annotations

from pathlib import Path


def backup(path: Path, *, passphrase_file: Path | None = None) -> int:
    """Write an encrypted backup of the workbench while it runs.

    The passphrase is asked for, or taken from CRMO_BACKUP_PASSPHRASE or a file.

    Args:
        path: the file to write; it appears whole or not at all.
        passphrase_file: a file whose first line is the passphrase.
    """
    from crmo.cli.workbench_data import backup_to

    return backup_to(path, passphrase_file)


def restore(path: Path, *, rehearse: bool = False, passphrase_file: Path | None = None) -> int:
    """Read a backup into an empty workbench, and verify it.

    Args:
        path: a file made by `crmo backup`.
        rehearse: restore into a place that is thrown away, to know that the backup is good.
        passphrase_file: a file whose first line is the passphrase.
    """
    from crmo.cli.workbench_data import restore_from

    return restore_from(path, passphrase_file, rehearse=rehearse)


def export(patient: str, *, out: Path = Path("crmo-export.zip")) -> int:
    """Write everything that the workbench keeps about one child into a zip file.

    Args:
        patient: the child's number in the hospital.
        out: the file to write.
    """
    from crmo.cli.workbench_data import export_child

    return export_child(patient, out)


def erase(patient: str, *, reason: str, yes: bool = False) -> int:
    """Erase everything about one child for good; the chains still verify.

    Args:
        patient: the child's number in the hospital.
        reason: why, without anything about the child.
        yes: do not ask again.
    """
    from crmo.cli.workbench_data import erase_child

    return erase_child(patient, reason, is_sure=yes)
