"""Every page that somebody can reach by links: sound for axe, in both themes, at two widths."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.workbench import cluster
from tests.workbench.stories.clinic import Clinic

from tools.workbench_pictures.crawl import walk

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LOOKS = [("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", PHONE)]
# Both themes and both widths in two steps: contrast depends on the theme, the rest on the width.
CHECKED = [("light", DESK), ("dark", PHONE)]
# Fewest pages that somebody of each role reaches; less means that the walk went nowhere.
FEWEST = {"clinician": 12, "administrator": 5, "researcher": 3, "reader": 6, "family": 3}


@pytest.mark.skipif(cluster.is_asked_for(), reason="pages look the same on either database")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", FEWEST)
def test_every_page_is_sound(
    who: str,
    clinic_server: Clinic,
    page: Page,
    sign_in: Callable[..., None],
    no_console_errors: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    sign_in(page, who)
    no_console_errors(page)
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url))
    faults, n = [], 0
    for visited in walk(page, f"{clinic_server.address}/"):
        n += 1
        status = visited.response.status if visited.response else 200
        if status != 200:
            faults.append(f"{visited.name}: {status}")
        else:
            # Who only reads sees pages of others with less on them: once for each shape.
            told = visited.name if who in ("reader", "researcher") else ""
            faults += [f"{visited.name}: {fault}" for fault in faults_of(page, told)]
            checked_before().add(visited.name)
        for theme, size in LOOKS if os.environ.get("CRMO_SCREENSHOTS") else ():
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            picture(page, f"{who}-{visited.name}-{theme}-{size['width']}")
        page.set_viewport_size(DESK)
    assert faults == [], "\n".join(faults)
    assert [each for each in outside if not each.startswith((clinic_server.address, "data:"))] == []
    assert n >= FEWEST[who]


@cache
def checked_before() -> set[str]:
    """Pages, without what changes from one visit to the next; several people see the same ones."""
    return set()


def faults_of(page: Page, name: str) -> list[str]:
    """What is wrong with the page shown; nothing if the same page was found sound before.

    A page is told by its name if one is given, else by all that is in it.
    """
    inside = name or re.sub(r'value="[^"]*"', "", page.locator("main").inner_html())
    if inside in checked_before():
        return []
    checked_before().add(inside)
    faults = []
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first level")
    for theme, size in CHECKED:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            faults.append(f"{width} px wide on {size['width']}")
        for rule in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in rule["nodes"][:2]]
            faults.append(f"{theme} {size['width']}: {rule['id']} {nodes}")
    return faults
