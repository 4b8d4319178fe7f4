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
