"""A record: four states, corrections and retractions, what was known when."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import days, records

from crmo.errors import InvalidValueError
from crmo.record import (
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    Lesion,
    LesionStatus,
    Patient,
    PatientRecord,
    Retraction,
    Score,
)

CHILD = Patient(id="child-1", birth_date="2014-03-09")


def visit(entry_id: str, **values: Any) -> Encounter:
    return Encounter(id=entry_id, **values)


def record(*entries: Entry, retracted: tuple[str, ...] = ()) -> PatientRecord:
    taken_back = [Retraction(entry=entry_id, reason="typing error") for entry_id in retracted]
    return PatientRecord(patient=CHILD, entries=entries, retractions=taken_back)


def current_ids(of: PatientRecord) -> list[str]:
    return [entry.id for entry in of.current]


# --- four states -----------------------------------------------------------------------------


def test_only_looking_gives_an_answer() -> None:
    truths = {status: status.truth for status in FactStatus}
    assert truths == {
        FactStatus.PRESENT: True,
        FactStatus.ABSENT: False,
        FactStatus.NOT_LOOKED_FOR: None,
        FactStatus.UNKNOWN: None,
    }


def test_a_feature_nobody_spoke_of_is_unknown_and_not_absent() -> None:
    lesion = Lesion(bone_unit="tibia_left", status=LesionStatus.PRESENT)
    assert lesion.feature("lysis") is FactStatus.UNKNOWN


@pytest.mark.parametrize("order", [1, -1])
def test_a_feature_told_both_ways_is_unknown(order: int) -> None:
    told = [
        Fact(concept="lysis", status=FactStatus.PRESENT),
        Fact(concept="lysis", status=FactStatus.ABSENT),
    ][::order]
    lesion = Lesion(bone_unit="tibia_left", status=LesionStatus.PRESENT, features=told)
    assert lesion.feature("lysis") is FactStatus.UNKNOWN


# --- corrections and retractions -------------------------------------------------------------


def test_a_correction_replaces_what_it_corrects() -> None:
    assert current_ids(record(visit("a"), visit("b", supersedes="a"))) == ["b"]


def test_a_correction_of_a_correction_replaces_both() -> None:
    chain = (visit("a"), visit("b", supersedes="a"), visit("c", supersedes="b"))
    assert current_ids(record(*chain)) == ["c"]


def test_a_retracted_correction_lets_the_older_entry_count_again() -> None:
    chain = (visit("a"), visit("b", supersedes="a"))
    assert current_ids(record(*chain, retracted=("b",))) == ["a"]


def test_retracting_an_entry_already_corrected_does_not_bring_back_its_elder() -> None:
    chain = (visit("a"), visit("b", supersedes="a"), visit("c", supersedes="b"))
    assert current_ids(record(*chain, retracted=("b",))) == ["c"]
    assert current_ids(record(*chain, retracted=("c",))) == ["b"]
    assert current_ids(record(*chain, retracted=("b", "c"))) == ["a"]


def test_corrected_and_retracted_entries_stay_in_the_record() -> None:
    kept = record(visit("a"), visit("b", supersedes="a"), visit("c"), retracted=("c",))
    assert [entry.id for entry in kept.entries] == ["a", "b", "c"]
    assert current_ids(kept) == ["b"]


@given(records(), st.randoms())
def test_the_order_of_entries_never_matters(of: PatientRecord, random: Any) -> None:
    shuffled = list(of.entries)
    random.shuffle(shuffled)
    other = attrs.evolve(of, entries=shuffled)
    assert set(current_ids(of)) == set(current_ids(other))
    assert of.of_kind(Entry) == other.of_kind(Entry)


@given(records())
def test_an_uncorrected_and_unretracted_entry_is_current(of: PatientRecord) -> None:
    spoken_of = {entry.supersedes for entry in of.entries} | {r.entry for r in of.retractions}
    silent = {entry.id for entry in of.entries} - spoken_of
    assert silent <= set(current_ids(of))


@given(records())
def test_no_retracted_entry_is_current(of: PatientRecord) -> None:
    assert not {r.entry for r in of.retractions} & set(current_ids(of))


def test_entries_of_a_kind_come_by_date_and_undated_ones_last() -> None:
    told = (visit("z"), visit("b", on="2024-06"), visit("a", on="2024"), visit("c", on="2025"))
    found = [entry.id for entry in record(*told).of_kind(Encounter)]
    assert found == ["a", "b", "c", "z"]
    assert record(*told).of_kind(Finding) == ()


# --- what was known when ---------------------------------------------------------------------


def test_as_of_keeps_what_was_known_on_that_day() -> None:
    late = visit("late", on="2024-01-05", recorded_on=date(2024, 3, 1))
    whole = record(visit("early", on="2024-02-01"), late, visit("undated"))
    assert current_ids(whole.as_of(date(2024, 2, 1))) == ["early", "undated"]
    assert current_ids(whole.as_of(date(2024, 1, 31))) == ["undated"]
    assert current_ids(whole.as_of(date(2024, 3, 1))) == ["early", "late", "undated"]


def test_before_its_correction_the_older_entry_counts() -> None:
    whole = record(
        visit("a", recorded_on=date(2024, 1, 1)),
        visit("b", recorded_on=date(2024, 6, 1), supersedes="a"),
    )
    assert current_ids(whole.as_of(date(2024, 5, 31))) == ["a"]
    assert current_ids(whole.as_of(date(2024, 6, 1))) == ["b"]


def test_before_its_retraction_the_entry_counts() -> None:
    whole = PatientRecord(
        patient=CHILD,
        entries=[visit("a", recorded_on=date(2024, 1, 1))],
        retractions=[Retraction(entry="a", reason="wrong", recorded_on=date(2024, 6, 1))],
    )
    assert current_ids(whole.as_of(date(2024, 5, 31))) == ["a"]
    assert current_ids(whole.as_of(date(2024, 6, 1))) == []


def test_a_correction_known_before_what_it_corrects_stands_alone() -> None:
    whole = record(
        visit("a", recorded_on=date(2024, 6, 1)),
        visit("b", recorded_on=date(2024, 1, 1), supersedes="a"),
    )
    assert current_ids(whole.as_of(date(2024, 2, 1))) == ["b"]


@given(records(), days(), days())
def test_later_days_know_at_least_as_much(of: PatientRecord, one: date, other: date) -> None:
    first, second = sorted((one, other))
    earlier = {entry.id for entry in of.as_of(first).entries}
    assert earlier <= {entry.id for entry in of.as_of(second).entries}


@given(records(), days(), days())
def test_looking_back_twice_is_looking_back_to_the_earlier_day(
    of: PatientRecord, one: date, other: date
) -> None:
    twice = of.as_of(one).as_of(other)
    assert {e.id for e in twice.entries} == {e.id for e in of.as_of(min(one, other)).entries}


def test_entries_are_added_and_never_replaced() -> None:
    longer = record(visit("a")).with_entries([visit("b")])
    assert [entry.id for entry in longer.entries] == ["a", "b"]
    with pytest.raises(InvalidValueError, match="same id"):
        longer.with_entries([visit("a")])


# --- what cannot be --------------------------------------------------------------------------


def test_an_id_is_used_once() -> None:
    with pytest.raises(InvalidValueError, match="same id") as caught:
        record(visit("a"), visit("b"), visit("a"))
    assert caught.value.where == "entry a"


def test_a_correction_needs_what_it_corrects() -> None:
    with pytest.raises(InvalidValueError, match="not in the record"):
        record(visit("a", supersedes="nowhere"))


def test_a_retraction_needs_its_entry() -> None:
    with pytest.raises(InvalidValueError, match="not in the record"):
        record(visit("a"), retracted=("b",))


def test_corrections_do_not_run_in_a_circle() -> None:
    with pytest.raises(InvalidValueError, match="circle"):
        record(visit("a", supersedes="b"), visit("b", supersedes="a"))
    with pytest.raises(InvalidValueError, match="itself"):
        visit("a", supersedes="a")


def test_a_record_holds_entries_and_nothing_else() -> None:
    with pytest.raises(InvalidValueError, match="list of entries"):
        record({"id": "a"})  # type: ignore[arg-type]


def test_a_score_is_told_on_a_scale_of_ten() -> None:
    assert Score(id="p", instrument="pain", value=35, scale_high=100).out_of_ten == 3.5
    assert Score(id="p", instrument="chaq", value=1.5, scale_high=3).out_of_ten == 5.0
    assert Score(id="p", instrument="pain", value=1, scale_low=1, scale_high=5).out_of_ten == 0.0


def test_as_of_a_day_a_correction_replaces_what_an_unknown_one_had_corrected() -> None:
    whole = record(
        visit("first", on="2020"),
        visit("second", on="2020", recorded_on=date(2024, 5, 1), supersedes="first"),
        visit("third", on="2020", supersedes="second"),
    )
    assert current_ids(whole.as_of(date(2022, 1, 1))) == ["third"]
    assert current_ids(whole.as_of(date(2024, 5, 1))) == ["third"]
