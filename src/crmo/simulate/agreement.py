"""Whether a simulated number lies in the 95 % interval of the published one.

How an interval is computed, stated here once and named in each row:

- share of children: Wilson's interval of the printed count;
- share of lesions, and what is left of a number of lesions: Student's t with the number of
  children, and the spread between simulated children, since none was printed;
- mean: Student's t with the printed standard deviation, or else the simulated spread;
- median: with printed quartiles, the standard error of a median of normal values, 1.253 times
  that of a mean, with the distance of the quartiles over 1.349 for the standard deviation; else
  the order statistics of the simulated children between which the median of so many lies: the
  published median may be as far from the true one as these are from the simulated one. The
  simulated median of a count is that of grouped data, and the printed one stands for all numbers
  that are rounded to it;
- survival: complementary log-log limits from the number of children, as if nobody had been lost
  to follow-up, which makes the interval too narrow rather than too wide;
- odds ratio: on the log scale, printed limits, or else the standard error that the printed p
  value gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp, isfinite, isnan, log, sqrt

from attrs import frozen

from crmo.knowledge.published_quantities import PublishedQuantity, QuantityKind
from crmo.simulate.child import VirtualChild
from crmo.simulate.measures import Measured, measures
from crmo.simulate.measures.measured import normal_width

CONFIDENCE = 0.95
_QUARTILES_OF_NORMAL = 1.349  # distance of the quartiles of a normal curve, in standard deviations
_MEDIAN_OVER_MEAN = 1.2533  # standard error of a median over that of a mean, normal values
_HALF_STEP = 0.5
_CERTAIN = 1e-9  # a share of 0 or 1 has no log-log limits


@frozen(kw_only=True)
class Interval:
    """A 95 % interval.

    Args:
        low: lower limit.
        high: upper limit.
        how: how it was computed, for the reader.
    """

    low: float
    high: float
    how: str


@frozen(kw_only=True)
class Row:
    """A published number beside the simulated one.

    Args:
        quantity: what was published.
        interval: its 95 % interval.
        simulated: the same in virtual children.
    """

    quantity: PublishedQuantity
    interval: Interval
    simulated: Measured

    @property
    def lies_inside(self) -> bool:
        """Whether the simulated number lies in the interval of the published one."""
        return self.interval.low <= self.simulated.value <= self.interval.high


def agreement(quantity: PublishedQuantity, simulated: Measured) -> Row:
    """Set a published quantity beside what was measured in virtual children.

    Args:
        quantity: what was published.
        simulated: what its measure gave.

    Raises:
        ValueError: nothing was printed that an interval can be computed from.
    """
    interval = _INTERVALS[quantity.kind](quantity, simulated)
    return Row(quantity=quantity, interval=interval, simulated=simulated)


def compare(quantities: Iterable[PublishedQuantity], children: Sequence[VirtualChild]) -> list[Row]:
    """Measure a cohort and set every published quantity beside it.

    Args:
        quantities: what was published.
        children: virtual children of all kinds that the quantities speak of.
    """
    wanted = list(quantities)
    found = {name: measures()[name](children) for name in {q.measured for q in wanted}}
    return [agreement(quantity, found[quantity.measured]) for quantity in wanted]


def wilson(count: float, n: int) -> tuple[float, float]:
    """Return Wilson's limits of a share.

    Args:
        count: how many.
        n: of how many.
    """
    z = normal_width(CONFIDENCE)
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if count == 0 else max(middle - half, 0.0)  # rounding must not move the ends
    return low, 1.0 if count == n else min(middle + half, 1.0)


def student_width(degrees: int) -> float:
    """Return how many standard errors lie on either side by Student's t.

    Hill's expansion about the normal curve: right to 0.002 from 6 degrees of freedom on.

    Args:
        degrees: degrees of freedom, at least 3.
    """
    z, n = normal_width(CONFIDENCE), degrees
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )


def _of_share(quantity: PublishedQuantity, simulated: Measured) -> Interval:
    if quantity.n_children is None:
        count = quantity.value * quantity.n if quantity.numerator is None else quantity.numerator
        low, high = wilson(count, quantity.n)
        return Interval(low=low, high=high, how="Wilson")
    low, high = _student(quantity, simulated.spread)
    return Interval(low=max(low, 0.0), high=min(high, 1.0), how="t over children, simulated spread")


def _of_mean(quantity: PublishedQuantity, simulated: Measured) -> Interval:
    if quantity.sd is not None:
        low, high = _student(quantity, quantity.sd)
        return Interval(low=low, high=high, how="t, printed SD")
    low, high = _student(quantity, simulated.spread)
    return Interval(low=low, high=high, how="t, simulated spread")


def _student(quantity: PublishedQuantity, spread: float) -> tuple[float, float]:
    n = quantity.independent_n
    half = student_width(n - 1) * spread / sqrt(n)
    return max(quantity.value - half, 0.0), quantity.value + half  # nothing measured is negative


def _of_median(quantity: PublishedQuantity, simulated: Measured) -> Interval:
    z = normal_width(CONFIDENCE)
    if quantity.lower_quartile is not None and quantity.upper_quartile is not None:
        deviation = (quantity.upper_quartile - quantity.lower_quartile) / _QUARTILES_OF_NORMAL
        half = z * _MEDIAN_OVER_MEAN * deviation / sqrt(quantity.n)
        return Interval(
            low=quantity.value - half, high=quantity.value + half, how="from printed quartiles"
        )
    reach = z / (2 * sqrt(quantity.n))
    low, high = (simulated.quantile(0.5 + side * reach) for side in (-1, 1))
    rounding = _HALF_STEP if simulated.is_count else 0.0
    return Interval(
        low=quantity.value - rounding - (high - simulated.value),
        high=quantity.value + rounding + (simulated.value - low),
        how="simulated distribution",
    )


def _of_survival(quantity: PublishedQuantity, _: Measured) -> Interval:
    free = min(max(quantity.value, _CERTAIN), 1 - _CERTAIN)
    error = sqrt((1 - free) / (quantity.n * free)) / abs(log(free))
    reach = normal_width(CONFIDENCE) * error
    low, high = (free ** exp(side * reach) for side in (1, -1))
    return Interval(low=low, high=high, how="log-log, nobody lost")


def _of_odds_ratio(quantity: PublishedQuantity, _: Measured) -> Interval:
    if quantity.lower is not None and quantity.upper is not None:
        return Interval(low=quantity.lower, high=quantity.upper, how="printed")
    if quantity.p_value is None:
        raise ValueError(f"{quantity.id}: neither limits nor a p value were printed")
    error = abs(log(quantity.value)) / normal_width(1 - quantity.p_value)
    reach = exp(normal_width(CONFIDENCE) * error)
    return Interval(
        low=quantity.value / reach, high=quantity.value * reach, how="from the printed p value"
    )


_INTERVALS: Mapping[QuantityKind, Callable[[PublishedQuantity, Measured], Interval]] = {
    QuantityKind.SHARE: _of_share,
    QuantityKind.MEAN: _of_mean,
    QuantityKind.MEDIAN: _of_median,
    QuantityKind.SURVIVAL: _of_survival,
    QuantityKind.ODDS_RATIO: _of_odds_ratio,
}


def is_within_luck(value: float, error: float, other: float, times: float) -> bool:
    """Tell whether two simulated numbers differ by no more than luck explains.

    Args:
        value: one number.
        error: standard error of their difference.
        other: the other number.
        times: how many standard errors are allowed.
    """
    if isnan(value) or isnan(other):
        return isnan(value) and isnan(other)
    return isfinite(error) and abs(value - other) <= times * error
