"""Days find their places on the axis."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crmo.record import PartialDate
from crmo.report.time_axis.lanes import lanes, shortened
from crmo.report.time_axis.scale import TimeScale

SCALE = TimeScale(date(2022, 9, 1), date(2026, 7, 1), 720)


def test_the_ends_stand_at_the_edges_and_days_outside_too() -> None:
    assert SCALE.x(date(2022, 9, 1)) == 0
    assert SCALE.x(date(2026, 7, 1)) == 720
    assert SCALE.x(date(2010, 1, 1)) == 0
    assert SCALE.x(date(2040, 1, 1)) == 720


@given(st.integers(0, 1390), st.integers(0, 1390))
def test_a_later_day_stands_further_right(one: int, other: int) -> None:
    start = date(2022, 9, 1)
    first, second = SCALE.x(start + timedelta(one)), SCALE.x(start + timedelta(other))
    assert (first < second) == (one < other)


def test_a_month_stands_at_its_middle() -> None:
    month = PartialDate.parse("2024-03")
    assert SCALE.x(date(2024, 3, 1)) < SCALE.centre(month) < SCALE.x(date(2024, 3, 31))


def test_new_years_days_and_months_do_not_coincide() -> None:
    years = set(SCALE.years())
    assert years == {date(year, 1, 1) for year in (2023, 2024, 2025, 2026)}
    assert years.isdisjoint(SCALE.months(1))
    assert sum(day.year == 2024 for day in SCALE.months(3)) == 3


def test_a_child_of_29_february_has_a_birthday_every_year() -> None:
    found = dict(SCALE.birthdays(date(2016, 2, 29)))
    assert found == {
        7: date(2023, 3, 1),
        8: date(2024, 2, 29),
        9: date(2025, 3, 1),
        10: date(2026, 3, 1),
    }


@given(st.lists(st.tuples(st.floats(0, 700), st.floats(1, 60)), max_size=20))
def test_nothing_overlaps_while_there_is_a_free_lane(boxes: list[tuple[float, float]]) -> None:
    spans = sorted((left, left + width) for left, width in boxes)
    chosen = lanes(spans, most=50)
    assert all(has_room for _lane, has_room in chosen)
    for lane in {lane for lane, _has_room in chosen}:
        inside = [span for span, at in zip(spans, chosen, strict=True) if at[0] == lane]
        assert all(before[1] <= after[0] for before, after in pairwise(inside))


def test_a_mark_without_room_is_told_to_have_none() -> None:
    found = lanes([(0, 10), (1, 11), (2, 12)], most=2)
    assert found == [(0, True), (1, True), (0, False)]


def test_long_names_are_cut_with_an_ellipsis() -> None:
    assert shortened("Pamidronic acid", 9) == "Pamidron…"
    assert shortened("CNO", 9) == "CNO"
