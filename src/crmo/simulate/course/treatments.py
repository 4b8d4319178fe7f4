"""The book of treatments: each course of a drug, written down as it happens."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.record import StopReason, ToldResponse
from crmo.simulate.chance import Floats

Whole = NDArray[np.int64]
STILL = -1  # it has not ended

REASONS = (
    StopReason.UNKNOWN,
    StopReason.NO_EFFECT,
    StopReason.ADVERSE_EVENT,
    StopReason.REMISSION,
    StopReason.COMPLETED,
    StopReason.OTHER,
)
UNKNOWN, NO_EFFECT, ADVERSE_EVENT, REMISSION, COMPLETED, OTHER = range(len(REASONS))
RESPONSES = (
    ToldResponse.UNKNOWN,
    ToldResponse.COMPLETE,
    ToldResponse.PARTIAL,
    ToldResponse.NONE,
    ToldResponse.WORSE,
)
UNKNOWN_RESPONSE, COMPLETE, PARTIAL, NO_RESPONSE, WORSE = range(len(RESPONSES))


@frozen(kw_only=True, eq=False)
class TreatmentTable:
    """Courses of drugs as columns, in order of child and start; one number per course.

    Args:
        child: row of the child in the onset.
        drug: place in `drugs`.
        drugs: ids of drugs in the knowledge.
        start: ordinal day.
        stop: ordinal day, or `STILL`.
        reason: place in `REASONS`.
        line: 1 or 2; 0 for a bridge.
        response: place in `RESPONSES`: what the clinician saw.
        adverse_events: concepts, shape (courses,), as tuples.
    """

    child: Whole
    drug: Whole
    drugs: tuple[str, ...]
    start: Whole
    stop: Whole
    reason: Whole
    line: Whole
    response: Whole
    adverse_events: tuple[tuple[str, ...], ...]


class TreatmentBook:
    """Courses in the order in which they began."""

    def __init__(self) -> None:
        self._started: list[tuple[Whole, Whole, Whole, Whole, Floats, Whole]] = []
        self._stopped: list[tuple[Whole, Whole, Whole, Floats]] = []
        self._n = 0

    @property
    def n(self) -> int:
        """Number of courses."""
        return self._n

    def start(
        self, rows: Whole, drug: Whole, lines: Whole, step: int, pain: Floats, number: Whole
    ) -> Whole:
        """Write down courses that begin and return their places in the book."""
        self._started.append((rows, drug, np.full(len(rows), step), lines, pain, number))
        first = self._n
        self._n += len(rows)
        return np.arange(first, self._n)

    def stop(self, places: Whole, reasons: Whole, step: int, pain: Floats) -> None:
        """Write down that the courses at these places ended."""
        self._stopped.append((places, np.full(len(places), step), reasons, pain))

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns `row`, `drug`, `start`, `line`, `pain`, `number`, `stop`, ...

        Also `reason` and `pain_at_stop`; steps, with `STILL` for what has not ended.
        """
        names = ("row", "drug", "start", "line", "pain", "number")
        empty = np.zeros(0, dtype=np.int64)
        started = zip(*self._started, strict=True) if self._started else [(empty,)] * len(names)
        made: dict[str, NDArray[Any]] = {
            name: np.concatenate(column) for name, column in zip(names, started, strict=True)
        }
        stop, reason, pain = (
            np.full(self._n, STILL),
            np.zeros(self._n, dtype=np.int64),
            np.zeros(self._n),
        )
        for places, step, why, told in self._stopped:
            stop[places], reason[places], pain[places] = step, why, told
        return {**made, "stop": stop, "reason": reason, "pain_at_stop": pain}
