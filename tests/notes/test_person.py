"""Age and sex of the child, from the first words about it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.notes.person import ToldPerson, told_person
from crmo.record import Sex

ON = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("text", "years", "sex"),
    [
        ("An 11-year-old girl is referred.", 11, "female"),
        ("A ten-year-old child is assessed.", 10, "unknown"),
        ("Re: John, aged 9. His mother reports pain.", 9, "male"),
        ("A 7yo boy with fever", 7, "male"),
        ("14-month-old girl", 14 / 12, "female"),
        ("A girl of two years and five months is seen.", 29 / 12, "female"),
        ("A 4-year, 2-month-old boy", 50 / 12, "male"),
        ("ein 4-jähriger Junge mit Fieber", 4, "male"),
        ("Mädchen, 11 Jahre alt, klagt", 11, "female"),
        ("Patientin, 12 J.", 12, "female"),
        ("Jane Doe, DOB 03/04/2012. She is well.", 12, "female"),
        ("male infant, 8 weeks old", 8 / 52.18, "male"),
        ("Her brother, aged 4, is well. This girl of nine limps.", 9, "female"),
        ("Pain since the age of five. A 9 year old boy.", 9, "male"),
        ("A newborn girl with a rash", 0, "female"),
    ],
)
def test_age_and_sex_are_told(text: str, years: float, sex: str) -> None:
    told = told_person(text, on=ON)
    assert told.age_years is not None
    assert told.age_years.low <= years + 1e-9
    assert years <= told.age_years.high
    assert told.sex.value == sex


@pytest.mark.parametrize(
    "text",
    ["", "Thank you.", "Pain since the age of five", "Her brother, aged 4, is well", "aged 180"],
)
def test_what_is_not_the_age_of_the_child_is_none(text: str) -> None:
    assert told_person(text, on=ON).age_years is None


def test_pronouns_tell_the_sex_only_when_they_agree() -> None:
    assert told_person("She limps.").sex is Sex.FEMALE
    assert told_person("She says he limps.").sex is Sex.UNKNOWN


def test_a_date_of_birth_needs_the_day_of_the_letter() -> None:
    assert told_person("DOB 03/04/2012") == ToldPerson()


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    told = told_person(text, on=ON)
    if told.age_words is not None:
        start, end = told.age_words
        assert 0 <= start < end <= len(text)
