"""Numbers as they are printed or spoken, and values in the unit a country's laboratory prints."""

from __future__ import annotations

import math
from functools import lru_cache

from crmo.errors import InvalidValueError
from crmo.knowledge import Analyte
from crmo.record.units import convert

_LOWEST, _HIGHEST = 1e-4, 1e7  # beyond, nobody would print the number
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def printed(value: float) -> str | None:
    """Return a number as a laboratory prints it, four figures at most; None if it would not.

    A whole number keeps all its figures.
    """
    if value == 0:
        return "0"
    size = abs(value)
    if not _LOWEST <= size < _HIGHEST:
        return None
    if value == int(value):
        return str(int(value))
    places = max(0, 3 - math.floor(_log10(size)))
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spoken(number: str) -> str:
    """Return a printed number in words, as it is dictated: 1.6 becomes `one point six`."""
    whole, point, decimals = number.lstrip("-").partition(".")
    if len(whole) > 3:
        return number
    words = _whole(int(whole))
    if point:
        words += " point " + " ".join(_UNITS[int(digit)] for digit in decimals)
    return f"minus {words}" if number.startswith("-") else words


def _whole(n: int) -> str:
    if n < 20:
        return _UNITS[n]
    if n < 100:
        tens, rest = divmod(n, 10)
        return f"{_TENS[tens]} {_UNITS[rest]}" if rest else _TENS[tens]
    hundreds, rest = divmod(n, 100)
    return f"{_UNITS[hundreds]} hundred" + (f" and {_whole(rest)}" if rest else "")


def _log10(size: float) -> int:
    """Return the power of ten below a size; by comparison, so that no machine rounds it apart."""
    power = -4
    while power < 7 and size >= 10.0 ** (power + 1):
        power += 1
    return power


@lru_cache(maxsize=65536, typed=True)
def converted(
    value: float, from_unit: str, to_unit: str, molar_mass_g_per_mol: float | None
) -> str | None:
    """Return a value printed in another unit, with the fewest figures that lead back to it.

    Converted back and rounded as the value itself was printed, it gives the same number.

    Returns:
        The number, or None when the units do not convert or nobody would print it.
    """
    own = printed(value)
    if own is None:
        return None
    try:
        exact = convert(value, from_unit, to_unit, molar_mass_g_per_mol)
    except InvalidValueError:
        return None
    decimals = len(own.partition(".")[2])
    for places in range(7):
        number = f"{exact:.{places}f}"
        back = convert(float(number), to_unit, from_unit, molar_mass_g_per_mol)
        if f"{back:.{decimals}f}" == f"{float(own):.{decimals}f}":
            return number
    return None


def printable_unit(analyte: Analyte | None, unit: str, wanted: str | None) -> str:
    """Return the unit to print: the wanted one when the analyte's values convert to it."""
    if analyte is None or wanted is None or wanted == unit:
        return unit
    molar_mass = analyte.molar_mass_g_per_mol
    return wanted if converted(1.0, unit, wanted, molar_mass) is not None else unit
