"""NDJSON files brought into Parquet, one part for each file, broken lines counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from crmo.errors import UnreadableError
from crmo.find.events.database import STAGED_PARQUET, duckdb_module, literal, name
from crmo.find.events.long_lines import without_long_lines
from crmo.find.events.source import Desk
from crmo.find.events.work import file_fingerprint, fingerprint, whole, write_json

# Longest line that is read. Beyond it stands no resource but a broken file; documents that hold
# whole files are let in up to the second limit.
LONGEST_LINE = 16 << 20
LONGEST_DOCUMENT = 64 << 20
_WITH_FILES = frozenset({"DocumentReference", "DiagnosticReport"})


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
    limit = LONGEST_DOCUMENT if kind in _WITH_FILES else LONGEST_LINE
    try:
        _write(desk, part, _relation(path, columns, limit), query)
    except _broken():
        with without_long_lines(desk.work.scratch, path, limit) as (clean, n_long):
            found = _read_cleaned(desk, path, clean, columns, query, part, limit)
        return {"line-too-long": n_long, **found, **_counts(desk, part, kind)}
    return _counts(desk, part, kind)


def _broken() -> tuple[type[Exception], ...]:
    """Return what DuckDB raises for a file that is not as it should be."""
    database = duckdb_module()
    return (
        database.InvalidInputException,
        database.ConversionException,
        database.IOException,
        UnicodeDecodeError,
    )


def _read_cleaned(
    desk: Desk,
    path: Path,
    clean: Path,
    columns: Mapping[str, str],
    query: str,
    part: Path,
    limit: int,
) -> dict[str, int]:
    """Read a file without its overlong lines strictly, else with what does not fit left out."""
    try:
        _write(desk, part, _relation(clean, columns, limit), query)
    except _broken():
        pass
    else:
        return {}
    try:
        _write(desk, part, _relation(clean, columns, limit, is_tolerant=True), query)
        return {"element-not-usable": _odd_shapes(desk, clean, columns, limit)}
    except _broken():
        raise UnreadableError(
            "the file cannot be read as NDJSON.",
            where=path.name,
            expected="one resource as JSON in UTF-8 on each line",
            todo="Export or copy the file again.",
        ) from None


def _odd_shapes(desk: Desk, path: Path, columns: Mapping[str, str], limit: int) -> int:
    """Return how many lines have an element that is a list instead of one thing, or the like."""
    asked = []
    for element, of in columns.items():
        shape = "ARRAY" if of.endswith("[]") else "OBJECT" if of.startswith("STRUCT") else ""
        if shape:
            told = f"json_type(json, {literal('$.' + element)})"
            asked.append(f"coalesce({told} NOT IN ('{shape}', 'NULL'), false)")
    if not asked:
        return 0
    relation = (
        f"read_ndjson_objects({literal(str(path))}, maximum_object_size = {limit}, "
        "ignore_errors = true)"
    )
    query = f"SELECT count(*) FROM {relation} WHERE {' OR '.join(asked)}"
    return int(desk.connection.execute(query).fetchall()[0][0])


def _relation(
    path: Path, columns: Mapping[str, str], limit: int, *, is_tolerant: bool = False
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
            f"TO {literal(str(half))} {STAGED_PARQUET}"
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
