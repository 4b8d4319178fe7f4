"""A measured value as written, with what it may be."""

from __future__ import annotations

import math
import re
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import optional

from crmo.errors import InvalidValueError
from crmo.record.checked import a_number, a_word_of
from crmo.record.interval import Interval


class Comparator(StrEnum):
    """How a laboratory qualified a value it could not measure exactly."""

    LESS = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    GREATER = ">"


_WRITTEN = re.compile(
    r"\s*(<=|>=|<|>|≤|≥)?\s*([-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*\Z", re.ASCII
)
_SIGNS = {"≤": "<=", "≥": ">="}
# "1,234" is 1.234 in one country and 1234 in another.
_AMBIGUOUS = re.compile(r"[^\d]*[1-9]\d{0,2},\d{3}\s*\Z", re.ASCII)


def _to_unit(unit: str | None) -> str | None:
    return (unit or "").strip() or None


@frozen(kw_only=True)
class Quantity:
    """A number with its UCUM unit and comparator.

    Args:
        value: a finite number.
        unit: UCUM code (`mg/L`), or None when the source gave none; then nothing is computed
            with the value, nor is it with a unit that is no UCUM code and kept as written.
            `1` is the unit of a plain number.
        comparator: `<`, `<=`, `>=`, `>` as reported, or None for an exact value.

    Raises:
        InvalidValueError: the value is not a finite number.
    """

    value: float = field(validator=a_number)
    unit: str | None = field(default=None, converter=_to_unit)
    comparator: Comparator | None = field(default=None, validator=optional(a_word_of(Comparator)))

    @classmethod
    def parse(cls, text: str, unit: str | None = None) -> Quantity:
        """Read `12.5`, `12,5` or `<0.6`.

        Raises:
            InvalidValueError: the text is not a number with an optional comparator, or its
                comma may part thousands (`1,234`).
        """
        match = _WRITTEN.match(text)
        if _AMBIGUOUS.match(text):
            raise InvalidValueError(
                "the comma may stand for a decimal point or part the thousands.",
                came=text,
                expected="a number without thousands separators",
                todo="Write 1.234 or 1234.",
            )
        if not match:
            raise InvalidValueError(
                "this is not a measured value.",
                came=text,
                expected="a number, with <, <=, > or >= before it if need be",
                todo="Keep words in the text field.",
            )
        sign, number = match.groups()
        comparator = Comparator(_SIGNS.get(sign, sign)) if sign else None
        return cls(value=float(number.replace(",", ".")), unit=unit, comparator=comparator)

    @property
    def possible(self) -> Interval:
        """The values this can stand for, in its own unit.

        Below a positive limit lie amounts, which do not go below zero.
        """
        if self.comparator is None:
            return Interval.exactly(self.value)
        if self.comparator in (Comparator.LESS, Comparator.AT_MOST):
            low = 0.0 if self.value > 0 else -math.inf
            return Interval(low, self.value, high_open=self.comparator is Comparator.LESS)
        return Interval(self.value, math.inf, low_open=self.comparator is Comparator.GREATER)
