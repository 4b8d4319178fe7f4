"""Values are kept as written, with what they may be; comparisons have three answers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.errors import InvalidValueError
from crmo.record import Comparator, Interval, Quantity


@pytest.mark.parametrize(
    ("text", "value", "comparator"),
    [
        ("12.5", 12.5, None),
        ("12,5", 12.5, None),
        ("<0.6", 0.6, Comparator.LESS),
        ("< 0,6", 0.6, Comparator.LESS),
        ("≤5", 5.0, Comparator.AT_MOST),
        (">=200", 200.0, Comparator.AT_LEAST),
        ("> 250", 250.0, Comparator.GREATER),
        ("-1.5", -1.5, None),
        ("1e3", 1000.0, None),
        ("0,125", 0.125, None),
        (" 7 ", 7.0, None),
        ("1234", 1234.0, None),
    ],
)
def test_a_written_value_is_read(text: str, value: float, comparator: Comparator | None) -> None:
    expected = Quantity(value=value, unit="mg/L", comparator=comparator)
    assert expected == Quantity.parse(text, "mg/L")


@pytest.mark.parametrize("text", ["1,234", "350,000", "<1,000"])
def test_a_comma_that_may_part_thousands_is_not_guessed(text: str) -> None:
    with pytest.raises(InvalidValueError, match="thousands") as caught:
        Quantity.parse(text)
    assert text == caught.value.came


@pytest.mark.parametrize("text", ["", "high", "12 mg/L", "1,234,567", "5-10", "<<5", "٣", "nan"])
def test_words_are_no_value(text: str) -> None:
    with pytest.raises(InvalidValueError):
        Quantity.parse(text)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "12", None, True])
def test_a_value_is_a_finite_number(value: object) -> None:
    with pytest.raises(InvalidValueError) as caught:
        Quantity(value=value)  # type: ignore[arg-type]
    assert caught.value.where == "quantity, value"
    assert caught.value.todo


@pytest.mark.parametrize("unit", ["", "  ", None])
def test_an_empty_unit_is_no_unit(unit: str | None) -> None:
    assert Quantity(value=1, unit=unit).unit is None


def test_a_comparator_is_one_of_four() -> None:
    with pytest.raises(InvalidValueError, match="one of <"):
        Quantity(value=1, comparator="~")  # type: ignore[arg-type]


def test_below_a_limit_lie_amounts_from_zero() -> None:
    possible = Quantity.parse("<0.6").possible
    assert possible.compare("<", 0.6) is True
    assert possible.compare("<", 0.5) is None
    assert possible.compare(">=", 0) is True
    assert possible.contains(0.0)
    assert not possible.contains(0.6)


def test_at_most_holds_its_limit() -> None:
    assert Quantity.parse("<=0.6").possible.contains(0.6)
    assert Quantity.parse("<=0.6").possible.compare("<", 0.6) is None


def test_below_a_negative_limit_nothing_is_known() -> None:
    assert Quantity.parse("<-3").possible.low == -math.inf


def test_above_a_limit_there_is_no_upper_end() -> None:
    possible = Quantity.parse(">200").possible
    assert possible.compare(">", 200) is True
    assert possible.compare(">", 201) is None
    assert Quantity.parse(">=200").possible.compare(">", 200) is None


limits = st.floats(-1e6, 1e6)
intervals = st.builds(
    lambda ends, low, high: Interval(ends[0], ends[1], low, high),
    st.lists(limits, min_size=2, max_size=2, unique=True).map(sorted),
    st.booleans(),
    st.booleans(),
)


@given(intervals, st.sampled_from(["<", "<=", ">", ">="]), limits, st.data())
def test_a_comparison_holds_for_every_value_or_is_left_open(
    interval: Interval, operator: str, limit: float, data: st.DataObject
) -> None:
    value = data.draw(st.floats(interval.low, interval.high).filter(interval.contains))
    answer = interval.compare(operator, limit)
    assert answer in (None, Interval.exactly(value).compare(operator, limit))


@given(limits, st.sampled_from(["<", "<=", ">", ">="]), limits)
def test_an_exact_value_always_has_an_answer(value: float, operator: str, limit: float) -> None:
    assert Interval.exactly(value).compare(operator, limit) is not None


@given(intervals, limits, limits)
def test_shifting_keeps_the_order(interval: Interval, first: float, second: float) -> None:
    low, high = sorted((first, second))
    shifted = interval.shifted(low, high)
    assert shifted.low <= shifted.high


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (1, math.nan)])
def test_an_interval_has_its_limits_in_order(low: float, high: float) -> None:
    with pytest.raises(InvalidValueError, match="order"):
        Interval(low, high)
