"""A view of the whole database at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

_ALIAS = "snapshot"


@contextmanager
def snapshot() -> Iterator[str]:
    """Give the name of a connection that sees one moment only, and holds nobody up.

    SQLite in WAL mode and PostgreSQL both give a reader the state in which its transaction
    began; neither makes a writer wait for it.
    """
    connection = connections["default"].copy(alias=_ALIAS)
    options = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"  # begins as a reader
    connections.settings[_ALIAS] = connection.settings_dict
    connections[_ALIAS] = connection
    try:
        with transaction.atomic(using=_ALIAS):
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                # The state is taken at the first read, not at BEGIN.
                cursor.execute("SELECT count(*) FROM workbench_chainhead")
            yield _ALIAS
    finally:
        connection.close()
        del connections[_ALIAS]
        del connections.settings[_ALIAS]
