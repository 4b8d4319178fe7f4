"""No word gives the disease away: its children and others are described in the same words."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

from crmo.knowledge import load_knowledge
from crmo.record import FactStatus, Finding
from crmo.simulate import Plan, mix_of, simulate_children
from crmo.simulate.mixes import DISEASE
from crmo.simulate.observation import observe
from crmo.simulate.parameters import Parameters

_N = 600
_OFTEN = 20  # children; what is rarer says little about who has it

# What only children with the disease have, or never have, and why that is meant.
REASONS = {
    "severe_acne": "comes with the disease; ordinary acne of adolescents is not simulated",
    "palmoplantar_pustulosis": "comes with the disease and hardly without it",
    "kyphosis": "lasting damage of vertebrae, which no other kind has for years",
    "leg_length_difference": "lasting damage beside growth plates",
    "pain_amplification": "elsewhere it is the diagnosis, written as one",
    "antibiotic_response": "that antibiotics cure is what tells infections apart",
    "nsaid_response": "of the disease the course of the drug tells it",
}


@cache
def _told() -> tuple[Counter[str], Counter[str]]:
    """Return in how many children each finding is there: with the disease, and others."""
    knowledge = load_knowledge()
    parameters = Parameters.of(knowledge)
    plan = Plan(
        n=_N, seed=5, mix=mix_of("referrals", knowledge), until=date(2025, 12, 31), years=10
    )
    with_it: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for child in simulate_children(plan, knowledge, parameters):
        record = observe(child, parameters, knowledge, complete=True)
        told = {
            f"{entry.about}:{entry.concept}"
            for entry in record.entries
            if isinstance(entry, Finding) and entry.status is FactStatus.PRESENT
        }
        (with_it if child.kind == DISEASE else others).update(told)
    return with_it, others


def test_no_frequent_finding_is_for_one_side_alone() -> None:
    with_it, others = _told()
    alone = {
        name.partition(":")[2]
        for name in {*with_it, *others}
        if with_it[name] + others[name] >= _OFTEN and not (with_it[name] and others[name])
    }
    assert alone <= REASONS.keys()


def test_complaints_of_the_disease_are_told_about_as_often_as_its_weights_say() -> None:
    with_it, _ = _told()
    n = with_it["patient:bone_pain"]
    assert 0.28 <= with_it["patient:night_pain"] / n <= 0.52
    assert 0.38 <= with_it["patient:intermittent_pain"] / n <= 0.62
    assert 0.28 <= with_it["patient:joint_pain"] / n <= 0.52
    assert 0.14 <= with_it["patient:back_pain"] / n <= 0.36


def test_relatives_are_described_alike() -> None:
    with_it, others = _told()
    assert with_it["family:autoimmune_disease"] > 0
    assert others["family:autoimmune_disease"] > 0
    assert with_it["family:other_autoimmune_disease"] == 0
