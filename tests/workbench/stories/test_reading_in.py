"""Stories of files and letters on their way in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.workbench.reading_in.files import crp, record_of_child
from tests.workbench.reading_in.hostile import XSS
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.conftest import DESK, PHONE, THEMES

from crmo.exchange.spreadsheet import write_workbook
from crmo.knowledge import load_knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import to_dict

Check = Callable[[Page], None]
Picture = Callable[[Page, str], None]
SAVED = re.compile(r"/saved/$")


@pytest.fixture
def looks(picture: Picture, axe_clean: Check) -> Callable[[Page, str], None]:
    """Look at a page in both themes and widths, and demand that axe finds nothing."""

    def look(page: Page, name: str) -> None:
        for width, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]  a width and a height
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  light or dark
                picture(page, f"reading-{name}-{width}-{theme}")
            is_wider = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            assert not is_wider, f"{name} is wider than the {width}"
        page.set_viewport_size(DESK)  # type: ignore[arg-type]  a width and a height
        axe_clean(page)
        page.emulate_media(color_scheme="light")

    return look


def workbook(path: Path, *records: PatientRecord) -> Path:
    write_workbook(records, path, knowledge=load_knowledge(None))
    return path


def read_in(page: Page, clinic: Clinic, file: Path) -> None:
    page.goto(f"{clinic.address}/reading-in/")
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(file.name)


def test_the_same_spreadsheet_twice_changes_nothing(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    looks: Callable[[Page, str], None],
    no_console_errors: Check,
    tmp_path: Path,
) -> None:
    no_console_errors(page)
    file = workbook(
        tmp_path / "visits.xlsx",
        record_of_child("T-1", crp(12, "2026-01-05"), crp(4, "2026-03-05"), name="Tilda Teal"),
        record_of_child("T-2", crp(30, "2026-02-05"), name="Tom Tarn", born="2012-02-02"),
    )
    sign_in(page, "clinician")
    page.goto(f"{clinic_server.address}/reading-in/")
    looks(page, "start")
    read_in(page, clinic_server, file)
    looks(page, "file")
    page.get_by_role("button", name="Save 3 entries").click()
    expect(page).to_have_url(SAVED)
    expect(page.get_by_role("row", name="Tilda Teal")).to_contain_text("T-1")
    looks(page, "saved")

    read_in(page, clinic_server, file)
    expect(page.get_by_role("status")).to_contain_text(["This file says nothing that is not known"])
    expect(page.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
    page.get_by_role("button", name="Put aside").click()
    page.get_by_role("button", name="Yes").click()
    assert clinic_server.python(
        "from crmo.workbench.models import Child, Card;"
        "print(Card.objects.filter(number__in=['T-1', 'T-2']).count())"
    ).split() == ["2"]


def test_some_entries_are_accepted_and_some_are_not(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    no_console_errors: Check,
    tmp_path: Path,
) -> None:
    no_console_errors(page)
    values = ((12, "2026-01-05"), (4, "2026-03-05"), (77, "2026-04-05"))
    record = record_of_child("S-1", *(crp(*each) for each in values), name="Sia Snow")
    sign_in(page, "clinician")
    read_in(page, clinic_server, workbook(tmp_path / "some.xlsx", record))
    page.get_by_role("link", name="Sia Snow").click()
    entry = page.get_by_role("listitem").filter(has_text="77 mg/L")
    entry.get_by_label("Leave out").check()
    expect(page.locator("#standing")).to_contain_text("1 left out")  # kept without a button
    page.get_by_role("link", name="Back to the file").click()
    page.get_by_role("button", name="Save 2 entries").click()
    page.get_by_role("link", name="Sia Snow").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sia Snow")
    expect(page.locator("#entries")).to_contain_text("12 mg/L")
    expect(page.locator("#entries")).not_to_contain_text("77 mg/L")


def test_a_contradiction_is_resolved(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    looks: Callable[[Page, str], None],
    no_console_errors: Check,
    tmp_path: Path,
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    ours = record_of_child("C-1", crp(12, "2026-01-05"), name="Cleo Crag")
    read_in(page, clinic_server, workbook(tmp_path / "ours.xlsx", ours))
    page.get_by_role("button", name="Save 1 entry").click()
    # Under another id: the same one would make it a newer version of ours.
    other = (crp(40, "2026-01-05", name="theirs"), crp(2, "2025-12-05"))
    theirs = record_of_child("C-1", *other, name="Cleo Cragg")
    read_in(page, clinic_server, workbook(tmp_path / "theirs.xlsx", theirs))
    page.get_by_role("link", name="Cleo Cragg").first.click()
    expect(page.get_by_text("contradicts").first).to_be_visible()
    looks(page, "child")
    rival = page.locator(".entry").filter(has_text="40 mg/L").first
    rival.get_by_label("Take the file’s").check()
    rival.get_by_label("Reason, if the file’s is taken").fill("Misread at the time")
    page.get_by_role("button", name="Keep these decisions").click()
    page.get_by_role("link", name="Back to the file").click()
    page.get_by_role("button", name="Save 2 entries").click()
    page.get_by_role("link", name="Cleo Crag").click()
    expect(page.locator("#entries")).to_contain_text("40 mg/L")
    expect(page.locator("#entries")).to_contain_text("Corrected by entry")


LETTER = """Clinic letter, 12 March 2026

