"""The report of case finding: silent, reachable, and sharing nothing about one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests.find.hand_made_table import HandMade

from crmo.find.definition import load_definition
from crmo.find.overview import Overview
from crmo.find.privacy.shown_numbers import all_numbers, shared_numbers
from crmo.find.request import Hooks, Request
from crmo.find.run import Finished, case_finding
from crmo.knowledge import Knowledge
from crmo.report.finding_page import finding_page_html
from crmo.report.finding_page.figures import count_words, share_words

N_CHILDREN = 60


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Finished:
    """Sixty children, of whom some have pain that comes back; one of them has an MRI."""
    folder = tmp_path_factory.mktemp("found")
    made = HandMade.at(folder / "events")
    for number in range(N_CHILDREN):
        child = made.person(f"SOURCE-{number}", born=str(2005 + number % 9))
        made.event(child, 1, "2019-01-10")
        if number % 3 == 0:
            made.event(child, 1, "2019-05-20" if number % 2 else "2019-05")
        if number == 3:
            made.event(child, 2, "2019-06-01")
        made.event(child, 6, "2019-06-01")
    made.noticed.append(
        {"level": "warning", "where_": "SECRET-PLACE", "what": "x", "message": "A unit.", "n": 2}
    )
    made.write()
    definition = load_definition("bone_pain_and_mri", knowledge)
    request = Request(
        source=None, out=folder / "out", events=folder / "events", threads=1, on=date(2026, 1, 1)
    )
    with case_finding(request, definition, knowledge, Hooks()) as done:
        return done


@pytest.fixture(scope="module")
def local_page(finished: Finished, knowledge: Knowledge) -> str:
    overview = finished.overview
    return finding_page_html(overview, all_numbers(overview), knowledge, hits=finished.hits)


@pytest.fixture(scope="module")
def shared_page(finished: Finished, knowledge: Knowledge) -> str:
    overview = finished.overview
    return finding_page_html(overview, shared_numbers(overview), knowledge, hits=finished.hits)


def test_the_local_report_lists_everybody_and_leads_to_the_records(
    finished: Finished, local_page: str, parsed: Callable[[str], Any]
) -> None:
    page = parsed(local_page)
    assert page.unbalanced == []
    assert len(page.ids) == len(set(page.ids))
    for hit in finished.hits:
        assert f"candidates/{hit.pseudonym}.json" in page.links
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids)


@pytest.mark.parametrize("page", ["local_page", "shared_page"])
def test_it_says_that_it_is_no_diagnosis_and_what_it_is_made_of(
    page: str, request: pytest.FixtureRequest, finished: Finished
) -> None:
    html = request.getfixturevalue(page)
    assert "not a diagnosis" in html
    assert "1 Jan 2026" in html
    assert "bone_pain_and_mri, version 1" in html
    assert f"crmo {finished.overview.version}, duckdb" in html


def test_what_is_shared_holds_no_person_and_no_word_of_the_hospital(
    finished: Finished, shared_page: str
) -> None:
    secrets = [
        *(hit.pseudonym for hit in finished.hits),
        *(hit.person.source_person for hit in finished.hits),
        "SOURCE-", "SECRET-PLACE", "HYPERLINK", "candidates/", "cmd()", "2019-",
    ]  # fmt: skip
    assert [secret for secret in secrets if secret in shared_page] == []


def test_small_counts_are_not_in_what_is_shared(finished: Finished) -> None:
    """One child has an MRI; no sum of the report may tell of it."""
    shown = shared_numbers(finished.overview).counts
    assert shown["answer:mri_done:yes"] is None
    assert shown["answer:mri_done:no"] is None
    assert shown["reached:pain_and_mri:certain"] is None
    assert shown["persons"] == N_CHILDREN
    assert not [n for n in shown.values() if n is not None and 0 < n < 5]
    assert not [name for name in shown if name.startswith("rest:") or "+" in name]


def test_what_the_first_step_leaves_does_not_give_an_answer_away(finished: Finished) -> None:
    """Whoever is left after the first `require` says yes or possible, and nothing else.

    Forty-six are left; with forty-four who say possible shown, two would say yes.
    """
    first = finished.overview.definition.require[0]
    told = dict(finished.overview.attrition)
    told["criteria"] = [
        {**row, "yes": 2, "possible": 44, "no": 3, "unknown": 11}
        if row["criterion"] == first
        else row
        for row in told["criteria"]
    ]
    told["require"] = [{"criterion": first, "persons": 46}]
    shown = shared_numbers(evolve(finished.overview, attrition=told)).counts
    assert shown[f"answer:{first}:yes"] is None
    assert None in (shown[f"require:{first}"], shown[f"answer:{first}:possible"])


def test_many_events_of_one_child_are_not_shared(finished: Finished, knowledge: Knowledge) -> None:
    """Events are counted, and a hundred of them may be those of one child."""
    sets = [
        evolve(each, n_events=123457, n_persons=1) if each.id == "mri" else each
        for each in finished.overview.sets
    ]
    overview = evolve(finished.overview, sets=tuple(sets))
    events = count_words(123457)
    assert events in finding_page_html(overview, all_numbers(overview), knowledge)
    assert events not in finding_page_html(overview, shared_numbers(overview), knowledge)


def test_persons_with_an_event_of_a_code_set_are_counted(finished: Finished) -> None:
    counted = {each.id: (each.n_events, each.n_persons) for each in finished.overview.sets}
    assert counted["mri"] == (1, 1)
    assert counted["pain"] == (N_CHILDREN + N_CHILDREN // 3, N_CHILDREN)


@pytest.mark.parametrize("n_bela", [0, 1, 4, 5, 30])
def test_whatever_a_small_group_is_it_cannot_be_told_from_its_total(
    finished: Finished, n_bela: int
) -> None:
    sexes = {"female": N_CHILDREN - n_bela, "male": n_bela, "unknown": 0}
    overview: Overview = evolve(finished.overview, sex_of_all=sexes)
    shown = shared_numbers(overview).counts
    hidden = [word for word in sexes if shown[f"sex:all:{word}"] is None]
    assert shown["persons"] is None or len(hidden) != 1
    assert (shown["sex:all:male"] is None) == (0 < n_bela < 5) or shown["sex:all:male"] is None


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 10, "0 %"), (10, 10, "100 %"), (1, 3000, "0.033 %"), (1, 30, "3.3 %"), (None, 9, ""),
     (1, None, ""), (0, 0, "")],
)  # fmt: skip
def test_shares_say_no_more_than_they_know(part: int | None, whole: int | None, words: str) -> None:
    assert share_words(part, whole) == words


def test_a_hidden_count_is_not_a_zero() -> None:
    assert count_words(None) != count_words(0)


def test_nobody_proposed_is_a_whole_page(
    finished: Finished, knowledge: Knowledge, parsed: Callable[[str], Any]
) -> None:
    told = {**finished.overview.attrition, "hits": 0}
    empty = evolve(finished.overview, attrition=told, bins=(), bands=())
    page = parsed(finding_page_html(empty, all_numbers_without_bands(empty), knowledge, hits=()))
    assert "Nobody of 60 persons is proposed" in page.text
    assert page.unbalanced == []


def all_numbers_without_bands(overview: Overview) -> Any:
    return all_numbers(overview)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["local_page", "shared_page"])
@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_no_violation(
    name: str, look: str, request: pytest.FixtureRequest, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(request.getfixturevalue(name), encoding="utf-8")
    wide = {"width": 360, "height": 740} if look == "phone" else {"width": 1280, "height": 900}
    context = browser.new_context(
        viewport=wide,  # type: ignore[arg-type]
        color_scheme="dark" if look == "dark" else "light",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(page).response["violations"]
    told = [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert told == []
    assert complaints == []
    assert width <= wide["width"]
