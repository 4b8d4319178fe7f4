"""Draw the beginnings of a block of children."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Integers, Stream
from crmo.simulate.onset.blend import happens
from crmo.simulate.onset.bones import Bones, draw_bones
from crmo.simulate.onset.comorbidity import draw_comorbidity_days, draw_family
from crmo.simulate.onset.demography import DAYS_PER_YEAR, delay_days, draw_born
from crmo.simulate.onset.nature import Nature, draw_nature
from crmo.simulate.onset.onset import NEVER, Onset
from crmo.simulate.onset.parameters import (
    ComorbidityParameters,
    DelayParameters,
    OnsetParameters,
    PatternParameters,
)
from crmo.simulate.onset.patterns import draw_patterns
from crmo.simulate.onset.skeleton import SkeletonWeights
from crmo.simulate.parameters import Parameters


def draw_onset(
    children: Integers,
    seed: int,
    parameters: Parameters,
    *,
    onset_days: NDArray[np.int64],
    diagnosed_before_years: float | None = None,
) -> Onset:
    """Return how the disease begins in each child of a block.

    What comes out for a child does not depend on the others in the block.

    Args:
        children: numbers of the children, uint64, shape (n,).
        seed: seed of the simulation.
        parameters: the numbers of the natural history.
        onset_days: ordinal day of the first symptom of each, int64, shape (n,).
        diagnosed_before_years: age that the diagnosis comes before, because children are chosen
            by having been diagnosed in a children's hospital; any age if None.

    Raises:
        KnowledgeError: a parameter is missing, or a weight is given for what is not a bone.
    """
    who = parameters.group(OnsetParameters, "onset")
    where = parameters.group(PatternParameters, "patterns")
    beside = parameters.group(ComorbidityParameters, "comorbidity")
    pattern = draw_patterns(children, seed, where)
    bones = draw_bones(children, seed, pattern, where, SkeletonWeights.of(where))
    nature = draw_nature(children, seed, who, where, beside, pattern, bones)
    born = draw_born(children, seed, who, onset_days)
    room = np.full(len(children), NEVER)
    if diagnosed_before_years is not None:
        room = born + int(diagnosed_before_years * DAYS_PER_YEAR) - onset_days - 1
    return Onset(
        seed=seed,
        children=children,
        is_female=nature.is_female,
        born=born,
        onset=onset_days,
        diagnosed=onset_days + _delay(children, seed, parameters, nature, bones, room),
        pattern=pattern,
        unit=bones.unit,
        n_at_onset=bones.n_at_onset,
        is_felt=bones.is_felt,
        frailty=nature.frailty,
        inflammation=nature.inflammation,
        severity=nature.severity,
        amplifies_pain=nature.amplifies_pain,
        comorbidity_day=draw_comorbidity_days(
            children, seed, beside, nature.leanings, born, onset_days
        ),
        has_fever=nature.has_fever,
        traits={
            "hla_b27_positive": nature.has_hla_b27,
            "ana_positive": happens(
                Stream(seed, "onset/ana").normal(children)[:, 0], who.ana_share
            ),
        },
        family=draw_family(children, seed, beside, nature.leanings["proneness"]),
    )


def _delay(
    children: Integers,
    seed: int,
    parameters: Parameters,
    nature: Nature,
    bones: Bones,
    room: NDArray[np.int64],
) -> NDArray[np.int64]:
    return delay_days(
        children,
        seed,
        parameters.group(DelayParameters, "delay"),
        inflammation=nature.inflammation,
        severity=nature.severity,
        lesions=bones.lesions,
        room=room,
    )
