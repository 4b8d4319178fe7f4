"""What a benchmark returns: figures, or the reason why there are none."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from attrs import frozen


@frozen(kw_only=True)
class Figure:
    """One measured number.

    Args:
        name: what was measured, in words.
        value: the number with its unit, as it is to be shown.
        goal: what it should be, in words; empty if there is none.
        is_met: whether it is; None without a goal.
        how: on what and how often it was measured.
    """

    name: str
    value: str
    goal: str = ""
    is_met: bool | None = None
    how: str = ""


class NotMeasuredError(Exception):
    """Raised by a benchmark that lacks what it needs; the text says what that is."""


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes, by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_seconds(work: Callable[[], object], *, times: int) -> float:
    """Return the median of several calls."""
    return statistics.median(seconds(work) for _ in range(times))


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return how long this process computes for one call, whatever else the machine does."""
    start = time.process_time()
    work()
    return time.process_time() - start


def median_cpu_seconds(work: Callable[[], object], *, times: int) -> float:
    """Return the median of several calls."""
    return statistics.median(cpu_seconds(work) for _ in range(times))
