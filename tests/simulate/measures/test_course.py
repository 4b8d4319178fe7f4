"""Relapses, remission and what is left, measured in children whose course is known."""

from __future__ import annotations

import pytest
from tests.simulate.measures.made import (
    ANKLE,
    COLLAR_BONE,
    DIAGNOSED,
    KNEE,
    ONSET,
    THIGH,
    VERTEBRA,
    bout,
    child,
)

from crmo.simulate.child import VirtualChild
from crmo.simulate.measures import measures
from crmo.simulate.measures.course import felt_periods, kaplan_meier, relapse_times, remission
from crmo.simulate.measures.who import days


def after(months: float) -> int:
    """Return the day so many months after the diagnosis."""
    return DIAGNOSED + days(months)


def relapsing(months: float) -> VirtualChild:
    """Return a child quiet from month 2 on, who relapses after so many months."""
    return child(
        bout(KNEE, last=after(2)), bout(ANKLE, first=after(months), last=after(months + 2))
    )


def test_quiet_gaps_shorter_than_the_limit_join_periods() -> None:
    one = child(bout(KNEE, 100, 200), bout(ANKLE, 230, 300), bout(THIGH, 400, 410))
    assert felt_periods(one, gap_days=50) == [(100, 300), (400, 410)]


def test_a_short_bout_inside_a_long_one_does_not_end_the_period() -> None:
    one = child(bout(KNEE, 100, 300), bout(ANKLE, 120, 130))
    assert felt_periods(one, gap_days=10) == [(100, 300)]


def test_remission_begins_when_three_quiet_months_follow() -> None:
    assert remission(relapsing(20), DIAGNOSED) == after(2) + 1
    restless = child(bout(KNEE, last=after(2)), bout(ANKLE, first=after(4), last=after(6)))
    assert remission(restless, DIAGNOSED) == after(6) + 1


def test_a_child_quiet_at_the_diagnosis_is_in_remission_since_then() -> None:
    assert remission(child(bout(KNEE, last=ONSET + 30)), DIAGNOSED) == DIAGNOSED


def test_there_is_no_remission_while_pain_goes_on_or_watching_was_too_short() -> None:
    assert remission(child(bout(KNEE)), DIAGNOSED) is None
    assert remission(child(bout(KNEE, last=after(2)), until=after(4)), DIAGNOSED) is None


def test_a_silent_lesion_is_no_relapse() -> None:
    one = child(bout(KNEE, last=after(2)), bout(ANKLE, first=after(20), felt=False))
    ((time, relapsed),) = relapse_times([one])
    assert not relapsed
    assert time == one.until - DIAGNOSED


def test_relapse_is_counted_from_the_diagnosis() -> None:
    assert relapse_times([relapsing(20)]) == [(days(20), True)]


def test_children_without_a_remission_in_the_first_year_do_not_enter() -> None:
    assert relapse_times([child(bout(KNEE, last=after(14)))]) == []


def test_kaplan_meier_agrees_with_a_worked_example() -> None:
    """Five children: events at 6, 6 and 10, censored at 8 and 12."""
    curve = kaplan_meier([(6, True), (6, True), (8, False), (10, True), (12, False)])
    assert [day for day, _, _ in curve] == [6, 10]
    assert [free for _, free, _ in curve] == pytest.approx([0.6, 0.3])
    assert curve[0][2] == pytest.approx(0.6 * (2 / 15) ** 0.5)


def test_relapse_free_at_29_and_60_months() -> None:
    children = [relapsing(20), relapsing(40), child(bout(KNEE, last=after(2)))]
    found = measures()
    assert found["relapse_free_at_29_months"](children).value == pytest.approx(2 / 3)
    assert found["relapse_free_at_60_months"](children).value == pytest.approx(1 / 3)


def test_radiological_relapse_needs_a_scan_that_shows_it() -> None:
    between_scans = child(bout(KNEE), bout(ANKLE, after(7), after(11), felt=False))
    on_a_scan = child(bout(KNEE), bout(ANKLE, after(7), after(13), felt=False))
    felt = child(bout(KNEE), bout(ANKLE, after(5), after(7)))
    children = [between_scans, on_a_scan, felt]
    assert measures()["mri_relapse_within_a_year"](children).value == pytest.approx(2 / 3)
    assert measures()["mri_relapse_silent"](children).value == 0.5


def test_what_is_left_is_the_sum_of_lesions_then_over_that_at_diagnosis() -> None:
    heals = child(bout(KNEE, last=after(6)), bout(THIGH), bout(VERTEBRA, felt=False))
    stays = child(bout(COLLAR_BONE))
    found = measures()
    assert found["mri_left_at_12_months"]([heals, stays]).value == 0.75
    assert found["clinical_left_at_12_months"]([heals, stays]).value == pytest.approx(2 / 3)


def test_who_was_not_followed_long_enough_does_not_count() -> None:
    short = child(bout(KNEE), until=after(11))
    assert measures()["mri_left_at_12_months"]([short]).n == 0


@pytest.mark.parametrize(
    ("last", "later", "single", "again"),
    [
        (ONSET + 150, None, 1, 0),
        (ONSET + 300, None, 0, 0),
        (ONSET + 150, ONSET + 700, 0, 1),
        (ONSET + 150, ONSET + 250, 0, 0),
    ],
)
def test_types_of_course(last: int, later: int | None, single: int, again: int) -> None:
    bouts = [bout(KNEE, last=last)]
    if later is not None:
        bouts.append(bout(ANKLE, later, later + 60))
    assert measures()["single_episode"]([child(*bouts)]).value == single
    assert measures()["relapsing_course"]([child(*bouts)]).value == again
