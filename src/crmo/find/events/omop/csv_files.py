"""OMOP tables as CSV, brought into Parquet with every value as it stands."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

from crmo.errors import UnreadableError
from crmo.find.events.database import duckdb_module, literal
from crmo.find.events.long_lines import without_long_lines
from crmo.find.events.source import Desk
from crmo.find.events.work import file_fingerprint, fingerprint, whole, write_json

# A note may be long; a line beyond this is a broken file and not a note.
LONGEST_LINE = 16_000_000
_HEAD = 1 << 16
_COUNT_REJECTS = "ignore_errors = true, store_rejects = true, rejects_limit = 0"
_UTF8, _LATIN = "utf-8", "latin-1"


def staged_csv(desk: Desk, table: str, number: int, path: Path) -> Path:
    """Return a Parquet file with the rows of a CSV file, all columns as text.

    A clean file is read strictly; only if that fails, again as Latin-1, and at last with rows that
    do not fit left out and counted.

    Args:
        desk: the desk.
        table: name of the table.
        number: of the file among those of the table.
        path: the CSV file; a comma, tab, semicolon or bar between fields.

    Raises:
        UnreadableError: the file cannot be read at all.
    """
    key = fingerprint(desk.key, file_fingerprint(path), "csv")
    staged = desk.work.path(f"{table}-{number:04d}", key)
    told = staged.with_suffix(".json")
    if not (staged.exists() and told.exists()):
        write_json(told, _read(desk, path, staged))
    for what, n in json.loads(told.read_text(encoding="utf-8")).items():
        desk.remarks.add(what, path.name, n)
    return staged


def _read(desk: Desk, path: Path, staged: Path) -> dict[str, int]:
    delimiter, names = _header(path)
    if not names:
        raise UnreadableError(
            "the file is empty; not even the names of the columns are there.",
            where=path.name,
            expected="the names of the columns in the first line",
            todo="Export the table again, or take the file away.",
        )
    database = duckdb_module()
    for encoding in (_UTF8, _LATIN):
        try:
            _write(desk, staged, _relation(path, delimiter, names, encoding))
        except database.Error:
            continue
        n_rows = _number(desk, f"read_parquet({literal(str(staged))})")
        return {"file-empty": int(n_rows == 0), "not-utf-8": int(encoding == _LATIN)}
    return _tolerant(desk, path, staged, delimiter, names)


def _tolerant(
    desk: Desk, path: Path, staged: Path, delimiter: str, names: list[str]
) -> dict[str, int]:
    # DuckDB does not always count a line of hundreds of megabytes that it leaves out.
    with without_long_lines(desk.work.scratch, path, LONGEST_LINE) as (shorter, n_long):
        for strictness in ("true", "false"):  # the second takes line ends that differ in one file
            more = f", {_COUNT_REJECTS}, strict_mode = {strictness}"
            try:
                _write(desk, staged, _relation(shorter, delimiter, names, _UTF8, more))
            except duckdb_module().Error:
                continue
            finally:
                n_left_out = _number_of_rejects(desk)
            return {"line-too-long": n_long, "row-not-readable": n_left_out}
    raise UnreadableError(
        "the file cannot be read as CSV.",
        where=path.name,
        expected="a comma, tab, semicolon or bar between fields, and UTF-8",
        todo="Export the table again.",
    )


def _number_of_rejects(desk: Desk) -> int:
    """Return how many lines were left out, and forget them: they hold what the lines said."""
    told = desk.connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"
    ).fetchall()[0][0]
    if not told:
        return 0
    n_lines = _number(desk, "(SELECT DISTINCT line_byte_position FROM reject_errors)")
    desk.connection.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
    return n_lines


def _number(desk: Desk, relation: str) -> int:
    found = desk.connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
    return int(found[0][0])


def _write(desk: Desk, staged: Path, relation: str) -> None:
    with whole(staged) as half:
        desk.connection.execute(
            f"COPY (SELECT * FROM {relation}) TO {literal(str(half))} (FORMAT parquet)"
        )


def _relation(path: Path, delimiter: str, names: list[str], encoding: str, more: str = "") -> str:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({literal(str(path))}, header = true, auto_detect = false, "
        f"columns = {{{columns}}}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"nullstr = '', encoding = {literal(encoding)}, max_line_size = {LONGEST_LINE}"
        f"{more})"
    )


def _header(path: Path) -> tuple[str, list[str]]:
    """Return the sign between fields and the names of the columns, in small letters, each once."""
    try:
        is_gzip = path.name.lower().endswith(".gz")
        with gzip.open(path) if is_gzip else path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, EOFError):
        raise UnreadableError(
            "the file cannot be read.", where=path.name, todo="Export or copy the file again."
        ) from None
    first = head.decode("utf-8-sig", "replace").splitlines()[:1]
    if not first or not first[0].strip():
        return ",", []
    delimiter = max(",\t;|", key=first[0].count)
    seen: Counter[str] = Counter()
    names = []
    for told in next(csv.reader(first, delimiter=delimiter)):
        name = told.strip().lower() or "unnamed"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return delimiter, names
