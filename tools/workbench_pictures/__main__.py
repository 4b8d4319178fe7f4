"""`python -m tools.workbench_pictures FOLDER`: a picture of every page, as every person sees it.

Makes a simulated clinic in a folder that is thrown away, opens it, walks through it as each of
its people, and writes PERSON-PAGE-THEME-WIDTH.png. Needs Chromium.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.workbench_pictures.crawl import walk

PEOPLE = ("administrator", "mensah", "researcher", "reader", "family")
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
N_CHILDREN = 40
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@contextmanager
def open_demo() -> Iterator[str]:
    """Open a simulated clinic and yield its address; it is gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "crmo.workbench.demo", "--folder", folder]
        command += ["--children", str(N_CHILDREN), "--port", port]
        demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert demo.stdout is not None  # noqa: S101  a pipe was asked for
            for line in demo.stdout:
                if "is open at" in line:
                    yield f"http://127.0.0.1:{port}"
                    return
            raise SystemExit("the demonstration did not open")
        finally:
            demo.terminate()
            demo.wait()


def take(browser: Browser, address: str, who: str, folder: Path) -> int:
    """Walk through the site as somebody; return how many pages were taken."""
    n = 0
    page = browser.new_context(viewport=SIZES[0], locale="en-GB").new_page()  # type: ignore[arg-type]
    page.goto(f"{address}/accounts/login/")
    page.locator('input[name="login"]').fill(who)
    page.locator('input[name="password"]').fill(f"simulated-{who}")
    page.locator('input[name="password"]').press("Enter")
    page.wait_for_load_state("networkidle")
    for visited in walk(page, f"{address}/"):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for size in SIZES:
                page.set_viewport_size(size)  # type: ignore[arg-type]
                name = f"{who}-{visited.name}-{theme}-{size['width']}.png"
                page.screenshot(path=folder / name, full_page=True)
        page.set_viewport_size(SIZES[0])  # type: ignore[arg-type]
        n += 1
    page.context.close()
    return n


def main(arguments: list[str]) -> int:
    """Take the pictures; return the exit code."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 1
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with open_demo() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=_ARGUMENTS
        )
        for who in PEOPLE:
            print(f"{who}: {take(chromium, address, who, folder)} pages")
        chromium.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
