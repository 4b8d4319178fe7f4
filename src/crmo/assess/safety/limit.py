"""A measured value against a stated limit, as part of a gate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from crmo.assess.answer import shown_unit, spoken, told
from crmo.assess.facts import Facts, Measured, entry_order
from crmo.record import Entry, Interval


@frozen(slots=True)
class Found:
    """What one condition of a gate finds.

    Attributes:
        truth: True closes the gate, False opens it, None leaves it unknown.
        observed: what was seen, in short words.
        entries: ids of the entries it rests on.
        answers: what a missing value could be, closing answer first; empty if nothing lacks.
    """

    observed: str = ""
    entries: tuple[str, ...] = ()
    answers: tuple[str, str] = ("yes", "no")
    truth: bool | None = field(default=None, kw_only=True)


def newest(facts: Facts, analytes: Iterable[str]) -> Measured | None:
    """Return the newest dated measurement of any of the analytes."""
    # Measurements come in order of date, undated ones last.
    last = [
        next((m for m in reversed(facts.measurements(analyte)) if m.entry.on is not None), None)
        for analyte in analytes
    ]
    dated = [measured for measured in last if measured is not None]
    return max(dated, key=lambda m: entry_order(m.entry)) if dated else None


def is_old(entry: Entry, since: date) -> bool:
    """Whether an entry is not certainly from this day or later."""
    return entry.on is None or entry.on.earliest < since


def below(
    facts: Facts, stated: Mapping[str, Any], since: date, conversion_error_percent: float
) -> Found:
    """Ask whether the newest value lies below a limit.

    The value is told as the laboratory wrote it. One that had to be converted and lies within
    the error of conversion is at the limit, which neither closes nor opens the gate. One that
    is too old decides nothing, but is told, with the side it was on.

    Args:
        facts: the record on a day.
        stated: `analytes`, `value` and `unit` of the limit.
        since: first day that still counts.
        conversion_error_percent: per cent of the limit.
    """
    limit, unit = stated["value"], stated["unit"]
    shown = f"{limit:g} {shown_unit(unit)}" if limit is not None else ""
    answers = (f"below {shown}", f"{shown} or more") if shown else ("", "")
    last = newest(facts, stated["analytes"])
    if last is None or limit is None:
        return Found("not on record", (), answers)
    entry = last.entry
    analyte = facts.knowledge.analytes[entry.analyte]
    when = spoken(entry.on) if entry.on else ""
    if last.value is None:
        return Found(f"{analyte.label} on {when}: {last.problem}", (entry.id,), answers)
    is_converted = entry.quantity is not None and entry.quantity.unit != analyte.unit
    error = conversion_error_percent if is_converted else 0.0
    truth = _is_below(last.value, analyte.to_own_unit(limit, unit), error)
    words = f"{analyte.label} {as_written(last, analyte.unit or '')} on {when}"
    if is_old(entry, since):
        was = {True: f", was below {shown} when last measured", None: f", was at {shown}"}
        return Found(f"{words}{was.get(truth, '')}; too old", (entry.id,), answers)
    if truth is None and last.value.is_exact:
        words = f"{words}, at the limit of {shown} within the error of conversion"
    return Found(words, (entry.id,), answers, truth=truth)


def _is_below(value: Interval, limit: float, error_percent: float) -> bool | None:
    if value.compare("<", limit * (1 - error_percent / 100)):
        return True
    return False if value.compare(">=", limit * (1 + error_percent / 100)) else None


def as_written(last: Measured, own_unit: str) -> str:
    """Return "20 ng/mL (49.9 nmol/L)": the value as written, and what it comes to, or ""."""
    quantity = last.entry.quantity
    if quantity is None or last.value is None or quantity.unit is None:
        return ""
    written = told(quantity.possible, quantity.unit)
    if quantity.unit == own_unit:
        return written
    return f"{written} ({told(_rounded(last.value), own_unit)})"


def _rounded(value: Interval) -> Interval:
    """Return an interval with three digits, as many as a conversion is good for."""
    low, high = (x if math.isinf(x) else float(f"{x:.3g}") for x in (value.low, value.high))
    return Interval(low, high, value.low_open, value.high_open)
