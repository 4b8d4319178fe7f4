"""Values that cannot be, or hardly can: the same remark at every door. They are all kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import evolve

from crmo.errors import InvalidValueError
from crmo.exchange.reading import Level, Reading, Remark
from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import Analyte
from crmo.record import Measurement
from crmo.record.units import convert, is_ucum

NEGATIVE, IMPLAUSIBLE, DOES_NOT_FIT = "negative-value", "value-implausible", "unit-does-not-fit"
MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        NEGATIVE: "This cannot be negative; kept. Check the value.",
        IMPLAUSIBLE: "Hardly possible in this unit; kept. Check value and unit.",
        DOES_NOT_FIT: "What is measured is not told in this unit; kept, not computed with.",
    }
)

_Limits = tuple[float, float]


class Sizes:
    """Tells whether values are possible; limits are converted to each unit once.

    Args:
        knowledge: has the limits, by analyte.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._analytes = knowledge.analytes
        self._limits: dict[tuple[str, str], _Limits | None] = {}

    def problem(self, analyte_id: str, value: float, unit: str | None) -> str:
        """Return the code of what is odd about a value, a key of MESSAGES; empty if nothing is.

        Args:
            analyte_id: what was measured; nothing is known of one that crmo does not know.
            value: the number.
            unit: its UCUM unit; None, or one that is not understood, is only asked for its sign.
        """
        analyte = self._analytes.get(analyte_id)
        if analyte is None or analyte.plausible is None:
            return ""
        if value < 0 <= analyte.plausible.low:
            return NEGATIVE
        if unit is None:
            return ""
        key = (analyte_id, unit)
        if key not in self._limits:
            self._limits[key] = _limits_in(analyte, unit)
        limits = self._limits[key]
        if limits is None:
            return DOES_NOT_FIT
        return "" if limits[0] <= value <= limits[1] else IMPLAUSIBLE


def _limits_in(analyte: Analyte, unit: str) -> _Limits | None:
    """Return the limits in a unit; None when what is measured cannot be told in it."""
    plausible = analyte.plausible
    if plausible is None or not is_ucum(unit):
        return (float("-inf"), float("inf"))
    try:
        low, high = (
            convert(limit, plausible.unit, unit, analyte.molar_mass_g_per_mol)
            for limit in (plausible.low, plausible.high)
        )
    except InvalidValueError:
        factor = analyte.other_units.get(unit)
        if factor is None or plausible.unit != analyte.unit:
            return None
        low, high = plausible.low / factor, plausible.high / factor
    # What rounding adds must not put a value on the limit beyond it.
    return low - abs(low) * 1e-9, high + abs(high) * 1e-9


def with_size_remarks(reading: Reading, knowledge: Knowledge) -> Reading:
    """Return the reading with a remark on every measurement that cannot be, or hardly can."""
    found = tuple(_remarks(reading, Sizes(knowledge)))
    return evolve(reading, remarks=(*reading.remarks, *found)) if found else reading


def _remarks(reading: Reading, sizes: Sizes) -> Iterator[Remark]:
    for record in reading.records:
        for entry in record.entries:
            if not isinstance(entry, Measurement) or entry.quantity is None:
                continue
            value, unit = entry.quantity.value, entry.quantity.unit
            if code := sizes.problem(entry.analyte, value, unit):
                yield Remark(
                    level=Level.WARNING,
                    where=f"{reading.source}, entry {entry.id}",
                    message=MESSAGES[code],
                    came=f"{entry.analyte} {value:g} {unit or ''}".strip(),
                    code=code,
                )
