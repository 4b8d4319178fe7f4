"""The limits of a selection in the unit in which the event table keeps a value."""

from __future__ import annotations

from attrs import frozen

from crmo.errors import InvalidValueError
from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import Analyte
from crmo.knowledge.case_definition import Select


@frozen
class Limits:
    """Limits that a value must keep, and the unit it must have come in.

    Args:
        unit: UCUM unit; a value in any other unit keeps no limits.
        at_least: lower limit, included, or None.
        below: upper limit, excluded, or None.
    """

    unit: str
    at_least: float | None
    below: float | None

    def hold(self, value: float | None, unit: str | None) -> bool:
        """Whether a value keeps both limits; no value or another unit: no."""
        if value is None or unit != self.unit:
            return False
        return (self.at_least is None or value >= self.at_least) and (
            self.below is None or value < self.below
        )


def value_limits(select: Select, analyte: str | None, knowledge: Knowledge) -> Limits | None:
    """Return the limits for values of one code, or None if the selection has none.

    The event table keeps the values of an analyte in the analyte's own unit, so the limits are
    converted to it. For a code that is no analyte, or an analyte that the limit's unit does not
    fit (a code set may list such a code by itself), they stay as the definition gives them; values
    come in another unit then, and none keeps the limits.

    Args:
        select: a selection of a definition.
        analyte: what the code measures, or None.
        knowledge: for the analyte's unit.
    """
    if select.at_least is None and select.below is None:
        return None
    as_told = Limits(select.unit, select.at_least, select.below)
    known = knowledge.analytes.get(analyte or "")
    if known is None or known.unit is None:
        return as_told
    try:
        low, high = (_own(known, value, select.unit) for value in (select.at_least, select.below))
    except InvalidValueError:
        return as_told
    return Limits(known.unit, low, high)


def _own(analyte: Analyte, value: float | None, unit: str) -> float | None:
    return None if value is None else analyte.to_own_unit(value, unit)
