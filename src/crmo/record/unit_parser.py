"""Read a UCUM code: what it measures, and how many base units it holds.

Numbers are exact fractions, so that 1.8 mg/dL becomes 18 mg/L and not 18.000000000000004.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from crmo.yaml12 import load

Dimensions = tuple[tuple[str, int], ...]

# An annotation, an operator, or a symbol; what stands in [ ] belongs to its symbol.
_TOKEN = re.compile(r"\{[^{}]*\}|[./()]|(?:\[[^\[\]{}]*\]|[^\[\]{}./()\s])+")
_TEN = re.compile(r"(10[*^])([+-]?\d+)?\Z", re.ASCII)
_POWER = re.compile(r"(.*?\D)([+-]?\d+)?\Z", re.ASCII | re.DOTALL)
# Longer codes and higher powers are no unit of anything that is measured in a child.
_MAX_LENGTH, _MAX_POWER, _MAX_POWER_OF_TEN = 100, 9, 30


class NotUcumError(ValueError):
    """The text is not a UCUM code that crmo knows; for this package only."""


@frozen(slots=True)
class Unit:
    """A unit as a multiple of base units.

    Args:
        factor: number of base units in one of it.
        dimensions: base units with their powers, sorted; none for plain numbers.
        zero: what to add to a value before multiplying (`Cel`), 0 for most.
    """

    factor: Fraction
    dimensions: Dimensions = ()
    zero: Fraction = Fraction(0)

    def times(self, other: Unit, power: int = 1) -> Unit:
        """Return the product with a power of another unit.

        Raises:
            NotUcumError: one of them is a scale with its own zero.
        """
        if self.zero or other.zero:
            raise NotUcumError
        powers = Counter(dict(self.dimensions))
        powers.update({name: each * power for name, each in other.dimensions})
        kept = tuple(sorted((name, each) for name, each in powers.items() if each))
        return Unit(self.factor * other.factor**power, kept)


_ONE = Unit(Fraction(1))


@lru_cache(maxsize=4096)
def parse(code: str) -> Unit:
    """Return the unit that a UCUM code stands for.

    Raises:
        NotUcumError: it stands for none that crmo knows.
    """
    if not code or len(code) > _MAX_LENGTH or not code.isascii():
        raise NotUcumError
    tokens = _TOKEN.findall(code)
    if "".join(tokens) != code:
        raise NotUcumError
    rest = iter([*tokens, ""])
    unit, end = _term(rest)
    if end:
        raise NotUcumError
    return unit


def _term(rest: Iterator[str]) -> tuple[Unit, str]:
    """Read components joined by `.` and `/`; return the product and the part after it."""
    unit, part, sign = _ONE, next(rest), 1
    if part == "/":
        part, sign = next(rest), -1
    while True:
        component, part = _component(part, rest)
        # A scale such as Cel stands alone: nothing to multiply it with.
        is_first = unit is _ONE and sign == 1
        unit = component if is_first else unit.times(component, sign)
        if part not in {".", "/"}:
            return unit, part
        sign = 1 if part == "." else -1
        part = next(rest)


def _component(part: str, rest: Iterator[str]) -> tuple[Unit, str]:
    if part.startswith("{"):
        return _ONE, next(rest)
    if part == "(":
        unit, part = _term(rest)
        if part != ")":
            raise NotUcumError
    elif part in {"", ".", "/", ")"}:
        raise NotUcumError
    else:
        unit = _symbol(part)
    part = next(rest)
    return unit, next(rest) if part.startswith("{") else part


def _symbol(part: str) -> Unit:
    """Read `mg`, `m2`, `10*9` or a plain number."""
    if ten := _TEN.match(part):
        return Unit(Fraction(10) ** _within(ten[2], _MAX_POWER_OF_TEN))
    if part.isdigit() and int(part):
        return Unit(Fraction(int(part)))
    match = _POWER.match(part)
    if match is None:
        raise NotUcumError
    name, power = match.groups()
    unit = _atom(name) or _with_prefix(name)
    return unit if power is None else _ONE.times(unit, _within(power, _MAX_POWER))


def _within(power: str | None, limit: int) -> int:
    found = 1 if power is None else int(power)
    if not 0 < abs(found) <= limit:
        raise NotUcumError
    return found


def _with_prefix(name: str) -> Unit:
    for length in (2, 1):
        factor, atom = _prefixes().get(name[:length]), name[length:]
        unit = _atom(atom) if factor is not None and atom in _metric() else None
        if factor is not None and unit is not None:
            return Unit(factor).times(unit)
    raise NotUcumError


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = load(files("crmo.record") / "ucum.yaml")
    return table


@cache
def _prefixes() -> Mapping[str, Fraction]:
    return {name: _exact(factor) for name, factor in _table()["prefixes"].items()}


@cache
def _metric() -> frozenset[str]:
    return frozenset({*_table()["dimensions"]["metric"], *_table()["derived"]["metric"]})


@cache
def _atom(code: str) -> Unit | None:
    """Return the unit of a code without prefix or power; None if there is none."""
    table = _table()
    if code in table["scales"]:
        zero, factor, base = table["scales"][code]
        return Unit(_exact(factor), parse(base).dimensions, _exact(zero))
    for kind in ("metric", "plain"):
        if code in table["dimensions"][kind]:
            return Unit(Fraction(1), ((code, 1),))
        if code in table["derived"][kind]:
            number, unit = table["derived"][kind][code]
            return Unit(_exact(number)).times(parse(unit))
    return None


def _exact(number: float | str) -> Fraction:
    """Return the fraction that was written; a float's shortest text is what was written."""
    return Fraction(str(number))
