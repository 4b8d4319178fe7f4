"""The simulated clinic is alive on the day it is opened, whatever day that is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import records

from crmo.knowledge import load_knowledge
from crmo.record import Encounter, PartialDate, PatientRecord, Sex
from crmo.workbench.demo.children import CLINIC, DemoChild, demo_children
from crmo.workbench.demo.moved import moved
from crmo.workbench.demo.names import hospital_number, invented_name

KNOWLEDGE = load_knowledge()
ON = date(2026, 11, 21)  # a Saturday


def clinic(n: int, **more: Any) -> list[DemoChild]:
    return list(demo_children(n, on=more.pop("on", ON), knowledge=KNOWLEDGE, **more))


@pytest.fixture(scope="module")
def children() -> list[DemoChild]:
    return clinic(150)


def days_to_come(child: DemoChild) -> int | None:
    return (child.appointments[0].on - ON).days if child.appointments else None


def test_some_come_today_more_soon_and_some_have_not_come_for_long(
    children: list[DemoChild],
) -> None:
    coming = [days_to_come(child) for child in children]
    assert len(children) == 150
    assert 8 <= coming.count(0) <= 12
    assert 20 <= sum(day is not None and 1 <= day <= 16 for day in coming) <= 45
    assert 8 <= coming.count(None) <= 16


def test_nobody_is_asked_to_come_at_a_weekend_but_today(children: list[DemoChild]) -> None:
    later = [a for child in children for a in child.appointments if a.on != ON]
    assert max(appointment.on.weekday() for appointment in later) <= 4
    taken = [(a.on, a.at) for child in children for a in child.appointments]
    assert len(taken) == len({*taken})


def test_nothing_is_known_that_happens_from_today_on(children: list[DemoChild]) -> None:
    for child in children:
        for entry in child.record.entries:
            assert entry.recorded_on is not None
            assert entry.recorded_on < ON
            assert entry.on is None or entry.on.earliest < ON


def test_each_is_a_child_of_the_clinic_seen_lately_or_long_ago(children: list[DemoChild]) -> None:
    ago = []
    for child in children:
        age = child.record.age_years(ON)
        assert age is not None
        assert 0 < age.low < 19
        seen = [e.on.latest for e in child.record.of_kind(Encounter) if e.department == CLINIC]
        ago.append((ON - max(seen)).days)
    assert sum(days <= 45 for days in ago) >= 50
    assert sum(days > 180 for days in ago) >= 8


def test_every_name_and_number_is_invented_and_numbers_are_told_apart(
    children: list[DemoChild],
) -> None:
    numbers = {child.record.patient.id for child in children}
    assert len(numbers) == 150
    assert all(re.fullmatch(r"SIM-\d{6}", number) for number in numbers)
    names = " ".join(child.record.patient.name for child in children)
    assert {"Ł", "ễ", "ø", "'", "-"} <= {*names}
    assert len({hospital_number(number) for number in range(0, 900_000, 7)}) == 128_572


def test_the_same_day_gives_the_same_clinic_and_another_day_the_same_stories() -> None:
    first, second = clinic(8), clinic(8)
    assert first == second
    later = clinic(8, on=ON + timedelta(days=365))
    assert [c.record.patient.name for c in first] == [c.record.patient.name for c in later]
    assert [len(c.record.entries) for c in first] == [len(c.record.entries) for c in later]


def test_children_followed_for_ten_years_have_ten_years_of_record() -> None:
    for child in clinic(5, years=10):
        first = min(e.on.earliest for e in child.record.of_kind(Encounter) if e.on is not None)
        assert 9 <= (ON - first).days / 365.25 < 13
    with pytest.raises(ValueError, match="12 years"):
        clinic(1, years=17)


def test_a_first_name_goes_with_the_sex() -> None:
    girls, boys = (
        {invented_name(1, n, sex).split()[0] for n in range(400)} for sex in (Sex.FEMALE, Sex.MALE)
    )
    assert "Zoë" in girls
    assert "Łukasz" in boys
    assert girls.isdisjoint(boys)


# --- moving ------------------------------------------------------------------------------------


@given(records(), st.integers(-2000, 2000))
def test_a_record_moved_stays_sound_and_days_move_exactly(record: PatientRecord, days: int) -> None:
    later = moved(record, days)
    assert len(later.current) == len(record.current)
    for one, other in zip(record.entries, later.entries, strict=True):
        if one.on is not None and one.on.is_day:
            assert other.on == PartialDate.parse(one.on.earliest + timedelta(days=days))
        elif one.on is not None:
            assert other.on is not None
            assert (one.on.month is None) == (other.on.month is None)
        known = one.recorded_on and one.recorded_on + timedelta(days=days)
        assert known == other.recorded_on


def test_days_within_ids_move_along_and_corrections_still_find_what_they_correct() -> None:
    first = Encounter(id="visit-2024-02-28", on="2024-02-28")
    second = Encounter(id="visit-2024-02-28-again", on="2024-02-28", supersedes=first.id)
    child = PatientRecord(
        patient=attrs.evolve(clinic(1)[0].record.patient), entries=[first, second]
    )
    later = moved(child, 2)
    assert [entry.id for entry in later.entries] == ["visit-2024-03-01", "visit-2024-03-01-again"]
    assert [entry.id for entry in later.current] == ["visit-2024-03-01-again"]
