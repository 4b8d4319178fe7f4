"""Persons of a source: one row each, birth as an interval, numbered in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crmo.find.events.database import sql
from crmo.find.events.remarks import Remarks
from crmo.find.events.source_table import SourceTable

if TYPE_CHECKING:
    import duckdb


def make_people(
    connection: duckdb.DuckDBPyConnection,
    listed: str,
    tables: Iterable[SourceTable],
    remarks: Remarks,
) -> int:
    """Make the table `people` of those listed and those that an event names; return how many.

    Args:
        connection: the database.
        listed: query with `person_key`, `source_person`, `sex`, `birth_lo`, `birth_hi`,
            `has_birth`.
        tables: all tables that make events.
        remarks: told of persons listed twice or not at all.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE listed AS {listed}")
    named = " UNION ".join(
        f"SELECT r.person_key FROM ({table.rows}) r ANTI JOIN listed l "
        "ON l.person_key = r.person_key WHERE r.person_key IS NOT NULL"
        for table in tables
        if not _names_only_listed(connection, table)
    )
    connection.execute(
        sql(__package__, "people.sql", named=named or "SELECT person_key FROM listed WHERE false")
    )
    found = connection.execute(
        "SELECT count(*), count(*) FILTER (NOT is_listed), count(*) FILTER (n_listed > 1 "
        "AND differs), count(*) FILTER (n_listed > 1 AND NOT differs), "
        "count(*) FILTER (birth_lo IS NULL AND has_birth) FROM people"
    ).fetchall()[0]
    for what, n in zip(
        ("person-not-listed", "person-twice", "person-repeated", "birth-not-usable"),
        found[1:],
        strict=True,
    ):
        remarks.add(what, "persons", n)
    nameless = connection.execute("SELECT count(*) FROM listed WHERE person_key IS NULL")
    remarks.add("no-person", "persons", nameless.fetchall()[0][0])
    return int(found[0])


def _names_only_listed(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> bool:
    """Return whether the lowest and highest key show it: persons are often numbered gaplessly.

    Spares most hospitals a search for the person of every row.
    """
    if not table.has_number_keys:
        return False
    listed = connection.execute(
        "SELECT min(person_key), max(person_key), count(DISTINCT person_key) FROM listed"
    ).fetchall()[0]
    if not listed[2] or listed[1] - listed[0] + 1 != listed[2]:
        return False
    found = connection.execute(
        f"SELECT min(person_key), max(person_key) FROM ({table.rows})"
    ).fetchall()[0]
    return found[0] is None or bool(listed[0] <= found[0] and found[1] <= listed[1])
