"""Luck belongs to a child and a purpose, not to the order in which it is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.simulate.chance import Luck, Stream, at_draw, weibull

CHILDREN = np.arange(200_000, dtype=np.uint64)
SEEDS = st.integers(0, 2**63 - 1)
WRITTEN_DOWN = [[0.5381312690076093, 0.53831578043576], [0.3613608390312698, 0.23188924513401388]]
LUCK_WRITTEN_DOWN = [0.23269804841874842, -0.8888626986291268, 4]


@given(SEEDS, st.lists(st.integers(0, 2**40), min_size=2, max_size=20, unique=True))
def test_a_child_has_the_same_luck_alone_and_among_others(seed: int, numbers: list[int]) -> None:
    children = np.array(numbers, dtype=np.uint64)
    together = Stream(seed, "pain").uniform(children, 5)
    alone = [Stream(seed, "pain").uniform(children[i : i + 1], 5)[0] for i in range(len(children))]
    assert np.array_equal(together, np.array(alone))


@given(SEEDS, st.integers(1, 9))
def test_draws_in_two_goes_are_the_draws_in_one(seed: int, first: int) -> None:
    stream, children = Stream(seed, "pain"), CHILDREN[:3]
    in_two = [stream.uniform(children, first), stream.uniform(children, 10 - first, first=first)]
    assert np.array_equal(stream.uniform(children, 10), np.hstack(in_two))


def test_a_chosen_draw_is_the_one_of_the_row() -> None:
    stream, children = Stream(7, "pain"), CHILDREN[:50]
    row = stream.uniform(children, 8)
    assert np.array_equal(at_draw(stream.keys(children), np.full(50, 5)), row[:, 5])


@pytest.mark.parametrize("other", [Stream(1, "onset"), Stream(2, "pain")])
def test_another_purpose_or_seed_gives_unrelated_luck(other: Stream) -> None:
    one = Stream(1, "pain").uniform(CHILDREN)[:, 0]
    assert abs(np.corrcoef(one, other.uniform(CHILDREN)[:, 0])[0, 1]) < 0.01


def test_uniform_numbers_are_uniform_and_neighbours_unrelated() -> None:
    drawn = Stream(11, "pain").uniform(CHILDREN, 2)
    counts, _ = np.histogram(drawn, bins=100, range=(0, 1))
    expected = drawn.size / 100
    chi_square = float(((counts - expected) ** 2 / expected).sum())
    assert chi_square < 149  # 99.9 % of fair generators
    assert abs(np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1]) < 0.01
    assert abs(np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1]) < 0.01
    assert drawn.min() > 0
    assert drawn.max() < 1


def test_normal_and_exponential_numbers_have_their_moments() -> None:
    normal = Stream(3, "height").normal(CHILDREN)
    waiting = Stream(3, "waiting").exponential(CHILDREN)
    assert normal.mean() == pytest.approx(0, abs=0.01)
    assert normal.std() == pytest.approx(1, abs=0.01)
    assert waiting.mean() == pytest.approx(1, abs=0.01)
    assert np.median(weibull(2.0, 0.5, waiting)) == pytest.approx(2 * np.log(2) ** 2, rel=0.03)


def test_the_luck_of_one_child_is_written_down_for_every_machine() -> None:
    drawn = Stream(1, "pain").uniform(np.array([0, 41], dtype=np.uint64), 2)
    assert drawn.tolist() == WRITTEN_DOWN
    luck = Luck(1, "visit/3", 41)
    assert [luck.uniform(), luck.normal(), luck.below(10)] == LUCK_WRITTEN_DOWN


def test_weights_decide_how_often_each_comes() -> None:
    luck = Luck(5, "which", 0)
    drawn = [luck.weighted({"rare": 1.0, "common": 3.0, "never": 0.0}) for _ in range(20_000)]
    assert drawn.count("common") / 20_000 == pytest.approx(0.75, abs=0.02)
    assert drawn.count("never") == 0


@given(SEEDS)
def test_shuffling_keeps_every_item(seed: int) -> None:
    assert sorted(Luck(seed, "order", 0).shuffled("abcdef")) == list("abcdef")
