"""Encounters that share a key: the first has it, the later ones are told apart by their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmo.find.events.remarks import Remarks
from crmo.find.events.source_table import LATER_VISITS, SourceTable

if TYPE_CHECKING:
    import duckdb


def find_later_visits(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, remarks: Remarks
) -> None:
    """Make the table of encounters whose key an earlier row has, and remark on them.

    Args:
        connection: the database.
        table: that of the encounters.
        remarks: told how many.
    """
    if _are_rising(connection, table):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {LATER_VISITS} (row_id BIGINT)")
        return
    keys = f"SELECT visit_key FROM ({table.rows}) GROUP BY visit_key HAVING count(*) > 1"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {LATER_VISITS} AS
        SELECT row_id FROM ({table.rows}) SEMI JOIN ({keys}) USING (visit_key)
        QUALIFY row_number() OVER (PARTITION BY visit_key ORDER BY row_id) > 1"""
    )
    found = connection.execute(f"SELECT count(*) FROM {LATER_VISITS}").fetchall()
    remarks.add("same-id", table.name, found[0][0])


def _are_rising(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> bool:
    """Return whether every key is above the one before it, so that none comes twice.

    In which order the rows come does not matter; most exports have them in that of their keys.
    """
    n_rows, n_rising = connection.execute(
        """SELECT count(*), count(*) FILTER (length(key) > length(before)
          OR length(key) = length(before) AND key > before)
        FROM (SELECT key, lag(key) OVER () AS before
        """
        f"FROM (SELECT visit_key::VARCHAR AS key FROM ({table.rows})))"
    ).fetchall()[0]
    return bool(n_rows - n_rising <= 1)
