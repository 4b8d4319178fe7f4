"""Nothing impossible is ever made: the record refuses it, and no child is refused."""

from __future__ import annotations

from datetime import date

import pytest

from crmo.knowledge import load_knowledge
from crmo.record import PatientRecord
from crmo.simulate import Parameters, Plan, VirtualChild, mix_of, observe, simulate_children

KNOWLEDGE = load_knowledge()
PARAMETERS = Parameters.of(KNOWLEDGE)
CUT = date(2025, 12, 31)


def check(child: VirtualChild, record: PatientRecord) -> None:
    """Refuse what the record cannot know to be wrong."""
    assert child.born <= child.onset
    for entry in record.entries:
        assert entry.on is None or entry.on.earliest.toordinal() <= child.until
        assert entry.recorded_on is None or child.born <= entry.recorded_on.toordinal()


def make(n: int, mix: str, seed: int) -> int:
    plan = Plan(n=n, seed=seed, mix=mix_of(mix, KNOWLEDGE), until=CUT)
    made = 0
    for child in simulate_children(plan, KNOWLEDGE, PARAMETERS):
        check(child, observe(child, PARAMETERS, KNOWLEDGE))
        made += 1
    return made


@pytest.mark.parametrize("mix", ["clinic", "differential", "hospital"])
def test_a_few_hundred_children_of_every_kind_are_possible(mix: str) -> None:
    assert make(300, mix, seed=31) == 300


@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("mix", "n"), [("clinic", 30_000), ("differential", 40_000), ("hospital", 30_000)]
)
def test_a_hundred_thousand_children_are_made_without_one_refusal(mix: str, n: int) -> None:
    assert make(n, mix, seed=32) == n
