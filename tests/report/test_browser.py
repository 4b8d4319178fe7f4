"""The page opened in a browser: silent, self-contained, reachable, readable at any width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from crmo.anatomy import all_bone_units
from crmo.report.case import Case

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


class Opened:
    """An opened page with all that it said and asked for."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("**/*", self._note)
        page.goto(file.as_uri())

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _note(self, route: Route) -> None:
        self.requests.append(route.request.url)
        route.continue_()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def open_it(html: str, **options: Any) -> Opened:
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        return Opened(context.new_page(), file)

    yield open_it
    for context in contexts:
        context.close()


def test_it_is_silent_and_asks_for_nothing(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    opened = open_page(relapsing_page)
    page = opened.page
    page.locator('input[name="map-view"]').nth(2).check()
    page.locator("#colour-by").select_option("pain")
    page.locator(".unfold").click()
    page.locator(".mark").first.hover()
    page.keyboard.press("End")
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1


@pytest.mark.parametrize("name", ["relapsing_page", "undiagnosed_page"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_violation(
    name: str, size: dict[str, int], request: pytest.FixtureRequest,
    open_page: Callable[..., Opened],
) -> None:  # fmt: skip
    opened = open_page(request.getfixturevalue(name), viewport=size)
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(opened.page).response["violations"]
    told = [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]
    assert told == []


def test_the_keyboard_reaches_every_bone_unit(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    page.locator(".skip-map").focus()
    reached = set()
    for _ in range(len(all_bone_units()) + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.unit ?? ''"))
    assert {unit.id for unit in all_bone_units()} <= reached


def test_a_link_skips_the_drawing(relapsing_page: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(relapsing_page).page
    page.locator(".skip-map").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#places"


def test_choosing_a_scan_recolours_the_map(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    spine = page.locator('#body-map [data-unit="vertebra_t8"]').first
    assert spine.get_attribute("data-status") == "healed"
    page.locator('input[value="wbmri-2023-08"]').check()
    assert spine.get_attribute("data-status") == "new"
    assert (spine.get_attribute("aria-label") or "").endswith(": new")
    assert "2 Aug 2023" in page.locator("#body-map figcaption").inner_text()
    page.keyboard.press("ArrowLeft")
    assert spine.get_attribute("data-status") == "healed"


def test_the_colours_can_mean_something_else(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    shin = page.locator('#body-map [data-unit="tibia_distal_metaphysis_right"]').first
    page.locator("#colour-by").select_option("scans")
    assert shin.get_attribute("data-level") == "3"
    assert shin.get_attribute("data-status") is None
    page.locator("#colour-by").select_option("activity")
    assert shin.get_attribute("data-activity") == "silent"
    shown = page.locator(".map-legend:visible")
    assert shown.count() == 1
    assert shown.get_attribute("data-way") == "activity"


def test_the_chosen_scan_is_marked_in_the_list(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    page.locator('input[value="wbmri-2025-09"]').check()
    assert page.locator(".places thead th.is-chosen").get_attribute("data-scan") == "wbmri-2025-09"


def test_two_other_scans_can_be_compared(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    shown = page.locator(".comparison:visible")
    assert shown.count() == 1
    page.locator("#compare-earlier").select_option("wbmri-2023-08")
    assert shown.count() == 1
    assert "2 Aug 2023" in shown.inner_text()
    page.locator("#compare-later").select_option("wbmri-2023-08")
    assert shown.count() == 0
    assert page.locator(".no-pair").is_visible()


def test_every_mark_on_the_time_axis_leads_to_its_entry(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    marks = page.locator(".axis-plot a.mark")
    assert marks.count() > 30
    assert page.locator(".axis-plot a.mark:not([aria-label])").count() == 0
    marks.first.focus()
    assert page.locator("#tip").is_visible()
    page.keyboard.press("Enter")
    target = page.evaluate("location.hash.slice(1)")
    assert target.startswith("entry-")
    assert page.locator(f"#{target}").evaluate("row => row.matches(':target')")


def test_a_source_shows_on_hover_on_focus_and_on_click(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    cite = page.locator("#criteria .cite").first
    button, panel = cite.locator("button"), cite.locator(".cite-panel")
    assert not panel.is_visible()
    button.hover()
    assert panel.is_visible()
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    page.mouse.move(0, 0)
    button.focus()
    assert panel.is_visible()
    page.locator("h1").click()
    assert not panel.is_visible()
    button.click()
    page.mouse.move(0, 0)
    assert panel.is_visible()
    assert button.get_attribute("aria-expanded") == "true"


def test_what_was_observed_unfolds_all_at_once(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    observed = page.locator(".card .observed")
    assert not observed.first.is_visible()
    page.locator(".unfold").click()
    assert observed.first.is_visible()
    page.locator(".unfold").click()
    assert not observed.first.is_visible()


@pytest.mark.parametrize("name", ["relapsing_page", "undiagnosed_page"])
def test_the_page_itself_never_scrolls_sideways(
    name: str, request: pytest.FixtureRequest, open_page: Callable[..., Opened]
) -> None:
    page = open_page(request.getfixturevalue(name), viewport=PHONE).page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    too_wide = []
    for width in (320, 360, 414, 768, 1024):
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(width)
    assert too_wide == []


def test_on_a_phone_the_newest_end_of_the_axis_is_in_view(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page, viewport=PHONE).page
    place = page.locator(".axis-scroll").evaluate(
        "e => [e.scrollLeft + e.clientWidth, e.scrollWidth]"
    )
    assert place[0] == pytest.approx(place[1], abs=2)
    assert place[1] > 700


def test_reduced_motion_is_respected(relapsing_page: str, open_page: Callable[..., Opened]) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    calm = open_page(relapsing_page, reduced_motion="reduce").page
    assert calm.evaluate(behaviour) == "auto"
    lively = open_page(relapsing_page, reduced_motion="no-preference").page
    assert lively.evaluate(behaviour) == "smooth"


def test_without_script_everything_is_still_said(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page, java_script_enabled=False).page
    assert page.locator(".comparison:visible").count() == 1
    assert page.locator("#body-map [data-status]").count() > 5
    assert not page.locator(".map-controls").is_visible()
    assert not page.locator(".unfold").is_visible()
    button = page.locator("#criteria .cite button").first
    button.click()
    assert page.locator("#criteria .cite-panel").first.is_visible()
    page.locator("#criteria summary.reason").first.click()
    assert page.locator("#criteria .observed").first.is_visible()


def test_it_runs_under_a_policy_with_a_nonce(
    relapsing: Case, write_page: Callable[..., str], browser: Browser
) -> None:
    """As a server would send it: only what carries the nonce may style or run."""
    html = write_page(relapsing, nonce="r4nd0m")
    policy = "default-src 'none'; style-src 'nonce-r4nd0m'; script-src 'nonce-r4nd0m'"
    context = browser.new_context()
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.route(
        "http://localhost/patient",
        lambda route: route.fulfill(
            body=html, content_type="text/html", headers={"Content-Security-Policy": policy}
        ),
    )
    page.goto("http://localhost/patient")
    assert page.evaluate("document.documentElement.classList.contains('scripted')")
    page.locator("#colour-by").select_option("scans")
    page.locator(".mark").first.hover()
    # A browser asks for a favourite icon by itself; the policy refuses it, as it should.
    assert [text for text in complaints if "favicon" not in text] == []
    context.close()


def test_on_paper_nothing_is_folded_or_cut(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    made = page.pdf(prefer_css_page_size=True)
    assert made.startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator(".contents").is_visible()
    assert not page.locator(".map-controls").is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".card .observed").first.is_visible()


def test_the_plain_list_names_every_bone_with_what_the_chosen_scan_says(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    page.locator(".bone-list summary").click()
    assert page.locator("[data-bone]").count() == len(all_bone_units())
    heel = page.locator("[data-bone=calcaneus_left] b")
    before = heel.inner_text()
    page.locator('input[name="map-view"]').nth(1).check()
    assert heel.inner_text() != before


def test_a_bone_of_the_plain_list_lights_up_on_the_map(
    relapsing_page: str, open_page: Callable[..., Opened]
) -> None:
    page = open_page(relapsing_page).page
    page.locator(".bone-list summary").click()
    page.locator("[data-bone=vertebra_t8]").focus()
    assert page.locator("#body-map svg .is-lit[data-unit=vertebra_t8]").count() > 0
