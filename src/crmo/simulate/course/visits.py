"""Visits: planned ones, those that were missed, and those that a flare made necessary."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream
from crmo.simulate.course.block import Block
from crmo.simulate.course.clinic_numbers import ClinicNumbers, steps_of
from crmo.simulate.course.draws import bits_at, happens

Whole = NDArray[np.int64]
COMES = 0  # which part of the bits decides who comes


@frozen(kw_only=True, eq=False)
class VisitTable:
    """Contacts after the diagnosis as columns, in order of child and day.

    Args:
        child: row of the child in the onset.
        day: ordinal day.
        is_attended: whether the child came.
        is_planned: False when pain brought the child in.
    """

    child: Whole
    day: Whole
    is_attended: NDArray[np.bool_]
    is_planned: NDArray[np.bool_]


class Visits:
    """Who comes when; n children."""

    def __init__(self, block: Block, numbers: ClinicNumbers, seed: int) -> None:
        self._block, self._numbers = block, numbers
        self._keys = Stream(seed, "course/visits").keys(block.children)
        self._grid = _next_planned(numbers, block.longest)
        self._next = block.diagnosis_step.copy()
        self._recheck = steps_of(numbers.recheck_months)
        # Nobody calls the clinic before the diagnosis: no pain is so much worse than this.
        self._last_told = np.full(block.n, np.inf)
        self._book: list[tuple[Whole, int, bool, bool]] = []

    def who_comes(self, step: int, m: int, told: Floats) -> tuple[Whole, int, Whole]:
        """Return the rows of those who come, how many come as planned, and their luck left over.

        Those who come as planned stand first; pain brings the others. One part of the bits
        decided who comes; the others are free.
        """
        numbers = self._numbers
        is_due = self._next[:m] == step
        worse = told[:m] >= self._last_told[:m] + numbers.call_rise
        worse &= told[:m] >= numbers.call_pain
        worse &= ~is_due
        due, calling = is_due.nonzero()[0], worse.nonzero()[0]
        n_due = len(due)
        rows = np.concatenate((due, calling)) if len(calling) else due
        bits = bits_at(self._keys[rows], step)
        comes = happens(bits, COMES, numbers.call_share)
        is_new = self._block.diagnosis_step[due] == step
        comes[:n_due] = ~happens(bits[:n_due], COMES, numbers.missed_share) | is_new
        missed = due[~comes[:n_due]]
        self._next[missed] = step + 1
        n_planned = n_due - len(missed)
        rows, bits = rows[comes], bits[comes]
        for who, is_attended, is_planned in (
            (rows[:n_planned], True, True),
            (missed, False, True),
            (rows[n_planned:], True, False),
        ):
            if len(who):
                self._book.append((who, step, is_attended, is_planned))
        return rows, n_planned, bits

    def plan(self, step: int, rows: Whole, is_soon: NDArray[np.bool_], told: Floats) -> None:
        """Make the next appointment of those who were seen.

        Args:
            step: number of the step.
            rows: those who were seen.
            is_soon: whether the clinic wants them back soon, one for each of them.
            told: pain told, shape (n,).
        """
        self._last_told[rows] = told[rows]
        first = self._block.diagnosis_step[rows]
        following = first + self._grid[step - first]
        self._next[rows] = np.where(is_soon, np.minimum(following, step + self._recheck), following)

    def recall(self, rows: Whole, step: int) -> None:
        """See children in a step, because a course of a drug is over."""
        self._next[rows] = np.minimum(self._next[rows], step)

    def columns(self) -> tuple[Whole, Whole, NDArray[np.bool_], NDArray[np.bool_]]:
        """Return rows, steps, attended and planned, in the order of the steps."""
        if not self._book:
            none = np.zeros(0, dtype=np.int64)
            return none, none, none.astype(np.bool_), none.astype(np.bool_)
        rows = np.concatenate([entry[0] for entry in self._book])
        sizes = np.array([len(entry[0]) for entry in self._book])
        rest = np.array([entry[1:] for entry in self._book], dtype=np.int64)
        steps, attended, planned = np.repeat(rest, sizes, axis=0).T
        return rows, steps, attended.astype(np.bool_), planned.astype(np.bool_)


def _next_planned(numbers: ClinicNumbers, n_steps: int) -> Whole:
    """Return for each step since the diagnosis the next one in which a visit is planned."""
    planned = [steps_of(month) for month in numbers.visit_months]
    later = steps_of(numbers.later_visit_months)
    planned.extend(range(planned[-1] + later, n_steps + 2 * later, later))
    return np.array(planned)[np.searchsorted(planned, np.arange(n_steps + 1), side="right")]
