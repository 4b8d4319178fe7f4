"""Small counts are not shown, and neither is what would give them away.

A count from 1 to below the threshold could point at a child. Leaving it out is not enough where a
total is shown beside: the difference tells it. So further counts are left out until nobody who
knows every sum of the report could say of a small count that it is small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from crmo.errors import InvalidValueError
from crmo.find.privacy.linear_bounds import is_at_least_possible

LEAST_THRESHOLD = 5


@frozen
class Sum:
    """A total and the parts that add up to it; all are names of counts.

    Args:
        total: the whole.
        parts: its parts.
    """

    total: str
    parts: tuple[str, ...]


def hidden_counts(
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    *,
    unpublished: Iterable[str] = (),
    threshold: int = LEAST_THRESHOLD,
) -> frozenset[str]:
    """Return the names of the counts that must not be shown.

    A zero may be shown. A small count is safe if, from all that is shown and the sums, it could
    as well be the threshold or more; this is decided by linear programming over counts of 0 or
    more (`linear_bounds`), so any combination of sums is covered.

    Args:
        counts: all counts, those that are never shown included.
        sums: how they add up, as anybody can see from their headings.
        unpublished: counts that are never shown, and must not follow from those that are.
        threshold: the smallest count that may be shown.

    Raises:
        InvalidValueError: the threshold is below 5.
    """
    if threshold < LEAST_THRESHOLD:
        raise InvalidValueError(
            "small counts may not be shown.",
            where="threshold of what is shared",
            came=threshold,
            expected=f"{LEAST_THRESHOLD} or more",
            todo="Leave it out.",
        )
    small = {name for name, n in counts.items() if 0 < n < threshold}
    hidden = {*unpublished} | small
    told = sorted(small)
    while told:
        rows = _rows(counts, sums, hidden)
        # What is safe stays safe: hiding more can only tell less.
        if is_at_least_possible(told[-1], threshold, rows, counts):
            told.pop()
        else:
            hidden.add(_next(told[-1], counts, sums, hidden))
    return frozenset(hidden)


def _rows(
    counts: Mapping[str, int], sums: Sequence[Sum], hidden: set[str]
) -> list[tuple[dict[str, int], int]]:
    """Return each sum as an equation over what is hidden."""
    rows = []
    for each in sums:
        row: dict[str, int] = {}
        known = 0
        for name, sign in ((each.total, -1), *((part, 1) for part in each.parts)):
            if name in hidden:
                row[name] = row.get(name, 0) + sign
            else:
                known -= sign * counts[name]
        row = {name: factor for name, factor in row.items() if factor}
        if row:
            rows.append((row, known))
    return rows


def _next(name: str, counts: Mapping[str, int], sums: Sequence[Sum], hidden: set[str]) -> str:
    """Return the count to hide next: the smallest one that shares a sum with what is told.

    If there is none left beside it, the smallest of the sums that are linked with these; in the
    end everything linked is hidden, and then nothing bounds the count.
    """
    reached = {name}
    while True:
        near = [each for each in sums if reached & {each.total, *each.parts}]
        around = {n for each in near for n in (each.total, *each.parts)}
        shown = [n for n in around if n not in hidden]
        if shown:
            return min(shown, key=lambda n: (counts[n] == 0, counts[n], n))
        if around <= reached:
            raise AssertionError("a count without any shown one beside it is bounded by nothing")
        reached |= around
