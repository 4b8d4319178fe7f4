"""Who needs a second line, which class is chosen, and whether the last one failed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream
from crmo.simulate.course.block import Block
from crmo.simulate.course.choice import ClinicPolicy, Indication, chosen_class
from crmo.simulate.course.clinic_numbers import SecondLineNumbers
from crmo.simulate.course.draws import bits_at, uniform_piece
from crmo.simulate.course.drug_numbers import METHOTREXATE, SECOND_LINE
from crmo.simulate.course.drugs import Drugs
from crmo.simulate.course.lesions import Lesions
from crmo.simulate.course.pain import Pain
from crmo.simulate.course.places import N_REGIONS, kinds_of_units, regions_of_units

Rows = NDArray[np.int64]
NONE = -1
_MOST_INSISTENCE = 1e6  # the chance is practically 1 by then


class SecondLine:
    """The second line of a block of n children.

    Attributes:
        numbers: when it is begun and how it is chosen.
        main: class of the second line taken now, -1 for none, shape (n,).
        has_failed: whether the last second line failed, shape (n,).
        bowel_from: step from which there is bowel disease, shape (n,).
    """

    def __init__(
        self, block: Block, numbers: SecondLineNumbers, policy: ClinicPolicy, seed: int
    ) -> None:
        self.numbers, self._policy = numbers, policy
        self._keys = Stream(seed, "course/class_of_drug").keys(block.children)
        self.main = np.full(block.n, NONE)
        self._tried = np.zeros((len(SECOND_LINE), block.n), dtype=np.bool_)
        self._n_lines = np.zeros(block.n, dtype=np.int64)
        self._insistence = np.ones(block.n)
        self.has_failed = np.zeros(block.n, dtype=np.bool_)
        self.bowel_from = block.from_step("inflammatory_bowel_disease")
        self._arthritis_from = block.from_step("arthritis")
        self._other_side: NDArray[np.int64] | None = None
        self._bits: NDArray[np.int64] | None = None

    def chance(
        self, step: int, rows: Rows, lesions: Lesions, known: NDArray[np.bool_], pain: Pain
    ) -> Floats:
        """Return the chance, at a visit with active disease, that a second line is begun.

        It grows with what the clinic knows of the disease now, and with every earlier visit at
        which the disease was active in spite of the NSAID.

        Args:
            step: number of the step.
            rows: children seen, with active disease after a trial of an NSAID.
            lesions: the lesions of the block.
            known: slots whose lesion the clinic knows, one row per child seen.
            pain: for the joints.
        """
        numbers = self.numbers
        regions = _n_regions(self._region_bits(lesions)[rows], known)
        is_symmetric = self.is_symmetric(rows, lesions, known)
        odds = numbers.odds * self._insistence[rows]
        for further in range(1, N_REGIONS):
            odds *= np.where(regions > further, numbers.odds_per_region, 1.0)
        odds *= np.where(is_symmetric, numbers.odds_symmetric, 1.0)
        beyond_bone = (pain.joints_from[rows] <= step) | (self.bowel_from[rows] <= step)
        odds *= np.where(beyond_bone, numbers.odds_joints_or_bowel, 1.0)
        raised = self._insistence[rows] * numbers.odds_per_active_visit
        self._insistence[rows] = np.minimum(raised, _MOST_INSISTENCE)
        next_drug = np.maximum(odds / (1.0 + odds), numbers.next_drug_share)
        chance: Floats = np.where(self.has_failed[rows], next_drug, odds / (1.0 + odds))
        return chance

    def is_symmetric(
        self, rows: Rows, lesions: Lesions, known: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return whether lesions that the clinic knows mirror one another, one row per child."""
        if self._other_side is None:
            self._other_side = _other_side(lesions.unit)
        there = np.take_along_axis(known, self._other_side[rows], axis=1)
        # A slot without another side stands for itself, and mirrors nothing.
        there &= self._other_side[rows] != np.arange(known.shape[1])
        mirrored: NDArray[np.bool_] = np.logical_or.reduce(known & there, axis=1)
        return mirrored

    def _region_bits(self, lesions: Lesions) -> NDArray[np.int64]:
        """Return one bit for the region of each slot, shape (n, `SLOTS`)."""
        if self._bits is None:
            self._bits = np.left_shift(1, regions_of_units()[lesions.unit].astype(np.int64))
        return self._bits

    def chance_anyway(
        self,
        step: int,
        rows: Rows,
        spine: NDArray[np.bool_],
        height_loss: NDArray[np.bool_],
        is_symmetric: NDArray[np.bool_],
    ) -> Floats:
        """Return the chance that a second line is begun whatever the pain.

        An active vertebra asks for it, more so once it has lost height or beside symmetric
        lesions. Bowel disease and
        arthritis ask for a drug of their own until the child has had one.

        Args:
            step: number of the step.
            rows: children seen.
            spine: whether the last MRI shows an active vertebra that nothing was done about.
            height_loss: whether MRI has shown that one lost height.
            is_symmetric: whether known lesions mirror one another.
        """
        numbers = self.numbers
        for_spine = np.where(height_loss, numbers.spine_height_loss_share, numbers.spine_share)
        ratio = np.where(is_symmetric, numbers.spine_odds_symmetric, 1.0)
        for_spine = for_spine * ratio / (1.0 - for_spine + for_spine * ratio)
        first = self._n_lines[rows] == 0
        bowel = first & (self.bowel_from[rows] <= step)
        joints = first & (self._arthritis_from[rows] <= step)
        spared = np.where(spine, 1.0 - for_spine, 1.0)
        spared *= np.where(bowel, 1.0 - numbers.bowel_share, 1.0)
        spared *= np.where(joints, 1.0 - numbers.joints_share, 1.0)
        return 1.0 - spared

    def choose(
        self, step: int, rows: Rows, spine: NDArray[np.bool_], pain: Pain
    ) -> tuple[Rows, Floats]:
        """Return the class chosen for each, which is taken from now on, and luck left over."""
        seen = Indication(
            spine=spine,
            joints=pain.joints_from[rows] <= step,
            bowel=self.bowel_from[rows] <= step,
            tired=pain.is_tired[rows],
        )
        bits = bits_at(self._keys[rows], self._n_lines[rows])
        luck = uniform_piece(bits, 0)
        chosen = chosen_class(self._policy, self.numbers, seen, self._tried[:, rows], luck)
        self._n_lines[rows] += 1
        self.main[rows] = chosen
        self._insistence[rows] = 1.0
        self._tried[chosen - SECOND_LINE[0], rows] = True
        return chosen, uniform_piece(bits, 1)

    def note_stop(self, rows: Rows, *, has_failed: bool) -> None:
        """Note that a second line was stopped, because it failed or because all is well."""
        self.main[rows] = NONE
        self.has_failed[rows] = has_failed

    def note_end(
        self, classes: Rows, rows: Rows, has_failed: NDArray[np.bool_], drugs: Drugs
    ) -> None:
        """Note that courses ended by themselves; methotrexate beside them goes on alone."""
        is_main = self.main[rows] == classes
        rows = rows[is_main]
        self.main[rows] = np.where(drugs.on[METHOTREXATE, rows], METHOTREXATE, NONE)
        self.has_failed[rows] = has_failed[is_main]


def _n_regions(bits: NDArray[np.int64], known: NDArray[np.bool_]) -> Rows:
    """Return in how many regions known lesions lie, one number per child."""
    met = np.bitwise_or.reduce(np.where(known, bits, 0), axis=1)
    n_regions = np.zeros(len(met), dtype=np.int64)
    for number in range(N_REGIONS):
        n_regions += (met >> number) & 1
    return n_regions


def _other_side(unit: Rows) -> NDArray[np.int64]:
    """Return for each slot the one of the same bone on the other side, or the slot itself."""
    # A slot without a unit gets a number of its own, which nothing equals.
    nobody = -1 - np.arange(unit.shape[1])
    kind = np.where(unit >= 0, kinds_of_units()[unit], nobody)
    order = np.argsort(kind, axis=1, kind="stable")
    in_order = np.take_along_axis(kind, order, axis=1)
    row, place = (in_order[:, 1:] == in_order[:, :-1]).nonzero()
    one, other = order[row, place], order[row, place + 1]
    partner = np.broadcast_to(np.arange(unit.shape[1]), unit.shape).copy()
    partner[row, one], partner[row, other] = other, one
    return partner
