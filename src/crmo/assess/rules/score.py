"""Scores: points per item or domain, added up as an interval and held against a threshold."""

from __future__ import annotations

import math
from collections.abc import Iterator

from attrs import frozen

from crmo.assess.rules.expression import Expression, Truth, Truths
from crmo.record import Interval


@frozen(kw_only=True)
class Item:
    """One category of points.

    Args:
        points: what it gives when true; None when the points are not known to us.
        when: its condition.
    """

    points: float | None
    when: Expression


@frozen(kw_only=True)
class Domain:
    """A part of a score of which the best category counts.

    Args:
        id: the domain's id within the rule.
        categories: its categories; empty when neither they nor their points are known to us.
        maximum: the most points it can give, where known.
    """

    id: str
    categories: tuple[Item, ...]
    maximum: float | None = None

    @property
    def has_unknown_points(self) -> bool:
        """Whether some of its points are not known to us."""
        return not self.categories or any(item.points is None for item in self.categories)

    def points(self, truths: Truths) -> Interval:
        """Return the least and the most points that fit what is known.

        A domain none of whose categories applies gives 0. Without known points nothing
        limits it but its maximum: a category might even subtract.
        """
        return Interval(*self.limits(truths))

    def limits(self, truths: Truths) -> tuple[float, float]:
        """Return `points` as two numbers; -inf and inf where nothing limits them."""
        sure: list[float] = []
        maybe: list[float] = []
        for item in self.categories:
            value = item.when.truth(truths)
            if value is False:
                continue
            if item.points is None:
                return self._unlimited()
            (sure if value else maybe).append(item.points)
        if sure:
            return max(sure), max(sure + maybe)
        if not self.categories:
            return self._unlimited()
        return min(0.0, *maybe, 0.0), max(0.0, *maybe, 0.0)

    def _unlimited(self) -> tuple[float, float]:
        return -math.inf, math.inf if self.maximum is None else self.maximum

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the unknown leaves of the categories that can still change the points."""
        low, high = self.limits(truths)
        if low != high:
            for item in self.categories:
                if item.when.truth(truths) is None:
                    yield from item.when.open_leaves(truths)


@frozen(kw_only=True)
class Score:
    """The sum of domains, true when it passes the threshold.

    Args:
        domains: what is added up.
        operator: `>`, `>=`, `<` or `<=`.
        threshold: the cut-off on the sum; None when it is not known to us.
    """

    domains: tuple[Domain, ...]
    operator: str
    threshold: float | None

    def value(self, truths: Truths) -> Interval:
        """Return the least and the most points that fit what is known."""
        low = high = 0.0
        for domain in self.domains:
            least, most = domain.limits(truths)
            low, high = low + least, high + most
        return Interval(low, high)

    def truth(self, truths: Truths) -> Truth:
        """Return whether the threshold is passed, cannot be, or may be."""
        if self.threshold is None:
            return None
        return self.value(truths).compare(self.operator, self.threshold)

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield what every category rests on."""
        for domain in self.domains:
            for item in domain.categories:
                yield from item.when.support(truths)

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield every unknown leaf that can still change the sum, decided or not.

        A sum interests for itself, beyond the verdict.
        """
        for domain in self.domains:
            yield from domain.open_leaves(truths)


def limited(value: Interval | None) -> Interval | None:
    """Return a sum, or None when nothing limits it: points not known to us."""
    is_any = value is not None and math.isinf(value.low) and math.isinf(value.high)
    return None if is_any else value
