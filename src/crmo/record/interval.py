"""A number known only within limits, compared in three values."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import ge, gt, le, lt

from attrs import frozen

from crmo.errors import InvalidValueError

_OPERATORS: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


@frozen
class Interval:
    """All the values a number may have.

    Args:
        low: lower limit, `-inf` if there is none.
        high: upper limit, `inf` if there is none; not below `low`.
        low_open: True when `low` itself is not possible.
        high_open: True when `high` itself is not possible (`< 0.6`).

    Raises:
        InvalidValueError: a limit is NaN, or they are not in order.
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.low <= self.high:  # also when one of them is not a number
            raise InvalidValueError(
                "an interval's limits are not in order.",
                came=(self.low, self.high),
                expected="the lower limit first, both numbers",
                todo="Exchange them, or leave the value out.",
            )

    @classmethod
    def exactly(cls, value: float) -> Interval:
        """Return the interval of one value."""
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        """Whether only one value is possible."""
        return self.low == self.high

    def compare(self, operator: str, limit: float) -> bool | None:
        """Answer `value <operator> limit` for every possible value.

        Args:
            operator: one of `<`, `<=`, `>`, `>=`.
            limit: the cut-off, in the same unit.

        Returns:
            True if it holds for all possible values, False if for none, else None.
        """
        holds = _OPERATORS[operator]
        if self.low == self.high:
            return holds(self.low, limit)
        # All four operators are monotone, so the two ends decide.
        at_low, at_high = holds(self._lowest, limit), holds(self._highest, limit)
        return at_low if at_low is at_high else None

    @property
    def _lowest(self) -> float:
        return math.nextafter(self.low, math.inf) if self.low_open else self.low

    @property
    def _highest(self) -> float:
        return math.nextafter(self.high, -math.inf) if self.high_open else self.high

    def shifted(self, low: float, high: float) -> Interval:
        """Return the sum of this interval and `[low, high]`."""
        return Interval(self.low + low, self.high + high, self.low_open, self.high_open)

    def contains(self, value: float) -> bool:
        """Whether the value is possible."""
        return self._lowest <= value <= self._highest
