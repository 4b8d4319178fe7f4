"""Run a compiled definition over an event table with Spark, and keep what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmo.errors import UserError
from crmo.find.duckdb_engine.codes import code_sets_used, wanted_codes
from crmo.find.duckdb_engine.columns import columns_used
from crmo.find.duckdb_engine.compile_definition import Compiled, compile_definition
from crmo.find.duckdb_engine.connection import SPILL, connected
from crmo.find.duckdb_engine.keep import keep_found
from crmo.find.duckdb_engine.run_definition import (
    Progress,
    count_persons,
    parquet_of,
    parts,
)
from crmo.find.found_cases import PARTS, FoundCases
from crmo.find.spark_engine.session import spark_session
from crmo.find.spark_engine.shard import RESULT_SCHEMA, ShardTask
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

if TYPE_CHECKING:
    from crmo.find.events import EventTable

_COLUMNS = {
    "hits": "person_id, index_event_id, index_lo, index_hi, age_days_lo, age_days_hi, "
    "score_lo, score_hi, score_open, band, band_possible",
    "answers": "person_id, criterion, answer, points",
    "evidence": "person_id, criterion, event_id, role, is_certain",
}


def run_definition(
    definition: CaseDefinition,
    table: EventTable,
    out: Path,
    knowledge: Knowledge,
    *,
    master: str = "local[*]",
    memory_limit: str = "1GB",
    threads: int = 0,
    progress: Progress | None = None,
    everyone: bool = False,
) -> FoundCases:
    """Find the persons whom a definition proposes, on a cluster; the same files as by DuckDB.

    Every machine must be able to read the files of the event table under the same path, and have
    the same version of crmo and of Python. What is found is collected here and written here. On
    one machine DuckDB alone is many times quicker: Spark is for what does not fit.

    Args:
        definition: whom to propose.
        table: the events of a source.
        out: folder for hits, answers and evidence (Parquet) and attrition.json.
        knowledge: concepts and units.
        master: `local[2]`, or of a cluster (`spark://host:7077`).
        memory_limit: what DuckDB may hold in memory within each task.
        threads: into how many tasks the persons are shared out; 0 for four per processor.
        progress: told what is being done, and what share is behind.
        everyone: write answers and evidence of everybody with an index event, not of hits alone.

    Raises:
        InvalidValueError: the definition cannot be meant by SQL as the reference means it.
        MissingExtraError: PySpark, DuckDB or pyarrow is not installed.
    """
    compiled = compile_definition(definition, knowledge, table, everyone=everyone)
    with connected(out, memory_limit=memory_limit, threads=0) as connection:
        if progress:
            progress("starting Spark", 0.0)
        with spark_session(master, out / SPILL, n_tasks=threads or 8) as session:
            if progress:
                progress("events by person", 0.1)
            found = _shared_out(session, compiled, table, threads, memory_limit).toArrow()
        if progress:
            progress("writing", 1.0)
        connection.register("found", found)
        for part in PARTS:
            connection.execute(
                f"CREATE VIEW {part} AS SELECT {_COLUMNS[part]} FROM found WHERE part = '{part}'"
            )
        return keep_found(connection, out, definition, _counts(connection, table))


def _shared_out(
    session: Any, compiled: Compiled, table: EventTable, n_tasks: int, memory_limit: str
) -> Any:
    """Return the results of all tasks as one Spark table that has not been worked out yet."""
    n_tasks = n_tasks or 4 * session.sparkContext.defaultParallelism
    columns = columns_used(compiled.definition)
    events = session.read.parquet(*plain_paths(parts(table.events))).select(*columns)
    events = events.where(wanted_codes(code_sets_used(compiled.definition), compiled.code_sets))
    persons = session.read.parquet(*plain_paths(parts(table.persons))).select(
        "person_id", "birth_lo", "birth_hi"
    )
    # Persons travel as rows without an event: one shuffle, and neither a join nor a sort.
    rows = events.unionByName(persons, allowMissingColumns=True)
    task = ShardTask(
        stages=compiled.stages,
        code_sets=compiled.code_sets,
        site_sets=compiled.site_sets,
        codes=tuple(_codes(compiled, table)),
        memory_limit=memory_limit,
    )

    def answer(batches: Iterator[Any]) -> Iterator[Any]:
        return task.answer(batches)

    return rows.repartition(n_tasks, "person_id").mapInArrow(answer, RESULT_SCHEMA)


def plain_paths(paths: list[str]) -> list[str]:
    """Return paths that Spark reads as they are.

    Raises:
        UserError: one holds a letter that Spark would take for a pattern of names.
    """
    if any(letter in path for path in paths for letter in "*?[]{}\\"):
        raise UserError(
            "the path of the event table holds a letter that Spark takes for a pattern",
            expected="a path without * ? [ ] { } and backslash",
            todo="Move the event table, or use duckdb.",
        )
    return paths


def _codes(compiled: Compiled, table: EventTable) -> Iterator[tuple[int, str | None, str | None]]:
    used = {code for _, codes in compiled.code_sets for code in codes}
    for row in table.code_rows():
        if row.code_id in used:
            yield row.code_id, row.concept, row.concept_kind


def _counts(connection: Any, table: EventTable) -> Counter[str]:
    """Return the counts of all tasks added up, and those of the persons."""
    connection.execute(f"CREATE VIEW person AS FROM {parquet_of(table.persons)}")
    persons, with_events = count_persons(connection)
    added = connection.execute(
        "SELECT count_of, sum(n)::BIGINT FROM found WHERE part = 'attrition' GROUP BY ALL"
    ).fetchall()
    # Tasks without a person say nothing, so that a count may be missing: it is 0.
    return Counter({"persons": persons, "with_events": with_events, **dict(added)})
