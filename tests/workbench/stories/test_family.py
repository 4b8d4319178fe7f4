"""A family sees only its child, and who has looked at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.conftest import DESK, PHONE, THEMES

pytestmark = pytest.mark.browser


def pictures(page: Page, name: str, picture: Callable[[Page, str], None]) -> None:
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            picture(page, f"{name}-{theme}-{size['width']}")


def test_a_family_sees_its_child_and_who_looked(
    clinic_server: Clinic,
    page: Page,
    sign_in: Callable[..., None],
    axe_clean: Callable[[Page], None],
    no_console_errors: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    own = clinic_server.children["relapsing"]
    clinician = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    sign_in(clinician, "clinician")
    clinician.goto(f"{clinic_server.address}/children/{own}/")

    no_console_errors(page)
    sign_in(page, "family")
    expect(page).to_have_url(f"{clinic_server.address}/family/{own}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Example child A (invented)")
    expect(page.get_by_role("region", name="Next appointment")).to_contain_text("Dr Mensah")
    expect(page.get_by_role("region", name="Where in the body")).to_contain_text("shin bone")
    axe_clean(page)
    pictures(page, "family", picture)

    page.get_by_role("link", name="Who has looked at my child").click()
    expect(page.get_by_text("Dr Ada Mensah")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Family of the relapsing example")
    axe_clean(page)
    pictures(page, "family-looked", picture)
    clinician.context.close()


def test_nothing_else_opens(
    clinic_server: Clinic, page: Page, sign_in: Callable[..., None]
) -> None:
    sign_in(page, "family")
    expect(page.get_by_role("navigation").get_by_role("link", name="Today")).to_have_count(0)
    other = clinic_server.children["undiagnosed"]
    for path in (f"family/{other}/", f"family/{other}/looked-at/", f"children/{other}/summary.pdf"):
        assert page.request.get(f"{clinic_server.address}/{path}").status == 404
    for path in ("today/", "cohort/", "knowledge/", f"children/{other}/", "people/", "audit/"):
        assert page.request.get(f"{clinic_server.address}/{path}").status == 403
