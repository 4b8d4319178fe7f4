"""How much a clinic spreadsheet may hold, so that a small machine can read it."""

from __future__ import annotations

from crmo.errors import UnreadableError

MAX_EXPANDED_BYTES = 400 * 1024 * 1024
MAX_PARTS = 5_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 20_000_000
MAX_CELL_CHARACTERS = 32_767  # what spreadsheet programs allow
# Enough that `csv` never refuses a long letter, and little enough to refuse a broken quotation.
MAX_CSV_CHARACTERS = 1_000_000
# Every character may be written as `&#x1F600;`.
MAX_CELL_BYTES = 10 * MAX_CELL_CHARACTERS
# Of one part beside the sheets: shared strings and styles are held in memory as a whole.
MAX_PART_BYTES = 64 * 1024 * 1024


def too_many_rows(name: str) -> UnreadableError:
    """Return the error for a file with more filled rows than the limit."""
    return UnreadableError(
        f"this file has more than {MAX_ROWS:,} filled rows; none of them was taken in.",
        where=name,
        expected=f"at most {MAX_ROWS:,} filled rows",
        todo="Split it, for example by patients.",
    )


def too_long_a_cell(name: str) -> UnreadableError:
    """Return the error for a cell with more text than a spreadsheet program would write."""
    return UnreadableError(
        f"this file holds a cell with more than {MAX_CELL_CHARACTERS:,} characters;"
        " it was not opened.",
        where=name,
        expected="cells as a spreadsheet program writes them",
        todo="Check where it comes from; shorten the text if it is sound.",
    )


def too_wide(sheet: str) -> UnreadableError:
    """Return the error for a sheet with more columns, or more empty cells, than the limit."""
    return UnreadableError(
        f"this sheet has more than {MAX_COLUMNS} columns or {MAX_CELLS:,} cells.",
        where=f"sheet {sheet}",
        expected="a sheet that a person filled in",
        todo="Delete the columns and rows that hold nothing, and save it again.",
    )
