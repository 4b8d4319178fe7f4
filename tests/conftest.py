"""What every test shares: no network, a steady Hypothesis, Debian's Chromium for the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

LOOPBACK = ["127.0.0.1", "::1"]

# Same examples on every run, so that a red run is red for everybody. A loaded machine is slow,
# which is no fault of the code under test: neither a deadline nor `too_slow`.
settings.register_profile(
    "default",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("CRMO_HYPOTHESIS", "default"))


def chromium_path() -> str | None:
    """Return the path of the browser for the page tests, or None if there is none."""
    names = (os.environ.get("CRMO_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def initdb_path() -> str | None:
    """Return the path of PostgreSQL's initdb, or None if there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return shutil.which("initdb") or (str(debian[-1]) if debian else None)


# Mark of a test -> what it needs on this machine, and what finds it.
NEEDS: dict[str, tuple[str, Callable[[], str | None]]] = {
    "browser": ("Chromium", chromium_path),
    "spark": ("Java", lambda: shutil.which("java")),
    "postgresql": ("PostgreSQL", initdb_path),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with programs of their own reach this machine only; skip them where one is missing.

    In CI a missing program fails them, where it is first used, instead of hiding them.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        for mark, (program, find) in NEEDS.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
                if find() is None and os.environ.get("CI") != "true":
                    reason = f"no {program}; see tools/install_programs"
                    item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the installed Chromium; names outside this machine do not resolve in it."""
    executable = chromium_path()
    assert executable is not None, "no Chromium; see tools/install_programs"
    arguments = [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses its sandbox to root
    return {"executable_path": executable, "args": arguments}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Pages have no server; this also replaces a fixture whose form pytest has deprecated."""


@pytest.fixture(autouse=True)
def shipped_knowledge_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic's own overlay on this machine must not change what the tests see."""
    monkeypatch.delenv("CRMO_KNOWLEDGE", raising=False)
