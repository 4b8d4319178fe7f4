"""Drugs at work: who takes what, how far the effect has built up, and what it does.

The effect approaches its full size, and fades after the drug, by a fixed share per step. So a
slow drug needs months, and a bisphosphonate, bound to bone, works on after the last infusion.
Whether a child responds to a drug is decided once per child and drug.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream, at_draw
from crmo.simulate.course.block import Block
from crmo.simulate.course.draws import bits_at, happens, uniform_piece
from crmo.simulate.course.drug_numbers import (
    CLASSES,
    DrugNumbers,
    approach_per_step,
    by_class,
    formulary,
)
from crmo.simulate.course.treatments import ADVERSE_EVENT, COMPLETED, TreatmentBook

Rows = NDArray[np.int64]
_NEVER = -1
_WHICH_DRUG, _IS_NOT_TOLERATED = range(2)
_TOLERATED_STEPS = 2  # a course that is not tolerated is noticed and ended after that


class Drugs:
    """The drugs of a block of n children; one drug of each class at a time.

    Args:
        block: the children.
        numbers: what drugs do.
        course_steps: for each class the length of a course that ends by itself, or -1.
        seed: seed of the simulation.

    Attributes:
        on: whether a drug of the class is taken, shape (classes, n).
        started: step of the last start, -1 before, shape (classes, n).
        stopped: step of the last stop, -1 before, shape (classes, n).
        pain_at_start: pain told when it was last started, shape (classes, n).
        n_courses: courses so far, shape (classes, n).
        book: every course.
    """

    def __init__(
        self, block: Block, numbers: DrugNumbers, course_steps: tuple[int, ...], seed: int
    ) -> None:
        shape = (len(CLASSES), block.n)
        self.numbers, self.formulary = numbers, formulary(numbers)
        self._course_steps = np.array(course_steps)
        self._lengths = sorted({_TOLERATED_STEPS, *(steps for steps in course_steps if steps >= 0)})
        self._course_keys = Stream(seed, "course/course_of_drug").keys(block.children)
        self._response_keys = Stream(seed, "course/response").keys(block.children)
        self._take_over(numbers)
        self.on = np.zeros(shape, dtype=np.bool_)
        self.started, self.stopped = np.full(shape, _NEVER), np.full(shape, _NEVER)
        self.pain_at_start = np.zeros(shape)
        self.n_courses = np.zeros(shape, dtype=np.int64)
        self.book = TreatmentBook()
        self._course = np.zeros(shape, dtype=np.int64)
        self._drug = np.zeros(shape, dtype=np.int64)
        self._barred = np.zeros(shape, dtype=np.int64)
        self._bowel_from = block.from_step("inflammatory_bowel_disease")
        self._endings: dict[int, list[tuple[Rows, Rows, Rows, Rows]]] = {}
        self._target = np.zeros(shape)
        self._level, self._pain_level = np.zeros(shape), np.zeros(shape)
        self._rate = np.zeros(shape) + self._fall[:, None]
        self._pain_rate = np.zeros(shape) + self._pain_fall[:, None]

    def _take_over(self, numbers: DrugNumbers) -> None:
        self._rise = approach_per_step(numbers.onset_half_weeks)
        self._fall = approach_per_step(numbers.offset_half_weeks)
        self._pain_rise = approach_per_step(numbers.pain_onset_half_weeks)
        self._pain_fall = approach_per_step(numbers.pain_offset_half_weeks)
        self._shares = by_class(numbers.responder_share)
        self._not_tolerated = by_class(numbers.stopped_for_adverse_event)
        self._gain_and_brake = np.stack(
            (by_class(numbers.healing_gain), by_class(numbers.flare_brake))
        ).T[:, :, None]
        self._relief = by_class(numbers.pain_relief)

    def start(self, classes: Rows, rows: Rows, lines: Rows, step: int, pain: Floats) -> None:
        """Let children begin drugs; which one within the class is their luck.

        A drug that was not tolerated is not given again while the class has another.

        Args:
            classes: places in `CLASSES`, one per course that begins.
            rows: the children, one per course; none of them takes a drug of that class now.
            lines: 1 for first line, 2 for second line, 0 for a bridge.
            step: number of the step.
            pain: pain that all children tell of, shape (n,).
        """
        if not len(rows):
            return
        n_courses = self.n_courses[classes, rows]
        number = classes + len(CLASSES) * n_courses
        luck = bits_at(self._course_keys[rows], number)
        barred = self._barred_now(classes, rows, step)
        drug = self.formulary.pick(classes, uniform_piece(luck, _WHICH_DRUG), barred)
        self._drug[classes, rows] = drug
        responds = at_draw(self._response_keys[rows], drug) < self._shares[classes]
        self._target[classes, rows] = np.where(responds, 1.0, self.numbers.nonresponder_effect)
        self._rate[classes, rows] = self._rise[classes]
        self._pain_rate[classes, rows] = self._pain_rise[classes]
        self.on[classes, rows] = True
        self.started[classes, rows] = step
        self.pain_at_start[classes, rows] = pain[rows]
        self.n_courses[classes, rows] = n_courses + 1
        self._course[classes, rows] = self.book.start(rows, drug, lines, step, pain[rows], number)
        self._foresee_end(classes, rows, step, luck)

    def _barred_now(self, classes: Rows, rows: Rows, step: int) -> Rows:
        """Return one bit for each drug of the classes that these children must not be given."""
        has_bowel = self._bowel_from[rows] <= step
        avoided = np.where(has_bowel, self.formulary.avoided_if_bowel[classes], 0)
        barred: Rows = self._barred[classes, rows] | avoided
        return barred

    def is_barred(self, drug_class: int, rows: Rows) -> NDArray[np.bool_]:
        """Return which children have not tolerated any drug of a class."""
        every = (1 << self.formulary.sizes[drug_class]) - 1
        barred: NDArray[np.bool_] = self._barred[drug_class, rows] == every
        return barred

    def _foresee_end(self, classes: Rows, rows: Rows, step: int, luck: Rows) -> None:
        """Note which of these courses will end by themselves, and when."""
        badly = happens(luck, _IS_NOT_TOLERATED, self._not_tolerated[classes])
        length = self._course_steps[classes]
        badly &= (length < 0) | (length > _TOLERATED_STEPS)
        length = np.where(badly, _TOLERATED_STEPS, length)
        for steps in self._lengths:
            ending = (length == steps).nonzero()[0]
            if len(ending):
                classes_ending, rows_ending = classes[ending], rows[ending]
                reasons = np.where(badly[ending], ADVERSE_EVENT, COMPLETED)
                course = self._course[classes_ending, rows_ending]
                entry = (classes_ending, rows_ending, reasons, course)
                self._endings.setdefault(step + steps, []).append(entry)

    def end_courses(self, step: int, m: int, pain: Floats) -> tuple[Rows, Rows]:
        """End the courses whose time has come, and return their classes and children."""
        entries = self._endings.pop(step, [])
        if not entries:
            none = np.zeros(0, dtype=np.int64)
            return none, none
        classes, rows, reasons, course = (np.concatenate(p) for p in zip(*entries, strict=True))
        still = (rows < m) & self.on[classes, rows] & (self._course[classes, rows] == course)
        classes, rows = classes[still], rows[still]
        self.stop(classes, rows, reasons[still], step, pain)
        return classes, rows

    def stop(self, classes: Rows, rows: Rows, reasons: Rows, step: int, pain: Floats) -> None:
        """Let children end their drug of a class.

        Args:
            classes: places in `CLASSES`, one per course that ends.
            rows: the children; each of them takes a drug of that class.
            reasons: places in `treatments.REASONS`.
            step: number of the step.
            pain: pain that all children tell of, shape (n,).
        """
        if not len(rows):
            return
        self.on[classes, rows] = False
        self.stopped[classes, rows] = step
        place = self._drug[classes, rows] - self.formulary.first[classes]
        self._barred[classes, rows] |= np.where(reasons == ADVERSE_EVENT, 1 << place, 0)
        self._target[classes, rows] = 0.0
        self._rate[classes, rows] = self._fall[classes]
        self._pain_rate[classes, rows] = self._pain_fall[classes]
        self.book.stop(self._course[classes, rows], reasons, step, pain[rows])

    def step(self, m: int) -> None:
        """Let effects build up and fade for four weeks; drugs taken now count."""
        target = self._target[:, :m]
        change = target - self._level[:, :m]
        change *= self._rate[:, :m]
        self._level[:, :m] += change
        change = target - self._pain_level[:, :m]
        change *= self._pain_rate[:, :m]
        self._pain_level[:, :m] += change

    def on_lesions(self, m: int) -> tuple[Floats, Floats]:
        """Return how many times as fast lesions heal, and what divides the flares, each (m,)."""
        made = np.ones((2, m))
        for k in range(len(CLASSES)):
            made += self._gain_and_brake[k] * self._level[k, :m]
        return made[0], made[1]

    def pain_divided_by(self, m: int) -> Floats:
        """Return by what drugs divide the pain of lesions and joints, shape (m,)."""
        made = np.ones(m)
        for k in range(len(CLASSES)):
            made += self._relief[k] * self._pain_level[k, :m]
        return made

    def has_recent(self, drug_class: int, rows: Rows, since: int) -> NDArray[np.bool_]:
        """Return whether children take a class, or stopped it at a step or later."""
        recent: NDArray[np.bool_] = self.on[drug_class, rows] | (
            self.stopped[drug_class, rows] >= max(since, 0)
        )
        return recent
