"""Texts of documents and reports that stand in the resources themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from crmo.find.events.database import literals, sql
from crmo.find.events.source import Desk


def texts_query(desk: Desk, parts: Mapping[str, Sequence[Path]]) -> str | None:
    """Return the query of the texts, or None if no document or report is there.

    Args:
        desk: told of attachments that hold no text or are not in the export.
        parts: resource type -> staged files.
    """
    found = []
    for kind in ("DocumentReference", "DiagnosticReport"):
        if kind in parts:
            relation = f"read_parquet({literals(map(str, parts[kind]))})"
            found.append(sql(__package__, f"texts_of_{kind}.sql", stage=relation))
    if not found:
        return None
    every = " UNION ALL ".join(found)
    counted = desk.connection.execute(
        f"SELECT count(*) FROM ({every}) WHERE text IS NULL AND NOT is_in_error"
    ).fetchall()[0][0]
    desk.remarks.add("text-not-readable", "attachment", counted)
    return (
        "SELECT person_key, text_id, d_lo, d_hi, title, text "
        f"FROM ({every}) WHERE text <> '' AND NOT is_in_error"
    )
