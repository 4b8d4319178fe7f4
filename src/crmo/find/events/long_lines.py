"""Lines beyond any use, taken out of a file before it is read again."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmo.errors import UnreadableError
from crmo.find.events.work import fingerprint

_MARK = b"\xef\xbb\xbf"


@contextmanager
def without_long_lines(scratch: Path, path: Path, limit: int) -> Iterator[tuple[Path, int]]:
    """Give a copy of a file without byte order mark and overlong lines, and their number.

    Args:
        scratch: folder for the copy.
        path: of the file, gzipped or not; the copy is not.
        limit: most bytes of a line.

    Raises:
        UnreadableError: the file is cut off.
    """
    copy = scratch / f"clean-{fingerprint(str(path))[:12]}.txt"
    try:
        n_long = _copy_lines(path, copy, limit)
    except (OSError, EOFError, zlib.error):
        copy.unlink(missing_ok=True)
        raise UnreadableError(
            "the file is cut off or cannot be read.",
            where=path.name,
            todo="Export or copy the file again.",
        ) from None
    try:
        yield copy, n_long
    finally:
        copy.unlink(missing_ok=True)


def _copy_lines(path: Path, copy: Path, limit: int) -> int:
    n_long = 0
    is_gzip = path.name.lower().endswith(".gz")
    with gzip.open(path) if is_gzip else path.open("rb") as file, copy.open("wb") as out:
        for piece, is_long in _lines(file, limit):
            n_long += is_long
            out.write(piece.removeprefix(_MARK) if out.tell() == 0 else piece)
    return n_long


def _lines(file: Any, limit: int) -> Iterator[tuple[bytes, int]]:
    """Yield the lines of a file; for one beyond the limit nothing, in memory that does not grow."""
    is_skipping = False
    while piece := file.readline(limit):
        is_whole = piece.endswith(b"\n")
        if is_skipping:
            is_skipping = not is_whole
        elif len(piece) >= limit and not is_whole:
            is_skipping = True
            yield b"", 1
        else:
            yield piece, 0
