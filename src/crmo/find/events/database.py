"""DuckDB as the event table is built with it: settings, names and texts written safely."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmo.errors import MissingExtraError, UnreadableError, UserError

if TYPE_CHECKING:
    import duckdb

# Days outside these are slips or stand for "no end"; no child of a hospital's records has them.
FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"

# What is written once and read often: small, in the first version of the format (Spark cannot read
# all of the second), and with a short search for repeated values, which most columns do not have.
KEPT_PARQUET = (
    "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 100, "
    "WRITE_BLOOM_FILTER false)"
)
# Parts that only this build reads again. The limit lets all usual wordings into dictionaries.
STAGED_PARQUET = (
    "(FORMAT parquet, COMPRESSION lz4, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 2000, "
    "WRITE_BLOOM_FILTER false)"
)

_MACROS = f"""
CREATE OR REPLACE MACRO plausible(day) AS
  CASE WHEN day BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}' THEN day END;
CREATE OR REPLACE MACRO first_day_of(told) AS plausible(TRY_CAST(
  CASE length(told) WHEN 4 THEN told || '-01-01' WHEN 7 THEN told || '-01'
  ELSE left(told, 10) END AS DATE));
CREATE OR REPLACE MACRO last_day_of(told) AS plausible(
  CASE length(told) WHEN 4 THEN TRY_CAST(told || '-12-31' AS DATE)
  WHEN 7 THEN last_day(TRY_CAST(told || '-01' AS DATE))
  ELSE TRY_CAST(left(told, 10) AS DATE) END);
CREATE OR REPLACE MACRO finite(number) AS
  CASE WHEN isfinite(number) THEN number END;
"""


def duckdb_module() -> Any:
    """Return duckdb, which is imported only when records are read.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError(
            "Case finding needs DuckDB, which is not installed.",
            expected="the extra `find`",
            todo='Install it with: pip install "crmo[find]"',
        ) from None
    return duckdb


def connected(
    scratch: Path, *, memory_limit: str = "4GB", threads: int = 0
) -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory that never loads anything from the network.

    Args:
        scratch: folder for what does not fit the memory.
        memory_limit: as DuckDB spells it (`4GB`).
        threads: 0 for as many as there are processors.
    """
    connection: duckdb.DuckDBPyConnection = duckdb_module().connect()
    n_threads = threads or os.cpu_count() or 1
    for setting, value in {
        "threads": n_threads,
        "memory_limit": memory_limit,
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "TimeZone": "UTC",
        "enable_progress_bar": False,
    }.items():
        connection.execute(f"SET {setting} = {literal(value)}")
    connection.execute(_MACROS)
    return connection


@contextmanager
def refused_files(where: str) -> Iterator[None]:
    """Turn what DuckDB says of broken files and of too little memory into errors for people.

    Its own words are left out: they may hold what stands in a row.

    Args:
        where: name of the form of the source.

    Raises:
        UnreadableError: a file is broken inside.
        UserError: the memory limit is too small.
    """
    database = duckdb_module()
    try:
        yield
    except database.OutOfMemoryException:
        raise UserError(
            "the memory limit is too small for these records.",
            where=where,
            expected="about 1 GB for a million persons, and room on the disk",
            todo="Raise the memory limit, or free room on the disk of the output folder.",
        ) from None
    except (
        database.BinderException,
        database.CatalogException,
        database.ParserException,
        database.InternalException,
    ):
        raise  # a fault of our own, not of the files
    except database.Error as error:
        raise UnreadableError(
            f"a file of the source is broken inside ({type(error).__name__}).",
            where=where,
            expected="files that were written to their end",
            todo="Export or copy the files again; a table at a time shows which one it is.",
        ) from None


def literal(value: object) -> str:
    """Return a text, number, truth or NULL as SQL; the only way in which values enter it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def literals(values: Iterable[object]) -> str:
    """Return values as a list in SQL."""
    return f"[{', '.join(map(literal, values))}]"


def name(word: str) -> str:
    """Return the name of a table or column in quotes."""
    return '"' + word.replace('"', '""') + '"'


@cache
def _text(package: str, file: str) -> str:
    return (files(package) / "sql" / file).read_text(encoding="utf-8")


def sql(package: str, file: str, **parts: str) -> str:
    """Return a query from the `sql` folder of a package, with its `{parts}` put in.

    Raises:
        KeyError: a part that the query wants was not given.
    """
    return _text(package, file).rstrip().rstrip(";").format(**parts)


def records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Return the rows of a small answer as dictionaries."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def table_of(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Make a table of rows that Python made.

    Args:
        connection: the database.
        table: its name; replaced if it is there.
        columns: name -> Arrow type, as pyarrow's aliases spell it (`int64`, `string`).
        rows: values in the order of the columns.
    """
    import pyarrow as pa

    turned = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = {
        key: pa.array(values, _arrow_type(kind))
        for (key, kind), values in zip(columns.items(), turned, strict=True)
    }
    made = pa.table(arrays)
    connection.register("made_here", made)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name(table)} AS SELECT * FROM made_here")
    connection.unregister("made_here")


def _arrow_type(kind: str) -> Any:
    import pyarrow as pa

    if kind == "strings":
        return pa.list_(pa.string())
    return pa.type_for_alias(kind)
