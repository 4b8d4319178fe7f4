"""A child is the same whoever else is simulated, and whatever else is changed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from attrs import fields
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.simulate.onset.blocks import changed, drawn

from crmo.simulate.onset import Onset


def columns(onset: Onset) -> Iterator[tuple[str, NDArray[np.generic]]]:
    for attribute in fields(Onset):
        value = getattr(onset, attribute.name)
        if attribute.name in ("traits", "family"):
            yield from ((f"{attribute.name}.{key}", inner) for key, inner in value.items())
        elif attribute.name != "seed":
            yield attribute.name, value


def differing(one: Onset, other: Onset) -> set[str]:
    pairs = zip(columns(one), columns(other), strict=True)
    return {name for (name, a), (_, b) in pairs if not np.array_equal(a, b)}


@settings(max_examples=10)
@given(st.integers(0, 299))
def test_a_child_alone_is_the_child_in_a_block(row: int) -> None:
    block, alone = drawn(300), drawn(1, first=row)
    for (name, together), (_, single) in zip(columns(block), columns(alone), strict=True):
        assert np.array_equal(together[row : row + 1], single), name


def test_the_order_of_a_block_does_not_matter() -> None:
    first, second = drawn(40), drawn(20, first=20)
    for (name, all_of_them), (_, some) in zip(columns(first), columns(second), strict=True):
        assert np.array_equal(all_of_them[20:], some), name


def test_another_seed_makes_other_children() -> None:
    assert differing(drawn(50), drawn(50, seed=12)) >= {"unit", "frailty", "diagnosed", "born"}


@pytest.mark.parametrize(
    ("group", "name", "value", "changes"),
    [
        ("onset", "fever_share", 0.6, {"has_fever"}),
        ("onset", "ana_share", 0.6, {"traits.ana_positive"}),
        ("onset", "frailty_spread", 0.1, {"frailty"}),
        ("onset", "age_mean_years", 6.0, {"born", "comorbidity_day"}),
        ("delay", "median_months", 30.0, {"diagnosed"}),
        ("patterns", "felt_median", 6.0, {"is_felt"}),
        ("comorbidity", "family_with_proneness", 0.0, {"family.psoriasis"}),
    ],
)
def test_one_parameter_changes_only_what_depends_on_it(
    group: str, name: str, value: float, changes: set[str]
) -> None:
    found = differing(drawn(300), drawn(300, parameters=changed(group, name, value)))
    assert found >= changes
    assert {key.partition(".")[0] for key in found} == {key.partition(".")[0] for key in changes}
