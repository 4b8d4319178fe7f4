"""The reference engine is the meaning of a definition; DuckDB must say the same, row for row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.find.engines import strategies as drawn
from tests.find.engines.agreement import duckdb_answers, reference_answers
from tests.find.engines.small_tables import SmallTable

from crmo.find.reference import PersonEvents
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import CaseDefinition

KNOWLEDGE = load_knowledge()


@given(drawn.definitions(), drawn.people())
def test_duckdb_says_what_the_reference_says(
    definition: CaseDefinition, people: tuple[PersonEvents, ...]
) -> None:
    """Hits, answers, scores and every row of evidence."""
    table = SmallTable(people=people, known=drawn.CODES)
    expected = reference_answers(definition, table, KNOWLEDGE)
    assert expected == duckdb_answers(definition, table, KNOWLEDGE)


@given(drawn.definitions(), st.integers(0, 2**32))
def test_duckdb_says_what_the_reference_says_of_a_crowd(
    definition: CaseDefinition, seed: int
) -> None:
    table = SmallTable(people=drawn.crowd(seed), known=drawn.CODES)
    expected = reference_answers(definition, table, KNOWLEDGE)
    assert expected == duckdb_answers(definition, table, KNOWLEDGE)
