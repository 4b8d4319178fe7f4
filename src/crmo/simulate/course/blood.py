"""Blood: what a sample would show in each step, drawn or not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream, exp, log
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import DAYS_PER_YEAR, Block
from crmo.simulate.course.draws import normals
from crmo.simulate.onset.onset import SLOTS

ANALYTES = (
    "crp", "esr", "haemoglobin", "white_cells", "neutrophils", "platelets", "ldh", "alp",
)  # fmt: skip


@frozen(kw_only=True)
class BloodNumbers:
    """The group `blood` of the natural history; what each number means stands there."""

    crp_median: float
    crp_spread: float
    crp_noise: float
    crp_activity: float
    crp_inflammation: float
    crp_most: float
    esr_median: float
    esr_spread: float
    esr_noise: float
    esr_activity: float
    esr_inflammation: float
    esr_most: float
    bowel_rise: float
    joint_rise: float
    left_by_each_lesion: float
    haemoglobin_at_birth: float
    haemoglobin_per_year: float
    haemoglobin_spread: float
    haemoglobin_noise: float
    haemoglobin_inflammation: float
    white_cells_median: float
    white_cells_spread: float
    white_cells_inflammation: float
    neutrophil_share: float
    neutrophil_share_spread: float
    neutrophil_share_least: float
    platelets_median: float
    platelets_spread: float
    platelets_inflammation: float
    ldh_at_birth: float
    ldh_per_year: float
    ldh_spread: float
    alp_growing: float
    alp_grown: float
    alp_grown_years_girl: float
    alp_grown_years_boy: float
    alp_falling_years: float
    alp_spread: float
    count_noise: float


class Blood:
    """Blood values of a block of n children.

    Args:
        block: the children.
        numbers: levels, spreads and rises.
        joints_from: step from which joints or entheses are inflamed, shape (n,).
        seed: seed of the simulation.
    """

    def __init__(
        self, block: Block, numbers: BloodNumbers, joints_from: NDArray[np.int64], seed: int
    ) -> None:
        onset, order = block.onset, block.order
        self._numbers = numbers
        self._keys = Stream(seed, "course/blood").keys(block.children)
        self._own = Stream(seed, "course/blood_of_child").normal(block.children, len(ANALYTES)).T
        spread = np.array([[numbers.crp_spread], [numbers.esr_spread]])
        median = log(np.array([[numbers.crp_median], [numbers.esr_median]]))
        self._log_base = median + spread * self._own[:2]
        mean = np.array([[numbers.crp_activity], [numbers.esr_activity]])
        slope = np.array([[numbers.crp_inflammation], [numbers.esr_inflammation]])
        inflammation = onset.inflammation[order]
        # Those least prone stay normal: their markers do not fall with more disease.
        self._log_rise = np.maximum(mean + slope * inflammation, 0.0)
        self._most = (numbers.crp_most, numbers.esr_most)
        self._noise_spread = (numbers.crp_noise, numbers.esr_noise)
        self._joints_from = joints_from
        self._activity = _activity(numbers.left_by_each_lesion)
        self._bowel_from = block.from_step("inflammatory_bowel_disease")
        self._age = (onset.onset[order] - onset.born[order]) / DAYS_PER_YEAR
        self._own_counts(block)

    def _own_counts(self, block: Block) -> None:
        numbers, own = self._numbers, self._own
        self._haemoglobin = numbers.haemoglobin_at_birth + numbers.haemoglobin_spread * own[2]
        self._white = numbers.white_cells_median * exp(numbers.white_cells_spread * own[3])
        share = numbers.neutrophil_share + numbers.neutrophil_share_spread * own[4]
        self._neutrophil_share = np.clip(share, numbers.neutrophil_share_least, 1.0)
        self._platelets = numbers.platelets_median * exp(numbers.platelets_spread * own[5])
        self._ldh = exp(numbers.ldh_spread * own[6])
        self._alp = exp(numbers.alp_spread * own[7])
        girl = block.onset.is_female[block.order]
        self._grown = np.where(girl, numbers.alp_grown_years_girl, numbers.alp_grown_years_boy)

    def spell(self, steps: NDArray[np.int64], states: Mapping[str, Floats]) -> None:
        """Work out what blood would show in some steps.

        Args:
            steps: their numbers.
            states: `n_active` of these steps, and room for the values, each of shape
                (steps, children); as many of the first children as still are followed.
        """
        numbers, m = self._numbers, states["crp"].shape[1]
        noise = normals(self._keys[:m], steps)
        activity = self._activity.take(states["n_active"].astype(np.int64))
        other = numbers.bowel_rise * (self._bowel_from[:m] <= steps[:, None])
        other += numbers.joint_rise * (self._joints_from[:m] <= steps[:, None])
        rises = []
        for marker in (0, 1):
            rise = self._log_rise[marker, :m] * activity
            rise += other
            rises.append(rise)
            level = self._noise_spread[marker] * noise[marker]
            level += self._log_base[marker, :m]
            level += rise
            value = exp(level)
            np.divide(value, 1.0 + value / self._most[marker], out=states[ANALYTES[marker]])
        self._counts(steps, rises[0], noise, states)

    def _counts(
        self, steps: NDArray[np.int64], rise: Floats, noise: Floats, states: Mapping[str, Floats]
    ) -> None:
        numbers, m = self._numbers, rise.shape[1]
        age = self._age[:m] + steps[:, None] * (STEP_DAYS / DAYS_PER_YEAR)
        young = np.minimum(age, numbers.alp_grown_years_boy)
        wobble = 1.0 + numbers.count_noise * noise[2]
        other = 1.0 + numbers.count_noise * noise[3]
        haemoglobin = numbers.haemoglobin_per_year * young
        haemoglobin += self._haemoglobin[:m]
        haemoglobin += numbers.haemoglobin_noise * noise[3]
        np.subtract(haemoglobin, numbers.haemoglobin_inflammation * rise, out=states["haemoglobin"])
        white = states["white_cells"]
        np.multiply(self._white[:m], wobble, out=white)
        white *= 1.0 + numbers.white_cells_inflammation * rise
        np.multiply(white, self._neutrophil_share[:m], out=states["neutrophils"])
        platelets = states["platelets"]
        np.multiply(self._platelets[:m], other, out=platelets)
        platelets *= 1.0 + numbers.platelets_inflammation * rise
        young *= numbers.ldh_per_year
        young += numbers.ldh_at_birth
        young *= other
        np.multiply(young, self._ldh[:m], out=states["ldh"])
        grown = np.clip((age - self._grown[:m]) / numbers.alp_falling_years, 0.0, 1.0)
        grown *= numbers.alp_grown - numbers.alp_growing
        grown += numbers.alp_growing
        grown *= self._alp[:m]
        np.multiply(grown, wobble, out=states["alp"])


def _activity(left_by_each: float) -> Floats:
    """Return how active 0, 1, 2 ... lesions make the disease, from 0 towards 1."""
    left, made = 1.0, [0.0]
    for _ in range(SLOTS):
        left *= left_by_each
        made.append(1.0 - left)
    return np.array(made)
