"""Logistic regression by Newton's method, for a handful of columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

_STEPS = 50
_SMALL = 1e-10
_LARGEST = 20.0  # of a coefficient: beyond it the answers are separated by a column


@frozen(kw_only=True)
class Fit:
    """Coefficients on the log odds scale.

    Args:
        coefficients: one per column.
        standard_errors: one per column, from the information matrix.
    """

    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]


def logistic_regression(rows: Sequence[Sequence[float]], answers: Sequence[bool]) -> Fit | None:
    """Return the coefficients, or None when they are not defined.

    Args:
        rows: one row of numbers per child, the constant among them.
        answers: one per row.

    Returns:
        None when there are no rows, a column says nothing new, or a column decides the answer.
    """
    if not rows:
        return None
    x, y = np.asarray(rows, dtype=np.float64), np.asarray(answers, dtype=np.float64)
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(x @ beta)))
        information = _information(x, chance)
        if np.linalg.matrix_rank(information) < len(beta):
            return None
        step = np.linalg.solve(information, x.T @ (y - chance))
        beta = beta + step
        if np.abs(beta).max() > _LARGEST:
            return None
        if np.abs(step).max() < _SMALL:
            break
    variance = np.diag(np.linalg.inv(_information(x, 1 / (1 + np.exp(-(x @ beta))))))
    return Fit(coefficients=tuple(beta.tolist()), standard_errors=tuple(np.sqrt(variance).tolist()))


def _information(x: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.float64]:
    weighted: NDArray[np.float64] = x.T @ (x * (chance * (1 - chance))[:, None])
    return weighted
