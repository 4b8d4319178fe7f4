"""The events of a selection that may lie in the window of a criterion."""

from __future__ import annotations

from crmo.find.duckdb_engine.days import certainly_within, possibly_within
from crmo.find.duckdb_engine.selections import SelectionSql
from crmo.find.duckdb_engine.sql_text import identifier
from crmo.knowledge.case_definition import Criterion, Select


def in_window(criterion: Criterion, select: Select, selected: SelectionSql) -> str:
    """Return a query for the dated events of a selection that may lie in the window."""
    return (
        f"SELECT *, {certainly_within(criterion.window)} AS is_in\n"
        f"FROM {identifier(selected.table(select))}\n"
        f"WHERE {possibly_within(criterion.window)}"
    )
