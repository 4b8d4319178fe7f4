"""A clinician writes letters in both voices, prints the summary, and keeps a letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.conftest import DESK, PHONE, THEMES

pytestmark = pytest.mark.browser

SignIn = Callable[..., None]
Watch = Callable[[Page], None]


@pytest.fixture
def child_page(clinic_server: Clinic, page: Page, sign_in: SignIn, no_console_errors: Watch) -> str:
    """The clinician is signed in; the address of a child's page."""
    no_console_errors(page)
    sign_in(page, "clinician")
    return f"{clinic_server.address}/children/{clinic_server.children['relapsing']}/"


def test_printing_the_summary(clinic_server: Clinic, child_page: str, page: Page) -> None:
    page.goto(child_page)
    link = page.get_by_role("link", name="Summary (PDF)")
    answer = page.request.get(f"{clinic_server.address}{link.get_attribute('href')}")
    assert answer.ok
    assert answer.body().startswith(b"%PDF")
    assert 'filename="summary-' in answer.headers["content-disposition"]


@pytest.mark.parametrize("voice", ["colleague", "family"])
def test_writing_a_letter_and_downloading_it(
    child_page: str,
    page: Page,
    voice: str,
    axe_clean: Watch,
    picture: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    page.goto(child_page)
    page.get_by_role("link", name="Letter", exact=True).click()
    axe_clean(page)
    page.get_by_role(
        "button", name=f"Write to {'a colleague' if voice == 'colleague' else 'the family'}"
    ).click()
    field = "Assessment and plan" if voice == "colleague" else "What we agreed"
    sheet = page.get_by_role("region", name="The letter as it will be printed")
    expect(sheet).to_contain_text("Room to write")
    page.get_by_role("textbox", name=field).fill("Swim twice a week, and come back in March.")
    expect(sheet).to_contain_text("Swim twice a week")
    expect(page.get_by_role("status").filter(has_text="Draft kept")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name=field)).to_have_value(
        "Swim twice a week, and come back in March."
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Download PDF").click()
    assert download.value.suggested_filename.startswith("letter-")
    download.value.save_as(tmp_path / "letter.pdf")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    axe_clean(page)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            picture(page, f"letter-{voice}-{theme}-{size['width']}")


def test_what_was_typed_last_survives_leaving_the_page(child_page: str, page: Page) -> None:
    page.goto(f"{child_page}letters/")
    page.get_by_role("button", name="Write to the family").click()
    at = page.url
    page.get_by_role("textbox", name="How to reach us").fill("Ask for the day ward.")
    page.goto(child_page)  # at once: the page has had no time to keep it by itself
    page.goto(at)
    expect(page.get_by_role("textbox", name="How to reach us")).to_have_value(
        "Ask for the day ward."
    )


def test_two_pages_of_one_letter(child_page: str, page: Page) -> None:
    page.goto(f"{child_page}letters/")
    page.get_by_role("button", name="Write to the family").click()
    second = page.context.new_page()
    second.goto(page.url)
    page.get_by_role("textbox", name="What we agreed").fill("From the first page.")
    expect(page.get_by_role("region", name="The letter as")).to_contain_text("From the first page")
    second.get_by_role("textbox", name="What we agreed").fill("From the second page.")
    expect(second.get_by_text("changed on another page meanwhile")).to_be_visible()
    assert second.url != page.url
    second.reload()
    expect(second.get_by_role("textbox", name="What we agreed")).to_have_value(
        "From the second page."
    )
    page.reload()
    expect(page.get_by_role("textbox", name="What we agreed")).to_have_value("From the first page.")


def test_a_letter_without_a_script(clinic_server: Clinic, browser: object, sign_in: SignIn) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    sign_in(page, "clinician")
    child = clinic_server.children["relapsing"]
    page.goto(f"{clinic_server.address}/children/{child}/letters/")
    page.get_by_role("button", name="Write to the family").click()
    page.get_by_role("textbox", name="What we agreed").fill("Without a script.")
    page.get_by_role("button", name="Keep the draft and look").last.click()
    expect(page.get_by_role("region", name="The letter as")).to_contain_text("Without a script.")
    context.close()


def test_keeping_a_letter_in_the_record(
    child_page: str, page: Page, picture: Callable[[Page, str], None]
) -> None:
    page.goto(f"{child_page}letters/")
    page.get_by_role("button", name="Write to a colleague").click()
    page.get_by_role("textbox", name="To whom it goes").fill("Dr Example, family doctor")
    page.get_by_role("button", name="Keep in the record").click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(page.get_by_text("The letter is in the record.")).to_be_visible()
    kept = page.get_by_role("listitem").filter(has_text="Letter to Dr Example, family doctor")
    expect(kept).to_contain_text("Dr Ada Mensah")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            picture(page, f"letters-{theme}-{size['width']}")
