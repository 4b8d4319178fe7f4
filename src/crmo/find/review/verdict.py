"""A verdict, and the file of each reviewer that it is appended to."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from crmo.errors import UserError
from crmo.find.claimed_folder import REVIEWS

_OWNER_ONLY = 0o600


class Verdict(StrEnum):
    """What a reviewer makes of a candidate."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    NO = "no"
    CANNOT_TELL = "cannot_tell"
    ALREADY_KNOWN = "already_known"


VERDICT_WORDS = {
    Verdict.LIKELY: "likely CRMO, and nobody has named it",
    Verdict.POSSIBLE: "possible; worth a question to the doctors",
    Verdict.NO: "no",
    Verdict.CANNOT_TELL: "cannot tell from what is here",
    Verdict.ALREADY_KNOWN: "CRMO, and it is already known",
}
CASES = frozenset((Verdict.LIKELY, Verdict.ALREADY_KNOWN))


@frozen(kw_only=True)
class Given:
    """One verdict as it was given; a later one of the same reviewer takes its place.

    Args:
        pseudonym: of the candidate.
        verdict: what was decided.
        reviewer: who.
        at: when, with its time zone.
        definition: id and version of what proposed the candidate.
        remark: in the reviewer's words; may be empty.
        is_settled: given together, after two reviewers had disagreed.
    """

    pseudonym: str
    verdict: Verdict
    reviewer: str
    at: datetime
    definition: str
    remark: str = ""
    is_settled: bool = False


@frozen(kw_only=True)
class Kept:
    """All verdicts of a folder.

    Args:
        given: that stand, one per reviewer and candidate, settled ones beside.
        n_broken: lines that are no verdict: a machine went down while one was written.
    """

    given: tuple[Given, ...]
    n_broken: int = 0


def append_verdict(run: Path, given: Given) -> None:
    """Write a verdict at the end of its reviewer's file, and have it on the disk on return.

    A line is written in one go; what a crash cut off is closed by the next line and counted as
    broken, and takes nothing else with it.

    Raises:
        UserError: the file cannot be written.
    """
    path = run / REVIEWS / f"{_file_name(given.reviewer)}.jsonl"
    content = {**asdict(given), "verdict": str(given.verdict), "at": given.at.isoformat()}
    line = json.dumps(content, ensure_ascii=False).encode() + b"\n"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _OWNER_ONLY)
        with os.fdopen(handle, "rb+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
            os.fsync(file.fileno())
    except OSError as error:
        raise UserError(
            f"the verdict cannot be written ({error.strerror}).",
            where=str(path),
            todo="Make room or mend the folder; verdicts given before are kept.",
        ) from None


def kept_verdicts(run: Path) -> Kept:
    """Return the verdicts that stand in a folder, in the order of candidates and reviewers."""
    latest: dict[tuple[str, str, bool], Given] = {}
    n_broken = 0
    for line in _lines(run / REVIEWS):
        given = _parsed(line)
        if given is None:
            n_broken += 1
        else:
            latest[given.pseudonym, given.reviewer, given.is_settled] = given
    return Kept(given=tuple(latest[key] for key in sorted(latest)), n_broken=n_broken)


def _lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl")):
        text = path.read_text(encoding="utf-8", errors="replace")
        yield from (line for line in text.split("\n") if line.strip())


def _parsed(line: str) -> Given | None:
    try:
        content: Any = json.loads(line)
        content["verdict"] = Verdict(content["verdict"])
        content["at"] = datetime.fromisoformat(content["at"])
        return Given(**content)
    except (ValueError, TypeError, KeyError):
        return None


def _file_name(reviewer: str) -> str:
    """Return a file name for a reviewer; two names never share one."""
    plain = re.sub(r"[^a-z0-9]+", "-", reviewer.casefold()).strip("-")[:40]
    return f"{plain or 'reviewer'}-{sha256(reviewer.encode()).hexdigest()[:8]}"
