"""Words are made from values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from gettext import NullTranslations

import pytest

from crmo.assess.assessment import Verdict
from crmo.assess.lesions.timeline import LesionState
from crmo.record import (
    Certainty,
    Comparator,
    FactStatus,
    Flag,
    Interval,
    LesionStatus,
    Modality,
    PartialDate,
    Quantity,
    Sex,
    StopReason,
    ToldResponse,
)
from crmo.report.case import Case
from crmo.report.words import (
    CATALOGUE,
    age_words,
    date_words,
    interval_words,
    listed,
    number_words,
    quantity_words,
    sex_words,
    span_words,
    unit_words,
    verdict_symbol,
    verdict_words,
    words_of,
)


def test_every_verdict_has_its_own_word_and_its_own_sign() -> None:
    assert len({verdict_words(verdict) for verdict in Verdict}) == len(Verdict)
    assert len({verdict_symbol(verdict) for verdict in Verdict}) == len(Verdict)


@pytest.mark.parametrize(
    "words", [Sex, FactStatus, LesionStatus, Modality, Certainty, Flag, StopReason, ToldResponse,
              LesionState]
)  # fmt: skip
def test_every_member_of_a_closed_list_has_a_word(words: type[StrEnum]) -> None:
    assert all(words_of(member) for member in words)


def test_members_with_the_same_text_keep_their_own_words() -> None:
    assert words_of(FactStatus.PRESENT) == "present"
    assert words_of(LesionStatus.PRESENT) == "active"


@pytest.mark.parametrize(
    ("written", "words"), [("2024", "2024"), ("2024-05", "May 2024"), ("2024-05-07", "7 May 2024")]
)
def test_a_date_is_told_as_exactly_as_it_is_known(written: str, words: str) -> None:
    assert date_words(PartialDate.parse(written)) == words


def test_no_date_is_said_to_be_none() -> None:
    assert date_words(None) == "undated"


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval.exactly(12), "12"),
        (Interval(0, 92), "0 to 92"),
        (Interval(3, math.inf), "at least 3"),
        (Interval(3, math.inf, low_open=True), "more than 3"),
        (Interval(-math.inf, 17), "at most 17"),
        (Interval(-math.inf, math.inf), "not known"),
        (None, "not known"),
    ],
)
def test_an_interval_is_never_told_as_one_number(interval: Interval | None, words: str) -> None:
    assert interval_words(interval) == words


@pytest.mark.parametrize(
    ("value", "words"), [(12.0, "12"), (0.125, "0.125"), (-3.5, "−3.5"), (math.inf, "∞")]
)
def test_numbers(value: float, words: str) -> None:
    assert number_words(value) == words


def test_a_comparator_is_told_with_its_value() -> None:
    less = Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS)
    assert quantity_words(less) == "< 0.6 mg/L"


def test_a_missing_unit_is_said() -> None:
    assert quantity_words(Quantity(value=12)) == "12 (no unit)"


@pytest.mark.parametrize(
    ("ucum", "words"), [("10*9/L", "× 10⁹/L"), ("{score}", ""), ("mg/L", "mg/L"), ("1", "")]
)
def test_units_are_written_as_people_write_them(ucum: str, words: str) -> None:
    assert unit_words(ucum) == words


@pytest.mark.parametrize(
    ("born", "on", "words"),
    [
        ("2013-04-18", date(2026, 6, 15), "13 years 1 month"),
        ("2013-06-15", date(2026, 6, 15), "13 years"),
        ("2013-06-16", date(2026, 6, 15), "12 years 11 months"),
        ("2026-01-15", date(2026, 6, 15), "5 months"),
        ("2026-06-15", date(2026, 6, 15), "0 months"),
        ("2024-02-29", date(2025, 2, 28), "11 months"),
        ("2024-02-29", date(2025, 3, 1), "1 year"),
        ("2013", date(2026, 6, 15), "12 or 13 years"),
        ("2013-01", date(2026, 6, 15), "13 years"),
        ("2027-01-01", date(2026, 6, 15), "before birth"),
    ],
)
def test_ages_in_completed_years_and_months(born: str, on: date, words: str) -> None:
    assert age_words(PartialDate.parse(born), on) == words


def test_an_age_without_a_birth_date_is_not_known() -> None:
    assert age_words(None, date(2026, 6, 15)) == "age not known"


def test_an_adult_is_not_called_a_girl() -> None:
    assert sex_words(Sex.FEMALE, is_adult=True) == "woman"
    assert sex_words(Sex.FEMALE, is_adult=False) == "girl"
    assert sex_words(Sex.UNKNOWN, is_adult=True) == "sex not recorded"


_START, _END = PartialDate.parse("2024-01"), PartialDate.parse("2024-03-02")


@pytest.mark.parametrize(
    ("start", "end", "is_open", "words"),
    [
        (_START, _END, False, "Jan 2024 to 2 Mar 2024"),
        (_START, None, True, "since Jan 2024"),
        (_START, None, False, "from Jan 2024, end not recorded"),
        (None, _END, False, "until 2 Mar 2024, start not recorded"),
        (None, None, False, "undated"),
        (None, None, True, "still going on, start not recorded"),
    ],
)
def test_spans_say_which_end_is_not_known(
    start: PartialDate | None, end: PartialDate | None, is_open: bool, words: str
) -> None:
    assert span_words(start, end, is_open=is_open) == words


def test_lists() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


class Bracketed(NullTranslations):
    """A language in which every sentence stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"[{msgid1 if n == 1 else msgid2}]"

    def info(self) -> dict[str, str]:
        return {"language": "qps"}


def test_another_language_reaches_every_heading_and_legend(
    relapsing: Case, write_page: Callable[..., str]
) -> None:
    before = CATALOGUE.set(Bracketed())
    try:
        page = write_page(relapsing)
    finally:
        CATALOGUE.reset(before)
    assert '<html lang="qps">' in page
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    blocks = "".join(re.findall(r'<ul class="legend[^"]*"[^>]*>.*?</ul>', page, re.DOTALL))
    legends = re.findall(r"(?:</span>|</svg>)([^<]+)</li>", blocks)
    columns = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)
    assert len(headings) > 8
    assert len(legends) > 20
    assert [text for text in (*headings, *legends) if not text.startswith("[")] == []
    assert "[No.]" in columns
    assert "Jan" not in re.sub(
        r"\[[^\[\]]*\]", "", " ".join(re.findall(r'class="when">([^<]*)<', page))
    )
