"""Children by the block: of which kind each is, when the story begins, and the story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from crmo.knowledge import Knowledge
from crmo.simulate.chance import Integers, Stream
from crmo.simulate.child import VirtualChild
from crmo.simulate.course import children_of, run_course
from crmo.simulate.incidental import incidental_spots
from crmo.simulate.mixes import DISEASE, kind_of
from crmo.simulate.onset import Onset, draw_onset
from crmo.simulate.others import other_children
from crmo.simulate.parameters import Parameters
from crmo.simulate.pathway import ways_to_diagnosis
from crmo.simulate.plan import Plan

_DAYS_PER_YEAR = 365.25


def simulate_children(
    plan: Plan,
    knowledge: Knowledge,
    parameters: Parameters | None = None,
    *,
    numbers: Sequence[int] | None = None,
) -> Iterator[VirtualChild]:
    """Yield virtual children in the order of their numbers.

    A child depends on the plan's seed, mix and calendar and on its own number, not on how many
    others there are.

    Args:
        plan: what is simulated.
        knowledge: holds the kinds, and the numbers of the natural history.
        parameters: those numbers, when some have been changed; those of the knowledge if None.
        numbers: only these children, at most one block's worth at a time; all if None.
    """
    numbers_of_nature = Parameters.of(knowledge) if parameters is None else parameters
    blocks = map(plan.block, range(plan.n_blocks)) if numbers is None else [numbers]
    for block in blocks:
        yield from _block(plan, knowledge, numbers_of_nature, np.array(block, dtype=np.uint64))


def _block(
    plan: Plan, knowledge: Knowledge, parameters: Parameters, numbers: Integers
) -> list[VirtualChild]:
    kinds = kind_of(numbers, plan.seed, plan.mix)
    begins = _first_days(plan, numbers)
    until = np.full(len(numbers), plan.until.toordinal(), dtype=np.int64)
    made: dict[int, VirtualChild] = {}
    for kind in plan.mix.kinds:
        chosen = kinds == kind
        if not chosen.any():
            continue
        which = (numbers[chosen], begins[chosen], until[chosen])
        if kind == DISEASE:
            children = _with_the_disease(plan, parameters, *which)
        else:
            children = other_children(kind, *which, plan.seed, parameters, knowledge)
        made.update((child.number, child) for child in children)
    return [made[number] for number in numbers.tolist()]


def _first_days(plan: Plan, numbers: Integers) -> NDArray[np.int64]:
    """Return the day on which each child's story begins, anywhere in the plan's calendar."""
    into = Stream(plan.seed, "calendar").uniform(numbers)[:, 0] * (plan.years * _DAYS_PER_YEAR)
    first = plan.until.toordinal() - int(plan.years * _DAYS_PER_YEAR)
    return first + np.floor(into).astype(np.int64)


def _with_the_disease(
    plan: Plan,
    parameters: Parameters,
    numbers: Integers,
    begins: NDArray[np.int64],
    until: NDArray[np.int64],
) -> list[VirtualChild]:
    onset = draw_onset(numbers, plan.seed, parameters, onset_days=begins)
    if plan.mix.begins_with_diagnosis:
        onset = _earlier(onset, onset.diagnosed - onset.onset)
    course = run_course(onset, until, plan.seed, parameters)
    pathways = ways_to_diagnosis(onset, until, plan.seed, parameters)
    spots = incidental_spots(numbers, onset.onset - onset.born, plan.seed, parameters)
    return children_of(onset, course, pathways=pathways, spots=spots)


def _earlier(onset: Onset, days: NDArray[np.int64]) -> Onset:
    """Return the same beginnings, each its own number of days earlier."""
    return evolve(
        onset,
        born=onset.born - days,
        onset=onset.onset - days,
        diagnosed=onset.diagnosed - days,
        comorbidity_day=onset.comorbidity_day - days[:, None],
    )
