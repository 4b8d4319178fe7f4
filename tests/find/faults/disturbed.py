"""Runs of `crmo find` in a process of their own that are ended, starved or counted."""

from __future__ import annotations

import hashlib
import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import frozen

# Counts what is done to files below a folder, and ends itself at the step that is asked for: a
# moment that does not depend on how busy the machine is.
# A runner in the background may leave Ctrl-C switched off in whatever it starts.
_CHILD = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
stop, folder = int(sys.argv[1]), sys.argv[2]
seen = 0
def step(event, told):
    global seen
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir") and told:
        if str(told[0]).startswith(folder):
            seen += 1
            if seen == stop:
                os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(step)
from crmo.cli import main
code = main(sys.argv[3:])
print(f"steps {seen}", file=sys.stderr)
sys.exit(code)
"""
# Files in which the name of the folder stands; README.txt is the only one of them in the manifest.
_OF_THE_FOLDER = ("lock", "asked.json", "README.txt", "manifest.json")


FORMS = ("omop", "fhir/bulk")


@frozen(kw_only=True)
class Ended:
    """How a run came to its end."""

    code: int
    told: str
    n_steps: int
    seconds: float


# Form -> how an undisturbed run ended, and the digests of its files.
Undisturbed = dict[str, tuple[Ended, dict[str, Any]]]


def words(source: Path, out: Path, *more: str) -> list[str]:
    """Return the command line of a run whose output depends on nothing but the source."""
    key = out.parent / "key"
    key.write_text("07" * 32)
    return [
        "find", str(source), "--definition", "suspected_crmo_sensitive", "--out", str(out),
        "--key-file", str(key), "--on", "2026-01-01", "--threads", "1", "--sample-others", "3",
        "--share", *more,
    ]  # fmt: skip


def run(
    asked: list[str],
    out: Path,
    *,
    stop_at_step: int = 0,
    signal_after_seconds: float | None = None,
    signal_number: int = signal.SIGKILL,
    largest_file: int | None = None,
) -> Ended:
    """Run `crmo find` and disturb it.

    Args:
        asked: its words.
        out: folder whose files are counted.
        stop_at_step: SIGKILL at this step, or 0.
        signal_after_seconds: when a signal is sent from outside, or None.
        signal_number: which.
        largest_file: most bytes of a file, as a full disk would have it, or None.
    """
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(stop_at_step), str(out), *asked],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_starving(largest_file) if largest_file is not None else None,  # noqa: PLW1509
    ) as process:
        told = ""
        try:
            told = process.communicate(timeout=signal_after_seconds)[1]
        except subprocess.TimeoutExpired:
            process.send_signal(signal_number)
            told = process.communicate()[1]
    steps = [line for line in told.splitlines() if line.startswith("steps ")]
    return Ended(
        code=process.returncode,
        told=told,
        n_steps=int(steps[-1].split()[1]) if steps else 0,
        seconds=time.monotonic() - started,
    )


def _starving(most_bytes: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return limit


def digests(folder: Path) -> dict[str, Any]:
    """Return the digest of every file that does not name its folder, and the whole manifest."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["README.txt"]
    return {"manifest.json": manifest} | {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in _OF_THE_FOLDER
    }
