"""Exponential, logarithm, power and normal quantile that give the same bits on every machine.

The C library's and NumPy's versions differ in the last bit between processors and systems; one
such bit can turn a child's relapse into none. Here only operations are used that IEEE 754 rounds
correctly (add, subtract, multiply, divide, square root) and never in a fused form, so the same
numbers come out everywhere. Each function takes a float or a float64 array and returns the same.

Source:
    The normal quantile is Wichura's algorithm AS 241 (doi 10.2307/2347330), routine PPND16.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Number = TypeVar("Number", float, Floats)

# ln 2 in two parts, so that multiples of it can be taken away without rounding.
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LOG2_E = 1.44269504088896338700e00
_SQRT_HALF = 0.70710678118654752440

_EXP_TERMS = tuple(1.0 / math.factorial(n) for n in range(13, -1, -1))
_LOG_TERMS = tuple(1.0 / (2 * n + 1) for n in range(11, -1, -1))

_CENTRE_OVER = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
    4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
    1.3314166789178437745e2, 3.3871328727963666080e0,
)  # fmt: skip
_CENTRE_UNDER = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
    2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
    4.2313330701600911252e1, 1.0,
)  # fmt: skip
_NEAR_OVER = (
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
    1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
    4.63033784615654529590e0, 1.42343711074968357734e0,
)  # fmt: skip
_NEAR_UNDER = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
    2.05319162663775882187e0, 1.0,
)  # fmt: skip
_FAR_OVER = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
    5.46378491116411436990e0, 6.65790464350110377720e0,
)  # fmt: skip
_FAR_UNDER = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
    5.99832206555887937690e-1, 1.0,
)  # fmt: skip


def exp(x: Number) -> Number:
    """Return e to the power x, for x from -700 to 700; beyond, the value at the limit."""
    if isinstance(x, np.ndarray):
        clipped = np.minimum(np.maximum(x, -700.0), 700.0)
        k = np.floor(clipped * _LOG2_E + 0.5)
        r = (clipped - k * _LN2_HIGH) - k * _LN2_LOW
        scaled: Floats = np.ldexp(_polynomial(_EXP_TERMS, r), k.astype(np.int32))
        return scaled
    value = min(max(x, -700.0), 700.0)
    whole = math.floor(value * _LOG2_E + 0.5)
    rest = (value - whole * _LN2_HIGH) - whole * _LN2_LOW
    return math.ldexp(_polynomial(_EXP_TERMS, rest), whole)


def log(x: Number) -> Number:
    """Return the natural logarithm of a number above 0."""
    if isinstance(x, np.ndarray):
        mantissa, exponent = np.frexp(x)
        small = mantissa < _SQRT_HALF
        mantissa = np.where(small, mantissa * 2.0, mantissa)
        logarithms: Floats = _log_of_parts(mantissa, (exponent - small).astype(np.float64))
        return logarithms
    part, whole = math.frexp(x)
    if part < _SQRT_HALF:
        part, whole = part * 2.0, whole - 1
    logarithm: float = _log_of_parts(part, float(whole))
    return logarithm


def power(base: Number, exponent: float) -> Number:
    """Return a number above 0, raised to a power."""
    return exp(log(base) * exponent)


def normal_quantile(p: Number) -> Number:
    """Return the standard normal deviate below which a share p lies; p above 0 and below 1."""
    q = p - 0.5
    if not isinstance(p, np.ndarray):
        centre: float = _central(q) if abs(q) <= 0.425 else _tail(min(p, 1.0 - p), q)
        return centre
    deviate: Floats = _central(q)
    outer = np.abs(q) > 0.425
    if outer.any():
        r = np.sqrt(-log(np.minimum(p[outer], 1.0 - p[outer])))
        size = np.where(r <= 5.0, _near(r), _far(r))
        deviate[outer] = np.where(q[outer] < 0, -size, size)
    return deviate


def _central(q: Any) -> Any:
    r = 0.180625 - q * q
    return q * _polynomial(_CENTRE_OVER, r) / _polynomial(_CENTRE_UNDER, r)


def _tail(p: float, sign: float) -> float:
    r = math.sqrt(-log(p))
    size: float = _near(r) if r <= 5.0 else _far(r)
    return -size if sign < 0 else size


def _near(r: Any) -> Any:
    return _polynomial(_NEAR_OVER, r - 1.6) / _polynomial(_NEAR_UNDER, r - 1.6)


def _far(r: Any) -> Any:
    return _polynomial(_FAR_OVER, r - 5.0) / _polynomial(_FAR_UNDER, r - 5.0)


def _log_of_parts(mantissa: Any, exponent: Any) -> Any:
    s = (mantissa - 1.0) / (mantissa + 1.0)
    rest = 2.0 * (s * _polynomial(_LOG_TERMS, s * s))
    return exponent * _LN2_HIGH + (exponent * _LN2_LOW + rest)


def _polynomial(coefficients: Sequence[float], x: Any) -> Any:
    """Return the polynomial, highest power first, by Horner's scheme."""
    value = coefficients[0] * x + coefficients[1]
    for coefficient in coefficients[2:]:
        value *= x  # in place where it is an array
        value += coefficient
    return value
