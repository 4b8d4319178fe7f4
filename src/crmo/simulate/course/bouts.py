"""The book of bouts: each period of activity of each lesion, written down as it happens."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats

Whole = NDArray[np.int64]
STILL = -1  # it has not ended


@frozen(kw_only=True, eq=False)
class BoutTable:
    """Bouts as columns, in order of child, first day and slot; one number per bout.

    Args:
        child: row of the child in the onset.
        slot: slot of the child.
        unit: index into `BONE_UNITS`.
        number: 0 for the first bout in the slot.
        first_day: ordinal day.
        last_day: ordinal day, or `STILL` when active at the end.
        is_felt: whether it hurts or swells.
        size_mm: largest diameter at its height.
        feature_day: feature -> ordinal day from which it is there, `STILL` if it never is.
    """

    child: Whole
    slot: Whole
    unit: Whole
    number: Whole
    first_day: Whole
    last_day: Whole
    is_felt: NDArray[np.bool_]
    size_mm: Floats
    feature_day: dict[str, Whole]


class BoutBook:
    """Bouts in the order in which they began."""

    def __init__(self) -> None:
        self._begun: list[tuple[Whole, Whole, Whole, NDArray[np.bool_], Whole]] = []
        self._ended: list[tuple[Whole, Whole]] = []
        self._n = 0

    def begin(
        self, rows: Whole, slots: Whole, step: int, felt: NDArray[np.bool_], number: Whole
    ) -> Whole:
        """Write down bouts that begin and return their places in the book."""
        self._begun.append((rows, slots, np.full(len(rows), step), felt, number))
        first = self._n
        self._n += len(rows)
        return np.arange(first, self._n)

    def end(self, places: Whole, step: int) -> None:
        """Write down that the bouts at these places ended."""
        self._ended.append((places, np.full(len(places), step)))

    def columns(self) -> tuple[Whole, Whole, Whole, NDArray[np.bool_], Whole, Whole]:
        """Return rows, slots, first steps, felt or not, numbers, and the steps of the end."""
        columns = zip(*self._begun, strict=True)
        rows, slots, steps, felt, number = (np.concatenate(column) for column in columns)
        ended = np.full(self._n, STILL)
        for places, step in self._ended:
            ended[places] = step
        return rows, slots, steps, felt, number, ended
