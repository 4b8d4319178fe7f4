"""The same compiled SQL with OMOP tables in the place of the event table, and nothing built before.

`event_table` is a view over the tables of the source; concept ids are the code ids. It serves
definitions whose code sets list OMOP concept ids, and data that need no understanding: whatever
is there is present, and ranges are in the unit of the value. Event ids are those of their table
with the number of the table in the lowest digit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crmo.find.definition import CodeRow
from crmo.find.duckdb_engine.compile_definition import compile_definition
from crmo.find.duckdb_engine.connection import connected
from crmo.find.duckdb_engine.keep import keep_found
from crmo.find.duckdb_engine.run_definition import count_persons, give_sets, run_stages
from crmo.find.found_cases import FoundCases
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition, CodeSet

# Table, its key, the prefix of its columns, its first day.
TABLES = (
    ("condition_occurrence", "condition_occurrence_id", "condition", "condition_start_date"),
    ("drug_exposure", "drug_exposure_id", "drug", "drug_exposure_start_date"),
    ("measurement", "measurement_id", "measurement", "measurement_date"),
    ("procedure_occurrence", "procedure_occurrence_id", "procedure", "procedure_date"),
)
_ENDS = {
    "condition_occurrence": "condition_end_date",
    "drug_exposure": "drug_exposure_end_date",
}
_VALUES = "value_as_number AS value, range_low AS ref_lo, range_high AS ref_hi"
_NO_VALUES = "NULL::DOUBLE AS value, NULL::DOUBLE AS ref_lo, NULL::DOUBLE AS ref_hi"


class OmopCodes:
    """Concept ids as code ids: what the compiler asks of an event table."""

    def code_rows(self) -> tuple[CodeRow, ...]:
        """Return nothing: no analyte is needed."""
        return ()

    def code_ids(self, code_set: CodeSet, knowledge: Knowledge) -> tuple[int, ...]:  # noqa: ARG002
        """Return the listed concept ids."""
        return tuple(sorted(int(code) for code in code_set.codes["omop"]))


def run_on_omop(
    definition: CaseDefinition,
    folder: Path,
    out: Path,
    knowledge: Knowledge,
    *,
    memory_limit: str,
    threads: int,
) -> FoundCases:
    """Run a definition on OMOP tables as they are; the arguments as for `run_definition`."""
    compiled = compile_definition(definition, knowledge, OmopCodes())
    with connected(out, memory_limit=memory_limit, threads=threads) as connection:
        _give_views(connection, folder)
        give_sets(connection, compiled.code_sets, compiled.site_sets)
        run_stages(connection, compiled.stages)
        persons, with_events = count_persons(connection)
        counted = connection.sql("FROM attrition").to_arrow_table().to_pylist()[0]
        counts = {"persons": persons, "with_events": with_events, **counted}
        return keep_found(connection, out, definition, counts)


def _give_views(connection: Any, folder: Path) -> None:
    parts = []
    for number, (table, key, prefix, day) in enumerate(TABLES):
        last = f"CAST({_ENDS[table]} AS DATE)" if table in _ENDS else "NULL::DATE"
        values = _VALUES if table == "measurement" else _NO_VALUES
        parts.append(
            f"SELECT person_id, {key} * 10 + {number} AS event_id, "
            f"{prefix}_concept_id AS code_id, 'present' AS state, {day} AS d_lo, {day} AS d_hi, "
            f"{last} AS e_hi, {values}, NULL::VARCHAR AS flag "
            f"FROM read_parquet('{folder}/{table}.parquet')"
        )
    connection.execute(f"CREATE VIEW event_table AS {' UNION ALL '.join(parts)}")
    connection.execute(
        "CREATE VIEW person AS SELECT person_id, 1 AS n_events, "
        "make_date(year_of_birth, month_of_birth, day_of_birth) AS birth_lo, birth_lo AS birth_hi "
        f"FROM read_parquet('{folder}/person.parquet')"
    )
    connection.execute("CREATE TABLE code (code_id INTEGER, concept TEXT, concept_kind TEXT)")
