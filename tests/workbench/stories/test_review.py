"""A clinician reviews candidates with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.workbench.review.findings import EVERYBODY, write_run
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.conftest import DESK, PHONE, THEMES

from crmo.find.review.verdict import kept_verdicts

pytestmark = pytest.mark.browser


def pictures(page: Page, name: str, picture: Callable[[Page, str], None]) -> None:
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            picture(page, f"{name}-{theme}-{size['width']}")
    page.set_viewport_size(DESK)


def test_reviewing_by_keyboard(
    new_clinic: Callable[..., Clinic],
    tmp_path: Path,
    page: Page,
    sign_in: Callable[..., None],
    axe_clean: Callable[[Page], None],
    no_console_errors: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    run = write_run(tmp_path / "found")
    clinic = new_clinic(CRMO_FINDINGS=str(run)).start()
    no_console_errors(page)
    sign_in(page, "clinician", clinic)
    page.get_by_role("link", name="Review").click()
    page.get_by_role("link", name="Begin").click()
    first = page.get_by_role("heading", level=1).inner_text()
    pictures(page, "review-candidate", picture)
    axe_clean(page)
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    for _each in EVERYBODY[1:]:
        shown = page.get_by_role("heading", level=1).inner_text()
        page.keyboard.press("n")
        page.keyboard.press("r")
        page.keyboard.type("seen")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("heading", level=1)).not_to_have_text(shown, timeout=20_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    page.keyboard.press("l")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What came out", timeout=20_000)
    pictures(page, "review-summary", picture)
    axe_clean(page)
    given = {each.pseudonym: str(each.verdict) for each in kept_verdicts(run).given}
    assert given == {who: "likely" if who == first else "no" for who in EVERYBODY}
    page.get_by_role("navigation").get_by_role("link", name="Review").first.click()
    axe_clean(page)
    pictures(page, "review", picture)


def test_without_a_run(
    clinic_server: Clinic,
    page: Page,
    sign_in: Callable[..., None],
    axe_clean: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    sign_in(page, "clinician")
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_text("No run of case finding is named.")).to_be_visible()
    axe_clean(page)
    pictures(page, "review-none", picture)
