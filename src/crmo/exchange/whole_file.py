"""Files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from crmo.errors import UserError


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file so that a reader, or a crash, never sees half of it.

    Args:
        path: the file; its folder is made if need be. An older file is replaced.
        write: puts the content into the open file.

    Raises:
        UserError: the folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".crmo-")
    except OSError as error:
        raise _not_written(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        # Readable by its owner alone: it may hold a child's data.
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _not_written(path, error) from None
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_bytes_whole(path: Path, content: bytes) -> None:
    """Write bytes as `write_whole` does.

    Raises:
        UserError: the folder cannot be made or written to.
    """
    write_whole(path, lambda file: file.write(content))


def write_folder_whole(
    folder: Path, contents: Mapping[str, bytes | Callable[[BinaryIO], object]]
) -> None:
    """Write several files of one folder; when one cannot be written, none that is new stays.

    Args:
        folder: made if need be, and taken away again when the writing fails.
        contents: what each file holds, by its name; or what puts it into the open file.

    Raises:
        UserError: the folder cannot be made, or a file cannot be written.
    """
    is_new = not folder.exists()
    new = [folder / name for name in contents if not (folder / name).exists()]
    try:
        for name, content in contents.items():
            if isinstance(content, bytes):
                write_bytes_whole(folder / name, content)
            else:
                write_whole(folder / name, content)
    except BaseException:
        for path in new:
            with suppress(OSError):
                path.unlink()
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise


def _not_written(path: Path, error: OSError) -> UserError:
    return UserError(
        f"this file cannot be written ({error.strerror or type(error).__name__}).",
        where=str(path),
        todo="Name another folder, or close the program that has the file open.",
    )
