"""How numbers of children spread, as papers print it: median, quartiles, extremes."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import field, frozen

from crmo.errors import KnowledgeError
from crmo.simulate.chance import Floats


@frozen(kw_only=True)
class FiveNumbers:
    """A distribution by its five numbers; between them it is even.

    Args:
        lowest: below it there is nothing.
        lower_quartile: a quarter lies below.
        median: half lies below.
        upper_quartile: three quarters lie below.
        highest: above it there is nothing.

    Raises:
        KnowledgeError: the numbers do not rise.
    """

    lowest: float
    lower_quartile: float
    median: float
    upper_quartile: float
    highest: float
    _knots: Floats = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        numbers = (
            self.lowest,
            self.lower_quartile,
            self.median,
            self.upper_quartile,
            self.highest,
        )
        if sorted(numbers) != list(numbers):
            raise KnowledgeError(
                "Five numbers of a distribution do not rise.",
                came=numbers,
                expected="lowest, lower_quartile, median, upper_quartile, highest in this order",
            )
        object.__setattr__(self, "_knots", np.array(numbers, dtype=np.float64))

    @property
    def is_one_number(self) -> bool:
        """Whether they are all the same, so that there is nothing to draw."""
        return self.lowest == self.highest

    def at(self, luck: Any) -> Any:
        """Return the numbers below which shares of the children lie.

        Args:
            luck: shares above 0 and below 1, any shape.
        """
        scaled = luck * 4.0
        quarter = np.minimum(scaled.astype(np.int64), 3)
        left = self._knots[quarter]
        return left + (self._knots[quarter + 1] - left) * (scaled - quarter)

    def of(self, luck: float) -> float:
        """Return the number below which a share of the children lies, for one child."""
        scaled = luck * 4.0
        quarter = min(int(scaled), 3)
        knots = (
            self.lowest,
            self.lower_quartile,
            self.median,
            self.upper_quartile,
            self.highest,
        )
        left = knots[quarter]
        return left + (knots[quarter + 1] - left) * (scaled - quarter)


def always(number: float) -> FiveNumbers:
    """Return five numbers that are all the same."""
    return FiveNumbers(
        lowest=number,
        lower_quartile=number,
        median=number,
        upper_quartile=number,
        highest=number,
    )


AT_ONCE = always(0.0)
