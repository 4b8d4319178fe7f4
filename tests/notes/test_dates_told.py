"""Dates of letters, as exact as they were told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.notes.dates import read_dates
from crmo.notes.folding import fold_characters
from crmo.notes.vocabulary import rule_examples
from crmo.notes.written_numbers import from_words


def read(text: str, on: str | None = None) -> tuple[list[str], list[str], str | None]:
    day = date.fromisoformat(on) if on else None
    found = read_dates(text, fold_characters(text), day)
    dates = [str(each.date) for each in found.dates]
    return dates, [each.text for each in found.unread], found.on.isoformat() if found.on else None


@pytest.mark.parametrize("example", rule_examples("dates"), ids=lambda one: str(one["text"]))
def test_the_examples_of_the_rules(example: dict[str, Any]) -> None:
    dates, unread, on = read(example["text"], example.get("on"))
    assert dates == example["dates"]
    assert unread == example.get("unread", [])
    if "note_date" in example:
        assert on == example["note_date"]


def test_a_date_that_two_countries_read_differently_is_never_guessed() -> None:
    dates, unread, _ = read("Seen 03/04/2024 and 05/06/2024.")
    assert dates == ["2024", "2024"]
    assert len(unread) == 2


def test_one_clear_date_decides_the_others() -> None:
    assert read("MRI 13/04/2024, bloods 03/04/2024.", "2024-05-01")[0][1] == "2024-04-03"
    assert read("MRI 04/13/2024, bloods 03/04/2024.", "2024-05-01")[0][1] == "2024-03-04"


def test_the_day_the_note_is_of_decides_the_order() -> None:
    assert read("Clinic 03/04/2024, MRI 02/03/2024.", "2024-04-03")[0][1] == "2024-03-02"


def test_dates_that_contradict_each_other_leave_the_year_alone() -> None:
    dates, unread, _ = read("13/04/2024 and 04/13/2024 and 03/04/2024", "2024-05-01")
    assert dates[2] == "2024"
    assert unread == ["03/04/2024"]


def test_a_birthday_is_not_the_date_of_the_note() -> None:
    assert read("DOB: 13/05/2012\nClinic date: 17/05/2024")[2] == "2024-05-17"


def test_without_a_date_of_the_note_nothing_relative_is_read() -> None:
    assert read("Pain for six weeks, since March, fell last Tuesday.") == ([], [], None)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("forty-five", 45),
        ("one hundred and twelve", 112),
        ("two point four", 2.4),
        ("twelve point oh five", 12.05),
        ("two thousand and ten", 2010),
    ],
)
def test_spelled_numbers(words: str, number: float) -> None:
    assert from_words(words) == number


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2049, 12, 31)))
def test_a_day_written_out_is_read_whatever_the_order(day: date) -> None:
    months = "January February March April May June July August September October November December"
    month = months.split()[day.month - 1]
    for text in (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"{day}"):
        assert read(f"Seen on {text}.")[0] == [day.isoformat()]


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    read(text, "2024-05-17")
