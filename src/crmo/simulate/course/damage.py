"""Damage that activity leaves behind: in the bone itself, in the spine, in the length of a leg."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import DAYS_PER_YEAR
from crmo.simulate.course.bouts import STILL
from crmo.simulate.course.draws import exponential_at
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
        waiting = exponential_at(keys, draw) * DAYS_PER_YEAR / rate
        day = columns["first_day"] + np.minimum(waiting, NEVER).astype(np.int64)
        made[feature] = np.where(day <= columns["last_day"], day, STILL)
    return made


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
    are counted in whole days, so that no order of adding matters. Where activity on the other
    side takes back part of the difference, the day is that of the last gain.
    """
    side = leg_sides()[columns["unit"]].astype(np.int64)
    near = np.flatnonzero(side)
    child, side = columns["child"][near], side[near]
    first, last = columns["first_day"][near], columns["last_day"][near]
    days = np.zeros(n, dtype=np.int64)
    np.add.at(days, child, side * (last - first + 1))
    mm: Floats = days.astype(np.float64) * (numbers.leg_length_mm_per_year / DAYS_PER_YEAR)
    is_told = np.abs(mm) >= numbers.leg_length_told_mm
    least_days = int(numbers.leg_length_told_mm * DAYS_PER_YEAR / numbers.leg_length_mm_per_year)
    longer = np.sign(days)[child] == side
    end = np.zeros(n, dtype=np.int64)
    np.maximum.at(end, child[longer], last[longer])
    too_many = np.maximum(np.abs(days) - least_days, 0)
    return mm, np.where(is_told, end - too_many, NEVER).astype(np.int64)


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
