"""Write the events in the order of their codes, a range of codes at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from crmo.find.events.database import KEPT_PARQUET, literal, name, sql
from crmo.find.events.source_table import event_id, visit_event_id
from crmo.find.events.table import EVENT_COLUMNS
from crmo.find.events.wordings import Codes, Wordings
from crmo.find.events.work import fingerprint, whole

if TYPE_CHECKING:
    import duckdb

# Events that are sorted at once. Small sorts are cheaper for each event, but every range reads
# the tables again; whatever the memory, the same records give the same ranges.
_FEWEST_AT_ONCE = 8_000_000
_MOST_RANGES = 16
_ORDER = "code_id, person_id, d_lo, event_id"


@frozen
class CodeRange:
    """Codes whose events make one file.

    Args:
        first: lowest code_id.
        last: highest code_id.
        n_events: about how many events.
    """

    first: int
    last: int
    n_events: int


def enumerate_words(connection: duckdb.DuckDBPyConnection, tables: Sequence[Wordings]) -> None:
    """Make the type `word` of all units, sites, states, flags and names of tables."""
    words = {"", *(wordings.table.source_table for wordings in tables)}
    for wordings in tables:
        for _, _, outcome in wordings.outcomes():
            told = (outcome.state, outcome.conversion.unit, outcome.flag, outcome.site)
            words |= {word for word in told if word}
    listed = ", ".join(map(literal, sorted(words)))
    connection.execute(f"CREATE TYPE word AS ENUM ({listed})")


def code_ranges(codes: Codes) -> list[CodeRange]:
    """Return ranges of codes whose events are sorted at once; a single code may be larger."""
    most = max(sum(codes.counts.values()) // _MOST_RANGES, _FEWEST_AT_ONCE)
    found: list[CodeRange] = []
    first, n_events = 1, 0
    for number in range(1, len(codes.codes) + 1):
        n = codes.counts[number]
        if n_events and n_events + n > most:
            found.append(CodeRange(first, number - 1, n_events))
            first, n_events = number, 0
        n_events += n
    found.append(CodeRange(first, max(len(codes.codes), first), n_events))
    return found


def events_query(tables: Sequence[Wordings], codes: Codes, wanted: CodeRange) -> str:
    """Return the query for the events of a range of codes, in their order."""
    parts = [
        _events_of(wordings, wanted)
        for wordings in tables
        if any(
            wanted.first <= codes.numbers[outcome.code.key] <= wanted.last
            for _, _, outcome in wordings.outcomes()
        )
    ]
    asked = {column: f"{column}::{kind}" for column, (kind, _) in EVENT_COLUMNS.items()}
    asked |= _as_kept(tables)
    columns = ", ".join(f"{asked[column]} AS {column}" for column in EVENT_COLUMNS)
    if not parts:
        empty = ", ".join(f"NULL AS {column}" for column in EVENT_COLUMNS)
        return f"SELECT {columns} FROM (SELECT {empty}) WHERE false"
    sorted_ = f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {_ORDER}"
    return f"SELECT {columns} FROM ({sorted_})"


def _as_kept(tables: Sequence[Wordings]) -> dict[str, str]:
    """Return SQL for the columns that are not written in the type that the contract names first.

    Keys are whole numbers if those of all tables are: in every file alike, whatever tables are in
    it. Enumerated words become text again: written as they are they would take half the time, but
    the bytes would then depend on the number of threads.
    """
    if all(wordings.table.has_number_keys for wordings in tables):
        # The way round lets the bytes be the same whether or not the source's files tell that
        # no key is missing.
        return {"source_id": "TRY_CAST(source_id::HUGEINT AS BIGINT)"}
    return {}


def _events_of(wordings: Wordings, wanted: CodeRange) -> str:
    table = wordings.table
    outcomes = f"outcomes_of_{table.name}"
    return sql(
        __package__,
        "events_of_table.sql",
        rows=table.rows,
        key=table.key,
        event_id=event_id(table),
        visit_id=visit_event_id("r.visit_key"),
        source_table=literal(table.source_table),
        outcomes=f"(SELECT * FROM {name(outcomes)} WHERE code_id BETWEEN {wanted.first}"
        f" AND {wanted.last})",
        condition="true",
    )


def write_events(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    folder: Path,
    *,
    number: int,
    key: str,
) -> Path:
    """Write the events of one range, unless the file is there from an earlier run.

    Args:
        connection: the database.
        query: from `events_query`.
        folder: of the work.
        number: of the range.
        key: hash of all that goes into the events.
    """
    path = folder / f"events-{number:05d}.{fingerprint(key, query)[:24]}.parquet"
    if not path.exists():
        with whole(path) as half:
            connection.execute(f"COPY ({query}) TO {literal(str(half))} {KEPT_PARQUET}")
    return path
