"""A clinician enters a visit: by keyboard, on the map, through failures, beside a colleague."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
SignIn = Callable[..., None]
KEPT = ".kept-state"


@pytest.fixture
def visit(
    clinic_server: Clinic, page: Page, sign_in: SignIn,
    no_console_errors: Callable[[Page], None],
) -> Page:  # fmt: skip
    """The empty form of a visit of the relapsing child."""
    no_console_errors(page)
    sign_in(page, "clinician")
    begin(page, clinic_server)
    return page


def begin(page: Page, clinic: Clinic, child: str = "relapsing") -> None:
    page.goto(f"{clinic.address}/children/{clinic.children[child]}/visit/new/")


def kept(page: Page) -> None:
    expect(page.locator(KEPT)).to_have_text("Draft kept")


def test_a_visit_is_entered_by_keyboard_alone(
    new_clinic: Callable[..., Clinic], page: Page, sign_in: SignIn,
    no_console_errors: Callable[[Page], None],
) -> None:  # fmt: skip
    """From the open form to the written visit without the pointer; the effort is told."""
    clinic, visit = new_clinic().start(), page
    no_console_errors(visit)
    sign_in(visit, "clinician", clinic)
    begin(visit, clinic)
    pressed = 0
    begun = time.monotonic()

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            visit.keyboard.press(key)
            pressed += 1

    def type_it(text: str) -> None:
        press(*text)

    press("/")
    type_it("t8")
    press("Enter", "t", "Enter")
    type_it("left med clav")
    press("Enter", "s", "5", "ArrowDown", "ArrowDown", "ArrowDown")
    row = visit.get_by_role("group", name="right shin bone, growth zone near the ankle")
    expect(row).to_be_focused()
    press("-")
    press("F2")
    for answer in ("4", "3", "2", "0.5"):
        type_it(answer)
        press("Enter")
    press("F2")
    type_it("157.2")
    press("Enter")
    type_it("48")
    press("F2", "Tab", "Tab")
    for value in ("12", "22", "128"):
        type_it(value)
        press("Enter")
    press("F2", "ArrowRight", "Tab", "Tab")
    press("l", "o", "s")  # the list of reasons, by its letters
    press("F2", "a", "Enter", "p", "Enter", "a")
    press("F2", "F2")
    type_it("Flare. Next scan in March.")
    kept(visit)
    press("Control+Enter")
    expect(visit.get_by_role("heading", name="The visit is written")).to_be_visible()
    took = time.monotonic() - begun
    print(f"\na visit by keyboard: {pressed} keystrokes in {took:.1f} s")  # noqa: T201
    said = visit.locator(".written").inner_text()
    for words in (
        "tenderness: present; chest vertebra T8", "Swelling: present; left collar bone",
        "Bone pain: present; left collar bone, inner end; severity 5 of 10",
        "Bone pain: absent; right shin bone", "CRP", "12 mg/L", "22 mm/h", "128 g/L",
        "Fever: absent", "Night pain: present", "Adalimumab", "lost its effect",
        "157.2 cm", "48 kg", "0.5 on a scale of 0 to 3", "Flare. Next scan in March.",
    ):  # fmt: skip
        assert words.casefold() in said.casefold(), words


def test_bones_are_marked_on_the_map_and_in_the_list_in_step(
    visit: Page, axe_clean: Callable[[Page], None]
) -> None:
    visit.locator('[data-map] [data-view="back"] [data-unit="vertebra_t8"]').click(force=True)
    menu = visit.get_by_role("dialog")
    expect(menu.get_by_role("heading", name="chest vertebra T8")).to_be_visible()
    menu.get_by_role("button", name="active on MRI").click()
    expect(menu.get_by_role("button", name="active on MRI")).to_have_attribute(
        "aria-pressed", "true"
    )
    menu.get_by_role("button", name="Done").click()
    row = visit.get_by_role("group", name="chest vertebra T8")
    expect(row.get_by_label("imaging")).to_have_value("active")
    expect(visit.get_by_label("Kind")).to_have_value("mri")
    clavicle = visit.locator('[data-map] [data-unit="clavicle_medial_left"]').first
    clavicle.focus()
    visit.keyboard.press("t")
    row = visit.get_by_role("group", name="left collar bone, inner end")
    expect(row.get_by_label("tender")).to_have_value("present")
    expect(clavicle).to_have_attribute("data-mark", "felt")
    row.get_by_label("imaging").select_option("active")
    expect(clavicle).to_have_attribute("data-mark", "both")
    expect(clavicle).to_have_attribute(
        "aria-label", "left collar bone, inner end: felt, and active on imaging"
    )
    visit.keyboard.press("Escape")
    visit.keyboard.press("Delete")
    assert clavicle.get_attribute("data-mark") is None
    clavicle.focus()
    visit.keyboard.press("ArrowDown")
    assert visit.evaluate("document.activeElement.dataset.unit") not in ("", "clavicle_medial_left")
    kept(visit)
    axe_clean(visit)


def test_last_time_counts_only_when_it_is_confirmed(visit: Page) -> None:
    row = visit.get_by_role("group", name="right shin bone, growth zone near the ankle")
    bone = visit.locator('[data-map] [data-unit="tibia_distal_metaphysis_right"]').first
    expect(row).to_contain_text("pain 1 of 10 (13 Jan 2026); active on MRI (4 Mar 2026)")
    expect(row.get_by_label("pain")).to_have_value("")
    expect(bone).to_have_attribute("data-mark", "last")
    row.focus()
    visit.keyboard.press("=")
    expect(row.get_by_label("pain")).to_have_value("present")
    expect(row.get_by_label("tender")).to_have_value("")
    expect(bone).to_have_attribute("data-mark", "felt")
    visit.get_by_text("2 entries will be written").click()
    expect(visit.locator("[data-lines]")).to_contain_text("Bone pain: present; right shin bone")


def test_impossible_and_unlikely_values_are_answered_in_place(visit: Page) -> None:
    pain, haemoglobin = (
        visit.get_by_label("Pain 0–10"),
        visit.get_by_label("Haemoglobin", exact=True),
    )
    pain.fill("77")
    expect(visit.locator('[data-said="score:pain"]')).to_have_text("The scale goes from 0 to 10.")
    expect(pain).to_have_attribute("aria-invalid", "true")
    visit.get_by_label("Unit of Haemoglobin").select_option("g/L")
    haemoglobin.fill("12.8")
    question = visit.locator('[data-said="lab:haemoglobin"]')
    expect(question).to_contain_text("Hardly possible in g/L")
    visit.get_by_role("button", name="Save the visit").click()
    expect(visit.get_by_role("heading", name="Nothing was written yet")).to_be_visible()
    visit.get_by_label("Pain 0–10").fill("7")
    visit.get_by_label("Haemoglobin", exact=True).fill("12.9")
    expect(visit.locator('[data-said="score:pain"]')).to_be_hidden()
    visit.get_by_label("Yes, it is right").check()
    kept(visit)
    visit.get_by_role("button", name="Save the visit").click()
    expect(visit.get_by_role("heading", name="The visit is written")).to_be_visible()
    visit.get_by_label("Reason").fill("a trial")
    visit.get_by_role("button", name="Take the visit back").click()
    expect(visit.get_by_role("heading", name="The visit was taken back")).to_be_visible()
    visit.get_by_role("button", name="Open the form again as it was").click()
    expect(visit.get_by_label("Haemoglobin", exact=True)).to_have_value("12.9")


def test_a_draft_survives_a_killed_server_and_a_closed_browser(
    new_clinic: Callable[..., Clinic], browser: Browser, sign_in: SignIn
) -> None:
    clinic = new_clinic().start()
    first = browser.new_context(viewport=DESK)
    page = first.new_page()
    sign_in(page, "clinician", clinic)
    begin(page, clinic)
    page.get_by_label("In your own words").fill("limps since Tuesday")
    kept(page)
    address = page.url
    clinic.kill()
    page.get_by_label("In your own words").fill("limps since Tuesday, swollen knee")
    expect(page.locator("[data-trouble]")).to_contain_text("What you typed stays here")
    clinic.start()
    first.close()
    page = browser.new_context(viewport=DESK).new_page()
    sign_in(page, "clinician", clinic)
    page.goto(f"{clinic.address}/children/{clinic.children['relapsing']}/visit/")
    assert page.url.rsplit("/", 2)[1] == address.rsplit("/", 2)[1]
    expect(page.get_by_label("In your own words")).to_have_value("limps since Tuesday")
    expect(page.get_by_text("Your draft, kept")).to_be_visible()
    page.context.close()


def test_two_windows_of_one_draft_lose_nothing(visit: Page) -> None:
    visit.get_by_label("In your own words").fill("first")
    kept(visit)
    second = visit.context.new_page()
    second.goto(visit.url)
    second.get_by_label("In your own words").fill("second")
    kept(second)
    visit.get_by_label("In your own words").fill("first goes on")
    expect(visit.locator("[data-told]")).to_contain_text("Nothing is lost")
    assert visit.url != second.url
    for window, words in ((visit, "first goes on"), (second, "second")):
        window.reload()
        expect(window.get_by_label("In your own words")).to_have_value(words)


def test_two_clinicians_see_each_other_and_lose_nothing(
    clinic_server: Clinic, browser: Browser, sign_in: SignIn
) -> None:
    pages = []
    for who in ("clinician", "colleague"):
        page = browser.new_context(viewport=DESK).new_page()
        sign_in(page, who)
        begin(page, clinic_server, "undiagnosed")
        pages.append(page)
    ada, olof = pages
    ada.get_by_label("CRP", exact=True).fill("41")
    olof.get_by_label("ESR", exact=True).fill("63")
    ada.get_by_role("button", name="Save the visit").click()
    expect(ada.get_by_role("heading", name="The visit is written")).to_be_visible()
    olof.get_by_role("button", name="Save the visit").click()
    meanwhile = olof.locator("[data-news]")
    expect(meanwhile).to_contain_text("Dr Ada Mensah")
    expect(meanwhile).to_contain_text("41 mg/L")
    expect(olof.get_by_label("ESR", exact=True)).to_have_value("63")
    olof.get_by_role("button", name="Save the visit").click()
    expect(olof.get_by_role("heading", name="The visit is written")).to_be_visible()
    key = clinic_server.children["undiagnosed"]
    olof.goto(f"{clinic_server.address}/children/{key}/entries/")
    listed = olof.locator("#found")
    expect(listed).to_contain_text("41 mg/L")
    expect(listed).to_contain_text("63 mm/h")
    for page in pages:
        page.context.close()


def test_the_form_works_without_a_script(
    clinic_server: Clinic, browser: Browser, sign_in: SignIn
) -> None:
    context: BrowserContext = browser.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    sign_in(page, "clinician")
    begin(page, clinic_server, "simulated1")
    expect(page.locator("[data-map]")).to_be_hidden()
    page.get_by_label("Add a place").fill("T8")
    page.locator('button[value="add_place"]').click()
    row = page.get_by_role("group", name="chest vertebra T8")
    row.get_by_label("tender").select_option("present")
    page.get_by_label("Pain 0–10").fill("99")
    page.get_by_role("button", name="Save the visit").click()
    expect(page.locator('[data-said="score:pain"]')).to_be_visible()
    page.get_by_label("Pain 0–10").fill("3")
    page.get_by_role("button", name="Save the visit").click()
    expect(page.get_by_role("heading", name="The visit is written")).to_be_visible()
    expect(page.locator(".written")).to_contain_text("chest vertebra T8")
    context.close()


def test_the_pages_fit_a_desk_and_a_phone(
    visit: Page, clinic_server: Clinic, picture: Callable[[Page, str], None]
) -> None:
    base = f"{clinic_server.address}/children/{clinic_server.children['relapsing']}"
    for path in ("visit/new/", "entries/", "entries/20/", "entries/40/correct/"):
        visit.goto(f"{base}/{path}")
        for size in (DESK, PHONE):
            visit.set_viewport_size(size)  # type: ignore[arg-type]
            assert visit.evaluate("document.documentElement.scrollWidth") <= size["width"]
            picture(visit, f"{path.strip('/').replace('/', '-')}-{size['width']}")
