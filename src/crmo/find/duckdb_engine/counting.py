"""Criteria that count events, and those that want none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crmo.find.duckdb_engine.days import certainly_within, possibly_within
from crmo.find.duckdb_engine.levels import NO, POSSIBLE, YES, evidence_table
from crmo.find.duckdb_engine.selections import SelectionSql
from crmo.find.duckdb_engine.sql_text import identifier
from crmo.knowledge.case_definition import Count, Criterion, Distinct, Without


def by_number(criterion: Criterion, n_certain: str, n_possible: str, at_least: int) -> str:
    """Return a query that compares two numbers of the evidence with what is asked."""
    return f"""\
SELECT person_id,
    CASE
        WHEN {n_certain} >= {at_least} THEN {YES}
        WHEN {n_possible} >= {at_least} THEN {POSSIBLE}
        ELSE {NO}
    END AS holds
FROM {identifier(evidence_table(criterion))}
GROUP BY person_id"""


# How many, by what is counted once: for certain, and possibly.
_NUMBERS: Mapping[Distinct, tuple[str, str]] = MappingProxyType(
    {
        Distinct.EVENT: ("count(*) FILTER (is_certain)", "count(*)"),
        Distinct.DAY: (
            "count(DISTINCT day) FILTER (is_certain)",
            "(count(DISTINCT day) + count(*) FILTER (day IS NULL))",
        ),
        Distinct.SITE: ("count(DISTINCT counted) FILTER (is_certain)", "count(DISTINCT counted)"),
        Distinct.CODE: ("count(DISTINCT counted) FILTER (is_certain)", "count(DISTINCT counted)"),
        Distinct.CONCEPT: (
            "count(DISTINCT counted) FILTER (is_certain)",
            "count(DISTINCT counted)",
        ),
    }
)
_COUNTED = {Distinct.SITE: "site", Distinct.CODE: "code_id", Distinct.CONCEPT: "concept"}


def count(criterion: Count, selected: SelectionSql) -> tuple[str, str]:
    """Return the queries for evidence and answer of a Count."""
    needs_days = criterion.distinct is Distinct.DAY
    columns, conditions = ["person_id", "event_id", "'of' AS role"], []
    conditions.append(possibly_within(criterion.window, undated_too=not needs_days))
    columns.append(f"{certainly_within(criterion.window)} AS is_certain")
    if needs_days:
        columns[-1] = f"d_lo = d_hi AND {certainly_within(criterion.window)} AS is_certain"
        columns.append("CASE WHEN d_lo = d_hi THEN d_lo END AS day")
    if counted := _COUNTED.get(criterion.distinct):
        columns.append(f"{counted} AS counted")
        conditions.append(f"{counted} IS NOT NULL")
    evidence = (
        f"SELECT {', '.join(columns)}\n"
        f"FROM {identifier(selected.table(criterion.of))}\n"
        f"WHERE {' AND '.join(conditions)}"
    )
    return evidence, by_number(criterion, *_NUMBERS[criterion.distinct], criterion.at_least)


def without(criterion: Without, selected: SelectionSql) -> tuple[str, str]:
    """Return the queries for evidence and answer of a Without."""
    evidence = (
        f"SELECT person_id, event_id, 'of' AS role,\n"
        f"    {certainly_within(criterion.window)} AS is_certain\n"
        f"FROM {identifier(selected.table(criterion.of))}\n"
        f"WHERE {possibly_within(criterion.window, undated_too=True)}"
    )
    answer = (
        f"SELECT person_id, CASE WHEN bool_or(is_certain) THEN {NO} ELSE {POSSIBLE} END AS holds\n"
        f"FROM {identifier(evidence_table(criterion))}\nGROUP BY person_id"
    )
    return evidence, answer
