"""The trail as a spreadsheet file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from crmo.workbench.audit.words import role_words, shown_names, what
from crmo.workbench.models import AuditEvent

COLUMNS = (
    "sequence",
    "at",
    "who",
    "role",
    "action",
    "what",
    "outcome",
    "child_key",
    "about",
    "address",
    "detail",
    "hash",
)
# A cell that begins with one of these is a formula to a spreadsheet program.
_FORMULA = ("=", "+", "-", "@")


def safe_cell(value: object) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    text = "" if value is None else str(value)
    # Blanks before it do not make a formula harmless; tabs and line ends may begin one.
    is_risky = text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_risky else text


def csv_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """Yield the lines of a CSV file, beginning with the columns."""
    writer = csv.writer(_Line())
    names = shown_names()
    yield writer.writerow(COLUMNS)
    for event in events:
        yield writer.writerow([safe_cell(each) for each in _cells(event, names)])


def _cells(event: AuditEvent, names: dict[int, str]) -> tuple[object, ...]:
    return (
        event.sequence,
        timezone.localtime(event.at).isoformat(timespec="seconds"),
        event.actor.shown_name() if event.actor else "",
        role_words(event.actor_role),
        event.action,
        what(event, names),
        event.outcome,
        event.child,
        event.about,
        event.address,
        event.detail,
        event.hash,
    )


class _Line:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> Any:
        """Return the line."""
        return line
