"""The parts of the patient page, standing alone and within another page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from crmo.report.case import Case
from crmo.report.page_parts import PageParts, page_script, page_style, patient_page_parts
from crmo.report.styles import PAGE_CLASS

Parse = Callable[[str], Any]


def parts_of(case: Case, **more: Any) -> PageParts:
    return patient_page_parts(case.whole, case.assessment, case.knowledge, on=case.on, **more)


@pytest.fixture(scope="module")
def parts(relapsing: Case) -> PageParts:
    return parts_of(relapsing)


def rules_of(style: str) -> list[str]:
    """Return the selectors at the top level of a style sheet, those within @media included."""
    found, depth, begun = [], 0, 0
    media = False
    for at, sign in enumerate(style):
        if sign == "{":
            selector = style[begun:at].strip()
            if depth == int(media):
                if selector.startswith("@media") and depth == 0:
                    media = True
                else:
                    found.append(selector)
            depth += 1
            begun = at + 1
        elif sign == "}":
            depth -= 1
            media = media and depth > 0
            begun = at + 1
    assert depth == 0
    return found


def test_the_page_of_its_own_holds_the_same_parts(parts: PageParts, relapsing_page: str) -> None:
    assert parts.top in relapsing_page
    assert all(section.html in relapsing_page for section in parts.sections)
    assert parts.contents in relapsing_page
    assert page_style() in relapsing_page
    assert page_script() in relapsing_page


def test_all_parts_stand_in_one_container_without_a_second_main(
    parts: PageParts, parsed: Parse
) -> None:
    page = parsed(parts.html)
    assert parts.html.startswith(f'<div class="{PAGE_CLASS}">')
    assert page.unbalanced == []
    assert page.tags["main"] == page.tags["body"] == 0
    assert page.tags["h1"] == 1
    assert parts.title in page.text


def test_no_part_needs_inline_style_or_script(parts: PageParts, parsed: Parse) -> None:
    """A policy without unsafe-inline would refuse both."""
    page = parsed(parts.html)
    assert page.tags["style"] == page.tags["script"] == 0
    bad = [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")]
    assert bad == []


def test_the_style_touches_nothing_outside_its_container() -> None:
    selectors = rules_of(page_style())
    assert len(selectors) == 3
    for selector in selectors:
        assert re.fullmatch(rf"(:where\(:root[^ ]*\) )?\.{PAGE_CLASS}", selector), selector


def test_a_rule_outside_the_container_would_be_seen() -> None:
    assert rules_of("a{b{}} @media x { c{} d{e{}} } f{}") == ["a", "c", "d", "f"]


def test_dark_can_be_asked_for_by_the_machine_and_by_the_page() -> None:
    style = page_style()
    by_machine = style.index("@media screen and (prefers-color-scheme: dark)")
    by_page = style.index(':where(:root[data-theme="dark"])')
    assert by_machine < by_page
    assert ':where(:root:not([data-theme="light"]))' in style[by_machine:by_page]


def test_more_style_sheets_can_be_asked_for() -> None:
    assert ".note-text" not in page_style()
    assert ".note-text" in page_style("reading.css")


def test_a_row_links_to_the_history_of_its_entry(relapsing: Case, parsed: Parse) -> None:
    page = parsed(parts_of(relapsing, entry_link=lambda entry: f"/history/{entry}/").html)
    links = [link for link in page.links if link.startswith("/history/")]
    assert links == [f"/history/{entry.id}/" for entry in relapsing.entries]


def test_without_an_address_no_row_speaks_of_a_history(parts: PageParts) -> None:
    assert "history" not in next(s.html for s in parts.sections if s.name == "entries")


def test_an_address_cannot_become_markup(relapsing: Case, parsed: Parse) -> None:
    page = parsed(parts_of(relapsing, entry_link=lambda entry: f'/"><script>{entry}').html)
    assert page.tags["script"] == 0


def test_every_id_is_used_once_within_the_parts(parts: PageParts, parsed: Parse) -> None:
    assert [name for name, n in Counter(parsed(parts.html).ids).items() if n > 1] == []
