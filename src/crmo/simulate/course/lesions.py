"""Lesions: how they come, hurt or stay silent, heal, and come back.

Hazards are clocks. Each child has a clock of healing and a clock of flares; drugs make them run
faster or slower. What is to happen to a lesion waits for its time on a clock, drawn once when
the wait begins. So a drug that changes a hazard changes when things happen and nothing else about
them, and a step costs a comparison per child, not a draw per lesion.

A bout heals in two stages, one after the other, and lasts some weeks at least: an oedema of the
marrow does not vanish within days. Until the diagnosis a child keeps one lesion that is felt, as
nobody is diagnosed whose disease is over.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream, exp
from crmo.simulate.course.block import STEP_YEARS, Block
from crmo.simulate.course.bouts import BoutBook
from crmo.simulate.course.clinic_numbers import MONTHS_PER_YEAR, STEPS_PER_YEAR
from crmo.simulate.course.draws import (
    bits_at,
    exponential_at,
    exponential_piece,
    happens,
    uniform_piece,
)
from crmo.simulate.course.lesion_numbers import (
    LesionNumbers,
    flare_hazards,
    least_steps,
    slow_flare_hazard,
)
from crmo.simulate.course.places import are_in, factors
from crmo.simulate.onset.onset import SLOTS

_NOT_YET = np.inf
# Which part of the luck decides: of a bout, and of a slot.
_HEALS, _IS_FELT, _HEALS_TOO = range(3)
_ONE_STAGE = 0.5  # of the two that healing takes, of mean 1 together
_BEGINS_WHEN, _BEGINS_AT_ONCE, _FLARES_WHEN, _HAS_COMPANY = range(4)
Rows = NDArray[np.int64]


class Lesions:
    """The lesions of a block; n children, `SLOTS` slots each, one bone unit per slot.

    Args:
        block: the children.
        numbers: how lesions behave.
        seed: seed of the simulation.

    Attributes:
        unit: index into `BONE_UNITS`, -1 in an empty slot, shape (n, `SLOTS`).
        is_vertebra: whether a slot holds a vertebra, shape (n, `SLOTS`).
        is_active: shape (n, `SLOTS`).
        is_felt: whether the latest bout in each slot hurts, shape (n, `SLOTS`).
        n_active: active lesions of each child, whether anybody knows of them or not.
        n_felt: those that hurt or swell.
        n_bouts: bouts so far in each slot, shape (n, `SLOTS`).
        begun: step in which the latest bout in each slot began, shape (n, `SLOTS`).
        book: every bout.
    """

    def __init__(self, block: Block, numbers: LesionNumbers, seed: int) -> None:
        self._block, self.numbers = block, numbers
        n = block.n
        self.unit = block.onset.unit[block.order].astype(np.int64)
        self.is_vertebra = are_in("vertebral")[self.unit] & (self.unit >= 0)
        self.is_active = np.zeros((n, SLOTS), dtype=np.bool_)
        self.is_felt = np.zeros((n, SLOTS), dtype=np.bool_)
        self.n_active = np.zeros(n, dtype=np.int64)
        self.n_felt = np.zeros(n, dtype=np.int64)
        self.book = BoutBook()
        self._heal_clock, self._flare_clock = np.zeros(n), np.zeros(n)
        self._heals_at = np.full((n, SLOTS), _NOT_YET)
        self._flares_at = np.full((n, SLOTS), _NOT_YET)
        self._next_heal, self._next_flare = np.full(n, _NOT_YET), np.full(n, _NOT_YET)
        self.n_bouts = np.zeros((n, SLOTS), dtype=np.int64)
        self.begun = np.zeros((n, SLOTS), dtype=np.int64)
        self._least_steps = least_steps(numbers)
        self._book_row = np.zeros((n, SLOTS), dtype=np.int64)
        self._draw_children(seed)
        self._set_site_factors()
        self._plan_beginning()
        self._plan_queue()

    def _draw_children(self, seed: int) -> None:
        numbers, block = self.numbers, self._block
        children = block.children
        self._bout_keys = Stream(seed, "course/bout").keys(children)
        self._return_keys = Stream(seed, "course/return").keys(children)
        slot_keys = Stream(seed, "course/slot").keys(children)
        self._slot_luck = bits_at(slot_keys[:, None], np.arange(SLOTS)[None, :])
        deviate = Stream(seed, "course/healing_of_child").normal(children)[:, 0]
        rate = numbers.healing_per_year * STEP_YEARS
        self._heal_rate = rate * exp(numbers.healing_spread * deviate)
        cured = Stream(seed, "course/cured").uniform(children)[:, 0] < numbers.cured_share
        is_cured = cured & (numbers.relapse_shape == "cure_fraction")
        self._flare_rate = np.where(is_cured, 0.0, block.onset.frailty[block.order])
        self._hazards = flare_hazards(numbers, block.longest)
        self._slow_hazard = slow_flare_hazard(numbers)

    def _set_site_factors(self) -> None:
        numbers = self.numbers
        self._heal_factor = factors(numbers.healing_by_site)[self.unit]
        self._return_factor = factors(numbers.return_by_site)[self.unit] * numbers.return_ratio
        felt = np.where(self.is_vertebra, numbers.felt_vertebra_ratio, 1.0)
        self._felt_later = felt * numbers.felt_later_share

    def _plan_beginning(self) -> None:
        """List when each lesion of the beginning appears, in order of the steps."""
        numbers, block = self.numbers, self._block
        onset_felt = block.onset.is_felt[block.order]
        n_first = block.onset.n_at_onset[block.order]
        span = np.minimum(block.diagnosis_step, steps_in(numbers.beginning_months))
        when = uniform_piece(self._slot_luck, _BEGINS_WHEN)
        step = np.floor(when * (span[:, None] + 1)).astype(np.int64)
        step[happens(self._slot_luck, _BEGINS_AT_ONCE, numbers.beginning_at_once_share)] = 0
        step[np.arange(block.n), onset_felt.argmax(axis=1)] = 0  # the first symptom
        is_first = (np.arange(SLOTS) < n_first[:, None]) & (self.unit >= 0)
        rows, slots = np.nonzero(is_first)
        steps = step[rows, slots]
        in_time = np.argsort(steps, kind="stable")
        self._begin_rows, self._begin_slots = rows[in_time], slots[in_time]
        self._begin_from = np.searchsorted(steps[in_time], np.arange(block.longest + 1))
        self._onset_felt = onset_felt

    def _plan_queue(self) -> None:
        """Draw for each place of the queue how long after the diagnosis its flare comes.

        The waits are on the clock of flares. A place with company comes with the one before it.
        """
        block = self._block
        first = block.onset.n_at_onset[block.order].astype(np.int64)
        gap = exponential_piece(self._slot_luck, _FLARES_WHEN)
        has_company = happens(self._slot_luck, _HAS_COMPANY, self.numbers.company_share)
        gap[has_company & (np.arange(SLOTS) > first[:, None])] = 0.0
        clock = np.zeros(block.n)
        self._queue = np.full((block.n, SLOTS), _NOT_YET)
        for slot in range(SLOTS):
            waits = slot >= first
            clock = np.where(waits, clock + gap[:, slot], clock)
            self._queue[:, slot] = np.where(waits & (self.unit[:, slot] >= 0), clock, _NOT_YET)
        found = np.argsort(block.diagnosis_step, kind="stable")
        self._diagnosed = found
        steps = block.diagnosis_step[found]
        self._diagnosed_from = np.searchsorted(steps, np.arange(block.longest + 1))

    def diagnosed_in(self, step: int, m: int) -> Rows:
        """Return the rows below m of the children whose diagnosis falls into a step."""
        rows = self._diagnosed[self._diagnosed_from[step] : self._diagnosed_from[step + 1]]
        return rows[rows < m]

    def step(self, step: int, m: int, healing: Floats, brake: Floats) -> None:
        """Live through one step of four weeks; only the first m children are still followed.

        Args:
            step: number of the step.
            m: how many children are still followed.
            healing: how many times as fast as untreated lesions heal, shape (m,).
            brake: by what drugs divide the hazard of flares, shape (m,).
        """
        healing *= self._heal_rate[:m]
        undiagnosed = self._block.diagnosis_step[:m] >= step
        healing[undiagnosed] *= self.numbers.healing_before_diagnosis
        self._heal_clock[:m] += healing
        self._run_flare_clock(step, m, brake)
        self._heal(step, m)
        self._flare(step, m)

    def _run_flare_clock(self, step: int, m: int, brake: Floats) -> None:
        since = step - self._block.diagnosis_step[:m]
        hazard = self._hazards.take(since - 1, mode="clip")
        hazard[since <= 0] = self._slow_hazard
        hazard *= self._flare_rate[:m]
        hazard /= brake
        found = self.diagnosed_in(step, m)
        if len(found):
            waits = self._queue[found] + self._flare_clock[found, None]
            self._flares_at[found] = np.minimum(self._flares_at[found], waits)
            self._next_flare[found] = self._flares_at[found].min(axis=1)
        self._flare_clock[:m] += hazard

    def _heal(self, step: int, m: int) -> None:
        healed = _due(self._heals_at, self._next_heal, self._heal_clock, m)
        if healed is None:
            return
        rows, slots = self._kept_waiting(step, *healed)
        draw = slots + SLOTS * self.n_bouts[rows, slots]
        waiting = exponential_at(self._return_keys[rows], draw)
        returns_at = self._flare_clock[rows] + waiting / self._return_factor[rows, slots]
        self._flares_at[rows, slots] = returns_at
        np.minimum.at(self._next_flare, rows, returns_at)
        self._count(rows, slots, -1)
        self.is_active[rows, slots] = False
        self.book.end(self._book_row[rows, slots], step)

    def _kept_waiting(self, step: int, rows: Rows, slots: Rows) -> tuple[Rows, Rows]:
        """Let some that are due wait on, and return the others.

        Those wait until the next step that are too young to heal, and for another stage those
        without which nothing would hurt at the diagnosis.
        """
        too_young = step - self.begun[rows, slots] < self._least_steps
        waits = too_young | self._is_last_felt(step, rows, slots, too_young)
        if not waits.any():
            return rows, slots
        late, there = rows[waits], slots[waits]
        stage = np.where(too_young[waits], 0.0, _ONE_STAGE / self._heal_factor[late, there])
        heals_at = self._heal_clock[late] + stage
        self._heals_at[late, there] = heals_at
        np.minimum.at(self._next_heal, late, heals_at)
        return rows[~waits], slots[~waits]

    def _is_last_felt(
        self, step: int, rows: Rows, slots: Rows, too_young: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return which of those due, one per child, must stay until the diagnosis is made."""
        last = np.zeros(len(rows), dtype=np.bool_)
        # What ends in the step after that of the diagnosis may end before its day.
        is_held = self.is_felt[rows, slots] & (self._block.diagnosis_step[rows] >= step - 1)
        heals = (is_held & ~too_young).nonzero()[0]
        if not len(heals):
            return last
        latest = heals[::-1]  # the one that was due last stays
        children, at, n_healing = np.unique(rows[latest], return_index=True, return_counts=True)
        last[latest[at[n_healing >= self.n_felt[children]]]] = True
        return last

    def _flare(self, step: int, m: int) -> None:
        """Let lesions of the beginning, of the queue, and healed ones become active."""
        part = slice(self._begin_from[step], self._begin_from[step + 1])
        rows, slots = self._begin_rows[part], self._begin_slots[part]
        here = rows < m
        rows, slots = rows[here], slots[here]
        n_first = len(rows)
        flaring = _due(self._flares_at, self._next_flare, self._flare_clock, m)
        if flaring is not None:
            rows = np.concatenate((rows, flaring[0]))
            slots = np.concatenate((slots, flaring[1]))
        if len(rows):
            self._begin(rows, slots, step, n_first)

    def _begin(self, rows: Rows, slots: Rows, step: int, n_first: int) -> None:
        """Let bouts begin; the first `n_first` of them are lesions of the beginning."""
        number = self.n_bouts[rows, slots]
        luck = bits_at(self._bout_keys[rows], slots + SLOTS * number)
        waiting = exponential_piece(luck, _HEALS) + exponential_piece(luck, _HEALS_TOO)
        waiting *= _ONE_STAGE
        felt = happens(luck, _IS_FELT, self._felt_later[rows, slots])
        felt[:n_first] = self._onset_felt[rows[:n_first], slots[:n_first]]
        factor = self._heal_factor[rows, slots] * np.where(
            felt, self.numbers.healing_felt_ratio, 1.0
        )
        heals_at = self._heal_clock[rows] + waiting / factor
        self._heals_at[rows, slots] = heals_at
        np.minimum.at(self._next_heal, rows, heals_at)
        self.is_felt[rows, slots] = felt
        self.is_active[rows, slots] = True
        self._book_row[rows, slots] = self.book.begin(rows, slots, step, felt, number)
        self.n_bouts[rows, slots] = number + 1
        self.begun[rows, slots] = step
        self._count(rows, slots, 1)

    def _count(self, rows: Rows, slots: Rows, by: int) -> None:
        np.add.at(self.n_active, rows, by)
        np.add.at(self.n_felt, rows, by * self.is_felt[rows, slots])


def _due(due_at: Floats, next_due: Floats, clock: Floats, m: int) -> tuple[Rows, Rows] | None:
    """Return children and slots whose time has come, and let them wait no longer.

    Args:
        due_at: when each slot is due on its child's clock, shape (n, `SLOTS`).
        next_due: the earliest of these for each child, shape (n,).
        clock: the clocks, shape (n,).
        m: how many children are still followed.
    """
    rows = (next_due[:m] <= clock[:m]).nonzero()[0]
    found = []
    while len(rows):  # once for each slot of a child that is due: mostly one
        waiting, each = due_at.take(rows, axis=0), np.arange(len(rows))
        slots = waiting.argmin(axis=1)
        found.append((rows, slots))
        waiting[each, slots] = _NOT_YET
        due_at[rows, slots] = _NOT_YET
        # Many times faster than min(axis=1) on rows as short as these.
        following = waiting[each, waiting.argmin(axis=1)]
        next_due[rows] = following
        rows = rows[following <= clock[rows]]
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    return np.concatenate([pair[0] for pair in found]), np.concatenate([p[1] for p in found])


def steps_in(months: int) -> int:
    """Return the steps of four weeks that fit into a number of months."""
    return months * STEPS_PER_YEAR // MONTHS_PER_YEAR
