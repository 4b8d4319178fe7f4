"""One number of a profile is moved; what depends on it moves, and nothing else."""

from __future__ import annotations

from statistics import mean
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from tests.simulate.others.block import ONSET, SEED, UNTIL, children, had, parameters

from crmo.knowledge import load_knowledge
from crmo.simulate.child import VirtualChild
from crmo.simulate.others import Profile, other_children, profile_of
from crmo.simulate.others import children as module

N = 400


def with_profile(kind: str, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> list[VirtualChild]:
    changed = evolve(profile_of(kind, load_knowledge()), **changes)
    monkeypatch.setattr(module, "profile_of", lambda *_: changed)
    return children_of(kind)


def children_of(kind: str) -> list[VirtualChild]:
    numbers = np.arange(N, dtype=np.uint64)
    days = np.full(N, ONSET), np.full(N, UNTIL)
    return other_children(kind, numbers, *days, SEED, parameters(), load_knowledge())


def profile(kind: str) -> Profile:
    return profile_of(kind, load_knowledge())


def test_more_flares_make_more_active_time(monkeypatch: pytest.MonkeyPatch) -> None:
    course = profile("jia").course
    assert course is not None
    fewer = children("jia", N)
    more = with_profile("jia", monkeypatch, course=evolve(course, flares_within_a_year=0.8))

    def hurting(group: Any) -> float:
        return mean(mean(pain > 0 for pain in child.states.values["pain"]) for child in group)

    assert hurting(more) > hurting(fewer) + 0.05


def test_a_rarer_symptom_leaves_children_out_and_changes_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    symptoms = profile("leukaemia").symptoms
    before = children("leukaemia", N)
    rarer = {**symptoms, "fever": evolve(symptoms["fever"], share=0.2)}
    changed = with_profile("leukaemia", monkeypatch, symptoms=rarer)
    assert {c.number for c in changed if had(c, "fever")} < {
        c.number for c in before if had(c, "fever")
    }
    for old, new in zip(before, changed, strict=True):
        assert old.states == new.states
        assert old.bouts == new.bouts
        assert old.visits == new.visits


def test_a_longer_way_to_the_diagnosis_makes_it_later_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = children("osteoid_osteoma", N)
    care = profile("osteoid_osteoma").care
    assert care is not None
    five = care.delay_days
    longer = evolve(
        five, **{n: getattr(five, n) * 2 for n in ("median", "upper_quartile", "highest")}
    )
    changed = with_profile("osteoid_osteoma", monkeypatch, care=evolve(care, delay_days=longer))
    days = [
        (old.diagnosed or UNTIL, new.diagnosed or UNTIL)
        for old, new in zip(before, changed, strict=True)
    ]
    assert all(earlier <= later for earlier, later in days)
    assert mean(earlier < later for earlier, later in days) > 0.5


def test_more_pain_is_told_as_more_pain_and_less_function(monkeypatch: pytest.MonkeyPatch) -> None:
    before = children("pain_amplification", N)
    pain = profile("pain_amplification").pain
    assert pain is not None
    level = evolve(pain.level, lower_quartile=7.0, median=8.0, upper_quartile=9.0)
    worse = with_profile("pain_amplification", monkeypatch, pain=evolve(pain, level=level))
    for name in ("pain", "patient_global", "chaq"):
        assert mean(c.states.values[name][0] for c in worse) > mean(
            c.states.values[name][0] for c in before
        )


def test_a_kind_without_fever_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = with_profile("scurvy", monkeypatch, symptoms={})
    assert all(child.conditions == () for child in changed)
