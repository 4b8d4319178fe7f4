"""A score is drawn as the interval it is, never as one number."""

from __future__ import annotations

import re

import pytest

from crmo.assess import Assessment
from crmo.report.case import Case
from crmo.report.score_bar import scale_of, score_bar


def answer_of(case: Case, rule: str) -> Assessment:
    return next(answer for answer in case.assessment.criteria if answer.rule == rule)


@pytest.mark.parametrize(
    ("rule", "threshold", "highest", "sign"),
    [("jansson_2009", 39, 63, ">="), ("nbods_2023", 17, 115, ">")],
)
def test_the_scale_comes_from_the_rule(
    rule: str, threshold: float, highest: float, sign: str, relapsing: Case
) -> None:
    scale = scale_of(relapsing, answer_of(relapsing, rule))
    assert scale is not None
    assert (scale.threshold, scale.high, scale.operator) == (threshold, highest, sign)
    assert scale.is_known


def test_unknown_points_give_a_bar_without_ends_and_no_number(relapsing: Case) -> None:
    """The points of EULAR/ACR 2025 could not be obtained; its threshold could."""
    answer = answer_of(relapsing, "eular_acr_2025")
    drawn = score_bar(relapsing, answer)
    assert "Score not known; needed: 55 or more" in drawn
    assert "endless" in drawn
    assert 'class="score-tick"' not in drawn
    assert set(re.findall(r">(\d+)</text>", drawn)) == {"55"}


def test_an_interval_is_drawn_with_both_ends(undiagnosed: Case) -> None:
    answer = answer_of(undiagnosed, "jansson_2009")
    assert answer.value is not None
    assert not answer.value.is_exact
    assert score_bar(undiagnosed, answer).count('class="score-end"') == 2


def test_a_rule_without_a_score_has_no_bar(relapsing: Case) -> None:
    assert score_bar(relapsing, answer_of(relapsing, "bristol_2016")) == ""
