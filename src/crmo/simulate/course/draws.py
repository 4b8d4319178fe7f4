"""Luck for the step loop: fast draws from tables, keyed by child, purpose and number.

A draw here takes one of 8,192 equally likely values of the wanted distribution, in the middle of
its share. That is finer than anything the course is sensitive to, and many times faster than a
logarithm or a quantile for a handful of children at a time.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, at_draw, log, normal_quantile

PIECES = 4  # of 13 bits in the 52 that a draw has
_LEVELS = 8192
_BITS = 13
_ALL_BITS = 2.0**52

Whole = NDArray[np.int64]


def bits_at(keys: Integers, draw: Whole | int) -> Whole:
    """Return random bits, enough for `PIECES` decisions, shape of `keys`.

    Args:
        keys: from `Stream.keys`.
        draw: number of the draw for each, or one for all.
    """
    numbers = np.array([draw]) if isinstance(draw, int) else draw
    return (at_draw(keys, numbers) * _ALL_BITS).astype(np.int64)


def exponential_at(keys: Integers, draw: Whole) -> Floats:
    """Return waiting times of mean 1 that keys give at draw numbers of their own, same shapes."""
    return exponential_piece(bits_at(keys, draw), 0)


def exponential_piece(bits: Whole, piece: int) -> Floats:
    """Return a part of the bits as waiting times of mean 1."""
    level = (bits >> (_BITS * piece)) & (_LEVELS - 1)
    waiting: Floats = _exponential_table().take(level)
    return waiting


def happens(bits: Whole, piece: int, share: Floats | float) -> NDArray[np.bool_]:
    """Return for which of them something with a probability happens.

    Args:
        bits: from `bits_at`.
        piece: which part of the bits decides, 0 to 3; each decides one thing only.
        share: the probability.
    """
    happened: NDArray[np.bool_] = ((bits >> (_BITS * piece)) & (_LEVELS - 1)) < share * _LEVELS
    return happened


def uniform_piece(bits: Whole, piece: int) -> Floats:
    """Return a part of the bits as numbers above 0 and below 1."""
    uniform: Floats = (((bits >> (_BITS * piece)) & (_LEVELS - 1)) + 0.5) / _LEVELS
    return uniform


def normals(keys: Integers, steps: Whole) -> Floats:
    """Return four standard normal deviates per step and child, shape (4, steps, children).

    Args:
        keys: from `Stream.keys`, shape (children,).
        steps: numbers of the steps, shape (steps,).
    """
    bits = (at_draw(keys[None, :], steps[:, None]) * _ALL_BITS).astype(np.int64)
    made = np.empty((PIECES, *bits.shape))
    for piece in range(PIECES):
        _normal_table().take(
            (bits >> (_BITS * piece)) & (_LEVELS - 1), out=made[piece], mode="clip"
        )
    return made


@cache
def _exponential_table() -> Floats:
    return -log((np.arange(_LEVELS) + 0.5) / _LEVELS)


@cache
def _normal_table() -> Floats:
    return normal_quantile((np.arange(_LEVELS) + 0.5) / _LEVELS)
