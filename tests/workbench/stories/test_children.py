"""The worklist and a child's page in a browser, by role and label, and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.conftest import DESK, PHONE

Check = Callable[[Page], None]
SignIn = Callable[..., None]


@pytest.fixture
def colleague(browser: Browser, sign_in: SignIn) -> Iterator[Page]:
    """The page of somebody else who is signed in, too."""
    context = browser.new_context(viewport=DESK, locale="en-GB")
    page = context.new_page()
    sign_in(page, "colleague")
    yield page
    context.close()


def child_address(clinic: Clinic, name: str = "relapsing") -> str:
    return f"{clinic.address}/children/{clinic.children[name]}/"


def fits(page: Page) -> None:
    """Nothing sticks out to the right, at a desk and on a phone; opened menus are shut."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = false; })")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_morning_by_keyboard(
    clinic_server: Clinic, page: Page, sign_in: SignIn, no_console_errors: Check
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    page.goto(f"{clinic_server.address}/today/")
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    first = page.locator("#list .to-child").first
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#list .to-child").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#list td.what details").first).to_have_attribute("open", "")
    page.keyboard.press("/")
    page.keyboard.type("EXÁMPLE child")
    expect(page.locator("#list tr.line")).to_have_count(2)
    assert "mple" not in page.url.lower().partition("/today/")[2]
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    name = page.locator("#list .to-child").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_a_scan_is_marked_as_read_with_one_key(
    clinic_server: Clinic, page: Page, sign_in: SignIn, no_console_errors: Check
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    page.goto(f"{clinic_server.address}/today/?filter=unread")
    row = page.locator("#list tr.line").first
    expect(row.get_by_role("button", name=re.compile("Mark as read"))).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(row.get_by_role("button")).to_have_count(0)
    expect(row.locator(".to-child")).to_be_focused()


def test_everything_works_without_a_script(
    clinic_server: Clinic, browser: Browser, sign_in: SignIn
) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "clinician")
    page.goto(f"{clinic_server.address}/today/")
    page.get_by_role("searchbox").fill("example-a")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#list tr.line")).to_have_count(1)
    page.locator("#list .to-child").click()
    page.get_by_text("As known on", exact=True).click()
    page.get_by_label("A past day").fill("2025-03-01")
    page.get_by_role("button", name="Look back").click()
    expect(page.get_by_text("Look back: only what was known on 1 Mar 2025.")).to_be_visible()
    context.close()


def test_two_at_one_child_see_each_other_and_both_entries(
    clinic_server: Clinic, page: Page, sign_in: SignIn, colleague: Page, axe_clean: Check
) -> None:
    sign_in(page, "clinician")
    address = child_address(clinic_server, "simulated1")
    colleague.goto(address)
    page.goto(address)
    expect(page.get_by_text("Dr Olof Lindqvist opened this page at")).to_be_visible()
    for who, day in ((colleague, "2099-05-04T10:30"), (page, "2099-06-05T09:00")):
        other = who.context.new_page()
        other.goto(f"{address}appointments/")
        other.get_by_label("Day and time").last.fill(day)
        other.get_by_role("button", name="Make the appointment").click()
        expect(other.get_by_text("The appointment is made.")).to_be_visible()
        other.close()
    told = page.get_by_text("Dr Olof Lindqvist added 1 entry at")
    expect(told).to_be_visible(timeout=20_000)
    expect(page.get_by_text("You added 1 entry at")).to_be_visible()
    axe_clean(page)
    page.get_by_role("link", name="Reload to see it").first.click()
    page.goto(f"{address}appointments/")
    for day in ("4 May 2099, 10:30", "5 Jun 2099, 09:00"):
        expect(page.get_by_text(day).first).to_be_visible()


def test_looking_back_is_marked_and_leads_back_to_today(
    clinic_server: Clinic, page: Page, sign_in: SignIn, axe_clean: Check, no_console_errors: Check
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    page.goto(f"{child_address(clinic_server)}?on=2025-01-15")
    expect(page.get_by_role("note").filter(has_text="15 Jan 2025")).to_be_visible()
    expect(page.get_by_role("link", name="Enter visit")).to_have_count(0)
    axe_clean(page)
    fits(page)
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_role("link", name="Enter visit")).to_be_visible()


def test_any_two_scans_and_visits_are_compared(
    clinic_server: Clinic, page: Page, sign_in: SignIn, no_console_errors: Check
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    page.goto(child_address(clinic_server))
    page.get_by_role("link", name="Compare scans").click()
    page.get_by_label("Earlier", exact=True).select_option(label="2 Aug 2023, whole-body MRI")
    page.get_by_label("Later", exact=True).select_option(label="14 Feb 2024, whole-body MRI")
    both = page.get_by_role("heading", name=re.compile("2 Aug 2023.*14 Feb 2024"))
    expect(both).to_be_visible()
    expect(page).to_have_url(re.compile("earlier="))
    page.get_by_role("link", name="Visits", exact=True).click()
    page.get_by_label("Earlier", exact=True).select_option(label="11 Jul 2023")
    expect(page.get_by_role("heading", name=re.compile("11 Jul 2023"))).to_be_visible()
