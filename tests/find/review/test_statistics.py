"""Intervals and agreement: published examples, some by hand, and an independent package.

statsmodels 0.15 gave the figures marked so.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.find.review.statistics import (
    Kappa,
    Stratum,
    cohen_kappa,
    sensitivity,
    weighted,
    wilson,
)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_examples(k: int, n: int, low: float, high: float) -> None:
    found = wilson(k, n)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_is_told_of_nobody() -> None:
    assert wilson(0, 0) is None
    assert weighted([]) is None
    assert cohen_kappa({}) is None


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_interval_holds_the_share_and_mirrors(k: int, n: int) -> None:
    k = min(k, n)
    found, mirrored = wilson(k, n), wilson(n - k, n)
    assert found is not None
    assert mirrored is not None
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)


def table(*rows: tuple[int, ...]) -> dict[tuple[str, str], int]:
    return {
        (str(at), str(across)): n
        for at, row in enumerate(rows)
        for across, n in enumerate(row)
        if n
    }


def rounded(kappa: Kappa | None) -> tuple[float, ...]:
    assert kappa is not None
    assert kappa.estimate is not None
    assert kappa.low is not None
    assert kappa.high is not None
    return (round(kappa.estimate, 4), round(kappa.low, 4), round(kappa.high, 4))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # By hand: 0.7 agreed, 0.5 by chance. Limits: statsmodels.
        ([(20, 5), (10, 15)], (0.4, 0.1511, 0.6489)),
        # Fleiss, Levin and Paik 2003, table 18.1: kappa 0.676, standard error 0.088.
        ([(75, 1, 4), (5, 4, 1), (0, 0, 10)], (0.6765, 0.5046, 0.8484)),
        # Five verdicts; statsmodels.
        (
            [
                (22, 2, 1, 0, 0),
                (3, 11, 4, 1, 0),
                (0, 3, 31, 2, 0),
                (0, 1, 2, 5, 0),
                (1, 0, 0, 0, 6),
            ],
            (0.7112, 0.5998, 0.8225),
        ),
    ],
)
def test_kappa_gives_the_known_examples(
    rows: list[tuple[int, ...]], expected: tuple[float, ...]
) -> None:
    assert rounded(cohen_kappa(table(*rows))) == expected


def test_full_agreement_is_one_and_its_interval_is_not_wider() -> None:
    assert rounded(cohen_kappa(table((5, 0), (0, 7)))) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("rows", [[(9,)], [(4, 3)], [(4,), (3,)]])
def test_kappa_is_not_told_if_somebody_always_says_the_same(rows: list[tuple[int, ...]]) -> None:
    found = cohen_kappa(table(*rows))
    assert found is not None
    assert found.estimate is None
    assert found.n == sum(map(sum, rows))


def test_each_group_counts_by_its_size() -> None:
    """By hand: 100 persons at 10 of 20, 900 at 2 of 20: (100*0.5 + 900*0.1) / 1000."""
    found = weighted([Stratum(100, 20, 10), Stratum(900, 20, 2)])
    assert found is not None
    assert found.estimate == pytest.approx(0.14)
    # Limits of the groups, by Wilson: 0.2993 to 0.7007, and 0.0279 to 0.3010. By hand:
    # 0.14 - sqrt((0.1 * 0.2007)^2 + (0.9 * 0.0721)^2), 0.14 + sqrt((0.1 * 0.2007)^2 + ...).
    assert found.low == pytest.approx(0.0721, abs=1e-4)
    assert found.high == pytest.approx(0.3220, abs=1e-4)


@given(st.integers(0, 40), st.integers(1, 40))
def test_the_interval_of_one_group_is_that_of_wilson(k: int, n: int) -> None:
    k = min(k, n)
    assert weighted([Stratum(500, n, k)]) == pytest.approx(wilson(k, n))


def test_groups_reviewed_alike_are_about_a_plain_share() -> None:
    found, plain = weighted([Stratum(50, 20, 6), Stratum(50, 20, 6)]), wilson(12, 40)
    assert found == pytest.approx(plain, abs=0.01)


def test_a_large_group_of_whom_few_were_seen_leaves_the_share_open() -> None:
    """Two of a thousand without a case: up to 66 % of them may be cases, by Wilson."""
    found = weighted([Stratum(1000, 2, 0), Stratum(10, 10, 5)])
    assert found is not None
    assert found.high > 0.65
    assert found.low == pytest.approx(0.0023, abs=1e-4)


def test_a_group_without_any_review_is_left_out_of_the_share() -> None:
    assert weighted([Stratum(50, 10, 5), Stratum(50, 0, 0)]) == weighted([Stratum(50, 10, 5)])


def test_sensitivity_weighs_found_against_missed() -> None:
    """By hand: 40 * 0.5 = 20 found; 1,000 * 1/100 = 10 missed."""
    found = sensitivity([Stratum(40, 40, 20)], [Stratum(1000, 100, 1)])
    assert found is not None
    assert found.estimate == pytest.approx(20 / 30)
    assert found.low < 20 / 30 < found.high


def test_no_case_among_the_others_does_not_make_sensitivity_certain() -> None:
    found = sensitivity([Stratum(40, 40, 20)], [Stratum(10_000, 100, 0)])
    assert found is not None
    assert found.estimate == 1.0
    assert found.high == 1.0
    # 100 of 10,000 seen: up to 3.7 % of them may be cases.
    assert found.low < 0.06


@pytest.mark.parametrize("others", [[], [Stratum(10, 0, 0)]])
def test_sensitivity_cannot_be_told_without_looking_at_the_others(others: list[Stratum]) -> None:
    assert sensitivity([Stratum(40, 40, 20)], others) is None


def test_the_weighted_interval_covers_what_it_should() -> None:
    """Two groups, every possible sample weighed by its chance: at least 93 % hold the truth."""
    from math import comb

    sizes, shares, n = (300, 700), (0.5, 0.1), 12
    truth = sum(size * share for size, share in zip(sizes, shares, strict=True)) / 1000
    covered = 0.0
    for one, two in product(range(n + 1), repeat=2):
        chance = 1.0
        for k, share in zip((one, two), shares, strict=True):
            chance *= comb(n, k) * share**k * (1 - share) ** (n - k)
        found = weighted([Stratum(300, n, one), Stratum(700, n, two)])
        assert found is not None
        covered += chance * (found.low <= truth <= found.high)
    assert covered > 0.93
