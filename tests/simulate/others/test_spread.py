"""Five numbers are a distribution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.simulate.others import FiveNumbers

SPREAD = FiveNumbers(lowest=1, lower_quartile=2, median=4, upper_quartile=8, highest=40)


def test_quartiles_are_where_they_were_put() -> None:
    shares = np.array([1e-12, 0.25, 0.5, 0.75, 1 - 1e-12])
    assert SPREAD.at(shares) == pytest.approx([1, 2, 4, 8, 40])


def test_between_them_it_is_even() -> None:
    assert SPREAD.at(np.array([0.375, 0.875])) == pytest.approx([3, 24])


@given(st.lists(st.floats(1e-9, 1 - 1e-9), min_size=2, max_size=20))
def test_more_luck_is_never_less(luck: list[float]) -> None:
    values = SPREAD.at(np.array(sorted(luck)))
    assert (np.diff(values) >= 0).all()
    assert values.min() >= 1
    assert values.max() <= 40
