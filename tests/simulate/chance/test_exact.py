"""Our exponential, logarithm and normal quantile against Python's own."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.simulate.chance import exp, log, normal_quantile, power

ALMOST = 1e-14  # a few units in the last place


@given(st.floats(-700, 700))
def test_exponential_agrees_with_python(x: float) -> None:
    assert exp(x) == pytest.approx(math.exp(x), rel=ALMOST)


@given(st.floats(1e-300, 1e300))
def test_logarithm_agrees_with_python(x: float) -> None:
    assert log(x) == pytest.approx(math.log(x), rel=ALMOST, abs=ALMOST)


@given(st.floats(1e-12, 1 - 1e-12))
def test_normal_quantile_agrees_with_python(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-12, abs=1e-12)


@given(st.floats(1e-6, 1e6), st.floats(-20, 20))
def test_power_agrees_with_python(base: float, exponent: float) -> None:
    assert power(base, exponent) == pytest.approx(base**exponent, rel=1e-12)


@pytest.mark.parametrize(
    ("function", "low", "high"), [(exp, -50, 50), (log, 1e-9, 1e9), (normal_quantile, 1e-9, 0.999)]
)
def test_arrays_and_single_numbers_give_the_same_bits(
    function: Callable[..., object], low: float, high: float
) -> None:
    numbers = np.linspace(low, high, 5_001)
    together = function(numbers)
    assert isinstance(together, np.ndarray)
    assert together.tolist() == [function(float(number)) for number in numbers]


def test_the_exact_bits_are_those_of_every_machine() -> None:
    """Written down once; a machine that rounds otherwise would make other children."""
    assert [exp(1.0).hex(), exp(-12.5).hex()] == ["0x1.5bf0a8b14576ap+1", "0x1.f42ed3f68e690p-19"]
    assert [log(10.0).hex(), log(0.3).hex()] == ["0x1.26bb1bbb55516p+1", "-0x1.34378fcbda721p+0"]
    assert normal_quantile(0.975).hex() == "0x1.f5c0331eeff82p+0"
    assert normal_quantile(1e-9).hex() == "-0x1.7fdc11f44b5a7p+2"


def test_beyond_its_limits_the_exponential_stays_at_them() -> None:
    assert exp(1e6) == exp(700.0)
    assert exp(-1e6) == exp(-700.0)
