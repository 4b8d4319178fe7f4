"""Blocks of children of one kind, made once."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from crmo.knowledge import load_knowledge
from crmo.simulate.chance import Integers
from crmo.simulate.child import VirtualChild
from crmo.simulate.others import other_children
from crmo.simulate.parameters import Parameters

SEED = 20
ONSET = date(2012, 3, 1).toordinal()
UNTIL = date(2022, 3, 1).toordinal()
KINDS = tuple(kind for kind in load_knowledge().virtual_kinds if kind != "cno")
SICK = tuple(kind for kind in KINDS if load_knowledge().virtual_kinds[kind].concept)


@cache
def parameters() -> Parameters:
    """Return the numbers of the natural history."""
    return Parameters.of(load_knowledge())


@cache
def children(kind: str, n: int = 300) -> tuple[VirtualChild, ...]:
    """Return seeded children of one kind, followed for up to ten years."""
    return tuple(made(kind, np.arange(n, dtype=np.uint64)))


def made(
    kind: str, numbers: Integers, *, seed: int = SEED, until: int = UNTIL
) -> list[VirtualChild]:
    """Return children with given numbers, their first symptom on one day."""
    onset = np.full(len(numbers), ONSET)
    last = np.full(len(numbers), until)
    return other_children(kind, numbers, onset, last, seed, parameters(), load_knowledge())


def had(child: VirtualChild, concept: str) -> bool:
    """Whether a child ever had a symptom, sign or disease."""
    return any(condition.concept == concept for condition in child.conditions)
