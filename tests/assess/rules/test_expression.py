"""Three-valued logic: what is unknown decides nothing, and never more than it must."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.assess.rules.expression import (
    All,
    AnyOf,
    AtLeast,
    Either,
    Expression,
    FirstKnown,
    LeafRef,
    Not,
    Stated,
    Truth,
    Unsettled,
    conjunction,
    disjunction,
)

N_LEAVES = 4
LEAVES = tuple(LeafRef(index) for index in range(N_LEAVES))
TRUTH = st.sampled_from((True, False, None))
TRUTHS = st.lists(TRUTH, min_size=N_LEAVES, max_size=N_LEAVES)


def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        parts.map(All),
        parts.map(AnyOf),
        inner.map(Not),
        st.builds(AtLeast, st.integers(1, 3), parts),
    )


EXPRESSIONS = st.recursive(st.sampled_from(LEAVES), grown, max_leaves=8)


@pytest.mark.parametrize(
    ("values", "both", "some"),
    [
        ((True, True), True, True),
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((False, False), False, False),
        ((), True, False),
    ],
)
def test_conjunction_and_disjunction(values: tuple[Truth, ...], both: Truth, some: Truth) -> None:
    assert conjunction(values) is both
    assert disjunction(values) is some


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        ((True, True, None), True),
        ((True, None, None), None),
        ((True, None, False), None),
        ((False, None, False), False),
    ],
)
def test_at_least_two(truths: tuple[Truth, ...], expected: Truth) -> None:
    assert AtLeast(2, LEAVES[:3]).truth(truths) is expected


@pytest.mark.parametrize(
    ("truths", "expected"),
    [((True, False), True), ((False, None), False), ((None, None), None), ((None, True), True)],
)
def test_either_affirms_with_one_and_denies_without_any(
    truths: tuple[Truth, ...], expected: Truth
) -> None:
    assert Either(LEAVES[:2]).truth(truths) is expected


@pytest.mark.parametrize(
    ("truths", "expected"),
    [((True, False), True), ((False, True), False), ((None, True), True), ((None, None), None)],
)
def test_first_known_prefers_the_first(truths: tuple[Truth, ...], expected: Truth) -> None:
    assert FirstKnown(LEAVES[:2]).truth(truths) is expected


@pytest.mark.parametrize(
    ("truths", "expected"),
    [((True, True), True), ((None, True), False), ((None, False), None), ((False, None), False)],
)
def test_stated_is_ruled_out_only_when_nobody_stated_it(
    truths: tuple[Truth, ...], expected: Truth
) -> None:
    assert Stated(LEAVES[0], LEAVES[1]).truth(truths) is expected


def test_unsettled_is_never_decided_and_asks_for_nothing() -> None:
    unsettled = Unsettled(LEAVES[:2])
    assert unsettled.truth((True, True)) is None
    assert list(unsettled.open_leaves((None, None))) == []
    assert list(unsettled.support((None, None))) == [0, 1]


@given(expression=EXPRESSIONS, truths=TRUTHS)
def test_what_is_decided_stays_decided_whatever_comes_in(
    expression: Expression, truths: list[Truth]
) -> None:
    now = expression.truth(truths)
    choices = [(True, False) if truth is None else (truth,) for truth in truths]
    for completed in product(*choices):
        assert expression.truth(completed) is not None
        if now is not None:
            assert expression.truth(completed) is now


@given(expression=EXPRESSIONS, truths=TRUTHS)
def test_only_open_leaves_can_change_what_is_not_decided(
    expression: Expression, truths: list[Truth]
) -> None:
    still_open = set(expression.open_leaves(truths))
    assert all(truths[index] is None for index in still_open)
    for index, truth in enumerate(truths):
        if truth is None and index not in still_open:
            for value in (True, False):
                changed = [*truths[:index], value, *truths[index + 1 :]]
                assert expression.truth(changed) is expression.truth(truths)


@given(expression=EXPRESSIONS, truths=TRUTHS)
def test_the_support_alone_gives_the_same_answer(
    expression: Expression, truths: list[Truth]
) -> None:
    support = set(expression.support(truths))
    alone = [truth if index in support else None for index, truth in enumerate(truths)]
    if expression.truth(truths) is not None:
        assert expression.truth(alone) is expression.truth(truths)
