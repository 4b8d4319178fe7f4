"""Units as they came, and the way from a value to the unit of its analyte."""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import frozen

from crmo.errors import InvalidValueError
from crmo.knowledge import Knowledge
from crmo.record.units import is_ucum, ucum_from_text

# By the letter of UCUM this is kelvins; laboratories in the United States mean thousands.
_KELVIN_PER_VOLUME = re.compile(r"K/uL\Z")


@frozen
class Conversion:
    """How a value becomes the value of an event: `value * factor + offset`, in `unit`.

    Args:
        unit: UCUM unit of the result, or None if none is known.
        factor: by which the value is multiplied.
        offset: what is then added.
        remark: kind of remark for each value, or empty.
    """

    unit: str | None = None
    factor: float = 1.0
    offset: float = 0.0
    remark: str = ""


AS_TOLD = Conversion()


@lru_cache(maxsize=4096)
def ucum(text: str, *, is_code: bool = False) -> str | None:
    """Return the UCUM code of a unit as it came, or None if it is not understood.

    Args:
        text: the unit.
        is_code: whether the source calls it a UCUM code, so that `ft` is not read as feet.
    """
    if not text:
        return None
    if is_code and is_ucum(text) and not _KELVIN_PER_VOLUME.match(text):
        return text
    return ucum_from_text(text)


def conversion(
    knowledge: Knowledge, analyte: str | None, unit: str | None, *, was_told: bool
) -> Conversion:
    """Return how values of an analyte in a unit are to be converted.

    Args:
        knowledge: with the analyte's own unit and molar mass.
        analyte: id of the analyte, or None for what is no analyte.
        unit: UCUM code, or None.
        was_told: whether any unit came with the value.
    """
    known = knowledge.analytes.get(analyte or "")
    if unit is None:
        if was_told:
            return Conversion(remark="unit-not-understood")
        needs_one = known is not None and known.unit not in (None, "1")
        return Conversion(remark="unit-missing" if needs_one else "")
    if known is None or known.unit is None:
        return Conversion(unit=unit)
    try:
        offset = known.to_own_unit(0.0, unit)
        factor = known.to_own_unit(1.0, unit) - offset
    except InvalidValueError:
        return Conversion(unit=unit, remark="unit-not-convertible")
    return Conversion(unit=known.unit, factor=factor, offset=offset)
