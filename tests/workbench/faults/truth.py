"""What really stands in a clinic's database, read past the workbench."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg
from tests.workbench.stories.clinic import Clinic


class Truth:
    """Reads the tables of a clinic, whether it is open or not.

    Args:
        clinic: whose.
    """

    def __init__(self, clinic: Clinic) -> None:
        self._address = clinic.environment["CRMO_DATABASE"]
        self._file = clinic.folder / "crmo.sqlite3"

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query with `?` for values."""
        if self._address:
            told = [str(each) if isinstance(each, UUID) else each for each in values]
            with psycopg.connect(self._address) as connection:
                found = connection.execute(statement.replace("?", "%s"), told)  # type: ignore[arg-type]
                return found.fetchall()
        # SQLite keeps a UUID as its hexadecimal digits.
        told = [each.hex if isinstance(each, UUID) else each for each in values]
        with closing(sqlite3.connect(self._file, timeout=10)) as connection:
            return connection.execute(statement, told).fetchall()

    def n_statements(self, child: UUID | None = None) -> int:
        """Return how many statements there are, about a child or at all."""
        if child is None:
            return int(self.rows("SELECT count(*) FROM workbench_ledgerentry")[0][0])
        query = "SELECT count(*) FROM workbench_entrycontent WHERE child_id = ?"
        return int(self.rows(query, child)[0][0])

    def n_children(self) -> int:
        """Return how many children there are."""
        return int(self.rows("SELECT count(*) FROM workbench_child")[0][0])

    def n_visits(self, draft: UUID) -> int:
        """Return how many visits were written from a draft: none or one."""
        query = "SELECT count(*) FROM workbench_entrycontent WHERE entry_id = ?"
        return int(self.rows(query, draft.hex)[0][0])

    def draft(self, key: UUID) -> tuple[str, str] | None:
        """Return kind and content of a draft, or None."""
        found = self.rows("SELECT kind, content FROM workbench_draft WHERE key = ?", key)
        return (str(found[0][0]), str(found[0][1])) if found else None

    def n_events(self, action: str, about: str) -> int:
        """Return how many events of a kind the audit holds about a thing."""
        query = "SELECT count(*) FROM workbench_auditevent WHERE action = ? AND about LIKE ?"
        return int(self.rows(query, action, about)[0][0])
