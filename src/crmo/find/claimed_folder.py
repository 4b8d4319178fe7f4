"""A folder of output belongs to one question at a time, and to one run at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from crmo.errors import UserError
from crmo.find.run_state import STEPS, digest_of
from crmo.find.written import write_whole

REVIEWS = "reviews"
_ASKED = f"{STEPS}/asked.json"
_LOCK = f"{STEPS}/lock"


def check_folder(out: Path) -> None:
    """Refuse a folder that holds something else than a run of ours.

    Raises:
        UserError: it does, or it cannot be used.
    """
    try:
        if not out.exists():
            return
        is_ours = out.is_dir() and ((out / STEPS).is_dir() or not any(out.iterdir()))
    except OSError as error:
        raise UserError(
            f"this folder cannot be used ({error.strerror}).",
            where=str(out),
            todo="Name another folder with --out.",
        ) from None
    if not is_ours:
        raise UserError(
            "there is something here that crmo find did not make; nothing was written.",
            where=str(out),
            expected="a folder that is empty, not there yet, or of an earlier run",
            todo="Name another folder with --out.",
        )


@contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Keep a second run out of a folder; a run that was killed keeps nobody out.

    Raises:
        UserError: another run is at work in it.
    """
    with (out / _LOCK).open("w") as file:
        if not _locked(file):
            raise UserError(
                "another run is at work in this folder.",
                where=str(out),
                todo="Wait for it, or name another folder with --out.",
            )
        yield


def _locked(file: Any) -> bool:
    try:
        import fcntl
    except ImportError:  # a system without it: two runs at once are the user's own affair
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def day_of_run(out: Path, asked: Mapping[str, Any], on: date) -> date:
    """Return the day that the outputs tell: the first day on which this was asked here.

    Args:
        out: folder of the output.
        asked: plain values that say what is asked.
        on: the day to tell if nothing was asked here before, or something else.

    Raises:
        UserError: something else was asked here before, and it has been reviewed.
    """
    before: Any = None
    with suppress(OSError, ValueError):
        before = json.loads((out / _ASKED).read_text(encoding="utf-8"))
    digest = digest_of(asked)
    if isinstance(before, dict) and before.get("digest") == digest:
        return date.fromisoformat(before["on"])
    refuse_if_reviewed(out, "something else was asked in this folder before")
    content = {"digest": digest, "on": on.isoformat()}
    write_whole(out / _ASKED, f"{json.dumps(content)}\n".encode())
    return on


def refuse_if_reviewed(out: Path, what: str) -> None:
    """Refuse to change what people have given their verdicts on.

    Raises:
        UserError: there are verdicts in the folder.
    """
    reviews = out / REVIEWS
    if reviews.is_dir() and any(reviews.iterdir()):
        raise UserError(
            f"{what}, and its candidates have been reviewed; they were left as they are.",
            where=str(out),
            todo="Name another folder with --out; the verdicts here stay as they are.",
        )
