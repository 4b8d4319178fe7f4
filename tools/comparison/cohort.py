"""The virtual children that are held against published numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from attrs import evolve

from crmo.knowledge import Knowledge
from crmo.simulate.child import VirtualChild
from crmo.simulate.cohort import simulate_children
from crmo.simulate.mixes import mix_of
from crmo.simulate.parameters import Parameters
from crmo.simulate.plan import Plan

DISEASE = "cno"
# Kinds that the quantities about other children speak of.
OTHERS = ("healthy", "bacterial_osteomyelitis", "leukaemia", "jia", "ewing_sarcoma")
UNTIL = date(2025, 12, 31)
# So long a calendar that hardly any story is cut by its end: published cohorts are not either,
# they wait until the diagnosis is made.
YEARS = 25.0
_STATES = ("pain", "physician_global", "patient_global", "chaq", "crp", "esr")


def cohort(
    knowledge: Knowledge,
    *,
    seed: int,
    n_disease: int,
    n_each_other: int,
    parameters: Parameters | None = None,
) -> list[VirtualChild]:
    """Return children with CNO, and as many of each other kind as wanted.

    Args:
        knowledge: what they are made from.
        seed: decides all luck.
        n_disease: children with CNO.
        n_each_other: children of each of `OTHERS`.
        parameters: numbers of the natural history, when some were changed.
    """
    sizes = {DISEASE: n_disease, **dict.fromkeys(OTHERS, n_each_other)}
    return [
        child
        for kind, n in sizes.items()
        if n
        for child in _of_kind(kind, n, seed, knowledge, parameters)
    ]


def _of_kind(
    kind: str, n: int, seed: int, knowledge: Knowledge, parameters: Parameters | None
) -> Iterator[VirtualChild]:
    plan = Plan(n=n, seed=seed, mix=mix_of(kind, knowledge), until=UNTIL, years=YEARS)
    for child in simulate_children(plan, knowledge, parameters):
        yield slim(child)


def slim(child: VirtualChild) -> VirtualChild:
    """Return a child with only the states that measures ask for, packed.

    Twenty thousand children with every blood value of every month would not fit into memory.
    """
    packed: dict[str, Any] = {
        name: array("d", child.states.values[name])
        for name in _STATES
        if name in child.states.values
    }
    states = evolve(child.states, values=cast("dict[str, tuple[float, ...]]", packed))
    return evolve(child, states=states)
