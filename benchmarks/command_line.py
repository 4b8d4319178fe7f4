"""How long a person waits for the command line, each time in a fresh process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator

from benchmarks.figures import Figure, median_seconds

GOAL_S = 0.4
TIMES = 11


def measure() -> Iterator[Figure]:
    """Yield the time of `crmo --help` and `crmo demo` beside a Python that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        bare = _seconds("-c", "pass")
        help_s = _seconds("-m", "crmo", "--help")
        demo = _seconds("-m", "crmo", "demo", "--out", folder)
    how = f"fresh process, warm disk; median of {TIMES}"
    yield Figure(
        name="`crmo --help`",
        value=f"{help_s:.2f} s",
        goal=f"under {GOAL_S:g} s",
        is_met=help_s < GOAL_S,
        how=how,
    )
    yield Figure(name="`crmo demo`, page written", value=f"{demo:.2f} s", how=how)
    yield Figure(name="for comparison: Python that does nothing", value=f"{bare:.2f} s", how=how)


def _seconds(*arguments: str) -> float:
    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    run()
    return median_seconds(run, times=TIMES)
