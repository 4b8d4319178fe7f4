"""Children, some thousands at a time: of which kind each is, when the story begins, the story."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from crmo.knowledge import Knowledge
from crmo.simulate.chance import Integers, Stream
from crmo.simulate.child import VirtualChild
from crmo.simulate.course import Course, children_of, part_of, run_course
from crmo.simulate.course.clinic_numbers import ClinicNumbers
from crmo.simulate.everyday import with_everyday_contacts
from crmo.simulate.incidental import incidental_spots
from crmo.simulate.mixes import DISEASE, kind_of
from crmo.simulate.onset import Onset, draw_onset
from crmo.simulate.others import other_children
from crmo.simulate.parameters import Parameters
from crmo.simulate.pathway import ways_to_diagnosis
from crmo.simulate.plan import BLOCK, RUN, Plan

_DAYS_PER_YEAR = 365.25


def simulate_children(
    plan: Plan,
    knowledge: Knowledge,
    parameters: Parameters | None = None,
    *,
    numbers: range | None = None,
) -> Iterator[VirtualChild]:
    """Yield virtual children in the order of their numbers.

    A child depends on the plan's seed, mix and calendar and on its own number, not on which
    others are made with it.

    Args:
        plan: what is simulated.
        knowledge: holds the kinds, and the numbers of the natural history.
        parameters: those numbers, when some have been changed; those of the knowledge if None.
        numbers: only these children, one after the other; all of the plan if None.
    """
    nature = Parameters.of(knowledge) if parameters is None else parameters
    wanted = range(plan.n) if numbers is None else numbers
    for first in range(0, len(wanted), RUN):
        run = _Run(plan, knowledge, nature, np.array(wanted[first : first + RUN], dtype=np.uint64))
        for start in range(0, len(run.numbers), BLOCK):
            yield from run.children(slice(start, start + BLOCK))


class _Run:
    """Children whose disease is followed together, because arrays are quick when they are long.

    Their stories are told a block at a time, because a story takes a hundred times the room.
    """

    def __init__(
        self, plan: Plan, knowledge: Knowledge, parameters: Parameters, numbers: Integers
    ) -> None:
        self.numbers = numbers
        self._plan, self._knowledge, self._parameters = plan, knowledge, parameters
        self._kinds = kind_of(numbers, plan.seed, plan.mix)
        self._begins = _first_days(plan, numbers)
        self._until = np.full(len(numbers), plan.until.toordinal(), dtype=np.int64)
        self._is_diseased = self._kinds == DISEASE
        if self._is_diseased.any():
            self._onset, self._course = self._disease()

    def children(self, rows: slice) -> list[VirtualChild]:
        """Return the children of some rows, in their order."""
        made: dict[int, VirtualChild] = {}
        numbers, kinds = self.numbers[rows], self._kinds[rows]
        for kind in self._plan.mix.kinds:
            chosen = kinds == kind
            if not chosen.any():
                continue
            if kind == DISEASE:
                children = self._with_the_disease(rows)
            else:
                which = (numbers[chosen], self._begins[rows][chosen], self._until[rows][chosen])
                children = other_children(
                    kind, *which, self._plan.seed, self._parameters, self._knowledge
                )
            children = with_everyday_contacts(
                children, self._plan.seed, self._parameters, self._knowledge
            )
            made.update((child.number, child) for child in children)
        return [made[number] for number in numbers.tolist()]

    def _disease(self) -> tuple[Onset, Course]:
        numbers, seed = self.numbers[self._is_diseased], self._plan.seed
        begins = self._begins[self._is_diseased]
        arrives = self._plan.mix.begins_with_diagnosis
        # Who is followed from the diagnosis on was diagnosed before this care ended.
        age = self._parameters.group(ClinicNumbers, "clinic").grown_up_years if arrives else None
        onset = draw_onset(
            numbers, seed, self._parameters, onset_days=begins, diagnosed_before_years=age
        )
        if arrives:
            onset = _earlier(onset, onset.diagnosed - onset.onset)
        until = self._until[self._is_diseased]
        return onset, run_course(onset, until, seed, self._parameters)

    def _with_the_disease(self, rows: slice) -> list[VirtualChild]:
        before, there = (int(self._is_diseased[:end].sum()) for end in (rows.start, rows.stop))
        onset, course = part_of(self._onset, self._course, slice(before, there))
        # Until the child leaves, not until the data are cut: this care ends at eighteen.
        ways = ways_to_diagnosis(
            onset, course.until, self._plan.seed, self._parameters, bouts=course.bouts
        )
        ages = onset.onset - onset.born
        spots = incidental_spots(onset.children, ages, self._plan.seed, self._parameters)
        return children_of(onset, course, pathways=ways, spots=spots)


def _first_days(plan: Plan, numbers: Integers) -> NDArray[np.int64]:
    """Return the day on which each child's story begins, anywhere in the plan's calendar."""
    into = Stream(plan.seed, "calendar").uniform(numbers)[:, 0] * (plan.years * _DAYS_PER_YEAR)
    first = plan.until.toordinal() - int(plan.years * _DAYS_PER_YEAR)
    return first + np.floor(into).astype(np.int64)


def _earlier(onset: Onset, days: NDArray[np.int64]) -> Onset:
    """Return the same beginnings, each its own number of days earlier."""
    return evolve(
        onset,
        born=onset.born - days,
        onset=onset.onset - days,
        diagnosed=onset.diagnosed - days,
        comorbidity_day=onset.comorbidity_day - days[:, None],
    )
