"""Parquet files of a source, looked at before they are read."""

from __future__ import annotations

from pathlib import Path

from crmo.errors import UnreadableError

_MAGIC = b"PAR1"
_SMALLEST = 12


def readable_parquet(path: Path) -> None:
    """Refuse a file that is no whole Parquet file.

    Raises:
        UnreadableError: it lacks the mark at its beginning or end, or its footer does not fit.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4)
        if size >= _SMALLEST:
            file.seek(-8, 2)
        end = file.read()
    footer = int.from_bytes(end[:4], "little")
    is_whole = size >= _SMALLEST and start == _MAGIC and end[4:] == _MAGIC and footer + 8 <= size
    if not is_whole:
        raise UnreadableError(
            "this is no whole Parquet file: its end is missing or broken.",
            where=path.name,
            expected="a file that was written to its end",
            todo="Export or copy the file again.",
        )
