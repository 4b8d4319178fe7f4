"""Keys that are made once and kept in the data folder, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from crmo.errors import UserError


def kept_key(folder: Path, name: str) -> str:
    """Return the key kept in a file; one is made if the file is not there.

    Two processes that start at once agree: the file appears whole or not at all.

    Args:
        folder: the data folder; made if need be.
        name: file name, such as `chain.key`.

    Raises:
        UserError: the folder cannot be written.
    """
    path = folder / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise UserError(
            f"the key {name} cannot be kept ({error.strerror}).",
            where="CRMO_DATA",
            expected="a folder that this user may write",
            todo="Create the folder, or set CRMO_DATA to another.",
        ) from None


def keep_key(folder: Path, name: str, key: str) -> None:
    """Keep a key that is known already, in place of the one that is there."""
    _written(folder / name, key).replace(folder / name)


def _written(path: Path, key: str) -> Path:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _make(path: Path) -> None:
    fresh = _written(path, secrets.token_urlsafe(48))
    try:
        os.link(fresh, path)  # fails if another process was first
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
