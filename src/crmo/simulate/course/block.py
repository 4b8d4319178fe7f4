"""A block of children laid out for the step loop: those followed longest come first."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Integers, Stream, log
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.clinic_numbers import ClinicNumbers
from crmo.simulate.onset.onset import COMORBIDITIES, NEVER, Onset

DAYS_PER_YEAR = 365.25
STEP_YEARS = STEP_DAYS / DAYS_PER_YEAR
LEAVES = ("cut", "grown_up", "moved", "other_care")


@frozen(kw_only=True, eq=False)
class Block:
    """The children of an `Onset` in the order of the step loop; n children.

    The loop works on the first m rows and lets go of children who have left: what happens to a
    child is keyed by its number, so the order changes nothing for anybody.

    Args:
        onset: the beginnings, in their own order.
        order: row in `onset` of each child.
        children: numbers of the children.
        n_steps: steps that each is followed, at least 1, falling.
        diagnosis_step: step in which the right diagnosis is made; may lie after the end.
        until: ordinal day on which each story ends.
        leaves: why, index into `LEAVES`.
        n_alive: for each step how many children are still followed.
    """

    onset: Onset
    order: NDArray[np.int64]
    children: Integers
    n_steps: NDArray[np.int64]
    diagnosis_step: NDArray[np.int64]
    until: NDArray[np.int64]
    leaves: NDArray[np.int8]
    n_alive: NDArray[np.int64]

    @property
    def n(self) -> int:
        """Number of children."""
        return len(self.order)

    def from_step(self, comorbidity: str) -> NDArray[np.int64]:
        """Return the step in which one of `COMORBIDITIES` begins in each child, shape (n,)."""
        place = COMORBIDITIES.index(comorbidity)
        days: NDArray[np.int64] = self.onset.comorbidity_day[:, place] - self.onset.onset
        return days[self.order] // STEP_DAYS

    @property
    def longest(self) -> int:
        """Number of steps of the child followed longest."""
        return len(self.n_alive)


def block_of(
    onset: Onset, until_day: NDArray[np.int64], seed: int, numbers: ClinicNumbers
) -> Block:
    """Return the block, with the day on which each child leaves this care.

    A child leaves when the data are cut, on growing up, or by moving or changing to other care.

    Args:
        onset: the beginnings.
        until_day: ordinal day on which the data are cut, shape (n,); not before the onset.
        seed: seed of the simulation.
        numbers: the age of growing up, and how often children are lost.
    """
    until, leaves = _ends(onset, until_day, seed, numbers)
    n_steps = (until - onset.onset) // STEP_DAYS + 1
    order = np.argsort(-n_steps, kind="stable")
    counts = np.bincount(n_steps)
    n_alive = len(order) - np.cumsum(counts)[:-1]
    return Block(
        onset=onset,
        order=order,
        children=onset.children[order],
        n_steps=n_steps[order],
        diagnosis_step=((onset.diagnosed - onset.onset) // STEP_DAYS)[order],
        until=until[order],
        leaves=leaves[order],
        n_alive=n_alive,
    )


def _ends(
    onset: Onset, until_day: NDArray[np.int64], seed: int, numbers: ClinicNumbers
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return the last day of each child and why it is the last."""
    grown_up = onset.born + int(numbers.grown_up_years * DAYS_PER_YEAR)
    luck = Stream(seed, "course/leaving").uniform(onset.children, 2)
    waiting = -log(luck[:, 0]) * (DAYS_PER_YEAR / numbers.lost_per_year)
    lost = onset.diagnosed + np.minimum(waiting, NEVER).astype(np.int64)
    until = np.minimum(np.minimum(until_day, grown_up), lost)
    moved = np.where(luck[:, 1] < numbers.moved_share, 2, 3)
    leaves = np.where(until == lost, moved, np.where(until == grown_up, 1, 0))
    leaves = np.where(until == until_day, 0, leaves)
    return np.maximum(until, onset.onset), leaves.astype(np.int8)
