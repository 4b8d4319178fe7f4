"""A clinician corrects an entry, sees its history, takes it back and enters it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.workbench.stories.clinic import Clinic

pytestmark = pytest.mark.browser


def test_an_entry_is_corrected_and_its_history_tells_it(
    clinic_server: Clinic, page: Page, sign_in: Callable[..., None],
    no_console_errors: Callable[[Page], None], axe_clean: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:  # fmt: skip
    no_console_errors(page)
    sign_in(page, "clinician")
    key = clinic_server.children["relapsing"]
    page.goto(f"{clinic_server.address}/children/{key}/entries/")
    page.get_by_label("Search", exact=True).fill("esr 13 jan 2026")
    expect(page.locator("#found")).to_contain_text("1 entry")
    assert "esr" not in page.url
    page.get_by_role("link", name="Erythrocyte sedimentation rate (ESR): 9 mm/h").click()
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Number", exact=True).fill("19")
    page.get_by_role("button", name="Write the correction").click()
    expect(page.get_by_text("A reason is needed: a few words on why.")).to_be_visible()
    page.get_by_label("Why it is corrected").fill("misread the sheet")
    page.get_by_role("button", name="Write the correction").click()
    changes = page.get_by_role("table", name="What changed")
    expect(changes.get_by_role("row", name="Value 9 mm/h 19 mm/h")).to_be_visible()
    expect(page.locator(".version.is-current")).to_contain_text("misread the sheet")
    axe_clean(page)
    picture(page, "history")
    page.get_by_role("button", name="Take the entry back").click()  # the browser wants a reason
    page.locator("#back-reason").fill("of another child")
    page.get_by_role("button", name="Take the entry back").click()
    expect(page.get_by_text("No version of it counts.")).to_be_visible()
    page.locator("#again-reason").fill("hers after all")
    page.get_by_role("button", name="Enter it again").click()
    expect(page.locator(".version")).to_have_count(3)
    expect(page.locator(".version.is-current")).to_contain_text("Entered again")
