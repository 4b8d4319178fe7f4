"""A random sample of persons who were not proposed, without whom nobody knows who was missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.find.candidates.chart import Table
from crmo.find.database import opened_database
from crmo.find.duckdb_engine.run_definition import parquet_of
from crmo.find.duckdb_engine.sql_text import literal
from crmo.find.found_cases import FoundCases
from crmo.find.privacy.pseudonyms import PseudonymKey
from crmo.knowledge.case_definition import CaseDefinition
from crmo.record.age import DAYS_PER_YEAR

NEAR = "not proposed, with a first event"
FAR = "not proposed, without a first event"


@frozen(kw_only=True)
class Sampled:
    """The persons drawn.

    Args:
        pseudonyms: person -> pseudonym.
        source_persons: person -> key in the source.
        strata: person -> the group drawn from.
        sizes: group -> how many persons are in it.
    """

    pseudonyms: Mapping[int, str]
    source_persons: Mapping[int, str]
    strata: Mapping[int, str]
    sizes: Mapping[str, int]


NOBODY = Sampled(pseudonyms={}, source_persons={}, strata={}, sizes={})


def sample_others(
    folder: Path,
    table: Table,
    cases: FoundCases,
    definition: CaseDefinition,
    index_code_ids: Sequence[int],
    *,
    n: int,
    key: PseudonymKey,
    memory_limit: str = "4GB",
    threads: int = 0,
) -> Sampled:
    """Draw persons who were not proposed, half of them with an event like the index event.

    A person counts who may have been below the definition's upper age at some time in the data.
    Where one group is smaller than its half, the other gives more.

    Args:
        folder: for the overflow.
        table: the events.
        cases: who was proposed.
        definition: what was asked.
        index_code_ids: codes of the index event's code set.
        n: how many.
        key: makes the order of the draw and the pseudonyms.
        memory_limit: of DuckDB.
        threads: of DuckDB.
    """
    if n <= 0:
        return NOBODY
    with opened_database(folder, memory_limit=memory_limit, threads=threads) as connection:
        sizes = _prepare(connection, table, cases, definition, index_code_ids)
        rows = [
            (stratum, *row)
            for stratum, wanted in _shares(sizes, n).items()
            for row in _drawn(connection, stratum, wanted, key.sampling_salt)
        ]
    return Sampled(
        pseudonyms={person: key.pseudonym(source) for _, person, source in rows},
        source_persons={person: source for _, person, source in rows},
        strata={person: stratum for stratum, person, _ in rows},
        sizes=sizes,
    )


def _prepare(
    connection: Any,
    table: Table,
    cases: FoundCases,
    definition: CaseDefinition,
    index_code_ids: Sequence[int],
) -> dict[str, int]:
    codes = ", ".join(str(int(code)) for code in index_code_ids) or "NULL"
    states = ", ".join(literal(state) for state in definition.index.first_of.states)
    connection.execute(
        f"CREATE TABLE others AS SELECT person_id, source_person, "
        f"CASE WHEN person_id IN (SELECT person_id FROM {parquet_of(table.events)} "
        f"WHERE code_id IN ({codes}) AND state IN ({states})) "
        f"THEN '{NEAR}' ELSE '{FAR}' END AS stratum "
        f"FROM {parquet_of(table.persons)} "
        f"WHERE person_id NOT IN (SELECT person_id FROM {parquet_of(cases.hits)}) "
        "AND (birth_hi IS NULL OR seen_lo IS NULL OR date_diff('day', birth_hi, seen_lo) < ?)",
        [definition.index.max_years * DAYS_PER_YEAR],
    )
    found = connection.execute("SELECT stratum, count(*) FROM others GROUP BY 1").fetchall()
    return {NEAR: 0, FAR: 0, **dict(found)}


def _shares(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    near = min(sizes[NEAR], n - n // 2)
    far = min(sizes[FAR], n - near)
    return {NEAR: min(sizes[NEAR], n - far), FAR: far}


def _drawn(connection: Any, stratum: str, wanted: int, salt: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = connection.execute(
        "SELECT person_id, source_person FROM others WHERE stratum = ? "
        "ORDER BY sha256(? || source_person), person_id LIMIT ?",
        [stratum, salt, wanted],
    ).fetchall()
    return sorted(found)
