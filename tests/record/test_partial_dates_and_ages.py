"""Partial dates compare honestly, and ages are counted by birthdays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import days, partial_dates

from crmo.errors import InvalidValueError
from crmo.record import Interval, PartialDate, Patient, PatientRecord, years_between


@pytest.mark.parametrize(
    ("first", "second", "is_before"),
    [
        ("2024", "2024-05", None),
        ("2024-05", "2024", None),
        ("2024-05", "2024-05", None),
        ("2024-05", "2024-05-17", None),
        ("2024-05-01", "2024-05", None),
        ("2024-05-31", "2024-05", False),
        ("2024", "2025", True),
        ("2024-05", "2024-06-01", True),
        ("2025", "2024-12-31", False),
        ("2024-05-17", "2024-05-17", False),
        ("2024-05-16", "2024-05-17", True),
    ],
)
def test_a_vague_date_is_before_another_only_when_it_must_be(
    first: str, second: str, is_before: bool | None
) -> None:
    assert is_before is PartialDate.parse(first).is_before(second)  # type: ignore[arg-type]
    assert is_before is PartialDate.parse(second).is_after(first)  # type: ignore[arg-type]


@given(partial_dates(), partial_dates())
def test_before_means_before_on_every_possible_day(first: PartialDate, second: PartialDate) -> None:
    answers = {
        a < b for a in (first.earliest, first.latest) for b in (second.earliest, second.latest)
    }
    expected = answers.pop() if len(answers) == 1 else None
    assert expected is first.is_before(second)


@given(partial_dates())
def test_a_date_survives_being_written(day: PartialDate) -> None:
    assert day == PartialDate.parse(str(day))
    assert f"PartialDate('{day}')" == repr(day)


@given(partial_dates(), partial_dates())
def test_days_between_hold_every_possible_pair(first: PartialDate, second: PartialDate) -> None:
    fewest, most = first.days_until(second)
    assert fewest <= (second.earliest - first.earliest).days <= most
    assert fewest <= (second.latest - first.latest).days <= most


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-17T10:15:00Z",
        "2024-05-17T10:15:00.123+02:00",
        "2024-05-17 10:15",
        "2024-05-17T24",
        " 2024-05-17 ",
    ],
)
def test_of_a_time_stamp_the_day_is_kept(text: str) -> None:
    assert PartialDate(2024, 5, 17) == PartialDate.parse(text)


def test_a_day_of_the_calendar_is_a_date() -> None:
    assert PartialDate(2024, 5, 17) == PartialDate.parse(date(2024, 5, 17))
    stamp = datetime(2024, 5, 17, 10, tzinfo=UTC)
    assert PartialDate(2024, 5, 17) == PartialDate.parse(stamp)


@pytest.mark.parametrize(
    "text",
    [
        *("", "24-05-17", "2024-5-17", "2024-13", "2024-00", "2023-02-29", "2024-02-30", "0000"),
        *("17.05.2024", "2024-05-17 whatever", "2024 perhaps", "2024-05T10:00", "٢٠٢٤", "2024-05-"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        PartialDate.parse(text)
    assert caught.value.expected
    assert text == caught.value.came or caught.value.came


@pytest.mark.parametrize("wrong", [None, 20240517, 2024.0, ("2024",)])
def test_what_is_no_text_is_no_date(wrong: object) -> None:
    with pytest.raises(InvalidValueError):
        PartialDate.parse(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("parts", [(2024, None, 3), (2024, 2, 30), (0,), (10_000,), (2024, 1.5)])
def test_parts_that_make_no_date_are_refused(parts: tuple[int, ...]) -> None:
    with pytest.raises(InvalidValueError):
        PartialDate(*parts)


def age(born: str, on: str) -> Interval:
    return years_between(PartialDate.parse(born), PartialDate.parse(on))


def test_eighteen_is_reached_on_the_birthday() -> None:
    assert age("2006-05-17", "2024-05-17") == Interval.exactly(18.0)
    assert age("2006-05-17", "2024-05-16").compare("<", 18) is True


@pytest.mark.parametrize("year", [2009, 2012, 2024, 2026])
def test_a_child_of_29_february_has_a_birthday_every_year(year: int) -> None:
    """In a year without that day the birthday is 1 March."""
    is_leap = year % 4 == 0
    birthday = f"{year}-02-29" if is_leap else f"{year}-03-01"
    assert age("2008-02-29", birthday) == Interval.exactly(year - 2008)
    assert age("2008-02-29", f"{year}-02-28").compare("<", year - 2008) is True


def test_a_birth_year_alone_leaves_a_year_of_doubt() -> None:
    doubt = age("2014", "2024-05-17")
    assert doubt.compare("<", 11) is True
    assert doubt.compare(">=", 9) is True
    assert doubt.compare(">=", 10) is None


@given(days(), days())
def test_ages_run_with_the_days(born: date, on: date) -> None:
    today = years_between(PartialDate.parse(born), PartialDate.parse(on)).low
    tomorrow = years_between(PartialDate.parse(born), PartialDate.parse(on + timedelta(days=1))).low
    assert today < tomorrow
    assert today == pytest.approx((on - born).days / 365.25, abs=0.006)


@given(partial_dates(), partial_dates(), st.data())
def test_every_possible_age_lies_in_the_interval(
    born: PartialDate, on: PartialDate, data: st.DataObject
) -> None:
    birthday = data.draw(days(born.earliest, born.latest))
    day = data.draw(days(on.earliest, on.latest))
    exact = years_between(PartialDate.parse(birthday), PartialDate.parse(day))
    assert years_between(born, on).contains(exact.low)


def test_a_day_before_birth_gives_a_negative_age() -> None:
    assert age("2020-06-01", "2020-05-01").compare("<", 0) is True
    assert age("0001-06-01", "0001-05-01").compare("<", 0) is True


def test_without_birth_date_there_is_no_age() -> None:
    assert PatientRecord(patient=Patient(id="a")).age_years(date(2024, 5, 17)) is None
    born = PatientRecord(patient=Patient(id="a", birth_date="2014-05-17"))
    assert born.age_years(date(2024, 5, 17)) == Interval.exactly(10.0)
