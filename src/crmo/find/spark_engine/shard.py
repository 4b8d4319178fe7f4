"""What one task of Spark does: run the compiled SQL over the persons it was given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen

import crmo
from crmo.errors import UserError
from crmo.find.duckdb_engine.codes import CodesOfSet
from crmo.find.duckdb_engine.connection import connected
from crmo.find.duckdb_engine.run_definition import give_sets, run_stages
from crmo.find.duckdb_engine.selections import SitesOfSet
from crmo.find.duckdb_engine.sql_text import literal
from crmo.find.duckdb_engine.stage import Stage

# The rows of all results side by side; `part` tells whose a row is, and what it lacks is NULL.
RESULT_COLUMNS = {
    "part": "string",
    "person_id": "bigint",
    "index_event_id": "bigint",
    "index_lo": "date",
    "index_hi": "date",
    "age_days_lo": "bigint",
    "age_days_hi": "bigint",
    "score_lo": "double",
    "score_hi": "double",
    "score_open": "double",
    "band": "string",
    "band_possible": "string",
    "criterion": "smallint",
    "answer": "string",
    "points": "double",
    "event_id": "bigint",
    "role": "string",
    "is_certain": "boolean",
    "count_of": "string",
    "n": "bigint",
}
RESULT_SCHEMA = ", ".join(f"{name} {kind}" for name, kind in RESULT_COLUMNS.items())
_RESULTS = """\
SELECT 'hits' AS part, * FROM hits
UNION ALL BY NAME SELECT 'answers' AS part, * FROM answers
UNION ALL BY NAME SELECT 'evidence' AS part, * FROM evidence
UNION ALL BY NAME SELECT 'attrition' AS part, count_of, n
FROM (UNPIVOT attrition ON COLUMNS(*) INTO NAME count_of VALUE n)"""
_ROWS_PER_BATCH = 65_536
_IN_DUCKDB = {"string": "VARCHAR"}  # the other types have the same name in both


@frozen(kw_only=True)
class ShardTask:
    """What a task must know; sent to every task.

    Args:
        stages: the compiled steps, all of them.
        code_sets: id of each code set and its codes.
        site_sets: places that a selection names, and the sites within them.
        codes: code_id, concept and kind of concept of those codes.
        memory_limit: what DuckDB may hold in memory within one task.
        version: of crmo where the definition was compiled.
    """

    stages: tuple[Stage, ...]
    code_sets: tuple[CodesOfSet, ...]
    site_sets: tuple[SitesOfSet, ...]
    codes: tuple[tuple[int, str | None, str | None], ...]
    memory_limit: str
    version: str = crmo.__version__

    def answer(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield the results for the persons of some record batches.

        Args:
            batches: rows of events, and rows of persons (without event_id); all events of a
                person are among them.

        Raises:
            UserError: another version of crmo is installed here.
        """
        import pyarrow as pa

        if crmo.__version__ != self.version:
            raise UserError(
                "the workers of the cluster have another version of crmo",
                came=crmo.__version__,
                expected=self.version,
                todo="Install the same version on every machine.",
            )
        rows = list(batches)
        if not rows:
            return
        shard = pa.Table.from_batches(rows)
        with (
            TemporaryDirectory(prefix="crmo-") as folder,
            connected(Path(folder), memory_limit=self.memory_limit, threads=1) as connection,
        ):
            self._give_inputs(connection, shard)
            run_stages(connection, self.stages)
            yield from _results(connection)

    def _give_inputs(self, connection: Any, shard: Any) -> None:
        connection.register("shard", shard)
        connection.execute("CREATE VIEW event_table AS FROM shard WHERE event_id IS NOT NULL")
        connection.execute(
            "CREATE VIEW person AS SELECT person_id, birth_lo, birth_hi "
            "FROM shard WHERE event_id IS NULL"
        )
        give_sets(connection, self.code_sets, self.site_sets)
        connection.execute("CREATE TABLE code (code_id INTEGER, concept TEXT, concept_kind TEXT)")
        if self.codes:
            rows = ", ".join(
                f"({code_id}, {_or_null(concept)}, {_or_null(kind)})"
                for code_id, concept, kind in self.codes
            )
            connection.execute(f"INSERT INTO code VALUES {rows}")


def _or_null(text: str | None) -> str:
    return "NULL" if text is None else literal(text)


def _results(connection: Any) -> Iterator[Any]:
    """Yield record batches with exactly the columns and types of RESULT_COLUMNS."""
    columns = ", ".join(
        f"{name}::{_IN_DUCKDB.get(kind, kind)} AS {name}" for name, kind in RESULT_COLUMNS.items()
    )
    query = f"SELECT {columns} FROM ({_RESULTS})"
    yield from connection.sql(query).to_arrow_reader(_ROWS_PER_BATCH)
