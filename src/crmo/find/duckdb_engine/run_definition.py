"""Run a compiled definition over an event table with DuckDB, and keep what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmo.find.duckdb_engine.codes import CodesOfSet
from crmo.find.duckdb_engine.compile_definition import Compiled, compile_definition
from crmo.find.duckdb_engine.connection import connected
from crmo.find.duckdb_engine.keep import keep_found
from crmo.find.duckdb_engine.selections import SitesOfSet
from crmo.find.duckdb_engine.sql_text import listed, literal
from crmo.find.duckdb_engine.stage import Stage
from crmo.find.found_cases import FoundCases
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

if TYPE_CHECKING:
    from crmo.find.events import EventTable

Progress = Callable[[str, float], None]


def run_definition(
    definition: CaseDefinition,
    table: EventTable,
    out: Path,
    knowledge: Knowledge,
    *,
    memory_limit: str = "4GB",
    threads: int = 0,
    progress: Progress | None = None,
    everyone: bool = False,
) -> FoundCases:
    """Find the persons whom a definition proposes, and write them with all evidence.

    The same event table gives the same bytes, whatever the memory and the number of threads.
    Nothing is changed in `out` until everything has been worked out; an interrupted run leaves
    an earlier one as it was.

    Args:
        definition: whom to propose.
        table: the events of a source.
        out: folder for hits, answers and evidence (Parquet) and attrition.json.
        knowledge: concepts and units.
        memory_limit: what DuckDB may hold in memory (`4GB`); the rest goes to disk.
        threads: 0 for one per processor.
        progress: told what is being done, and what share of the steps is behind.
        everyone: write answers and evidence of everybody with an index event, not of hits alone.

    Returns:
        The files and the counts.

    Raises:
        InvalidValueError: the definition cannot be meant by SQL as the reference means it.
        MissingExtraError: DuckDB or pyarrow is not installed.
    """
    compiled = compile_definition(definition, knowledge, table, everyone=everyone)
    with connected(out, memory_limit=memory_limit, threads=threads) as connection:
        give_inputs(connection, table, compiled)
        run_stages(connection, compiled.stages, progress)
        persons, with_events = count_persons(connection)
        counted = connection.sql("FROM attrition").to_arrow_table().to_pylist()[0]
        counts = {"persons": persons, "with_events": with_events, **counted}
        return keep_found(connection, out, definition, counts)


def give_inputs(connection: Any, table: EventTable, compiled: Compiled) -> None:
    """Name the files of an event table, and the codes of each code set, as the SQL names them."""
    for name, path in (
        ("event_table", table.events),
        ("person", table.persons),
        ("code", table.codes),
    ):
        connection.execute(f"CREATE VIEW {name} AS FROM {parquet_of(path)}")
    give_sets(connection, compiled.code_sets, compiled.site_sets)


def give_sets(
    connection: Any, code_sets: Iterable[CodesOfSet], site_sets: Iterable[SitesOfSet]
) -> None:
    """Make the tables of the codes of each code set, and of the sites within each set of places."""
    connection.execute("CREATE TABLE code_set (set_id VARCHAR, code_id INTEGER)")
    connection.execute("CREATE TABLE site_set (set_id VARCHAR, site VARCHAR)")
    for table, sets in (("code_set", code_sets), ("site_set", site_sets)):
        for name, members in sets:
            if members:
                rows = f"SELECT {literal(name)}, unnest([{listed(members)}])"
                connection.execute(f"INSERT INTO {table} {rows}")


def parquet_of(path: Path) -> str:
    """Return the files of a table as SQL; letters like `*` in their names mean themselves."""
    return f"read_parquet([{listed(escape(part) for part in parts(path))}])"


def parts(path: Path) -> list[str]:
    """Return the Parquet files of a table, which is one file or a folder of parts."""
    if path.is_dir():
        return sorted(str(part) for part in path.glob("**/*.parquet"))
    return [str(path)]


def run_stages(connection: Any, stages: Iterable[Stage], progress: Progress | None = None) -> None:
    """Run steps one after the other."""
    stages = tuple(stages)
    for done, (name, sql) in enumerate(stages):
        if progress:
            progress(name.replace("_", " "), done / len(stages))
        connection.execute(sql)
    if progress:
        progress("writing", 1.0)


def count_persons(connection: Any) -> tuple[int, int]:
    """Return how many persons there are, and how many of them have any event."""
    found: tuple[int, int] = connection.execute(
        "SELECT count(*), count(*) FILTER (n_events > 0) FROM person"
    ).fetchall()[0]
    return found
