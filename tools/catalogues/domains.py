"""The catalogues there are: pages, names, and the workbench."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

from tools.catalogues.message import Message
from tools.catalogues.name_messages import name_messages
from tools.catalogues.report_messages import ROOT, report_messages
from tools.catalogues.workbench_messages import workbench_messages

LANGUAGES = ("de",)
_PACKAGE = ROOT / "src" / "crmo"


@frozen
class Domain:
    """A set of messages with a file of its own.

    Args:
        name: of the file.
        room: folder below `src/crmo` that holds it.
        messages: yields what is said now.
    """

    name: str
    room: str
    messages: Callable[[], Iterator[Message]]

    def path(self, language: str) -> Path:
        """Return where the translations of a language are."""
        return _PACKAGE / self.room / "locale" / language / "LC_MESSAGES" / f"{self.name}.po"


DOMAINS = (
    Domain("report", "report", report_messages),
    Domain("names", "report", name_messages),
    Domain("django", "workbench", workbench_messages),
)
