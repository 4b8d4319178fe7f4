"""NDJSON files brought into Parquet, one part for each file, broken lines counted."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmo.errors import UnreadableError
from crmo.find.events.database import duckdb_module, literal, name
from crmo.find.events.source import Desk
from crmo.find.events.work import file_fingerprint, fingerprint, whole, write_json

# Longest line that is read. Beyond it stands no resource but a broken file; documents that hold
# whole files are let in up to the second limit.
LONGEST_LINE = 16 << 20
LONGEST_DOCUMENT = 64 << 20
_WITH_FILES = frozenset({"DocumentReference", "DiagnosticReport"})
_PIECE = 1 << 20


def staged(
    desk: Desk, kind: str, path: Path, columns: Mapping[str, str], query: str
) -> tuple[Path, dict[str, int]]:
    """Return a Parquet file with the rows of an NDJSON file, and how many lines were left out.

    A clean file is read strictly. Only if that fails is it read again with broken lines passed
    over and counted, and with overlong lines taken out before.

    Args:
        desk: the desk.
        kind: resource type.
        path: the file.
        columns: element -> type.
        query: of a table `{source}` with these columns.
    """
    key = fingerprint(desk.key, file_fingerprint(path), query, dict(columns))
    part = desk.work.path(f"{kind}-{path.name}", key)
    told = part.with_suffix(".json")
    if not (part.exists() and told.exists()):
        counts = _read(desk, kind, path, columns, query, part)
        write_json(told, counts)
    return part, json.loads(told.read_text(encoding="utf-8"))


def _read(
    desk: Desk, kind: str, path: Path, columns: Mapping[str, str], query: str, part: Path
) -> dict[str, int]:
    database = duckdb_module()
    broken = (database.InvalidInputException, database.ConversionException, UnicodeDecodeError)
    limit = LONGEST_DOCUMENT if kind in _WITH_FILES else LONGEST_LINE
    try:
        _write(desk, part, _relation(path, kind, columns, limit), query)
    except broken:
        with _without_long_lines(desk, path, limit) as (shorter, n_long):
            try:
                relation = _relation(shorter, kind, columns, limit, is_tolerant=True)
                _write(desk, part, relation, query)
            except broken:
                raise UnreadableError(
                    "the file cannot be read as NDJSON.",
                    where=path.name,
                    expected=f"one {kind} as JSON in UTF-8 on each line",
                    todo="Export or copy the file again.",
                ) from None
        return {"line-too-long": n_long, **_counts(desk, part, kind)}
    return _counts(desk, part, kind)


def _relation(
    path: Path, kind: str, columns: Mapping[str, str], limit: int, *, is_tolerant: bool = False
) -> str:
    """Return the FROM clause of a file; a line that is of another type keeps its type only."""
    declared = {"resourceType": "VARCHAR", **columns}
    typed = ", ".join(f"{literal(column)}: {literal(of)}" for column, of in declared.items())
    return (
        f"read_json({literal(str(path))}, format = 'newline_delimited', columns = {{{typed}}}, "
        f"maximum_object_size = {limit}, ignore_errors = {literal(is_tolerant)})"
    )


def _write(desk: Desk, part: Path, relation: str, query: str) -> None:
    inner = query.replace("{source}", "source")
    with whole(part) as half:
        desk.connection.execute(
            f"COPY (WITH source AS (FROM {relation}) {_joined(inner)}) "
            f"TO {literal(str(half))} (FORMAT parquet, COMPRESSION snappy)"
        )


def _joined(query: str) -> str:
    """Return a query that may begin with WITH of its own, as it may follow another."""
    return f"SELECT * FROM ({query})"


def _counts(desk: Desk, part: Path, kind: str) -> dict[str, int]:
    found = desk.connection.execute(
        f"SELECT count(*) FILTER ({name('resource_type')} IS NULL), "
        f"count(*) FILTER ({name('resource_type')} <> {literal(kind)}), count(*) "
        f"FROM read_parquet({literal(str(part))})"
    ).fetchall()[0]
    return {"line-not-readable": found[0], "type-not-used": found[1], "file-empty": found[2] == 0}


@contextmanager
def _without_long_lines(desk: Desk, path: Path, limit: int) -> Iterator[tuple[Path, int]]:
    """Give a copy of a file without the lines that are longer than the limit, and their number."""
    copy = desk.work.scratch / f"shorter-{fingerprint(str(path))[:12]}.ndjson"
    n_long = 0
    try:
        opened: Any = gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")
        with opened as file, copy.open("wb") as out:
            for piece, is_long in _lines(file, limit):
                n_long += is_long
                out.write(piece)
        yield copy, n_long
    except (OSError, EOFError):
        raise UnreadableError(
            "the file is cut off or cannot be read.",
            where=path.name,
            todo="Export or copy the file again.",
        ) from None
    finally:
        copy.unlink(missing_ok=True)


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
