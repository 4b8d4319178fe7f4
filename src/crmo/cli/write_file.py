"""Files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from crmo.errors import UserError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, never sees half of it.

    Raises:
        UserError: the folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise UserError(
            f"this file cannot be written ({error.strerror or type(error).__name__}).",
            where=str(path),
            todo="Name another folder with --out.",
        ) from error


def _replace(path: Path, content: bytes) -> None:
    # mkstemp makes the file readable by its owner alone: a page holds a child's data.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".crmo-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
