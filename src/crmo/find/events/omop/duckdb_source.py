"""OMOP tables in a DuckDB file."""

from __future__ import annotations

from pathlib import Path

from crmo.errors import UnreadableError
from crmo.find.events.database import duckdb_module, literal, name
from crmo.find.events.omop.folder import columns
from crmo.find.events.omop.omop_source import OmopSource
from crmo.find.events.omop.relations import parquet_relation
from crmo.find.events.source import Desk
from crmo.find.events.work import file_fingerprint, fingerprint, whole

_NAME = "omop_source"
_TABLES = (
    "SELECT lower(table_name), table_schema, table_name FROM information_schema.tables "
    f"WHERE table_catalog = '{_NAME}' ORDER BY table_schema, table_name"
)


class OmopDuckdb(OmopSource):
    """A DuckDB file with OMOP tables, in whatever schema; the first of a name counts.

    Args:
        path: of the file; opened for reading only.
    """

    form = "OMOP CDM in DuckDB"

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def fingerprints(self) -> list[str]:
        """Return the state of the file."""
        return [file_fingerprint(self._path)]

    def relations(self, desk: Desk) -> dict[str, str]:
        """Return the FROM clause of each table, of which the wanted columns are copied first.

        Raises:
            UnreadableError: it is no DuckDB file, or one of a version that cannot be read.
        """
        connection = desk.connection
        try:
            connection.execute(f"ATTACH {literal(str(self._path))} AS {_NAME} (READ_ONLY)")
        except duckdb_module().Error:
            raise UnreadableError(
                "the file cannot be opened as a DuckDB database.",
                where=self._path.name,
                expected="a DuckDB file that no other program has open for writing",
                todo="Check the file, or export the tables as Parquet.",
            ) from None
        try:
            found: dict[str, str] = {}
            for table, schema, told in connection.execute(_TABLES).fetchall():
                if table in columns() and table not in found:
                    relation = f"{_NAME}.{name(schema)}.{name(told)}"
                    found[table] = parquet_relation((str(_copied(desk, table, relation)),))
            return found
        finally:
            connection.execute(f"DETACH {_NAME}")


def _copied(desk: Desk, table: str, relation: str) -> Path:
    path = desk.work.path(table, fingerprint(desk.key, relation, "duckdb"))
    if not path.exists():
        described = desk.connection.execute(f"DESCRIBE {relation}").fetchall()
        known = {each for c in columns()[table] for each in (c.name, c.other_name)}
        wanted = [name(row[0]) for row in described if row[0].lower() in known]
        chosen = ", ".join(wanted) or "*"
        with whole(path) as half:
            desk.connection.execute(
                f"COPY (SELECT {chosen} FROM {relation}) TO {literal(str(half))} (FORMAT parquet)"
            )
    return path
