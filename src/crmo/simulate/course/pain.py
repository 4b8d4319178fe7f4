"""Pain, the globals and everyday function: noisy functions of what is felt."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream, exp
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import Block
from crmo.simulate.course.draws import normals
from crmo.simulate.onset.onset import COMORBIDITIES, SLOTS

SCALE_TOP = 10.0  # of pain and the globals
CHAQ_TOP = 3.0
_JOINTS = tuple(COMORBIDITIES.index(name) for name in ("arthritis", "sacroiliitis", "enthesitis"))


@frozen(kw_only=True)
class PainNumbers:
    """The group `pain` of the natural history; what each number means stands there."""

    all_lesions_pain: float
    left_by_each_lesion: float
    severity_spread: float
    joint_pain: float
    amplified_pain: float
    noise_at_rest: float
    noise_per_pain: float
    noise_kept_per_step: float
    none_below: float
    fatigue_share: float
    fatigue_raised_share: float
    fatigue_global: float
    patient_global_per_pain: float
    physician_global_per_felt: float
    physician_global_per_silent: float
    physician_global_per_pain: float
    physician_global_joints: float
    physician_noise_ratio: float
    chaq_per_pain: float
    chaq_joints: float


class Pain:
    """Pain and what follows from it, for a block of n children.

    What the clinic reacts to, the pain told, is worked out step by step; the rest follows from it
    and is worked out for a spell of steps at once.

    Attributes:
        told: pain that the child tells of in the step, 0 to 10, shape (n,).
        is_tired: whether the child has fatigue while the disease is active, shape (n,).
        joints_from: step from which joints or entheses are inflamed too, shape (n,).
    """

    def __init__(self, block: Block, numbers: PainNumbers, seed: int) -> None:
        n, onset, order = block.n, block.onset, block.order
        self._numbers = numbers
        self._keys = Stream(seed, "course/pain").keys(block.children)
        self._burden = _burden(numbers)
        self._severity = exp(numbers.severity_spread * onset.severity[order])
        self._amplified = np.where(onset.amplifies_pain[order], numbers.amplified_pain, 0.0)
        days = onset.comorbidity_day[order][:, _JOINTS].min(axis=1) - onset.onset[order]
        self.joints_from = days // STEP_DAYS
        self.is_tired = _is_tired(block, numbers, seed)
        self._fresh = math.sqrt(1.0 - numbers.noise_kept_per_step * numbers.noise_kept_per_step)
        self._swing = np.zeros(n)
        self._noise = np.empty((0, 0, 0))
        self._joints = np.empty((0, 0), dtype=np.bool_)
        self._first = 0
        self.told = np.zeros(n)

    def begin_spell(self, steps: NDArray[np.int64], m: int) -> None:
        """Draw the luck of the coming steps for the first m children."""
        self._first = int(steps[0])
        self._noise = normals(self._keys[:m], steps)
        self._joints = self.joints_from[:m] <= steps[:, None]
        self._joint_pain = self._numbers.joint_pain * self._joints

    def step(self, step: int, m: int, n_felt: NDArray[np.int64], divided_by: Floats) -> None:
        """Work out the pain told in a step.

        Args:
            step: number of the step.
            m: how many children are still followed.
            n_felt: felt lesions, shape (n,).
            divided_by: by what drugs divide the pain of lesions and joints, shape (m,).
        """
        numbers, at = self._numbers, step - self._first
        swing = self._swing[:m]
        swing *= numbers.noise_kept_per_step
        swing += self._noise[0, at, :m] * self._fresh
        pain = self._burden.take(n_felt[:m])
        pain *= self._severity[:m]
        pain += self._joint_pain[at, :m]
        pain /= divided_by
        pain += self._amplified[:m]
        pain += (numbers.noise_at_rest + numbers.noise_per_pain * pain) * swing
        _on_scale(pain, numbers.none_below, SCALE_TOP, self.told[:m])

    def end_spell(self, states: Mapping[str, Floats]) -> None:
        """Work out the globals and CHAQ of the steps that `begin_spell` named.

        Args:
            states: `pain`, `n_active` and `n_felt` of these steps, and room for the others,
                each of shape (steps, children).
        """
        numbers, m = self._numbers, self._noise.shape[2]
        told, active, felt = states["pain"], states["n_active"], states["n_felt"]
        noise = self._noise
        noise *= numbers.noise_at_rest + numbers.noise_per_pain * told
        patient = numbers.patient_global_per_pain * told
        patient += (numbers.fatigue_global * self.is_tired[:m]) * (active > 0)
        patient += noise[1]
        _on_scale(patient, numbers.none_below, SCALE_TOP, states["patient_global"])
        doctor = numbers.physician_global_per_felt * felt
        doctor += numbers.physician_global_per_silent * (active - felt)
        doctor += numbers.physician_global_per_pain * told
        doctor += numbers.physician_global_joints * self._joints
        doctor += numbers.physician_noise_ratio * noise[2]
        _on_scale(doctor, numbers.none_below, SCALE_TOP, states["physician_global"])
        limited = numbers.chaq_per_pain * (told + noise[3])
        limited += numbers.chaq_joints * self._joints
        limited[limited < 0.0] = 0.0
        np.minimum(limited, CHAQ_TOP, out=states["chaq"])


def _on_scale(values: Floats, none_below: float, top: float, out: Floats) -> None:
    """Bring values onto a scale whose top is approached and never crossed.

    Up to about half of the scale values stay nearly what they are; what would lie at the top
    comes to lie at 84 % of it, so that few children tell of the worst pain there is.
    """
    values[values < none_below] = 0.0
    part = values / top
    part *= part
    part *= part
    part += 1.0
    np.divide(values, np.sqrt(np.sqrt(part, out=part), out=part), out=out)


def _is_tired(block: Block, numbers: PainNumbers, seed: int) -> NDArray[np.bool_]:
    luck = Stream(seed, "course/fatigue").uniform(block.children)[:, 0]
    raised = block.onset.inflammation[block.order] > 0
    tired: NDArray[np.bool_] = luck < np.where(
        raised, numbers.fatigue_raised_share, numbers.fatigue_share
    )
    return tired


def _burden(numbers: PainNumbers) -> Floats:
    """Return the pain of 0, 1, 2 ... felt lesions: each further one adds less."""
    left, made = 1.0, [0.0]
    for _ in range(SLOTS):
        left *= numbers.left_by_each_lesion
        made.append(numbers.all_lesions_pain * (1.0 - left))
    return np.array(made)
