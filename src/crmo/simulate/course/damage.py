"""Damage that activity leaves behind: in the bone itself, in the spine, in the length of a leg."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, Stream
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import DAYS_PER_YEAR
from crmo.simulate.course.bouts import STILL
from crmo.simulate.course.draws import exponential_at
from crmo.simulate.course.lesion_numbers import DAYS_PER_WEEK
from crmo.simulate.course.places import are_in, factors, leg_sides
from crmo.simulate.onset.onset import NEVER, SLOTS, Onset

if TYPE_CHECKING:
    from crmo.simulate.course.course import Course

Whole = NDArray[np.int64]
_MM_PER_CM = 10
LASTING = ("sclerosis", "hyperostosis", "height_loss")


@frozen(kw_only=True)
class DamageNumbers:
    """The group `damage` of the natural history; what each number means stands there."""

    sclerosis_per_year: float
    hyperostosis_per_year: float
    hyperostosis_by_site: Mapping[str, float]
    height_loss_per_year: float
    kyphosis_share: float
    scoliosis_share: float
    leg_length_mm_per_year: float
    leg_length_told_mm: float
    structure_least_weeks: float


@frozen(kw_only=True, eq=False)
class Damage:
    """What stays of the disease in n children; days are ordinals, `NEVER` if it never comes.

    Args:
        kyphosis_day: first day of a kyphosis that an exam would find, shape (n,).
        scoliosis_day: first day of a scoliosis, shape (n,).
        leg_length_mm: how much longer the right leg is than the left, at the end; negative if
            it is the left one, shape (n,).
        leg_length_day: first day on which the difference is large enough to be told, shape (n,).
        leg_length_mm_per_year: what each year of activity at one growing end adds.
    """

    kyphosis_day: Whole
    scoliosis_day: Whole
    leg_length_mm: Floats
    leg_length_day: Whole
    leg_length_mm_per_year: float


def lasting_features(
    numbers: DamageNumbers, onset: Onset, columns: Mapping[str, Whole], seed: int
) -> dict[str, Whole]:
    """Return from which day on each bout's place bears each lasting feature, `STILL` if never.

    Args:
        numbers: how fast damage comes while a place is active.
        onset: the children.
        columns: `child`, `slot`, `unit`, `number`, `first_day`, `last_day` of bouts; the last
            day is never open here.
        seed: seed of the simulation.
    """
    child, unit = columns["child"], columns["unit"]
    rates = {
        "sclerosis": np.full(len(child), numbers.sclerosis_per_year),
        "hyperostosis": (factors(numbers.hyperostosis_by_site) * numbers.hyperostosis_per_year)[
            unit
        ],
        "height_loss": are_in("vertebral")[unit] * numbers.height_loss_per_year,
    }
    draw = columns["slot"] + SLOTS * columns["number"]
    made = {}
    for feature in LASTING:
        keys = Stream(seed, f"course/{feature}").keys(onset.children)[child]
        rate = np.maximum(rates[feature], 1.0 / NEVER)
        day = columns["first_day"] + _waiting_days(numbers, keys, draw, rate)
        made[feature] = np.where(day <= columns["last_day"], day, STILL)
    return made


def _waiting_days(numbers: DamageNumbers, keys: Integers, draw: Whole, rate: Floats) -> Whole:
    """Return how long a place must be active before it bears a feature."""
    waiting = exponential_at(keys, draw) * DAYS_PER_YEAR / rate
    least = int(numbers.structure_least_weeks * DAYS_PER_WEEK)
    days: Whole = least + np.minimum(waiting, NEVER).astype(np.int64)
    return days


class HeightLoss:
    """When active vertebrae lose height, for what MRI shows the clinic.

    Args:
        numbers: how fast it comes.
        children: numbers of the children, in the order of the step loop.
        seed: seed of the simulation.
    """

    def __init__(self, numbers: DamageNumbers, children: Integers, seed: int) -> None:
        self._numbers = numbers
        self._rate = np.array(max(numbers.height_loss_per_year, 1.0 / NEVER))
        self._keys = Stream(seed, "course/height_loss").keys(children)

    def step_of(self, rows: Whole, slots: Whole, n_bouts: Whole, begun: Whole) -> Whole:
        """Return the first step in which the latest bout of vertebrae has cost them height.

        Args:
            rows: the children.
            slots: their slots with a vertebra.
            n_bouts: bouts so far in these slots.
            begun: step in which the latest of them began.
        """
        draw = slots + SLOTS * (n_bouts - 1)
        days = _waiting_days(self._numbers, self._keys[rows], draw, self._rate)
        steps: Whole = begun + -(-days // STEP_DAYS)
        return steps


def damage_of(
    numbers: DamageNumbers,
    onset: Onset,
    columns: Mapping[str, Whole],
    height_loss_day: Whole,
    seed: int,
) -> Damage:
    """Return the damage of each child, from its bouts.

    Args:
        numbers: how often and how much.
        onset: the children.
        columns: as for `lasting_features`.
        height_loss_day: for each bout, from `lasting_features`.
        seed: seed of the simulation.
    """
    first_loss = np.full(onset.n, NEVER)
    lost = height_loss_day != STILL
    np.minimum.at(first_loss, columns["child"][lost], height_loss_day[lost])
    luck = Stream(seed, "course/spinal_deformity").uniform(onset.children, 2)
    mm, day = _leg_lengths(numbers, onset.n, columns)
    return Damage(
        kyphosis_day=np.where(luck[:, 0] < numbers.kyphosis_share, first_loss, NEVER),
        scoliosis_day=np.where(luck[:, 1] < numbers.scoliosis_share, first_loss, NEVER),
        leg_length_mm=mm,
        leg_length_day=day,
        leg_length_mm_per_year=numbers.leg_length_mm_per_year,
    )


def _leg_lengths(
    numbers: DamageNumbers, n: int, columns: Mapping[str, Whole]
) -> tuple[Floats, Whole]:
    """Return the difference at the end, and the day on which it is first large enough.

    An active growing end of a leg makes that leg longer, as more blood flows there. Days active
    are counted in whole days, so that no order of adding matters. The day is the first on which
    the days of the one side outweigh those of the other by enough.
    """
    side = leg_sides()[columns["unit"]].astype(np.int64)
    near = np.flatnonzero(side)
    child, side = columns["child"][near], side[near]
    first, after = columns["first_day"][near], columns["last_day"][near] + 1
    days = np.zeros(n, dtype=np.int64)
    np.add.at(days, child, side * (after - first))
    per_day = numbers.leg_length_mm_per_year / DAYS_PER_YEAR
    mm: Floats = days.astype(np.float64) * per_day
    enough = math.ceil(numbers.leg_length_told_mm / per_day)
    return mm, _first_crossing(n, enough, child, first, after, side)


def _first_crossing(
    n: int, enough: int, child: Whole, first: Whole, after: Whole, side: Whole
) -> Whole:
    """Return the first day on which active days, left ones against right ones, are enough.

    Args:
        n: number of children.
        enough: days by which one side must be ahead.
        child: child of each bout.
        first: its first day.
        after: the day after its last.
        side: -1 or 1.
    """
    who = np.concatenate((child, child))
    day = np.concatenate((first, after))
    order = np.lexsort((day, who))
    who, day = who[order], day[order]
    # Between two of these days the difference grows or falls by the same number every day. All
    # that a child's bouts add they take back at their ends, so nothing is left for the next child.
    slope = np.cumsum(np.concatenate((side, -side))[order])
    lasts = np.zeros(len(who), dtype=np.int64)
    lasts[:-1] = np.where(who[1:] == who[:-1], day[1:] - day[:-1], 0)
    grown = np.cumsum(slope * lasts)
    before = grown - slope * lasts
    head = np.searchsorted(who, who)  # where the child's own count begins
    towards = np.sign(slope)
    ahead = towards * (before - before[head])
    steep = np.maximum(np.abs(slope), 1)
    crosses = (ahead < enough) & (ahead + steep * lasts >= enough) & (slope != 0)
    made = np.full(n, NEVER)
    crossed = day - 1 - (ahead - enough) // steep
    np.minimum.at(made, who[crosses], crossed[crosses])
    return made


def leg_length_series_cm(onset: Onset, course: Course) -> dict[int, tuple[float, ...]]:
    """Return the difference in leg length at each step, for the children who come to have one.

    Args:
        onset: the children.
        course: what became of them.

    Returns:
        Row of the child -> centimetres at each step, never negative.
    """
    table = course.bouts
    mm_per_day = course.damage.leg_length_mm_per_year / DAYS_PER_YEAR
    series = {}
    for row in np.flatnonzero(course.damage.leg_length_day != NEVER).tolist():
        part = slice(*np.searchsorted(table.child, (row, row + 1)).tolist())
        sides = leg_sides()[table.unit[part]].astype(np.int64)
        steps = onset.onset[row] + np.arange(course.n_steps[row]) * STEP_DAYS
        first = table.first_day[part][:, None]
        last = np.where(table.last_day[part] == STILL, NEVER, table.last_day[part])[:, None]
        days = np.clip(np.minimum(steps, last) - first + 1, 0, None)
        difference = np.abs((days * sides[:, None]).sum(axis=0))
        series[row] = tuple((difference * mm_per_day / _MM_PER_CM).tolist())
    return series
