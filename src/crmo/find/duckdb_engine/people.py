"""The first steps: the index event, and the chart of each person who has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crmo.find.duckdb_engine.codes import CodesOfSet, code_sets_used, wanted_codes
from crmo.find.duckdb_engine.columns import as_read, columns_of, columns_used
from crmo.find.duckdb_engine.levels import DAYS_PER_YEAR
from crmo.find.duckdb_engine.selections import SelectionSql, in_words
from crmo.find.duckdb_engine.sql_text import literal
from crmo.find.duckdb_engine.stage import Stage, indented, stage
from crmo.knowledge.case_definition import CaseDefinition, Count, Distinct

NEXT_CONDITION = "\n    AND "


def people_stages(
    definition: CaseDefinition, selected: SelectionSql, code_sets: Sequence[CodesOfSet]
) -> Iterator[Stage]:
    """Yield the steps from the event table to the chart of each person with an index event.

    Args:
        definition: the definition.
        selected: its selections.
        code_sets: the codes in the data, so that only their row groups are read.
    """
    yield _candidate_stage(definition, selected, code_sets)
    yield _index_stage(definition)
    yield _chart_stage(definition, code_sets)


def _read(columns: Iterable[str], condition: str) -> str:
    """Return the events of some codes, as a table within a query."""
    chosen = ",\n        ".join(
        ", ".join(as_read(name) for name in line) for line in batched(tuple(columns), 6)
    )
    return f"(\n    SELECT {chosen}\n    FROM event_table\n    WHERE {indented(condition)}\n)"


def batched(columns: tuple[str, ...], n: int) -> Iterator[tuple[str, ...]]:
    """Yield columns a few at a time, so that no line grows too long."""
    for first in range(0, len(columns), n):
        yield columns[first : first + n]


def _candidate_stage(
    definition: CaseDefinition, selected: SelectionSql, code_sets: Sequence[CodesOfSet]
) -> Stage:
    """Return the step with every dated event of the index selection."""
    first_of = definition.index.first_of
    conditions = ["d_lo IS NOT NULL", "d_hi IS NOT NULL", *selected.conditions(first_of)]
    codes = wanted_codes([first_of.set], code_sets)
    query = f"""\
SELECT person_id, event_id, d_lo, d_hi
FROM {_read(columns_of([first_of]), codes)}
WHERE {NEXT_CONDITION.join(conditions)}"""
    label = definition.code_sets[first_of.set].label
    about = f"What may be the index event: {label} ({in_words(first_of)})"
    return stage("index_candidate", about, query)


def _index_stage(definition: CaseDefinition) -> Stage:
    """Return the step that finds each person's first candidate at a possible age."""
    index = definition.index
    least = literal(index.min_years * DAYS_PER_YEAR)
    most = literal(index.max_years * DAYS_PER_YEAR)
    about = (
        f"The index event: the first at {index.min_years:g} to below {index.max_years:g} years; "
        "an unknown day of birth fits possibly"
    )
    query = f"""\
WITH aged AS (
    SELECT index_candidate.*, d_lo - birth_hi AS age_days_lo, d_hi - birth_lo AS age_days_hi
    FROM index_candidate LEFT JOIN person ON index_candidate.person_id = person.person_id
        AND birth_lo IS NOT NULL AND birth_hi IS NOT NULL
)
SELECT *, coalesce(age_days_lo >= {least} AND age_days_hi < {most}, FALSE) AS is_certain
FROM aged
WHERE coalesce(age_days_hi >= {least}, TRUE) AND coalesce(age_days_lo < {most}, TRUE)
QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY d_lo, d_hi, event_id) = 1"""
    return stage("index_event", about, query)


def _chart_stage(definition: CaseDefinition, code_sets: Sequence[CodesOfSet]) -> Stage:
    """Return the step that counts the days of each event from the index day, as an interval."""
    concept, join = "", ""
    if _needs_concept(definition):
        concept, join = ", code.concept", "\nLEFT JOIN code ON event.code_id = code.code_id"
    codes = wanted_codes(code_sets_used(definition), code_sets)
    query = f"""\
WITH event AS {_read(columns_used(definition), codes)}
SELECT event.*{concept},
    event.d_lo - index_event.d_hi AS after_lo,
    event.d_hi - index_event.d_lo AS after_hi
FROM event JOIN index_event ON event.person_id = index_event.person_id{join}"""
    about = (
        "The events that are asked for, of everybody with an index event, and days from its day:\n"
        "at least after_lo, at most after_hi; both NULL for an event without a date"
    )
    return stage("chart", about, query)


def _needs_concept(definition: CaseDefinition) -> bool:
    return any(
        isinstance(each, Count) and each.distinct is Distinct.CONCEPT
        for each in definition.criteria.values()
    )
