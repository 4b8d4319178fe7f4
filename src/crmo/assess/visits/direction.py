"""Which way a value went, as far as its limits tell."""

from __future__ import annotations

from enum import StrEnum

from crmo.record import Interval


class Direction(StrEnum):
    """Which way a value went from one day to another.

    `cannot_tell`: one of the two is not known, or their limits overlap (`<5` and then 3).
    """

    ROSE = "rose"
    FELL = "fell"
    UNCHANGED = "unchanged"
    CANNOT_TELL = "cannot_tell"


def direction_of(earlier: Interval | None, later: Interval | None) -> Direction:
    """Return which way a value went; no size of change is called too small to count."""
    if earlier is None or later is None:
        return Direction.CANNOT_TELL
    if earlier.is_exact and later.is_exact and earlier.low == later.low:
        return Direction.UNCHANGED
    if _is_below(earlier, later):
        return Direction.ROSE
    return Direction.FELL if _is_below(later, earlier) else Direction.CANNOT_TELL


def difference_of(earlier: Interval | None, later: Interval | None) -> float | None:
    """Return later minus earlier where both are exact, else None."""
    if earlier is None or later is None or not (earlier.is_exact and later.is_exact):
        return None
    # Nine decimals: 0.3 - 0.1 is 0.2 to a reader.
    return round(later.low - earlier.low, 9)


def _is_below(a: Interval, b: Interval) -> bool:
    """Whether every possible value of one lies below every possible value of the other."""
    return a.high < b.low or (a.high == b.low and (a.high_open or b.low_open))
