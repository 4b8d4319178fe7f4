"""Small counts cannot be found out from what is shown; checked by trying every possibility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmo.errors import InvalidValueError
from crmo.find.privacy.linear_bounds import is_at_least_possible
from crmo.find.privacy.small_counts import Sum, hidden_counts

THRESHOLD = 5


def largest(name: str, counts: Mapping[str, int], hidden: frozenset[str]) -> int:
    """Return the largest value that a hidden count of the two-way table could have."""
    best = -1
    ranges = [range(14) if cell in hidden else (counts[cell],) for cell in "abcd"]
    for values in product(*ranges):
        tried = two_way(values)
        if all(tried[each] == n for each, n in counts.items() if each not in hidden):
            best = max(best, tried[name])
    return best


def two_way(values: Sequence[int]) -> dict[str, int]:
    a, b, c, d = values
    margins = {"row1": a + b, "row2": c + d, "col1": a + c, "col2": b + d}
    return {"a": a, "b": b, "c": c, "d": d, **margins, "all": a + b + c + d}


def test_a_single_small_count_takes_a_second_one_with_it() -> None:
    counts = {"all": 100, "girls": 3, "boys": 57, "unknown": 40}
    hidden = hidden_counts(counts, [Sum("all", ("girls", "boys", "unknown"))])
    assert hidden == {"girls", "unknown"}


def test_two_small_counts_whose_sum_is_small_take_a_third_one_with_them() -> None:
    counts = {"all": 100, "a": 1, "b": 2, "c": 97}
    assert hidden_counts(counts, [Sum("all", ("a", "b", "c"))]) == {"a", "b", "c"}


def test_two_small_counts_that_could_be_large_are_enough() -> None:
    counts = {"all": 100, "a": 3, "b": 4, "c": 93}
    assert hidden_counts(counts, [Sum("all", ("a", "b", "c"))]) == {"a", "b"}


def test_zeros_and_large_counts_are_shown() -> None:
    counts = {"all": 50, "a": 0, "b": 50}
    assert hidden_counts(counts, [Sum("all", ("a", "b"))]) == frozenset()


def test_a_small_difference_between_two_shown_counts_hides_one_of_them() -> None:
    """103 with a first event, 100 left after the next step: three were dropped there."""
    counts = {"before": 103, "after": 100, "dropped": 3}
    hidden = hidden_counts(counts, [Sum("before", ("after", "dropped"))], unpublished={"dropped"})
    assert hidden & {"before", "after"}


def test_two_tables_with_one_total_do_not_give_each_other_away() -> None:
    """What one table hides must not follow from another that shares its sums."""
    counts = {"all": 60, "yes": 2, "no": 58, "kept": 2, "dropped": 58}
    sums = [Sum("all", ("yes", "no")), Sum("all", ("kept", "dropped")), Sum("kept", ("yes",))]
    hidden = hidden_counts(counts, sums)
    assert {"yes", "kept"} <= hidden
    assert hidden & {"all", "no"}, "yes would be all less no"
    assert hidden & {"all", "dropped"}, "yes is kept, which would be all less dropped"


def test_a_threshold_below_five_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        hidden_counts({"a": 1}, [], threshold=4)


def test_a_higher_threshold_hides_more() -> None:
    counts = {"all": 100, "a": 8, "b": 30, "c": 62}
    sums = [Sum("all", ("a", "b", "c"))]
    assert hidden_counts(counts, sums) == frozenset()
    assert hidden_counts(counts, sums, threshold=10) == {"a", "b"}


cells = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 12)), min_size=4, max_size=4)


@given(cells, st.booleans())
@settings(max_examples=40)
def test_no_small_count_of_a_two_way_table_can_be_found_out(
    values: list[int], has_total: bool
) -> None:
    """Two by two with its margins: every solution is tried."""
    counts = two_way(values)
    sums = [
        Sum("row1", ("a", "b")),
        Sum("row2", ("c", "d")),
        Sum("col1", ("a", "c")),
        Sum("col2", ("b", "d")),
    ]
    if has_total:
        sums += [Sum("all", ("row1", "row2")), Sum("all", ("col1", "col2"))]
    else:
        del counts["all"]
    hidden = hidden_counts(counts, sums)
    small = [name for name, n in counts.items() if 0 < n < THRESHOLD]
    assert set(small) <= hidden
    for name in small:
        assert largest(name, counts, hidden) >= THRESHOLD


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.integers(1, 14))
def test_the_bound_of_one_sum_is_the_sum(values: list[int], limit: int) -> None:
    known = {f"x{at}": value for at, value in enumerate(values)}
    rows = [(dict.fromkeys(known, 1), sum(values))]
    assert is_at_least_possible("x0", limit, rows, known) == (limit <= sum(values))


@given(st.lists(st.integers(0, 4), min_size=4, max_size=4), st.integers(1, 9))
def test_bounds_agree_with_trying_everything(values: list[int], limit: int) -> None:
    a, b, c, d = values
    known = {"a": a, "b": b, "c": c, "d": d}
    rows = [({"a": 1, "b": 1}, a + b), ({"b": 1, "c": 1}, b + c), ({"c": 1, "d": -1}, c - d)]
    found = max(
        tried[0]
        for tried in product(range(9), repeat=4)
        if tried[0] + tried[1] == a + b
        and tried[1] + tried[2] == b + c
        and tried[2] - tried[3] == c - d
    )
    assert is_at_least_possible("a", limit, rows, known) == (limit <= found)
