"""Stories: a browser, and a clinic that really runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from tests.conftest import LOOPBACK
from tests.workbench.stories.clinic import Clinic, Template
from tests.workbench.stories.prepared_clinic import PASSWORD

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
THEMES = ("light", "dark")
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the stories reach this machine."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def clinic_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The prepared clinic: people of every role, eight children. Copy it, never open it."""
    return Template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="module")
def clinic_server(
    clinic_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """A running clinic that the stories of one module share."""
    clinic = clinic_template.copy(tmp_path_factory.mktemp("clinic") / "data").start()
    yield clinic
    clinic.stop()


@pytest.fixture
def new_clinic(clinic_template: Template, tmp_path: Path) -> Iterator[Callable[..., Clinic]]:
    """Make a clinic of one test's own, not yet open: `new_clinic(CRMO_SECOND_FACTOR="yes")`."""
    made: list[Clinic] = []

    def make(**settings: str) -> Clinic:
        made.append(clinic_template.copy(tmp_path / f"clinic{len(made)}", **settings))
        return made[-1]

    yield make
    for clinic in made:
        clinic.stop()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Every story begins on a desk, in English."""
    return {**browser_context_args, "viewport": DESK, "locale": "en-GB"}


@pytest.fixture
def sign_in(clinic_server: Clinic) -> Callable[..., None]:
    """Sign somebody in by the form: `sign_in(page, "clinician")`; another clinic may be named."""

    def by_form(page: Page, who: str, clinic: Clinic | None = None) -> None:
        page.goto(f"{(clinic or clinic_server).address}/accounts/login/")
        page.locator('input[name="login"]').fill(who)
        page.locator('input[name="password"]').fill(PASSWORD)
        page.locator('input[name="password"]').press("Enter")
        page.wait_for_url(lambda address: "/accounts/login" not in address)

    return by_form


@pytest.fixture
def axe_clean() -> Callable[[Page], None]:
    """Demand that axe finds no violation on the page shown, in either theme."""

    def check(page: Page) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found = Axe().run(page).response["violations"]
            told = [(rule["id"], [n["html"][:160] for n in rule["nodes"][:3]]) for rule in found]
            assert told == [], f"{theme}: {page.url}"

    return check


@pytest.fixture
def no_console_errors() -> Iterator[Callable[[Page], None]]:
    """Watch a page; at the end of the test nothing may have been complained about.

    A page answered with 403, 404, 422 or 429 is meant; the browser notes it and we do not mind.
    """
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        is_answer = message.text.startswith("Failed to load resource: the server responded")
        if message.type in ("error", "warning") and not is_answer:
            complaints.append(message.text)

    def watch(page: Page) -> None:
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    yield watch
    assert complaints == []


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Save a screenshot of a whole page if CRMO_SCREENSHOTS names a folder."""

    def take(page: Page, name: str) -> None:
        folder = os.environ.get("CRMO_SCREENSHOTS")
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take
