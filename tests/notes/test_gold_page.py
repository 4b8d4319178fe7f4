from __future__ import annotations

import pytest
from attrs import evolve
from tests.notes.scoring import Counts, NoteScore, accuracy, as_json

from tools import reading_accuracy_page, score_notes

SCORE = NoteScore(
    id="1",
    counts={"site": Counts(right=3, wrong=1, missed=0)},
    critical=("wrong side: ilium_left",),
    forbidden=(),
    forbidden_asked=4,
    missed={"site": ()},
    wrong={"site": ("ilium_left",)},
    details={"dose as told": (1, 2)},
)


def test_the_page_tells_what_the_notes_are_and_whether_they_were_measured() -> None:
    (page,) = reading_accuracy_page.pages().values()
    assert "invented by this project" in page
    assert page.index("Development notes (seen") < page.index("Held-back notes (not opened")


def test_a_set_without_figures_is_said_not_to_be_measured() -> None:
    assert list(reading_accuracy_page._section(None)) == ["Not measured yet."]


def test_the_table_shows_counts_shares_interval_and_grave_errors() -> None:
    told = as_json(accuracy([SCORE, evolve(SCORE, id="2")]))
    text = "\n".join(reading_accuracy_page._section(told))
    assert "| site | 6 | 2 | 0 | 0.75 | 1.00 | 0.86 | 0.86 to 0.86 |" in text
    assert "Critical errors: **2**." in text
    assert "**0** of 8." in text
    assert "| dose as told | 2 | 4 |" in text


def test_rows_of_held_back_notes_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert score_notes.main(["--held-back", "--errors"]) == 2
    assert capsys.readouterr().out == ""


def test_errors_of_a_development_note_are_listed_under_its_id() -> None:
    assert list(score_notes._errors([SCORE])) == [
        "\n1",
        "  CRITICAL   wrong side: ilium_left",
        "  wrong      site: ilium_left",
    ]
