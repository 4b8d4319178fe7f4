"""OMOP tables in PostgreSQL, streamed through ADBC.

DuckDB's own PostgreSQL extension would have to be downloaded, which a closed hospital cannot do.
Each table is streamed once, the wanted columns of it, into Parquet; no address, name or password
of the database gets into a message.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crmo.errors import MissingExtraError, UnreadableError
from crmo.find.events.database import literal
from crmo.find.events.omop.folder import Column, columns
from crmo.find.events.omop.omop_source import OmopSource
from crmo.find.events.omop.relations import parquet_relation
from crmo.find.events.source import Desk
from crmo.find.events.work import fingerprint, whole

SCHEMES = ("postgresql://", "postgres://")
_WHERE = "PostgreSQL"
# Rows in the order in which they lie, the same in every run as long as nobody writes.
_SETTINGS = ("SET synchronize_seqscans = off", "SET max_parallel_workers_per_gather = 0")
_COLUMNS = """SELECT table_schema, table_name, column_name FROM information_schema.columns
WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
ORDER BY table_schema, table_name, ordinal_position"""
_STATE = """SELECT schemaname, relname, n_tup_ins, n_tup_upd, n_tup_del
FROM pg_stat_user_tables ORDER BY schemaname, relname"""


class OmopPostgresql(OmopSource):
    """A PostgreSQL database with OMOP tables.

    Args:
        address: `postgresql://user@host/database?schema=cdm`; without `schema` the first schema
            that has a `person` table. The password may stand in the address, in PGPASSWORD, or
            in the password file of PostgreSQL.
    """

    form = "OMOP CDM in PostgreSQL"

    def __init__(self, address: str) -> None:
        super().__init__()
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        self._schema = asked.pop("schema", "")
        self._address = urlunsplit(parts._replace(query=urlencode(asked)))
        self._database = parts.path.strip("/")

    def fingerprints(self) -> list[str]:
        """Return the state of the tables, by PostgreSQL's own counts of what was written."""
        with self._connected() as connection, connection.cursor() as cursor:
            cursor.execute(_STATE)
            return [fingerprint(self._database, self._schema), *map(str, cursor.fetchall())]

    def relations(self, desk: Desk) -> dict[str, str]:
        """Return the FROM clause of each table, after streaming it into Parquet."""
        with self._connected() as connection:
            with connection.cursor() as cursor:
                for setting in _SETTINGS:
                    cursor.execute(setting)
                cursor.execute(_COLUMNS)
                tables = _wanted(cursor.fetchall(), self._schema)
            return {
                table: parquet_relation((str(_streamed(desk, connection, table, schema, names)),))
                for table, (schema, names) in tables.items()
            }

    def _connected(self) -> Any:
        try:
            from adbc_driver_postgresql import dbapi
        except ImportError:
            raise MissingExtraError(
                "Reading from PostgreSQL needs adbc-driver-postgresql, which is not installed.",
                expected="the extra `postgresql`",
                todo='Install it with: pip install "crmo[postgresql]"',
            ) from None
        try:
            return dbapi.connect(self._address)
        except dbapi.Error:
            raise UnreadableError(
                "the database cannot be reached.",
                where=_WHERE,
                expected="postgresql://user@host/database?schema=name, and a password that fits",
                todo="Check address, user and password; try the same with psql.",
            ) from None


def _wanted(found: list[tuple[str, str, str]], schema: str) -> dict[str, tuple[str, list[str]]]:
    """Return table -> (schema, names of the wanted columns)."""
    if not schema:
        schema = next((s for s, table, _ in found if table.lower() == "person"), "")
    tables: dict[str, tuple[str, list[str]]] = {}
    for where, table, column in found:
        known = columns().get(table.lower())
        if where == schema and known and _is_wanted(column, known):
            tables.setdefault(table.lower(), (f"{_quoted(where)}.{_quoted(table)}", []))
            tables[table.lower()][1].append(column)
    return tables


def _is_wanted(column: str, known: tuple[Column, ...]) -> bool:
    return any(column.lower() in {each.name, each.other_name} for each in known)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _streamed(desk: Desk, connection: Any, table: str, relation: str, names: list[str]) -> Any:
    path = desk.work.path(table, fingerprint(desk.key, relation, names, "postgresql"))
    if path.exists():
        return path
    chosen = ", ".join(map(_quoted, names))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {chosen} FROM {relation}")
        stream = cursor.fetch_record_batch()
        desk.connection.register("streamed", stream)
        try:
            with whole(path) as half:
                desk.connection.execute(
                    f"COPY (SELECT * FROM streamed) TO {literal(str(half))} (FORMAT parquet)"
                )
        finally:
            desk.connection.unregister("streamed")
    return path
