"""Write worklist, key, cohort table and evidence of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import evolve

from crmo.find.candidates.chart import Table, persons_of
from crmo.find.database import opened_database
from crmo.find.duckdb_engine.run_definition import parquet_of
from crmo.find.found_cases import FoundCases
from crmo.find.privacy.cells import csv_bytes
from crmo.find.privacy.pseudonyms import PseudonymKey
from crmo.find.worklist.hit import Hit, hits_of
from crmo.find.worklist.others import NOBODY, Sampled
from crmo.find.worklist.rows import (
    COHORT_COLUMNS,
    EVIDENCE_COLUMNS,
    KEY_COLUMNS,
    WORKLIST_COLUMNS,
    cohort_rows,
    evidence_rows,
    in_order,
    key_row,
    top_evidence_words,
    worklist_row,
)
from crmo.find.worklist.tables import row_writer, write_rows
from crmo.find.written import write_whole
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

WORKLIST_FILES = tuple(
    f"{name}.{ending}"
    for name in ("worklist", "key", "cohort", "evidence")
    for ending in ("parquet", "csv")
    if (name, ending) != ("key", "parquet")
)


def write_worklist(
    folder: Path,
    table: Table,
    cases: FoundCases,
    definition: CaseDefinition,
    knowledge: Knowledge,
    *,
    key: PseudonymKey,
    cohort_id: int = 1,
    others: Sampled = NOBODY,
    from_notes: Mapping[str, str] | None = None,
    memory_limit: str = "4GB",
    threads: int = 0,
) -> None:
    """Write `worklist`, `cohort`, `evidence` (CSV and Parquet) and `key.csv`.

    Args:
        folder: where they go; all of it stays on the machine.
        table: the events that were asked.
        cases: what the engine said.
        definition: that it answered.
        knowledge: names of what codes mean.
        key: makes the pseudonyms.
        cohort_id: number of the definition in the OHDSI cohort table.
        others: persons drawn who were not proposed; they are in the key alone.
        from_notes: pseudonym -> what the person's notes add, in words.
        memory_limit: of DuckDB.
        threads: of DuckDB; as many as there are processors if 0.

    Raises:
        UserError: a file cannot be written.
    """
    lean: list[Hit] = []
    tops: dict[str, str] = {}
    counts: dict[str, int] = {}
    with (
        opened_database(folder, memory_limit=memory_limit, threads=threads) as connection,
        row_writer(folder / "evidence", EVIDENCE_COLUMNS) as write_evidence,
    ):
        pseudonyms = pseudonyms_of(connection, table, cases, key)
        for hit in hits_of(connection, table, cases, definition, pseudonyms):
            tops[hit.pseudonym] = top_evidence_words(hit, knowledge)
            counts[hit.pseudonym] = len(hit.evidence)
            write_evidence(evidence_rows(hit, knowledge))
            lean.append(evolve(hit, evidence=()))
    hits = in_order(lean)
    told = from_notes or {}
    at = list(WORKLIST_COLUMNS).index("n_evidence")
    rows = []
    for rank, hit in enumerate(hits, start=1):
        row = worklist_row(rank, hit, tops[hit.pseudonym], told.get(hit.pseudonym, ""))
        rows.append((*row[:at], counts[hit.pseudonym], *row[at + 1 :]))
    write_rows(folder / "cohort", COHORT_COLUMNS, cohort_rows(hits, cohort_id))
    _write_key(folder, hits, others)
    write_rows(folder / "worklist", WORKLIST_COLUMNS, rows)


def bare_hits(
    folder: Path,
    table: Table,
    cases: FoundCases,
    definition: CaseDefinition,
    key: PseudonymKey,
    *,
    memory_limit: str = "4GB",
    threads: int = 0,
) -> tuple[Hit, ...]:
    """Return the hits in the order of the worklist with their answers, without evidence."""
    with opened_database(folder, memory_limit=memory_limit, threads=threads) as connection:
        pseudonyms = pseudonyms_of(connection, table, cases, key)
        found = hits_of(connection, table, cases, definition, pseudonyms, with_evidence=False)
        return tuple(in_order(found))


def pseudonyms_of(
    connection: object, table: Table, cases: FoundCases, key: PseudonymKey
) -> dict[int, str]:
    """Return person -> pseudonym of all persons proposed."""
    persons = persons_of(connection, table, f"SELECT person_id FROM {parquet_of(cases.hits)}")
    return {at: key.pseudonym(person.source_person) for at, person in persons.items()}


def _write_key(folder: Path, hits: list[Hit], others: Sampled) -> None:
    """Write the key as CSV alone: another form would be one more thing to give away by mistake."""
    rows = [key_row(hit) for hit in hits]
    rows += [
        (name, others.source_persons[person], person) for person, name in others.pseudonyms.items()
    ]
    write_whole(folder / "key.csv", csv_bytes(list(KEY_COLUMNS), sorted(rows)))