Tilda is an 11-year-old girl with pain in the left knee. No fever.
CRP 12 mg/L. MRI of 3 March 2026: marrow oedema in the left distal femoral metaphysis and in the
right clavicle. Naproxen since January 2026. Morning stiffness cannot be excluded.
"""


def test_a_letter_is_read_corrected_by_a_click_and_kept(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    looks: Callable[[Page, str], None],
    no_console_errors: Check,
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    child = f"{clinic_server.address}/children/{clinic_server.children['undiagnosed']}/"
    page.goto(f"{clinic_server.address}/letter-in/for/{clinic_server.children['undiagnosed']}/")
    looks(page, "letter-start")
    page.get_by_label("Text of the letter or report").fill(LETTER)
    page.get_by_label("Name of the letter").fill("Letter of March")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letter of March")
    looks(page, "letter")

    page.reload()
    page.locator(".letter-text").get_by_text("CRP", exact=True).click()
    reading = page.locator(".reading").filter(has_text="12 mg/L").first
    expect(reading.get_by_text("laboratory").first).to_be_visible()
    reading.get_by_label("Value").fill("21")
    reading.get_by_role("button", name="Change").click()
    changed = page.locator(".reading").filter(has_text="21 mg/L").first
    expect(changed).to_contain_text("changed by you")
    changed.get_by_label("Keep instead of ours").check()
    expect(page.locator("#standing")).to_contain_text("1 kept")
    page.get_by_role("button", name="Keep all that is new").click()
    page.get_by_role("button", name=re.compile("Save to")).click()
    expect(page).to_have_url(child)
    expect(page.locator("#entries")).to_contain_text("21 mg/L")
    expect(page.locator("#entries")).to_contain_text("Letter of March")


def test_a_letter_of_nobody_known_is_recognised_and_kept_nowhere(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    looks: Callable[[Page, str], None],
    no_console_errors: Check,
) -> None:
    no_console_errors(page)
    sign_in(page, "clinician")
    page.goto(f"{clinic_server.address}/letter-in/")
    page.get_by_label("Text of the letter or report").fill(LETTER)
    page.get_by_role("button", name="What could it be?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What it could be")
    looks(page, "recognise")
    page.get_by_role("link", name="primary care").click()
    expect(page.get_by_role("link", name="primary care")).to_have_attribute("aria-current", "true")


@pytest.fixture
def watched() -> Callable[[Page], list[str]]:
    """Keep what a page's policy forbade, and whether a script of somebody's ran."""

    def watch(page: Page) -> list[str]:
        struck: list[str] = []

        def note(words: str) -> None:
            struck.append(words)

        page.expose_function("struck_by", note)
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " window.struck_by('forbidden: ' + event.violatedDirective + ' ' + event.blockedURI));"
            "Object.defineProperty(window, 'struck', {set: () => window.struck_by('it ran')});"
        )
        page.on("dialog", lambda dialog: struck.append(dialog.message))
        return struck

    return watch


def test_nothing_that_a_file_says_runs_in_the_browser(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    watched: Callable[[Page], list[str]],
    no_console_errors: Check,
    tmp_path: Path,
) -> None:
    """Stored by a file, shown on the way in, on the child's page, in the lists."""
    no_console_errors(page)
    struck = watched(page)
    records = [
        record_of_child(f"X-{n} {payload}", crp(n + 1, "2026-01-05", note=payload), name=payload)
        for n, payload in enumerate(XSS)
    ]
    file = tmp_path / "names.json"
    file.write_text(json.dumps([to_dict(record) for record in records]), encoding="utf-8")
    sign_in(page, "clinician")
    read_in(page, clinic_server, file)
    for n in range(len(XSS)):
        page.goto(f"{page.url.split('children')[0]}children/{n + 1}/")
    page.get_by_role("link", name="Back to the file").click()
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page).to_have_url(SAVED)
    addresses = page.locator("tbody a").evaluate_all("links => links.map(link => link.href)")
    assert len(addresses) == len(XSS)
    for address in (*addresses, f"{clinic_server.address}/today/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert struck == []


def test_nothing_that_a_letter_says_runs_in_the_browser(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    watched: Callable[[Page], list[str]],
    no_console_errors: Check,
) -> None:
    no_console_errors(page)
    struck = watched(page)
    sign_in(page, "clinician")
    words = "\n".join(f"Pain in the left knee {each}. CRP 12 mg/L {each}" for each in XSS)
    child = clinic_server.children["simulated1"]
    page.goto(f"{clinic_server.address}/letter-in/for/{child}/")
    page.get_by_label("Text of the letter or report").fill(words)
    page.get_by_label("Name of the letter").fill(XSS[0])
    page.get_by_role("button", name="Read it").click()
    page.locator(".letter-text a").first.click()
    page.get_by_role("link", name="What could it be?").click()
    page.go_back()
    page.get_by_role("button", name="Keep all that is new").click()
    page.get_by_role("button", name=re.compile("Save to")).click()
    expect(page).to_have_url(re.compile(f"/children/{child}/$"))
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert struck == []
