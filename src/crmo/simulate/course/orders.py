"""What is ordered at the visits of one step, carried out together at the end of the day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats
from crmo.simulate.course.drugs import Drugs

Rows = NDArray[np.int64]
Which = NDArray[np.bool_]


class Orders:
    """Drugs to be begun and stopped for the children who came in one step.

    Args:
        n: how many came. Everywhere here children are counted among those.

    Attributes:
        is_changed: whether anything was ordered, shape (n,).
    """

    def __init__(self, n: int) -> None:
        self.is_changed = np.zeros(n, dtype=np.bool_)
        self._starts: list[tuple[Rows, Rows, Rows]] = []
        self._stops: list[tuple[Rows, Rows, Rows]] = []

    def start(self, drug_class: int, which: Which, line: int) -> None:
        """Order a class for some; line 0 is a bridge."""
        self.start_at(drug_class, which.nonzero()[0], line)

    def start_at(self, drug_class: int, at: Rows, line: int) -> None:
        """Order a class for the children at these places; line 0 is a bridge."""
        if len(at):
            self._starts.append((np.full(len(at), drug_class), at, np.full(len(at), line)))
            self.is_changed[at] = True

    def start_each(self, which: Which, classes: Rows) -> None:
        """Order a second line for some, one class for each of them."""
        at = which.nonzero()[0]
        self._starts.append((classes, at, np.full(len(at), 2)))
        self.is_changed[at] = True

    def stop(self, drug_class: int, which: Which, reason: int) -> None:
        """Order the stop of a class for some."""
        at = which.nonzero()[0]
        if len(at):
            self._stops.append((np.full(len(at), drug_class), at, np.full(len(at), reason)))
            self.is_changed[at] = True

    def stop_each(self, classes: Rows, which: Which, reason: int) -> None:
        """Order the stop of each child's own class for some; `classes` has one for all n."""
        at = which.nonzero()[0]
        if len(at):
            self._stops.append((classes[at], at, np.full(len(at), reason)))
            self.is_changed[at] = True

    def carry_out(self, drugs: Drugs, rows: Rows, step: int, told: Floats) -> None:
        """Stop and then begin what was ordered.

        Args:
            drugs: what the children take.
            rows: who came.
            step: number of the step.
            told: pain that all children of the block tell of.
        """
        if self._stops:
            classes, at, reasons = (np.concatenate(c) for c in zip(*self._stops, strict=True))
            drugs.stop(classes, rows[at], reasons, step, told)
        if self._starts:
            classes, at, lines = (np.concatenate(c) for c in zip(*self._starts, strict=True))
            drugs.start(classes, rows[at], lines, step, told)
