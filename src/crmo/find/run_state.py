"""Which steps of a run are finished: by what they were made from, and a fingerprint of each file.

A step is done if its note is there, what it was made from is the same, and all its files are as it
left them. So a run that was ended at any moment goes on with the first step that is not done, and
ends with the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.find.written import fingerprint, sweep, write_whole

STEPS = ".steps"


def digest_of(value: Any) -> str:
    """Return the SHA-256 of plain values, whatever the order of their keys."""
    return sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


@frozen(kw_only=True)
class RunState:
    """The notes on finished steps, in a folder beside the output.

    Args:
        folder: of the output.
        on_step: told the name of each step and whether it was finished already.
    """

    folder: Path
    on_step: Callable[[str, bool], None] | None = None

    def done(
        self,
        name: str,
        made_from: Any,
        work: Callable[[], Mapping[str, Any]],
        *,
        files: Sequence[str],
    ) -> Mapping[str, Any]:
        """Do a step unless it is done; return what it told.

        Args:
            name: of the step.
            made_from: plain values that decide the outcome.
            work: does it; returns plain values that later steps need.
            files: what it writes, relative to the folder; a folder stands for all in it.
        """
        told = self._told(name, made_from, files)
        if self.on_step:
            self.on_step(name, told is not None)
        if told is not None:
            return told
        self._note(name).unlink(missing_ok=True)
        told = dict(work())
        content = {
            "made_from": digest_of(made_from),
            "told": told,
            "files": {each: fingerprint(self.folder / each) for each in self._listed(files)},
        }
        write_whole(self._note(name), _json(content))
        return told

    def begin(self) -> None:
        """Make the folder, for its owner alone: everything in it is about persons."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / STEPS).mkdir(mode=0o700, exist_ok=True)

    def clear_away(self) -> None:
        """Remove what an interrupted run left half written; only for who holds the folder."""
        sweep(self.folder)

    def was_made_otherwise(self, name: str, made_from: Any) -> bool:
        """Whether a step was done here before, and from something else than this."""
        content = self._noted(name)
        return content is not None and content.get("made_from") != digest_of(made_from)

    def _note(self, name: str) -> Path:
        return self.folder / STEPS / f"{name}.json"

    def _noted(self, name: str) -> Mapping[str, Any] | None:
        content: Any = None
        with suppress(OSError, ValueError):
            content = json.loads(self._note(name).read_text(encoding="utf-8"))
        return content if isinstance(content, dict) else None

    def _told(self, name: str, made_from: Any, files: Sequence[str]) -> Mapping[str, Any] | None:
        content = self._noted(name)
        if content is None or content.get("made_from") != digest_of(made_from):
            return None
        noted = content.get("files", {})
        if set(noted) != set(self._listed(files)):
            return None
        if any(not self._is(each, print_) for each, print_ in noted.items()):
            return None
        told: Mapping[str, Any] = content["told"]
        return told

    def _is(self, name: str, noted: Mapping[str, Any]) -> bool:
        path = self.folder / name
        return path.is_file() and fingerprint(path) == noted

    def _listed(self, files: Sequence[str]) -> list[str]:
        found: list[str] = []
        for name in files:
            path = self.folder / name
            if path.is_dir():
                inside = sorted(each for each in path.rglob("*") if each.is_file())
                found += [each.relative_to(self.folder).as_posix() for each in inside]
            elif path.exists():
                found.append(name)
        return found


def _json(content: Any) -> bytes:
    return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode()
