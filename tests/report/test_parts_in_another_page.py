"""The parts within another page, under a strict policy, in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from crmo.report.case import Case
from crmo.report.letter import Voice, letter, letter_html
from crmo.report.page_parts import page_script, page_style, patient_page_parts
from crmo.report.scan_comparison import comparison_figure
from crmo.report.visit_comparison import visit_comparison

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'"
# A page with a manner of its own, which must stay as it is.
THEIRS = "body{font:20px/2 monospace;background:#eee;color:#222}"
DARK = "body{background:#141b21;color:#eee}h1,h2{color:#eee}"


@pytest.fixture
def embed(browser: Browser) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    contexts = []

    def open_it(
        part: str, *, theme: str = "", heading: str = "", width: int = 1100, **options: Any
    ) -> tuple[Page, list[str]]:
        attribute = f' data-theme="{theme}"' if theme else ""
        html = (
            f'<!doctype html><html lang="en"{attribute}><head><meta charset="utf-8">'
            '<title>t</title><link rel="stylesheet" href="/s.css">'
            f'</head><body><main>{heading}<div class="patient-page">{part}</div></main>'
            '<footer><h2 id="theirs">Theirs</h2></footer>'
            '<script src="/s.js"></script></body></html>'
        )
        own = DARK if theme == "dark" or options.get("color_scheme") == "dark" else ""

        def serve(route: Route) -> None:
            if route.request.url.endswith(".css"):
                route.fulfill(body=THEIRS + own + page_style(), content_type="text/css")
            elif route.request.url.endswith(".js"):
                route.fulfill(body=page_script(), content_type="text/javascript")
            else:
                headers = {"Content-Security-Policy": POLICY}
                route.fulfill(body=html, content_type="text/html", headers=headers)

        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page, complaints = context.new_page(), []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", serve)
        page.goto("http://localhost/child")
        return page, complaints

    yield open_it
    for context in contexts:
        context.close()


def page_parts(case: Case) -> str:
    made = patient_page_parts(
        case.whole, case.assessment, case.knowledge, on=case.on, entry_link=lambda e: f"/e/{e}"
    )
    return str(made.html)


def ink(page: Page, selector: str) -> str:
    told = page.locator(selector).first.evaluate("e => getComputedStyle(e).color")
    return str(told)


def paper(page: Page) -> str:
    told = page.locator(".patient-page").first.evaluate("e => getComputedStyle(e).backgroundColor")
    return str(told)


def test_it_works_under_a_policy_without_anything_inline(
    relapsing: Case, embed: Callable[..., tuple[Page, list[str]]]
) -> None:
    page, complaints = embed(page_parts(relapsing))
    page.locator("#colour-by").select_option("scans")
    page.locator(".axis-plot a.mark").first.focus()
    assert page.locator("#tip").is_visible()
    # A browser asks for a favourite icon by itself; the policy refuses it, as it should.
    assert [text for text in complaints if "favicon" not in text] == []


def test_the_other_page_keeps_its_manner(
    relapsing: Case, embed: Callable[..., tuple[Page, list[str]]]
) -> None:
    page, _ = embed(page_parts(relapsing))
    assert "monospace" in page.locator("#theirs").evaluate("e => getComputedStyle(e).fontFamily")
    assert page.locator("body").evaluate("e => getComputedStyle(e).fontSize") == "20px"
    assert "monospace" not in page.locator("#lesions h2").evaluate(
        "e => getComputedStyle(e).fontFamily"
    )


@pytest.mark.parametrize(
    ("scheme", "theme", "is_dark"),
    [("light", "", False), ("dark", "", True), ("light", "dark", True), ("dark", "light", False)],
)
def test_the_page_says_whether_it_is_dark_and_else_the_machine(
    scheme: str,
    theme: str,
    is_dark: bool,
    relapsing: Case,
    embed: Callable[..., tuple[Page, list[str]]],
) -> None:
    page, _ = embed(page_parts(relapsing), theme=theme, color_scheme=scheme)
    assert (paper(page) == "rgb(20, 27, 33)") is is_dark
    assert (ink(page, ".headline") == "rgb(232, 236, 239)") is is_dark


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("what", ["page", "scans", "visits", "colleague", "family"])
def test_axe_finds_no_violation_in_either_theme(
    what: str, theme: str, relapsing: Case, embed: Callable[..., tuple[Page, list[str]]]
) -> None:
    parts = {
        "page": lambda: page_parts(relapsing),
        "scans": lambda: comparison_figure(relapsing, "wbmri-2023-08", "film-2023-08"),
        "visits": lambda: visit_comparison(relapsing, date(2023, 12, 12), date(2026, 1, 13)),
        "colleague": lambda: letter_html(letter(relapsing, voice=Voice.COLLEAGUE)),
        "family": lambda: letter_html(letter(relapsing, voice=Voice.FAMILY, clinic="Clinic")),
    }
    heading = "" if what == "page" else "<h1>One child</h1>"
    page, _ = embed(str(parts[what]()), theme=theme, heading=heading)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(page).response["violations"]
    told = [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]
    assert told == []


@pytest.mark.parametrize("what", ["scans", "visits", "family"])
def test_nothing_scrolls_the_page_sideways_on_a_phone(
    what: str, relapsing: Case, embed: Callable[..., tuple[Page, list[str]]]
) -> None:
    parts = {
        "scans": lambda: comparison_figure(relapsing, "wbmri-2023-08", "wbmri-2026-03"),
        "visits": lambda: visit_comparison(relapsing, date(2023, 12, 12), date(2026, 1, 13)),
        "family": lambda: letter_html(letter(relapsing, voice=Voice.FAMILY)),
    }
    page, _ = embed(str(parts[what]()), width=360)
    # The frame of the other page has a margin of its own.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
