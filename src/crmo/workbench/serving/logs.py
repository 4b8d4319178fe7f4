"""What the log may say: which page, which place in the code, never what a record says.

Messages of others may hold a name, a host or a row of the database, and the text of an
exception often does. So the message is kept only where we wrote it; of everything else the
log has the logger, the place, and for a failed request the method and the shape of its address.
"""

from __future__ import annotations

import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType

_OURS = "crmo.workbench"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KNOWN_PART = re.compile(rf"{_UUID}|\d{{1,12}}|[a-z][a-z_-]{{0,30}}")
_FRAMES = 6


class WithoutValues(logging.Filter):
    """Lets every record pass, emptied of what may come from a child's data."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record in place."""
        told = [_message(record)]
        if record.exc_info and record.exc_info[0] is not None:
            told.append(place(record.exc_info[0], record.exc_info[2]))
        record.msg, record.args = "; ".join(told), ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class Line(logging.Formatter):
    """One line: moment in UTC, level, logger, message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, tz=UTC)
        text = " ".join(record.getMessage().split())
        return f"{moment:%Y-%m-%dT%H:%M:%SZ} {record.levelname:<8} {record.name}: {text}"


def place(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return the type of an exception and where it came from, without its text."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    steps = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return f"{kind.__module__}.{kind.__qualname__} at " + (" > ".join(steps) or "no frame")


def shape_of(path: str) -> str:
    """Return a path with every part that is not one of ours replaced by a star."""
    parts = path.split("/")
    return "/".join(part if not part or _KNOWN_PART.fullmatch(part) else "*" for part in parts)


def _message(record: logging.LogRecord) -> str:
    if record.name == _OURS or record.name.startswith(f"{_OURS}."):
        return record.getMessage()
    request = getattr(record, "request", None)
    if request is not None and hasattr(request, "path_info"):
        status = getattr(record, "status_code", "")
        return f"{request.method} {shape_of(request.path_info)} {status}".strip()
    return f"from {_short(record.pathname)}:{record.lineno}"


def _short(filename: str) -> str:
    parts = PurePath(filename).parts
    for root in ("site-packages", "src"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return "/".join(parts[-2:])
