"""What a measure returns, and how shares, means, medians and ratios are summed up.

None of this decides anybody's luck: it looks at children who have been made already.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import fsum, nan, sqrt

from attrs import frozen

from crmo.simulate.chance import normal_quantile

_MEDIAN = 0.5
_HALF_STEP = 0.5  # a count of 6 stands for all from 5.5 to 6.5


@frozen(kw_only=True)
class Measured:
    """One number measured in virtual children.

    Args:
        value: the number; NaN when nobody counted.
        n: children who counted.
        spread: standard deviation among those who counted. For a share of lesions and for what
            is left of a number of lesions: the standard deviation of a child's contribution, as
            a ratio estimator has it. NaN for fewer than two children, 0 where it has no meaning.
        standard_error: how far luck alone moves the value when n children are simulated.
        values: the children's values in ascending order, for medians only.
        is_count: whether the values are whole numbers, each standing for what lies within half a
            step of it; for medians only.
    """

    value: float
    n: int
    spread: float
    standard_error: float
    values: tuple[float, ...] = ()
    is_count: bool = False

    def quantile(self, share: float) -> float:
        """Return the value that a share of the children does not exceed; only for medians.

        Args:
            share: from 0 to 1.
        """
        return _quantile(self.values, share, is_count=self.is_count)


NOTHING = Measured(value=nan, n=0, spread=nan, standard_error=nan)


def share(answers: Iterable[bool]) -> Measured:
    """Return the share of children for whom the answer is yes."""
    counted = list(answers)
    n = len(counted)
    if n == 0:
        return NOTHING
    value = counted.count(True) / n
    spread = sqrt(value * (1 - value))
    return Measured(value=value, n=n, spread=spread, standard_error=spread / sqrt(n))


def mean(values: Iterable[float]) -> Measured:
    """Return the mean over children, with the standard deviation among them."""
    counted = list(values)
    n = len(counted)
    if n == 0:
        return NOTHING
    value = fsum(counted) / n
    spread = _deviation([one - value for one in counted])
    return Measured(value=value, n=n, spread=spread, standard_error=spread / sqrt(n))


def median(values: Iterable[float], *, is_count: bool = False) -> Measured:
    """Return the median over children; the values are kept for the interval.

    Args:
        values: one per child.
        is_count: the values are whole numbers. The median is then the one of grouped data: 6 stands
            for all from 5.5 to 6.5, so that it moves smoothly with the distribution.
    """
    counted = tuple(sorted(values))
    n = len(counted)
    if n == 0:
        return NOTHING
    low, middle, high = (
        _quantile(counted, _MEDIAN + side * _MEDIAN / sqrt(n), is_count=is_count)
        for side in (-1, 0, 1)
    )
    centre = fsum(counted) / n
    return Measured(
        value=middle,
        n=n,
        spread=_deviation([one - centre for one in counted]),
        standard_error=(high - low) / 2,
        values=counted,
        is_count=is_count,
    )


def ratio(pairs: Iterable[tuple[float, float]]) -> Measured:
    """Return the sum of the first numbers over that of the second, one pair per child.

    Lesions of one child resemble each other, so children are what varies: the spread is that of
    (first - ratio x second) / mean of the second.
    """
    counted = list(pairs)
    n = len(counted)
    below = fsum(second for _, second in counted)
    if n == 0 or below == 0:
        return NOTHING
    value = fsum(first for first, _ in counted) / below
    each = below / n
    spread = _deviation([(first - value * second) / each for first, second in counted])
    return Measured(value=value, n=n, spread=spread, standard_error=spread / sqrt(n))


def normal_width(confidence: float) -> float:
    """Return how many standard errors lie on either side (1.96 for 0.95)."""
    return float(normal_quantile(1 - (1 - confidence) / 2))


def _deviation(differences: Sequence[float]) -> float:
    if len(differences) < 2:
        return nan
    return sqrt(fsum(one * one for one in differences) / (len(differences) - 1))


def _quantile(ordered: Sequence[float], at_share: float, *, is_count: bool) -> float:
    """Interpolate between neighbours, or within the step of a count."""
    share_within = min(max(at_share, 0.0), 1.0)
    if is_count:
        return _grouped_quantile(ordered, share_within)
    place = share_within * (len(ordered) - 1)
    below = min(int(place), len(ordered) - 1)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _grouped_quantile(ordered: Sequence[float], at_share: float) -> float:
    place = at_share * len(ordered)
    value = ordered[min(int(place), len(ordered) - 1)]
    below, up_to = bisect_left(ordered, value), bisect_right(ordered, value)
    return value - _HALF_STEP + (place - below) / (up_to - below)
