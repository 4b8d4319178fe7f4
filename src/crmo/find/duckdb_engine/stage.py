"""One step of a compiled definition: a table of its own, so that every step can be looked at."""

from __future__ import annotations

from textwrap import dedent
from typing import NamedTuple

from crmo.find.duckdb_engine.sql_text import comment, identifier


class Stage(NamedTuple):
    """A named step.

    Args:
        name: of the temporary table that it makes.
        sql: the statement, with a comment above it that says what the table holds.
    """

    name: str
    sql: str


def stage(name: str, about: str, query: str) -> Stage:
    """Return the step that keeps the rows of a query under a name.

    Args:
        name: of the table.
        about: what it holds, in words.
        query: a SELECT; indented as a whole however it likes.
    """
    made = f"CREATE TEMP TABLE {identifier(name)} AS\n{tidy(query)}"
    return Stage(name, f"{comment(about)}\n{made}")


def tidy(query: str) -> str:
    """Return a query without the indentation of the code it stands in, and without empty lines."""
    return "\n".join(line.rstrip() for line in dedent(query).splitlines() if line.strip())


def indented(lines: str, by: int = 4) -> str:
    """Return text with every line but the first moved to the right."""
    return lines.replace("\n", "\n" + " " * by)
