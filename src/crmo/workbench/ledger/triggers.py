"""Triggers that make the database itself refuse to change what was appended."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("workbench_ledgerentry", "workbench_auditevent", "workbench_localvalue")
CONTENT = "workbench_entrycontent"
_ERASED = (
    "EXISTS (SELECT 1 FROM workbench_ledgerentry l "
    "WHERE l.child_id = OLD.child_id AND l.kind = 'erasure')"
)

_POSTGRESQL_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION crmo_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % of % is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE OR REPLACE FUNCTION crmo_refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {_ERASED} THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'append-only: DELETE of % before an erasure is refused', TG_TABLE_NAME;
END $$;
"""


def statements_to_add(vendor: str) -> list[str]:
    """Return the SQL that adds every trigger, for `sqlite` or `postgresql`."""
    return _for_sqlite() if vendor == "sqlite" else _for_postgresql()


def statements_to_drop(vendor: str) -> list[str]:
    """Return the SQL that takes the triggers away, as `migrate` backwards and tests need it."""
    names = [
        (table, f"{table}_no_{verb}")
        for table in (*APPEND_ONLY, CONTENT)
        for verb in ("update", "delete", "truncate")
    ]
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for _, name in names]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in names]


def add_triggers(connection: BaseDatabaseWrapper) -> None:
    """Add every trigger; those that are there are made anew."""
    _run(
        connection, [*statements_to_drop(connection.vendor), *statements_to_add(connection.vendor)]
    )


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away."""
    _run(connection, statements_to_drop(connection.vendor))


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _for_sqlite() -> list[str]:
    def refuse(table: str, verb: str, when: str = "") -> str:
        return (
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} of {table} is refused'); END"
        )

    every = [refuse(table, verb) for table in APPEND_ONLY for verb in ("update", "delete")]
    return [
        *every,
        refuse(CONTENT, "update"),
        refuse(CONTENT, "delete", when=f"WHEN NOT {_ERASED}"),
    ]


def _for_postgresql() -> list[str]:
    def refuse(table: str, verb: str, function: str = "crmo_refuse") -> str:
        each = "STATEMENT" if verb == "truncate" else "ROW"
        return (
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {function}()"
        )

    verbs = ("update", "delete", "truncate")
    every = [refuse(table, verb) for table in APPEND_ONLY for verb in verbs]
    return [
        _POSTGRESQL_FUNCTIONS,
        *every,
        refuse(CONTENT, "update"),
        refuse(CONTENT, "delete", "crmo_refuse_unless_erased"),
        refuse(CONTENT, "truncate"),
    ]
