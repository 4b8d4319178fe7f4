"""The nearest thing in OHDSI's own language, run on the same engine: no score and no evidence.

Needs ohdsi-circepy (`pip install ohdsi-circepy`, for measuring only). Its query joins
OBSERVATION_PERIOD and CONCEPT, which are made here from the population: one period per person,
one row per concept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
from attrs import evolve

from crmo.find.circe import cohort_expression
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import AnyOf, CaseDefinition

TABLES = (
    "person",
    "condition_occurrence",
    "drug_exposure",
    "measurement",
    "procedure_occurrence",
    "visit_occurrence",
)
_ASKED = ("pain_again", "osteomyelitis_without_germ", "quiet_blood")
# Columns of OMOP that the query names and the population does not fill.
_LACKING = dict.fromkeys(
    ("condition_occurrence", "drug_exposure", "measurement", "procedure_occurrence"),
    ("visit_occurrence_id",),
)
_PREPARED = """
CREATE TABLE observation_period AS SELECT person_id AS observation_period_id, person_id,
    make_date(year_of_birth, 1, 1) AS observation_period_start_date,
    DATE '2025-12-31' AS observation_period_end_date FROM person;
CREATE TABLE concept AS
    SELECT condition_concept_id AS concept_id, NULL AS invalid_reason FROM condition_occurrence
    UNION SELECT drug_concept_id, NULL FROM drug_exposure
    UNION SELECT measurement_concept_id, NULL FROM measurement
    UNION SELECT procedure_concept_id, NULL FROM procedure_occurrence;
CREATE TABLE concept_ancestor (ancestor_concept_id INTEGER, descendant_concept_id INTEGER);
CREATE TABLE cohort (cohort_definition_id INTEGER, subject_id BIGINT, cohort_start_date DATE,
    cohort_end_date DATE);
"""


def circe_sql(definition: CaseDefinition, knowledge: Knowledge) -> str:
    """Return the query that Circepy makes of the definition, in the dialect of DuckDB."""
    from circe.api import build_cohort_query, cohort_expression_from_json
    from circe.cohortdefinition import BuildExpressionQueryOptions
    from circe.sqlrender import render, translate

    some = AnyOf(id="some", label="one of them", why="", of=_ASKED)
    asked = evolve(definition, criteria={**definition.criteria, "some": some}, require=("some",))
    expression: dict[str, Any] = json.loads(cohort_expression(asked, knowledge).to_json())
    for made, code_set in zip(expression["ConceptSets"], asked.code_sets.values(), strict=True):
        made["expression"]["items"] = [
            {"concept": {"CONCEPT_ID": int(code)}} for code in code_set.codes["omop"]
        ]
    options = BuildExpressionQueryOptions()
    options.cdm_schema = options.vocabulary_schema = options.target_schema = "main"
    options.result_schema = "main"
    options.target_table = "main.cohort"
    options.cohort_id = 1
    options.generate_stats = False
    query = build_cohort_query(cohort_expression_from_json(json.dumps(expression)), options)
    return str(translate(render(query), "duckdb"))


def prepared(folder: Path, *, threads: int, memory_limit: str) -> Any:
    """Return a connection with the tables that the query joins."""
    connection = duckdb.connect(config={"threads": str(threads), "memory_limit": memory_limit})
    for table in TABLES:
        path = f"{folder}/{table}.parquet"
        lacking = "".join(f", NULL::BIGINT AS {name}" for name in _LACKING.get(table, ()))
        connection.execute(f"CREATE VIEW {table} AS SELECT *{lacking} FROM read_parquet('{path}')")
    connection.execute(_PREPARED)
    return connection


def run(connection: Any, sql: str) -> int:
    """Run the query and return the size of the cohort."""
    connection.execute("DELETE FROM cohort")
    connection.execute(sql)
    return int(connection.execute("SELECT count(*) FROM cohort").fetchall()[0][0])
