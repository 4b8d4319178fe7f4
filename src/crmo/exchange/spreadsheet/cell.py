"""What one cell holds, whatever file it stood in."""

from __future__ import annotations

from datetime import date

from attrs import define, frozen

from crmo.record import PartialDate

Value = str | float | int | bool | PartialDate


@frozen(slots=True)
class Broken:
    """A cell without a usable value.

    Args:
        why: what is wrong, for the remark.
    """

    why: str


CellValue = Value | Broken | None


@define(slots=True)
class Table:
    """One sheet as it stands in a file.

    Args:
        name: of the sheet or file.
        rows: row number (from 1) and cells, empty rows left out.
        formulas: (row, column) of cells that hold a formula, from 1.
        day_zero: the day that the file's program counts days from.
    """

    name: str
    rows: list[tuple[int, tuple[CellValue, ...]]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    day_zero: date = date(1899, 12, 30)


def text_of(value: CellValue) -> str:
    """Return a cell as a person sees it."""
    if value is None:
        return ""
    if isinstance(value, Broken):
        return value.why
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
