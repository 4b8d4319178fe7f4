"""A clinician enters a visit, and corrects an entry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.workbench.stories.clinic import Clinic

pytestmark = pytest.mark.browser


def test_pictures(clinic_server: Clinic, page: Page, sign_in: Callable[..., None], picture) -> None:
    page.on("console", lambda m: print("CONSOLE", m.type, m.text))
    page.on("pageerror", lambda e: print("PAGEERROR", e))
    sign_in(page, "clinician")
    child = clinic_server.children["relapsing"]
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for size, name in (((1280, 900), "desk"), ((390, 844), "phone")):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for path, what in (
                ("visit/new/", "visit"),
                ("entries/", "entries"),
                ("entries/20/", "entry"),
                ("entries/20/correct/", "correct"),
            ):
                page.goto(f"{clinic_server.address}/children/{child}/{path}")
                page.wait_for_timeout(300)
                picture(page, f"{what}-{theme}-{name}")
