"""Rows of the sheet `labs` as measurements: value, comparator, unit, range, flag, words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from crmo.exchange.plausible import DOES_NOT_FIT, MESSAGES
from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet.cell import Broken
from crmo.exchange.spreadsheet.row import Row
from crmo.exchange.spreadsheet.wording import word
from crmo.record import Entry, Flag, Measurement, Quantity
from crmo.record.units import ucum_from_text

_MARKS = {"↑": Flag.HIGH, "h": Flag.HIGH, "↓": Flag.LOW, "l": Flag.LOW}


def measurement_of(row: Row) -> Iterator[Entry]:
    """Yield the measurement of a row of the sheet `labs`."""
    meaning = row.meaning("test")
    quantity, flag, text = _result(row)
    flag = row.word("flag", Flag) or flag
    text = "; ".join(part for part in (row.text("result_text"), text) if part)
    if quantity is None and flag is None and not text:
        row.refuse("no-result", "there is neither a value nor a flag nor a result in words.")
    if quantity is not None:
        quantity = evolve(quantity, unit=_unit(row, quantity.unit or "", meaning.id))
        _check_size(row, quantity, meaning.id)
    low, high = row.number("lower_limit"), row.number("upper_limit")
    yield Measurement(
        **row.common(
            analyte=meaning.id,
            on=row.partial_date("date"),
            quantity=quantity,
            flag=flag,
            reference_low=low,
            reference_high=high,
            text=text,
        )
    )


def _result(row: Row) -> tuple[Quantity | None, Flag | None, str]:
    """Return value, flag and words of the cell `value`; the unit is as written there."""
    value: Any = row.cell("value")
    if value is None:
        return None, None, ""
    if isinstance(value, Broken):
        row.refuse("cell-broken", f"{value.why}.", "value")
    read = row.intake.numbers.read(value)
    if read.quantity is not None:
        if read.code:
            row.remark(Level.NOTE, read.code, read.message, "value")
        return evolve(read.quantity, unit=read.unit), _marked(row, read.mark), ""
    if read.code:
        row.remark(Level.WARNING, read.code, f"{read.message} Kept as text.", "value")
        return None, None, row.raw("value")
    flag = word("flag", row.raw("value"), tuple(Flag)).value
    if flag is not None and len(row.raw("value")) > 2:
        return None, Flag(flag), row.raw("value")
    row.remark(Level.NOTE, "value-in-words", "no number; kept as text.", "value")
    return None, None, row.raw("value")


def _marked(row: Row, mark: str) -> Flag | None:
    """Return what a laboratory's mark behind a number says; the cell is kept in the note."""
    if not mark:
        return None
    flag = _MARKS.get(mark)
    told = f"read as {flag}" if flag else "it does not say high or low"
    message = f"a mark stands beside the number ({told}); the cell is kept in the note."
    row.remark(Level.NOTE, "value-marked", message, "value")
    row.keep_words("value")
    return flag


def _unit(row: Row, beside_value: str, analyte_id: str) -> str | None:
    written = row.text("unit") or beside_value
    if row.text("unit") and beside_value and row.text("unit") != beside_value:
        row.remark(Level.WARNING, "two-units", "another unit stands beside the value.", "value")
        row.keep_words("value")
    if not written:
        analyte = row.intake.lookups.knowledge.analytes.get(analyte_id)
        if analyte is None or analyte.unit not in (None, "1"):
            message = "a value without unit; kept as written, not computed with."
            row.remark(Level.WARNING, "unit-missing", message, "unit")
        return None
    code = ucum_from_text(written)
    if code is None:
        message = "this unit is not understood; kept as written, not computed with."
        row.remark(Level.WARNING, "unit-not-known", message, "unit")
    return code or written


def _check_size(row: Row, quantity: Quantity, analyte_id: str) -> None:
    """Remark on a value that is negative or hardly possible; it is kept."""
    sizes = row.intake.lookups.sizes
    if code := sizes.problem(analyte_id, quantity.value, quantity.unit):
        column = "unit" if code == DOES_NOT_FIT else "value"
        row.remark(Level.WARNING, code, MESSAGES[code], column)
