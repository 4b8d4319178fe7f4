"""Parts of a build: each is written whole or not at all, and kept for the next run."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

_AT_EACH_END = 1 << 16
_HALF_WRITTEN = ".half"


def fingerprint(*parts: object) -> str:
    """Return a hash of anything that can be written as JSON."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def file_fingerprint(path: Path) -> str:
    """Return what tells one state of a file from another.

    Size, time of the last change, beginning and end: reading all of a hospital's records for a
    hash would take as long as reading them for their content.
    """
    found = path.stat()
    with path.open("rb") as file:
        start = file.read(_AT_EACH_END)
        file.seek(max(found.st_size - _AT_EACH_END, 0))
        end = file.read()
    digest = sha256(start + end).hexdigest()
    return fingerprint(path.name, found.st_size, found.st_mtime_ns, digest)


class WorkFolder:
    """Where parts wait until the whole table is there.

    A part is known by its name and by the hash of all that went into it, which is a part of its
    file name. It is written beside, brought to disk, and renamed: a part that is there is whole.

    Args:
        folder: made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.rglob(f"*{_HALF_WRITTEN}"):
            left.unlink()
        self.scratch = folder / "spill"
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()

    def path(self, name: str, key: str, suffix: str = ".parquet") -> Path:
        """Return where a part lies."""
        return self.folder / f"{name}.{key[:24]}{suffix}"

    def drop(self) -> None:
        """Remove the folder with all its parts."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path to write to, which becomes `path` only when the block ends well."""
    half = path.with_name(path.name + _HALF_WRITTEN)
    path.parent.mkdir(parents=True, exist_ok=True)
    yield half
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file whole."""
    with whole(path) as half:
        text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
        half.write_text(text + "\n", encoding="utf-8")
