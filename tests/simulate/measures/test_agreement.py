"""Intervals of published numbers, and what lies inside."""

from __future__ import annotations

from math import log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulate.measures.made import KNEE, THIGH, bout, child

from crmo.knowledge.published_quantities import PublishedQuantity
from crmo.simulate.agreement import agreement, compare, student_width, wilson
from crmo.simulate.measures.measured import Measured, mean, median, ratio, share


def published(**changes: Any) -> PublishedQuantity:
    """Return a made-up quantity: a share of 20 in 50."""
    words = {"id": "made_up", "label": "Made up", "topic": "child", "source": "nobody"}
    plain = {"kind": "share", "value": 0.4, "n": 50, "grade": "confirmed", "use": "checked"}
    rest = {"measured": "girls", "setting": "nowhere"}
    return PublishedQuantity(**{**words, **plain, **rest, **changes})


def simulated(value: float, spread: float = 1.0) -> Measured:
    """Return a measured number of ten thousand children."""
    return Measured(value=value, n=10_000, spread=spread, standard_error=spread / 100)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (20, 50, 0.2761, 0.5382),
        (0, 13, 0.0, 0.2281),
        (31, 31, 0.8897, 1.0),
        (5, 75, 0.0288, 0.1468),
    ],
)
def test_wilson_agrees_with_published_values(count: int, n: int, low: float, high: float) -> None:
    """Values of a standard statistics package, to four places."""
    assert list(wilson(count, n)) == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(
    ("degrees", "expected"), [(8, 2.3060), (12, 2.1788), (36, 2.0281), (117, 1.9804)]
)
def test_student_agrees_with_the_table(degrees: int, expected: float) -> None:
    assert student_width(degrees) == pytest.approx(expected, abs=2e-3)


@given(st.integers(1, 400), st.integers(0, 400))
def test_wilson_holds_the_share_and_stays_a_share(n: int, count: int) -> None:
    low, high = wilson(min(count, n), n)
    assert 0 <= low <= min(count, n) / n <= high <= 1


def test_a_share_uses_the_printed_count_and_else_value_times_n() -> None:
    by_count = agreement(published(numerator=20), simulated(0.3)).interval
    by_value = agreement(published(), simulated(0.3)).interval
    assert by_count == by_value


def test_lesions_go_by_children_not_by_lesions() -> None:
    row = agreement(
        published(value=0.3, n=150, of="lesions", n_children=40), simulated(0.3, spread=0.6)
    )
    assert row.interval.high - row.interval.low == pytest.approx(
        2 * 2.0227 * 0.6 / 40**0.5, abs=1e-3
    )
    assert "simulated" in row.interval.how


def test_a_mean_uses_the_printed_deviation_before_the_simulated_one() -> None:
    printed = agreement(published(kind="mean", value=18, sd=25.5, n=164), simulated(20, 99))
    assert printed.interval.low == pytest.approx(14.07, abs=0.01)
    assert printed.lies_inside
    without = agreement(published(kind="mean", value=18, n=164), simulated(20, 5))
    assert not without.lies_inside
    assert "simulated" in without.interval.how


def test_a_median_with_quartiles_needs_no_simulation() -> None:
    quantity = published(kind="median", value=9.5, lower_quartile=8, upper_quartile=11, n=131)
    interval = agreement(quantity, simulated(9.6)).interval
    assert interval.low == pytest.approx(9.5 - 0.477, abs=0.002)


def test_a_median_without_quartiles_takes_the_simulated_distribution() -> None:
    found = median([float(value) for value in range(1001)])
    interval = agreement(published(kind="median", value=600, n=96), found).interval
    assert interval.low == pytest.approx(500, abs=1)
    assert interval.high == pytest.approx(700, abs=1)


def test_a_sample_median_that_the_simulation_could_have_given_agrees() -> None:
    """Skewed values: samples of 96 have medians from 1 to 3, so that 3 fits a true median of 1."""
    found = median([1.0] * 55 + [3.0] * 45)
    assert agreement(published(kind="median", value=3, n=96), found).lies_inside
    assert not agreement(published(kind="median", value=4, n=96), found).lies_inside


def test_the_median_of_counts_moves_with_their_distribution() -> None:
    assert median([1, 2, 2, 3], is_count=True).value == pytest.approx(2.0)
    assert median([2, 2, 2, 3, 3], is_count=True).value == pytest.approx(1.5 + 2.5 / 3)
    assert median([4] * 9, is_count=True).value == 4
    assert median([4] * 9, is_count=True).quantile(1) == 4.5


def test_a_printed_median_of_counts_stands_for_what_is_rounded_to_it() -> None:
    found = median([2.0] * 60 + [3.0] * 40, is_count=True)  # 2.33; the median of many is 2
    assert agreement(published(kind="median", value=2, n=10_000), found).lies_inside
    assert not agreement(published(kind="median", value=3, n=10_000), found).lies_inside
    assert agreement(published(kind="median", value=3, n=20), found).lies_inside


def test_survival_has_limits_that_are_shares() -> None:
    interval = agreement(published(kind="survival", value=0.4, n=56), simulated(0.4)).interval
    assert interval.low == pytest.approx(0.272, abs=0.002)
    assert interval.high == pytest.approx(0.524, abs=0.002)


def test_an_odds_ratio_takes_printed_limits_or_the_p_value() -> None:
    plain = {"kind": "odds_ratio", "value": 1.94, "n": 164}
    from_p = agreement(published(**plain, p_value=0.01), simulated(2)).interval
    assert log(from_p.high / 1.94) == pytest.approx(1.96 * log(1.94) / 2.5758, abs=1e-3)
    printed = agreement(published(**plain, lower=1.2, upper=3.1), simulated(2)).interval
    assert (printed.low, printed.high) == (1.2, 3.1)
    with pytest.raises(ValueError, match="made_up"):
        agreement(published(**plain), simulated(2))


def test_the_limits_themselves_lie_inside_and_nothing_measured_does_not() -> None:
    low = wilson(20, 50)[0]
    assert agreement(published(), simulated(low)).lies_inside
    assert not agreement(published(), simulated(low - 1e-9)).lies_inside
    assert not agreement(published(), share([])).lies_inside


def test_compare_measures_each_quantity_in_the_children() -> None:
    rows = compare([published(), published(id="other", measured="mri_tibia")], [child(bout(KNEE))])
    assert [row.simulated.value for row in rows] == [1.0, 1.0]


def test_sums_of_children_are_plain_statistics() -> None:
    assert share([True, False, True, True]).value == 0.75
    assert mean([1, 2, 6]).value == 3
    assert mean([1, 2, 6]).spread == pytest.approx(7**0.5)
    assert median([5, 1, 3]).value == 3
    assert ratio([(1, 4), (3, 4)]).value == 0.5
    assert ratio([(0, 0)]).n == 0


def test_a_ratio_of_alike_children_has_no_spread() -> None:
    assert ratio([(1, 4), (2, 8), (3, 12)]).spread == pytest.approx(0)
    assert compare([], [child(bout(THIGH))]) == []
