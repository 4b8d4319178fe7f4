"""The page of a recognition: the letter, the ranking, the dangers, the flags, the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from crmo.knowledge import Knowledge
from crmo.notes.letter_facts import facts_of_letter
from crmo.record import Interval, Sex
from crmo.report.recognition_page import recognition_page_html
from crmo.report.recognition_words import (
    answer_words,
    child_words,
    percent,
    percent_interval,
    percent_with_interval,
    way_words,
)

LETTER = """Clinic letter, 17 May 2024

A 9-year-old girl with pain of the left clavicle for eight months, fever and pallor.
CRP 35 mg/L, haemoglobin 98 g/L. MRI shows bone marrow oedema of the left clavicle.
No night sweats. Methotrexate is planned.
"""
SIZES = {"desk": {"width": 1200, "height": 900}, "phone": {"width": 390, "height": 844}}


def page_of(text: str, knowledge: Knowledge) -> str:
    letter = facts_of_letter(text, knowledge, on=date(2024, 5, 20), document="letter.txt")
    return recognition_page_html(letter)


@pytest.fixture(scope="module")
def html(knowledge: Knowledge) -> str:
    return page_of(LETTER, knowledge)


def test_every_part_is_there_and_the_limits_are_said(
    html: str, parsed: Callable[[str], Any]
) -> None:
    told = parsed(html)
    for words in (
        "What it could be", "Rule out first", "Red flags", "Worth learning next", "The text",
        "not a diagnosis", "No flag is not reassurance", "9 years, girl", "in rheumatology",
        "Would exclude it", "Not known", "Sources",
    ):  # fmt: skip
        assert words in told.text
    assert told.unbalanced == []
    assert len(told.ids) == len(set(told.ids))


def test_every_reason_leads_to_its_words_and_every_source_is_listed(
    html: str, parsed: Callable[[str], Any]
) -> None:
    told = parsed(html)
    inside = {link[1:] for link in told.links if link.startswith("#")}
    assert any(link.startswith("statement-") for link in inside)
    assert any(link.startswith("source-") for link in inside)
    assert inside <= set(told.ids)


def test_a_letter_cannot_become_markup(knowledge: Knowledge, parsed: Callable[[str], Any]) -> None:
    told = parsed(page_of("Fever <script>alert(1)</script> <b onclick=x>", knowledge))
    assert told.tags["script"] == 1
    assert told.tags["b"] >= 1
    assert not [name for _, name, _ in told.attributes if name.startswith("on")]


def test_a_letter_that_says_nothing_gives_the_ranking_of_the_setting(
    knowledge: Knowledge, parsed: Callable[[str], Any]
) -> None:
    assert "Nothing to weigh was found" in parsed(page_of("Thank you.", knowledge)).text


def test_the_page_asks_for_nothing_from_outside(html: str) -> None:
    assert "default-src &#39;none&#39;" in html
    assert "http://" not in html.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("share", "words"), [(0.001, "under 5 %"), (0.5, "50 %"), (0.96, "over 95 %")]
)
def test_probabilities_near_the_ends_are_not_shown_finer_than_they_are_known(
    share: float, words: str
) -> None:
    assert percent(share) == words


def test_an_interval_is_left_out_where_it_says_the_same() -> None:
    assert percent_with_interval(0.01, 0.001, 0.02) == "under 5 %"
    assert percent_with_interval(0.3, 0.1, 0.6) == "30 % (10 % to 60 %)"
    assert percent_interval(0.2, 0.2) == "20 %"


def test_words_for_answers_ways_and_children() -> None:
    assert (answer_words("present"), answer_words("absent")) == ("Yes", "No")
    assert answer_words("one lesion") == "One lesion"
    assert way_words("whole_body_mri") == "whole body MRI"
    assert child_words(Interval(0.59, 0.66), Sex.FEMALE) == "7 months, girl"
    assert child_words(Interval(9, 9.99), Sex.MALE) == "9 years, boy"
    assert child_words(None, Sex.UNKNOWN) == "age not known"


@pytest.fixture
def shown(html: str, browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    contexts = []

    def open_it(size: str, scheme: str) -> Any:
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        opened = context.new_page()
        opened.goto(file.as_uri())
        return opened

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_no_violation_in_light_and_dark_at_any_width(
    size: str, scheme: str, shown: Callable[..., Any]
) -> None:
    opened = shown(size, scheme)
    opened.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(opened).response["violations"]
    assert [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:2]]) for rule in found
    ] == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
