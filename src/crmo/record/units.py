"""Convert values between UCUM units, and refuse what cannot be converted."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from crmo.errors import InvalidValueError
from crmo.record.unit_parser import Dimensions, NotUcumError, Unit, parse
from crmo.record.unit_spellings import ucum_from_text

__all__ = ["convert", "is_ucum", "ucum_from_text"]


def is_ucum(code: str) -> bool:
    """Whether this is a UCUM code that crmo knows (`mg/L`, `10*9/L`, `mm[Hg]`, `{cells}/uL`)."""
    try:
        parse(code)
    except NotUcumError:
        return False
    return True


def convert(
    value: float,
    from_unit: str,
    to_unit: str,
    molar_mass_g_per_mol: float | None = None,
) -> float:
    """Return a value in another unit.

    Args:
        value: the number; infinities stay what they are.
        from_unit: UCUM code of the value's unit.
        to_unit: UCUM code wanted.
        molar_mass_g_per_mol: molar mass of the substance; needed between mass and amount of
            substance (mg/dL to mmol/L), and only used there.

    Raises:
        InvalidValueError: a code is not UCUM, the units measure different things, or they are
            mass and amount and no molar mass was given.
    """
    if from_unit == to_unit and is_ucum(from_unit):
        return float(value)
    source, target = _unit(from_unit, "from_unit"), _unit(to_unit, "to_unit")
    if source.zero or target.zero:
        return _between_scales(value, source, target, f"{from_unit} to {to_unit}")
    times, by = _ratio(from_unit, to_unit)
    molar = _molar(source.dimensions, target.dimensions)
    if molar is None:
        raise _not_commensurable(f"{from_unit} to {to_unit}")
    converted = value * times / by
    return converted * _mass(molar, molar_mass_g_per_mol, f"{from_unit} to {to_unit}") ** molar


@lru_cache(maxsize=4096)
def _ratio(from_unit: str, to_unit: str) -> tuple[float, float]:
    """Return numerator and denominator of the factor: two roundings at most, often none."""
    ratio = parse(from_unit).factor / parse(to_unit).factor
    try:
        exact = float(ratio.numerator), float(ratio.denominator)
    except OverflowError:
        return float(ratio), 1.0
    return exact if ratio.limit_denominator(10**15) == ratio else (float(ratio), 1.0)


def _molar(source: Dimensions, target: Dimensions) -> int | None:
    """Return the power of the molar mass to multiply with: 0, 1 or -1; None if none will do."""
    if source == target:
        return 0
    powers = dict(source)
    for name, power in target:
        powers[name] = powers.get(name, 0) - power
    left = {name: power for name, power in powers.items() if power}
    if left == {"g": 1, "mol": -1}:
        return -1
    return 1 if left == {"g": -1, "mol": 1} else None


def _mass(molar: int, molar_mass_g_per_mol: float | None, came: str) -> float:
    if molar == 0:
        return 1.0
    if molar_mass_g_per_mol is None or not 0 < molar_mass_g_per_mol < math.inf:
        raise InvalidValueError(
            "mass and amount of substance cannot be converted without a molar mass.",
            field="unit",
            came=came,
            expected="the substance's molar mass in g/mol, above 0",
            todo="Name the analyte, or keep the unit of the laboratory.",
        )
    return molar_mass_g_per_mol


def _between_scales(value: float, source: Unit, target: Unit, came: str) -> float:
    if source.dimensions != target.dimensions:
        raise _not_commensurable(came)
    if not math.isfinite(value):
        return float(value)
    base = (Fraction(value) + source.zero) * source.factor
    return float(base / target.factor - target.zero)


def _unit(code: str, field: str) -> Unit:
    try:
        return parse(code)
    except NotUcumError:
        raise InvalidValueError(
            "this unit is not a UCUM code that is known here.",
            field=field,
            came=code,
            expected="a code such as mg/L, 10*9/L, mm/h or Cel",
            todo="Write the unit as the laboratory does, or correct it.",
        ) from None


def _not_commensurable(came: str) -> InvalidValueError:
    return InvalidValueError(
        "these two units measure different things.",
        field="unit",
        came=came,
        expected="a unit of the same kind of quantity",
        todo="Check whether the unit or the analyte was mistaken.",
    )
