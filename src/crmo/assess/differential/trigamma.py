"""The trigamma function, for the spread of the logarithm of a share that was counted."""

from __future__ import annotations

from functools import cache

_TERMS = 100  # the rest of the sum is then its integral to about seven digits


@cache
def trigamma(x: float) -> float:
    """Return the second derivative of the logarithm of the gamma function.

    It is the sum of 1 / (x + k)^2 over all k from 0 on; the tail is taken as an integral that
    begins half a step earlier.

    Args:
        x: above 0.

    Returns:
        The value, to about seven digits.

    Raises:
        ValueError: `x` is 0 or below.
    """
    if x <= 0:
        raise ValueError("trigamma is computed for numbers above 0 only")
    return sum(1 / (x + k) ** 2 for k in range(_TERMS)) + 1 / (x + _TERMS - 1 / 2)


def log_share_variance(with_it: float, looked_at: float) -> float:
    """Return the variance of the logarithm of a share whose uncertainty is a Beta distribution.

    Args:
        with_it: children with it, prior counts included, above 0.
        looked_at: all children, prior counts included, at least `with_it`.
    """
    return max(0.0, trigamma(with_it) - trigamma(looked_at))
