"""What became of a block of children, as arrays and flat tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import DAYS_PER_YEAR
from crmo.simulate.course.bouts import BoutTable
from crmo.simulate.course.complaints import ComplaintTable
from crmo.simulate.course.damage import Damage
from crmo.simulate.course.scans import ScanTable
from crmo.simulate.course.treatments import TreatmentTable
from crmo.simulate.course.visits import VisitTable


@frozen(kw_only=True, eq=False)
class Course:
    """What became of n children; rows are those of the onset.

    Args:
        seed: seed of the simulation.
        until: ordinal day on which each story ends, shape (n,).
        leaves: why, index into `block.LEAVES`, shape (n,).
        n_steps: steps of four weeks that each child was followed, shape (n,).
        states: name -> value at each step, float64, shape (n, steps); meaningless
            from the step on in which a child has left.
            The names are those of `crmo.simulate.child.States`.
        is_tired: fatigue while the disease is active, shape (n,).
        fever_days: for how many days a child with fever had it, shape (n,).
        complaints: what is told beside pain of bones, fever and fatigue.
        bouts: periods of activity of lesions.
        treatments: courses of drugs from the diagnosis on.
        visits: contacts from the diagnosis on.
        scans: MRI from the diagnosis on.
        damage: what stays.
    """

    seed: int
    until: NDArray[np.int64]
    leaves: NDArray[np.int8]
    n_steps: NDArray[np.int64]
    states: Mapping[str, Floats]
    is_tired: NDArray[np.bool_]
    fever_days: NDArray[np.int64]
    complaints: ComplaintTable
    bouts: BoutTable
    treatments: TreatmentTable
    visits: VisitTable
    scans: ScanTable
    damage: Damage

    @property
    def patient_years(self) -> float:
        """Years that the children were followed, added up."""
        return int(self.n_steps.sum()) * STEP_DAYS / DAYS_PER_YEAR
