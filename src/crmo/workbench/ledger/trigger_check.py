"""Whether the triggers that refuse changes are in the database and still refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import connection

from crmo.workbench.ledger.triggers import statements_to_add

_NAME = re.compile(r"CREATE TRIGGER (\w+)")


def trigger_faults() -> Iterator[str]:
    """Yield a sentence for each trigger that is missing, switched off or not ours."""
    there = _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql()
    for statement in statements_to_add(connection.vendor):
        named = _NAME.match(statement)
        if named is None:
            continue
        name = named.group(1)
        if name not in there:
            yield f"the trigger {name} is missing: the database does not refuse changes there."
        elif not _refuses(statement, there[name]):
            yield f"the trigger {name} is switched off or was replaced."


def _refuses(expected: str, found: str) -> bool:
    if connection.vendor == "sqlite":
        return " ".join(expected.split()) == " ".join(found.split())
    return found == "refuses"


def _on_sqlite() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _on_postgresql() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, CASE WHEN t.tgenabled IN ('O', 'A') AND p.proname IN "
            "('crmo_refuse', 'crmo_refuse_unless_erased') AND "
            "p.prosrc LIKE '%%RAISE EXCEPTION ''append-only%%' THEN 'refuses' ELSE 'off' END "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
            [],
        )
        return dict(cursor.fetchall())
