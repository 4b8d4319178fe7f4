"""Reading an upload in a process of its own, which ends by itself or is ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.utils.translation import gettext

from crmo.errors import UnreadableError, UserError
from crmo.workbench import clock
from crmo.workbench.reading_in.process_limits import WALL_SECONDS
from crmo.workbench.reading_in.reader_process import ANSWER
from crmo.workbench.reading_in.uploads import KeptUpload
from crmo.workbench.rulebook.in_force import overlay_folder

_AT_ONCE = BoundedSemaphore(2)
_PATIENCE_SECONDS = 20
_MOST_ANSWER_BYTES = 256 * 2**20
# The keys and the database's password stay out of the process that reads what others sent.
_HANDED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT")


def read_bounded(kept: KeptUpload, *, what: str, **told: object) -> dict[str, Any]:
    """Return what the reading process made of an upload.

    Args:
        kept: the files.
        what: `records` or `letter`.
        **told: further plain values for it.

    Raises:
        UserError: the file was refused, took too long or too much, or the reader broke down.
    """
    overlay = overlay_folder()
    job = {
        "what": what,
        "folder": str(kept.folder),
        "names": kept.names,
        "on": clock.today().isoformat(),
        "overlay": "" if overlay is None else str(overlay),
        **told,
    }
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        raise UserError(
            gettext("other files are being read just now."),
            todo=gettext("Nothing was changed. Try again in a minute."),
        )
    try:
        _run(job)
    finally:
        _AT_ONCE.release()
    return _answer_in(kept.folder)


def _run(job: Mapping[str, object]) -> None:
    environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-P", "-B", "-m", "crmo.workbench.reading_in.reader_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # it could quote the file
        cwd="/",
        env={**environment, "PYTHONUTF8": "1"},
        start_new_session=True,
    )
    try:
        process.communicate(json.dumps(job).encode(), timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    finally:
        _end(process)
    if process.returncode < 0:
        raise _too_much()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, and whatever it may have started, if it has not ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answer_in(folder: Path) -> dict[str, Any]:
    path = folder / ANSWER
    if not path.exists() or path.stat().st_size > _MOST_ANSWER_BYTES:
        raise _too_much()
    answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
    if "refused" in answer:
        raise UnreadableError(**answer["refused"])
    if answer.get("failed") == "memory":
        raise _too_much()
    if "failed" in answer:
        raise UnreadableError(
            gettext("this file could not be read, and why is not known."),
            expected=gettext("a spreadsheet, FHIR or a crmo record"),
            todo=gettext("Nothing was changed. Save or export the file again."),
        )
    return answer


def _too_much() -> UnreadableError:
    return UnreadableError(
        gettext("reading this file took too long or too much memory; it was stopped."),
        todo=gettext("Nothing was changed. Check where the file comes from, or split it."),
    )
