"""Cells of a CSV file that a spreadsheet program shows as text and never runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# OWASP, "CSV injection": a cell that begins with one of these may be taken for a formula.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width ones, too
# Where a semicolon or a tab divides cells, as in much of Europe, one begins behind each of them.
_STARTS_BEHIND = re.compile(rf"([;\t][ \t]*)(?=[{re.escape(''.join(_STARTS))}])")


def safe_cell(value: object) -> object:
    """Return a value as it may stand in a cell.

    What a spreadsheet program would run gets an apostrophe before it, behind a semicolon within
    the text as well; line breaks become spaces, so that one row is one line. Numbers, dates and
    nothing stay as they are.
    """
    if not isinstance(value, str):
        return value
    text = " ".join(value.replace("\0", "\N{REPLACEMENT CHARACTER}").splitlines())
    text = _STARTS_BEHIND.sub(r"\1'", text)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) or value.startswith(_STARTS) else text


def csv_heading(headings: Sequence[str]) -> str:
    """Return the first line of a CSV file, after a mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(headings)
    return f"\N{ZERO WIDTH NO-BREAK SPACE}{text.getvalue()}"


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a small table as CSV in UTF-8, cell by cell as `safe_cell` has it."""
    text = io.StringIO(newline="")
    text.write(csv_heading(headings))
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")
