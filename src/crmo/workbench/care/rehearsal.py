"""`crmo restore --rehearse`: the whole restore, into a place that is thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from crmo.errors import UnreadableError


def rehearse(path: Path, passphrase: str) -> str:
    """Restore a backup into a database of its own, verify its chains, and throw it away.

    Nothing of the running site is touched. The temporary database lies in the system's
    folder for temporary files, readable by this user only, and is removed at the end.

    Returns:
        What the restore said: rows by table, heads.

    Raises:
        UnreadableError: the restore failed; the message is its own.
    """
    with tempfile.TemporaryDirectory(prefix="crmo-rehearsal-") as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CRMO_")},
            "CRMO_DATA": folder,
            "CRMO_BACKUP_PASSPHRASE": passphrase,
        }
        # -P: a module beside the caller must not stand in for one of ours.
        command = [sys.executable, "-P", "-m", "crmo", "restore", str(path.resolve())]
        ran = subprocess.run(  # noqa: S603  our own command
            command, env=environment, capture_output=True, text=True, check=False
        )
    if ran.returncode != 0:
        lines = ran.stderr.strip().splitlines()
        raise UnreadableError(
            "the rehearsal failed.",
            expected=lines[-1].removeprefix("crmo: ") if lines else "a whole backup",
            todo="This backup cannot be relied on: make another one now.",
        )
    return ran.stdout.strip()
