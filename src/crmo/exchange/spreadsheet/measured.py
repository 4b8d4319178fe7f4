"""Rows of the sheet `labs` as measurements: value, comparator, unit, range, flag, words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from crmo.errors import InvalidValueError
from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet.cell import Broken
from crmo.exchange.spreadsheet.row import Row
from crmo.exchange.spreadsheet.wording import word
from crmo.record import Entry, Flag, Measurement, Quantity
from crmo.record.units import convert, is_ucum, ucum_from_text


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
        return evolve(read.quantity, unit=read.unit), None, ""
    if read.code:
        row.remark(Level.WARNING, read.code, f"{read.message} Kept as text.", "value")
        return None, None, row.raw("value")
    flag = word("flag", row.raw("value"), tuple(Flag)).value
    if flag is not None and len(row.raw("value")) > 2:
        return None, Flag(flag), row.raw("value")
    row.remark(Level.NOTE, "value-in-words", "no number; kept as text.", "value")
    return None, None, row.raw("value")


def _unit(row: Row, beside_value: str, analyte_id: str) -> str | None:
    written = row.text("unit") or beside_value
    if row.text("unit") and beside_value and row.text("unit") != beside_value:
        row.remark(Level.WARNING, "two-units", "another unit stands beside the value.", "unit")
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
    analyte = row.intake.lookups.knowledge.analytes.get(analyte_id)
    plausible = analyte.plausible if analyte else None
    if analyte is None or plausible is None:
        return
    if quantity.value < 0 <= plausible.low:
        row.remark(Level.WARNING, "negative-value", "this cannot be negative; kept.", "value")
        return
    if quantity.unit is None or not is_ucum(quantity.unit):
        return
    molar_mass = analyte.molar_mass_g_per_mol
    try:
        value = convert(quantity.value, quantity.unit, plausible.unit, molar_mass)
    except InvalidValueError:
        message = f"this unit cannot be converted to {plausible.unit}; not computed with."
        row.remark(Level.WARNING, "unit-does-not-fit", message, "unit")
        return
    if not plausible.low <= value <= plausible.high:
        message = "hardly possible in this unit; kept. Check value and unit."
        row.remark(Level.WARNING, "value-implausible", message, "value")
