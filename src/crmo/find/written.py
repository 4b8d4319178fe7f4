"""Files appear whole or not at all, and are readable by their owner alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any

from crmo.errors import UserError

UNFINISHED = ".crmo-"


@contextmanager
def for_owner_alone() -> Iterator[None]:
    """Have nobody else on the machine read what is written in the block, by whatever library.

    It holds for the whole process as long as the block lasts.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a place to write to; it becomes the file when the block ends well.

    Raises:
        UserError: the folder cannot be made, or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        os.close(handle)
    except OSError as error:
        raise not_written(path, error) from None
    fresh = Path(name)
    try:
        yield fresh
        _to_disk(fresh)
        fresh.replace(path)
    except OSError as error:
        raise not_written(path, error) from None
    finally:
        fresh.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write bytes to a file as `whole_file` does.

    Raises:
        UserError: as for `whole_file`.
    """
    with whole_file(path) as fresh:
        fresh.write_bytes(content)


def fingerprint(path: Path) -> dict[str, Any]:
    """Return length and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def sweep(folder: Path) -> None:
    """Remove what an interrupted run left half written."""
    for path in folder.rglob(f"{UNFINISHED}*"):
        if path.is_file():
            path.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Have the bytes on the disk before the name: a renaming may outlive a power cut alone."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def not_written(path: Path, error: OSError) -> UserError:
    """Return the error for a file that cannot be written."""
    return UserError(
        f"this file cannot be written ({error.strerror or type(error).__name__}).",
        where=str(path),
        todo="Name another folder with --out, or make room; what is finished is kept.",
    )
