"""Which events a selection means: state, value against its range, limits, place, coded answer."""

from __future__ import annotations

from math import nan
from typing import Any

import pytest
from tests.find.reference.small_people import at, holds

from crmo.find.answer import Holds
from crmo.find.reference import stands
from crmo.knowledge.case_definition import Count, Select, ValueTest, Window

YES, NO = Holds.YES, Holds.NO
ABOVE, WITHIN, BELOW = ValueTest.ABOVE_RANGE, ValueTest.IN_RANGE, ValueTest.BELOW_RANGE


def one(**select: Any) -> Count:
    chosen = Select(**{"set": "crp", **select})
    return Count(id="asked", label="a", why="b", of=chosen, window=Window(from_day=0, to_day=9))


def test_only_the_states_asked_for_count() -> None:
    assert holds(one(set="pain"), at(1, state="uncertain")) is NO
    assert holds(one(set="pain"), at(1, state="absent")) is NO
    assert holds(one(set="pain", states=("present", "uncertain")), at(1, state="uncertain")) is YES


@pytest.mark.parametrize(
    ("event", "test"),
    [
        ({"value": 9.0, "ref_hi": 8.0}, ABOVE),
        ({"value": 8.0, "ref_hi": 8.0}, WITHIN),
        ({"value": 1.0, "ref_lo": 2.0, "ref_hi": 8.0}, BELOW),
        ({"value": 2.0, "ref_lo": 2.0}, WITHIN),
        ({"flag": "high"}, ABOVE),
        ({"flag": "low"}, BELOW),
        ({"flag": "normal"}, WITHIN),
        ({"value": 5.0, "ref_hi": 8.0, "flag": "high"}, ABOVE),
        ({"value": 9.0, "ref_hi": 8.0, "flag": "normal"}, ABOVE),
        ({"value": 9.0}, None),
        ({"ref_hi": 8.0}, None),
        ({"value": nan, "ref_hi": 8.0}, None),
        ({"value": 9.0, "ref_hi": nan}, None),
        ({}, None),
    ],
)
def test_a_value_stands_one_way_to_its_range_or_nobody_can_say(
    event: dict[str, Any], test: ValueTest | None
) -> None:
    told = at(1, code="crp", **event)
    assert [each for each in ValueTest if stands(told, each)] == ([] if test is None else [test])


def test_contradicting_limit_and_flag_are_both_believed_and_never_in_range() -> None:
    told = at(1, code="crp", value=1.0, ref_lo=2.0, flag="high")
    assert stands(told, ABOVE)
    assert stands(told, BELOW)
    assert not stands(told, WITHIN)


def test_limits_are_converted_to_the_unit_of_the_analyte() -> None:
    asked = one(at_least=1.0, below=5.5, unit="mg/dL")
    assert holds(asked, at(1, code="crp", value=10.0, unit="mg/L")) is YES
    assert holds(asked, at(1, code="crp", value=9.99, unit="mg/L")) is NO
    assert holds(asked, at(1, code="crp", value=55.0, unit="mg/L")) is NO


def test_a_value_in_another_unit_or_in_none_keeps_no_limit() -> None:
    asked = one(at_least=10.0, unit="mg/L")
    assert holds(asked, at(1, code="crp", value=99.0)) is NO
    assert holds(asked, at(1, code="crp", value=99.0, unit="mg/dL")) is NO
    assert holds(asked, at(1, code="crp", value=nan, unit="mg/L")) is NO


def test_a_code_that_is_no_analyte_is_compared_in_the_unit_of_the_definition() -> None:
    asked = one(set="any", at_least=10.0, unit="mg/L")
    assert holds(asked, at(1, code="other", value=10.0, unit="mg/L")) is YES
    assert holds(asked, at(1, code="other", value=10.0, unit="mg/dL")) is NO


def test_a_place_counts_if_it_lies_within_the_named_ones_for_certain() -> None:
    asked = one(set="pain", sites=("foot",))
    assert holds(asked, at(1, site="foot_right")) is YES
    assert holds(asked, at(1, site="calcaneus_left")) is YES
    assert holds(asked, at(1, site="tibia_left")) is NO
    assert holds(asked, at(1, site="lower_extremity")) is NO
    assert holds(asked, at(1)) is NO


def test_a_coded_answer_must_belong_to_the_set_of_values() -> None:
    asked = one(set="pain", values="organism")
    assert holds(asked, at(1, value_code_id=4)) is YES
    assert holds(asked, at(1, value_code_id=1)) is NO
    assert holds(asked, at(1)) is NO
