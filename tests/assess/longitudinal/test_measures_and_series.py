"""Dated points in one unit, and which of them is the latest."""

from __future__ import annotations

import math
from datetime import date

import pytest
from tests.assess.longitudinal.children import NO, child, facts, finding, lab, score, study

from crmo.assess.measures import latest, measures, points
from crmo.assess.series import Series, series
from crmo.knowledge import load_knowledge
from crmo.record import Comparator, Entry, Flag, Interval

ON = "2024-06-01"


def value(measure: str, *entries: Entry, on: str = ON) -> Interval | None:
    point = latest(facts(child(*entries), on), measure, date.fromisoformat(on))
    return point.value if point else None


def curve(measure: str, *entries: Entry) -> Series:
    found = series(child(*entries), load_knowledge(), on=date.fromisoformat(ON))
    return next(each for each in found if each.id == measure)


def test_every_measure_has_a_window_that_is_a_stated_decision() -> None:
    windows = load_knowledge().rule("current_measures").body["windows"]
    assert all(window["decision"] for window in windows.values())
    assert {m.window_days for m in measures(facts(child(), ON)).values()} == {92, 183}


@pytest.mark.parametrize(("days_old", "known"), [(0, True), (92, True), (93, False)])
def test_a_value_counts_as_long_as_its_window_says(days_old: int, known: bool) -> None:
    day = date.fromordinal(date.fromisoformat(ON).toordinal() - days_old)
    assert (value("pain", score("pain", day.isoformat(), 3)) is not None) == known


@pytest.mark.parametrize(("months_old", "known"), [("2024-01", True), ("2023-11", False)])
def test_mri_counts_have_the_longer_window(months_old: str, known: bool) -> None:
    found = value("mri_lesion_count", study(f"{months_old}-15", ["vertebra_t8"]))
    assert (found is not None) == known


def test_a_vague_date_counts_only_if_it_is_certainly_recent() -> None:
    assert value("pain", score("pain", "2024-05", 3)) == Interval(3, 3)
    assert value("pain", score("pain", "2024", 3)) is None
    assert value("pain", score("pain", None, 3)) is None


def test_a_pain_score_of_one_place_is_not_the_pain_of_the_child() -> None:
    assert value("pain", score("pain", "2024-05-01", 3, site="vertebra_t8")) is None


@pytest.mark.parametrize(
    ("scale_high", "answer", "expected"), [(10, 4, 4), (100, 40, 4), (100, 0, 0), (10, 10, 10)]
)
def test_answers_are_brought_to_the_scale_of_the_instrument(
    scale_high: float, answer: float, expected: float
) -> None:
    found = value("pain", score("pain", "2024-05-01", answer, scale_high=scale_high))
    assert found == Interval(expected, expected)


def test_counts_have_no_scale() -> None:
    assert value("clinical_lesion_count", score("clinical_lesion_count", "2024-05-01", 7)) == (
        Interval(7, 7)
    )


def test_units_are_converted_and_a_missing_unit_is_not_guessed() -> None:
    assert value("crp", lab("crp", "2024-05-01", 1.5, unit="mg/dL")) == Interval(15, 15)
    assert value("crp", lab("crp", "2024-05-01", 1.5, unit=None)) is None


def test_a_value_below_the_limit_of_the_assay_is_an_interval() -> None:
    found = value("crp", lab("crp", "2024-05-01", 3, comparator=Comparator.LESS))
    assert found == Interval(0, 3, high_open=True)


def test_two_values_of_one_day_become_one_point_that_holds_both() -> None:
    a, b = score("pain", "2024-05-01", 2, id="a"), score("pain", "2024-05-01", 5, id="b")
    assert value("pain", a, b) == Interval(2, 5)
    (point,) = points(facts(child(a, b), ON), "pain")
    assert point.entries == ("a", "b")


def test_a_count_told_goes_before_a_count_of_the_same_day_made_from_a_list() -> None:
    told = score("mri_lesion_count", "2024-05-01", 9)
    assert value("mri_lesion_count", told, study("2024-05-01", ["vertebra_t8"])) == Interval(9, 9)


def test_an_exact_count_goes_before_a_newer_one_that_is_open_upwards() -> None:
    whole = study("2024-04-01", ["vertebra_t8", "vertebra_t9"])
    part = study("2024-05-01", ["vertebra_t8"], whole_body=False)
    assert value("mri_lesion_count", whole, part) == Interval(2, 2)
    assert value("mri_lesion_count", part) == Interval(1, math.inf)


def test_places_that_hurt_are_a_least_number_of_active_lesions() -> None:
    found = value(
        "clinical_lesion_count",
        finding("bone_pain", "2024-05-01", site="vertebra_t8"),
        finding("swelling", "2024-05-01", site="vertebra_t8"),
        finding("tenderness", "2024-05-01", site="calcaneus_left"),
        finding("warmth", "2024-05-01", NO, site="calcaneus_right"),
    )
    assert found == Interval(2, math.inf)


def test_the_series_holds_every_measure_even_without_points() -> None:
    found = series(child(), load_knowledge(), on=date.fromisoformat(ON))
    assert [each.id for each in found] == list(measures(facts(child(), ON)))
    assert all(each.points == () for each in found)


def test_the_series_carries_the_range_of_the_laboratory_in_its_own_unit() -> None:
    (point,) = curve("crp", lab("crp", "2024-05-01", 1.4, unit="mg/dL", high=0.5)).points
    assert (point.low, point.high, point.is_normal) == (14, 14, False)
    assert point.reference_high == pytest.approx(5)
    assert point.reference_low is None


def test_a_zero_in_another_unit_leaves_the_range_out() -> None:
    (point,) = curve("crp", lab("crp", "2024-05-01", 0, unit="mg/dL", high=0.5)).points
    assert point.reference_high is None
    assert point.is_normal


@pytest.mark.parametrize(
    ("flag", "high", "value_given", "normal"),
    [
        (Flag.HIGH, None, 5.0, False),
        (Flag.NORMAL, None, 50.0, True),
        (None, 5.0, 5.0, True),
        (None, 5.0, 5.1, False),
        (None, None, 5.0, None),
    ],
)
def test_normal_is_what_the_laboratory_says(
    flag: Flag | None, high: float | None, value_given: float, normal: bool | None
) -> None:
    (point,) = curve("crp", lab("crp", "2024-05-01", value_given, high=high, flag=flag)).points
    assert point.is_normal is normal


def test_the_series_ends_on_the_day() -> None:
    late = score("pain", "2024-06-02", 3)
    assert curve("pain", score("pain", "2024-05-01", 2), late).points[-1].low == 2


def test_an_open_end_is_none_in_the_series() -> None:
    (point,) = curve(
        "mri_lesion_count", study("2024-05-01", ["vertebra_t8"], whole_body=False)
    ).points
    assert (point.low, point.high) == (1, None)
