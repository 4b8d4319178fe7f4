"""MRI after the diagnosis: who is scanned, and what the clinic knows of lesions from it."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream
from crmo.simulate.course.block import Block
from crmo.simulate.course.clinic_numbers import ClinicNumbers, steps_of
from crmo.simulate.course.damage import HeightLoss
from crmo.simulate.course.draws import happens
from crmo.simulate.course.lesions import Lesions
from crmo.simulate.onset.onset import SLOTS

Whole = NDArray[np.int64]
IS_SCANNED = 1  # which part of the bits decides about a scan
_CLEAR_SCANS = 2  # after so many in a row that show nothing, fewer are made


@frozen(kw_only=True, eq=False)
class ScanTable:
    """MRI studies as columns, in order of child and day.

    Args:
        child: row of the child in the onset.
        day: ordinal day.
        whole_body: False for a regional one.
        covers: slots whose places a regional one covered, shape (scans, `SLOTS`); all False
            for a whole-body one.
    """

    child: Whole
    day: Whole
    whole_body: NDArray[np.bool_]
    covers: NDArray[np.bool_]


class Scans:
    """What MRI has shown the clinic; n children.

    Attributes:
        known: slots whose lesion the clinic knows, active or not, shape (n, `SLOTS`).
        is_seen_active: whether the last scan showed an active lesion, shape (n,).
        spine: whether it showed an active vertebra, shape (n,).
        height_loss: whether a scan ever showed an active vertebra that has lost height, (n,).
    """

    def __init__(
        self, block: Block, numbers: ClinicNumbers, height_loss: HeightLoss, seed: int
    ) -> None:
        self._block, self._numbers, self._height_loss = block, numbers, height_loss
        luck = Stream(seed, "course/whole_body").uniform(block.children)[:, 0]
        self._has_whole_body = luck < numbers.whole_body_share
        self._is_planned = np.zeros(block.longest + 1, dtype=np.bool_)
        steps = [steps_of(month) for month in numbers.mri_months]
        self._is_planned[[step for step in steps if step <= block.longest]] = True
        self.known = np.zeros((block.n, SLOTS), dtype=np.bool_)
        self.is_seen_active = np.zeros(block.n, dtype=np.bool_)
        self.spine = np.zeros(block.n, dtype=np.bool_)
        self.height_loss = np.zeros(block.n, dtype=np.bool_)
        self._n_clear = np.zeros(block.n, dtype=np.int64)
        self._book: list[tuple[Whole, Whole, NDArray[np.bool_], NDArray[np.bool_]]] = []

    def scan(self, step: int, rows: Whole, n_planned: int, bits: Whole, lesions: Lesions) -> None:
        """Scan those whose time it is; all who are diagnosed in this step are among them.

        Args:
            step: number of the step.
            rows: who came; those who came as planned stand first.
            n_planned: how many of them did.
            bits: their luck; the part `IS_SCANNED` decides here.
            lesions: what there is to be seen.
        """
        numbers = self._numbers
        due = happens(bits, IS_SCANNED, numbers.mri_in_flare_share)
        since = step - self._block.diagnosis_step[rows[:n_planned]]
        planned = happens(bits[:n_planned], IS_SCANNED, self._share(rows[:n_planned], lesions))
        due[:n_planned] = (planned & self._is_planned[since]) | (since == 0)
        if due.any():
            self._look(step, rows[due], lesions)

    def _share(self, rows: Whole, lesions: Lesions) -> Floats:
        """Return which share of the planned scans is made: fewer once they keep being clear."""
        share = self._numbers.mri_share
        is_clear = (self._n_clear[rows] >= _CLEAR_SCANS) & (lesions.n_felt[rows] == 0)
        return np.where(is_clear, share * self._numbers.mri_after_clear_ratio, share)

    def _look(self, step: int, rows: Whole, lesions: Lesions) -> None:
        whole = self._has_whole_body[rows]
        active = lesions.is_active[rows]
        covers = self.known[rows] | (active & lesions.is_felt[rows])
        seen = active & (covers | whole[:, None])
        self.known[rows] = covers | seen
        self.is_seen_active[rows] = any_in_row(seen)
        self._n_clear[rows] = np.where(self.is_seen_active[rows], 0, self._n_clear[rows] + 1)
        vertebrae = seen & lesions.is_vertebra[rows]
        self.spine[rows] = any_in_row(vertebrae)
        self._look_at_height(step, rows, vertebrae, lesions)
        covers[whole] = False
        self._book.append((rows, np.full(len(rows), step), whole, covers))

    def _look_at_height(
        self, step: int, rows: Whole, vertebrae: NDArray[np.bool_], lesions: Lesions
    ) -> None:
        at, slots = vertebrae.nonzero()
        who = rows[at]
        n_bouts, begun = lesions.n_bouts[who, slots], lesions.begun[who, slots]
        is_lost = self._height_loss.step_of(who, slots, n_bouts, begun) <= step
        self.height_loss[who[is_lost]] = True

    def columns(self) -> tuple[Whole, Whole, NDArray[np.bool_], NDArray[np.bool_]]:
        """Return rows, steps, whole-body or not, and what regional scans cover."""
        if not self._book:
            none = np.zeros(0, dtype=np.int64)
            return none, none, none.astype(np.bool_), np.zeros((0, SLOTS), dtype=np.bool_)
        rows, steps, whole, covers = (np.concatenate(c) for c in zip(*self._book, strict=True))
        return rows, steps, whole, covers


def any_in_row(answers: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each row whether any of it is true: `any(axis=1)`, fast for short rows."""
    first = answers.argmax(axis=1)
    there: NDArray[np.bool_] = answers[np.arange(len(answers)), first]
    return there
