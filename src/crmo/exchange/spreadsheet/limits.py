"""How much a clinic spreadsheet may hold, so that a small machine can read it."""

from __future__ import annotations

from crmo.errors import UnreadableError

MAX_EXPANDED_BYTES = 400 * 1024 * 1024
MAX_PARTS = 5_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 20_000_000


def too_many_rows(name: str) -> UnreadableError:
    """Return the error for a file with more filled rows than the limit."""
    return UnreadableError(
        f"this file has more than {MAX_ROWS:,} filled rows; none of them was taken in.",
        where=name,
        expected=f"at most {MAX_ROWS:,} filled rows",
        todo="Split it, for example by patients.",
    )


def too_wide(sheet: str) -> UnreadableError:
    """Return the error for a sheet with more columns, or more empty cells, than the limit."""
    return UnreadableError(
        f"this sheet has more than {MAX_COLUMNS} columns or {MAX_CELLS:,} cells.",
        where=f"sheet {sheet}",
        expected="a sheet that a person filled in",
        todo="Delete the columns and rows that hold nothing, and save it again.",
    )
