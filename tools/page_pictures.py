"""Take the pictures of the example page that the docs show: `python -m tools.page_pictures`.

Needs Chromium and typst. Run it when the page has changed to the eye, and look at the result.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from playwright.sync_api import Browser, sync_playwright

from crmo.assess import assess
from crmo.examples import EXAMPLES
from crmo.knowledge import load_knowledge
from crmo.record.json_form import from_dict
from crmo.report.case import Case
from crmo.report.paper import STEPS, paper_data, shortened_to
from crmo.report.patient_page import patient_page_html
from crmo.report.styles import style_text
from crmo.yaml12 import load

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def example_case(name: str) -> Case:
    """Return an example child, assessed on its day."""
    example = next(each for each in EXAMPLES if each.name == name)
    record, knowledge = from_dict(load(example.path)), load_knowledge()
    assessment = assess(record, knowledge, on=example.on)
    return Case(whole=record, assessment=assessment, knowledge=knowledge, on=example.on)


def _page(case: Case) -> str:
    return patient_page_html(case.whole, case.assessment, case.knowledge, on=case.on)


def _shoot(browser: Browser, file: Path, name: str, size: tuple[int, int], part: str = "") -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(file.as_uri())
    target = FOLDER / f"{name}.png"
    if part:
        # The list of contents would lie over a picture taken while scrolling.
        page.add_style_tag(content=".contents { position: static !important }")
        page.locator(part).screenshot(path=target)
    else:
        page.screenshot(path=target)
    page.close()


def _paper(case: Case) -> None:
    """Take the paper form as a picture, at the first step that fits one page."""
    source, data = style_text("page.typ").encode(), paper_data(case)
    for step in STEPS:
        inputs = {"data": json.dumps(shortened_to(data, step))}
        pages = typst.compile(source, format="png", ppi=110, sys_inputs=inputs)
        if isinstance(pages, bytes):
            (FOLDER / "page-paper.png").write_bytes(pages)
            return


def main() -> int:
    """Write every picture of the page into docs/pictures."""
    relapsing, undiagnosed = example_case("relapsing"), example_case("undiagnosed")
    chromium = shutil.which("chromium")
    if chromium is None:
        print("There is no Chromium: see tools/install_programs.")
        return 2
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        file = Path(folder) / "page.html"
        # Its own policy would refuse the style that is added for the picture.
        file.write_text(_page(relapsing).replace("Content-Security-Policy", "x"), encoding="utf-8")
        _shoot(browser, file, "page", (1280, 1560))
        _shoot(browser, file, "page-time-axis", (1280, 900), "#time")
        _shoot(browser, file, "page-due", (1280, 900), "#due")
        _shoot(browser, file, "page-phone", (360, 1480))
        file.write_text(
            _page(undiagnosed).replace("Content-Security-Policy", "x"), encoding="utf-8"
        )
        _shoot(browser, file, "page-red-flags", (1280, 900), "#red-flags")
        _shoot(browser, file, "page-missing", (1280, 900), "#missing")
        browser.close()
    _paper(relapsing)
    print(f"wrote {len(list(FOLDER.glob('page*.png')))} pictures into {FOLDER.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
