"""Blocks of virtual children for the tests of the course."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crmo.knowledge import load_knowledge
from crmo.simulate.course import ClinicPolicy, Course, run_course
from crmo.simulate.onset import Onset, draw_onset
from crmo.simulate.parameters import Parameters

SEED = 20260101
FIRST_DAY = date(2008, 1, 1).toordinal()


@cache
def parameters() -> Parameters:
    return Parameters.of(load_knowledge())


def beginnings(numbers: range) -> Onset:
    children = np.array(numbers, dtype=np.uint64)
    days = np.full(len(children), FIRST_DAY, dtype=np.int64)
    return draw_onset(children, SEED, parameters(), onset_days=days)


def course_of(
    onset: Onset,
    numbers: Parameters | None = None,
    *,
    choice: ClinicPolicy | None = None,
    years: float = 8,
) -> Course:
    until = onset.onset + int(years * 365.25)
    return run_course(onset, until, SEED, numbers or parameters(), choice=choice)


@cache
def usual(n: int = 400) -> tuple[Onset, Course]:
    onset = beginnings(range(n))
    return onset, course_of(onset)


def with_drug_effect(name: str, **by_class: float) -> Parameters:
    """Return the parameters with one effect of some classes of drugs changed."""
    there = parameters().values["drug_effects"][name]
    return parameters().changed("drug_effects", name, {**there, **by_class})


def followed(course: Course) -> NDArray[np.bool_]:
    """Return for each child and step whether the child is still followed."""
    steps = np.arange(course.states["pain"].shape[1])
    alive: NDArray[np.bool_] = steps < course.n_steps[:, None]
    return alive


def mean_state(course: Course, name: str) -> float:
    return float(course.states[name][followed(course)].mean())
