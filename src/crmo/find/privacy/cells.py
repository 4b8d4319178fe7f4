"""Cells of a CSV file that a spreadsheet program shows as text and never runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# OWASP, "CSV injection": a cell that begins with one of these may be taken for a formula.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width ones, too


def safe_cell(value: object) -> object:
    """Return a value as it may stand in a cell.

    A text that a spreadsheet program would run gets an apostrophe before it; line breaks become
    spaces, so that one row is one line. Numbers, dates and nothing stay as they are.
    """
    if not isinstance(value, str):
        return value
    text = " ".join(value.replace("\0", "\N{REPLACEMENT CHARACTER}").splitlines())
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) or value.startswith(_STARTS) else text


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, so that Excel reads its letters."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
