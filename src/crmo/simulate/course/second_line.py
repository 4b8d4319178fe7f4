"""Who needs a second line, which class is chosen, and whether the last one failed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import Block
from crmo.simulate.course.choice import ClinicPolicy, Indication, chosen_class
from crmo.simulate.course.clinic_numbers import SecondLineNumbers
from crmo.simulate.course.draws import bits_at, uniform_piece
from crmo.simulate.course.drug_numbers import METHOTREXATE, SECOND_LINE
from crmo.simulate.course.drugs import Drugs
from crmo.simulate.course.lesions import Lesions
from crmo.simulate.course.pain import Pain
from crmo.simulate.course.places import N_REGIONS, kinds_of_units, regions_of_units
from crmo.simulate.onset.onset import COMORBIDITIES

Rows = NDArray[np.int64]
NONE = -1
_BOWEL = COMORBIDITIES.index("inflammatory_bowel_disease")


class SecondLine:
    """The second line of a block of n children.

    Attributes:
        numbers: when it is begun and how it is chosen.
        main: class of the second line taken now, -1 for none, shape (n,).
    """

    def __init__(
        self, block: Block, numbers: SecondLineNumbers, policy: ClinicPolicy, seed: int
    ) -> None:
        self.numbers, self._policy = numbers, policy
        self._keys = Stream(seed, "course/class_of_drug").keys(block.children)
        self.main = np.full(block.n, NONE)
        self._tried = np.zeros((len(SECOND_LINE), block.n), dtype=np.bool_)
        self._n_lines = np.zeros(block.n, dtype=np.int64)
        self._need = np.zeros(block.n)
        self._chance = np.zeros(block.n)
        days = block.onset.comorbidity_day[block.order, _BOWEL] - block.onset.onset[block.order]
        self._bowel_from = days // STEP_DAYS

    def meet(
        self, step: int, rows: Rows, lesions: Lesions, known: NDArray[np.bool_], pain: Pain
    ) -> None:
        """Judge at the diagnosis how much would speak for a second line if NSAIDs fail."""
        numbers = self.numbers
        regions, is_symmetric = _spread(lesions.unit[rows], known[rows])
        odds = np.full(len(rows), numbers.odds)
        for further in range(1, N_REGIONS):
            odds *= np.where(regions > further, numbers.odds_per_region, 1.0)
        odds *= np.where(is_symmetric, numbers.odds_symmetric, 1.0)
        beyond_bone = (pain.joints_from[rows] <= step) | (self._bowel_from[rows] <= step)
        odds *= np.where(beyond_bone, numbers.odds_joints_or_bowel, 1.0)
        self._need[rows] = odds / (1.0 + odds)
        self._chance[rows] = self._need[rows]

    def chance(self, rows: Rows) -> Floats:
        """Return the chance, at a visit with active disease, that a second line is begun."""
        return self._chance[rows]

    def choose(
        self, step: int, rows: Rows, spine: NDArray[np.bool_], pain: Pain
    ) -> tuple[Rows, Floats]:
        """Return the class chosen for each, which is taken from now on, and luck left over."""
        seen = Indication(
            spine=spine,
            joints=pain.joints_from[rows] <= step,
            bowel=self._bowel_from[rows] <= step,
            tired=pain.is_tired[rows],
        )
        bits = bits_at(self._keys[rows], self._n_lines[rows])
        luck = uniform_piece(bits, 0)
        chosen = chosen_class(self._policy, self.numbers, seen, self._tried[:, rows], luck)
        self._n_lines[rows] += 1
        self.main[rows] = chosen
        self._tried[chosen - SECOND_LINE[0], rows] = True
        return chosen, uniform_piece(bits, 1)

    def note_stop(self, rows: Rows, *, has_failed: bool) -> None:
        """Note that a second line was stopped, because it failed or because all is well."""
        self.main[rows] = NONE
        self._chance[rows] = self.numbers.next_drug_share if has_failed else self._need[rows]

    def note_end(self, classes: Rows, rows: Rows, drugs: Drugs) -> None:
        """Note that courses ended by themselves; methotrexate beside them goes on alone."""
        rows = rows[self.main[rows] == classes]
        self.main[rows] = np.where(drugs.on[METHOTREXATE, rows], METHOTREXATE, NONE)


def _spread(unit: Rows, known: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.bool_]]:
    """Return in how many regions known lesions lie, and whether two mirror one another."""
    region = regions_of_units()[unit]
    n_regions = np.zeros(len(unit), dtype=np.int64)
    for number in range(N_REGIONS):
        n_regions += ((region == number) & known).any(axis=1)
    # A slot that is not known gets a number of its own, which nothing equals.
    nobody = -1 - np.arange(unit.shape[1])
    kind = np.sort(np.where(known, kinds_of_units()[unit], nobody), axis=1)
    return n_regions, (kind[:, 1:] == kind[:, :-1]).any(axis=1)
