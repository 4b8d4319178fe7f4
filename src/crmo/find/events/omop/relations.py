"""Queries that yield the columns of OMOP tables as they are wanted, whatever types they came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crmo.errors import UnreadableError
from crmo.find.events.database import literal, literals, name
from crmo.find.events.omop.folder import Column, columns
from crmo.find.events.remarks import Remarks
from crmo.find.events.source_table import row_id

if TYPE_CHECKING:
    import duckdb

_TYPES = {"bigint": "BIGINT", "double": "DOUBLE", "date": "DATE", "text": "VARCHAR"}
_WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U")
_NUMBERS = (*_WHOLE_NUMBERS, "DOUBLE", "FLOAT", "DECIMAL")


def parquet_relation(files: tuple[str, ...]) -> str:
    """Return the FROM clause of Parquet files; parts may lack columns that others have."""
    return f"read_parquet({literals(files)}, union_by_name = true, file_row_number = true)"


def typed(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    relation: str,
    remarks: Remarks,
    *,
    has_rows: bool = True,
) -> str:
    """Return a query with the wanted columns of a table in their types.

    Args:
        connection: the database.
        table: name in `tables.yaml`.
        relation: FROM clause.
        remarks: told of columns that are missing or hold another type.
        has_rows: whether the relation tells file and row of each row.

    Raises:
        UnreadableError: a column is missing without which nothing can be read.
    """
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    actual = {row[0].lower(): (row[0], row[1]) for row in described}
    parts = [f"{row_id('file_index', 'file_row_number')} AS row_id"] if has_rows else []
    unusable = []
    for column in columns()[table]:
        found = actual.get(column.name) or actual.get(column.other_name)
        if found is None:
            _missing(table, column, remarks)
            parts.append(f"NULL::{_TYPES[column.type]} AS {column.name}")
            continue
        source, kind = name(found[0]), found[1]
        cast = _cast(source, kind, column)
        parts.append(f"{cast} AS {column.name}")
        if column.type == "date" and "TIME ZONE" in kind:
            remarks.add("time-zone", f"{table}.{column.name}")
        if column.type == "date" and (kind == "VARCHAR" or column.name.endswith("start_date")):
            last = _cast(source, kind, column, "last_day_of")
            parts.append(f"{last} AS {column.name}_last")
        if column is _main_date(table):
            told = f"nullif({source}, '')" if kind == "VARCHAR" else source
            unusable.append(f"({told} IS NOT NULL AND {cast} IS NULL)::INTEGER")
    parts.append(f"{unusable[0] if unusable else '0'} AS n_unusable")
    return f"SELECT {', '.join(parts)} FROM {relation}"


def start_of(table: str, query: str, *, last: bool) -> str:
    """Return SQL for the first (or last) possible day of a row `t`, details `d` beside it."""
    which = "last_day_of" if last else "first_day_of"
    column = _main_date(table)
    if column is None:
        return "NULL::DATE"
    own = f"t.{column.name}"
    if last and f" AS {column.name}_last" in query:
        own += "_last"
    clock = f"t.{column.name}time" if column.name + "time" in _names(table) else "NULL"
    return (
        f"CASE WHEN d.started IS NOT NULL THEN {which}(d.started) ELSE coalesce({own}, {clock}) END"
    )


def _names(table: str) -> frozenset[str]:
    return frozenset(column.name for column in columns()[table])


def _main_date(table: str) -> Column | None:
    return next((column for column in columns()[table] if column.type == "date"), None)


def _missing(table: str, column: Column, remarks: Remarks) -> None:
    if column.is_needed:
        raise UnreadableError(
            "a column is missing without which the table cannot be read.",
            where=f"{table}.{column.name}",
            expected="a table of OMOP CDM 5.3 or 5.4",
            todo="Export the table with all its columns.",
        )
    remarks.add("column-missing", f"{table}.{column.name}")


def _cast(source: str, kind: str, column: Column, to_day: str = "first_day_of") -> str:
    if column.type == "date":
        if kind == "VARCHAR":
            return f"{to_day}({source})"
        return (
            f"plausible({source})" if kind == "DATE" else f"plausible(TRY_CAST({source} AS DATE))"
        )
    if column.type == "text":
        return f"nullif({source}::VARCHAR, '')"
    wanted = _TYPES[column.type]
    if kind == wanted:
        return source
    if column.type == "bigint" and not kind.startswith(_WHOLE_NUMBERS):
        number = f"TRY_CAST(TRY_CAST({source} AS DOUBLE) AS BIGINT)"  # `7.0`, from spreadsheets
        return f"coalesce(TRY_CAST({source} AS BIGINT), {number})"
    return f"{source}::{wanted}" if kind.startswith(_NUMBERS) else f"TRY_CAST({source} AS {wanted})"


def unusable_types(
    connection: duckdb.DuckDBPyConnection, table: str, relation: str
) -> Mapping[str, int]:
    """Return, for columns of text where numbers are wanted, how many values are no such number."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    actual = {row[0].lower(): (row[0], row[1]) for row in described}
    asked = []
    for column in columns()[table]:
        found = actual.get(column.name)
        if found and found[1] == "VARCHAR" and column.type in {"bigint", "double"}:
            cast = _cast(name(found[0]), found[1], column)
            asked.append(
                f"count(*) FILTER (nullif({name(found[0])}, '') IS NOT NULL AND {cast} IS NULL)"
                f" AS {literal(column.name).replace(chr(39), chr(34))}"
            )
    if not asked:
        return {}
    cursor = connection.execute(f"SELECT {', '.join(asked)} FROM {relation}")
    names = [each[0] for each in cursor.description or ()]
    return dict(zip(names, cursor.fetchall()[0], strict=True))
