"""The same child comes out whoever else is made, and another seed makes another."""

from __future__ import annotations

import numpy as np
import pytest
from tests.simulate.others.block import KINDS, made


@pytest.mark.parametrize("kind", KINDS)
def test_a_child_does_not_depend_on_its_block(kind: str) -> None:
    together = made(kind, np.arange(40, dtype=np.uint64))
    alone = [made(kind, np.array([number], dtype=np.uint64))[0] for number in (0, 13, 39)]
    reversed_block = made(kind, np.arange(39, -1, -1, dtype=np.uint64))
    assert alone == [together[0], together[13], together[39]]
    assert reversed_block[::-1] == together


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides(kind: str) -> None:
    numbers = np.arange(20, dtype=np.uint64)
    assert made(kind, numbers) == made(kind, numbers)
    assert made(kind, numbers, seed=21) != made(kind, numbers)


def test_numbers_beyond_the_millions_are_children_too() -> None:
    numbers = np.array([2**40, 2**63], dtype=np.uint64)
    first, second = made("jia", numbers)
    assert (first.number, second.number) == (2**40, 2**63)
    assert first.states != second.states
