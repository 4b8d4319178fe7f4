"""What the pages of `crmo.report` say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.catalogues.calls import calls_in
from tools.catalogues.message import Message
from tools.catalogues.word_tables import covered_modules, table_messages

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "src" / "crmo" / "report"
_FUNCTIONS = {"say": ("id",), "say_n": ("id", "plural")}
# What is passed on from parameters there was found where it was written.
_PASSED_ON = frozenset({"words.say", "as_written"})


def report_messages() -> Iterator[Message]:
    """Yield every sentence of the room, in the order of its files."""
    for path in sorted(ROOM.rglob("*.py")):
        for call in calls_in(path, f"report/{path.relative_to(ROOM).as_posix()}", _FUNCTIONS):
            yield from call.messages
    yield from table_messages()


def not_found() -> Iterator[str]:
    """Yield a line per call that says something not written in it, in a module without a table."""
    covered = covered_modules()
    for path in sorted(ROOM.rglob("*.py")):
        module = ".".join(path.relative_to(ROOM).with_suffix("").parts)
        for call in calls_in(path, "", _FUNCTIONS):
            if not call.messages and module not in covered:
                yield (
                    f"src/crmo/report/{path.relative_to(ROOM).as_posix()}:{call.line}: {call.words}"
                    " says what is not written in the call; name its table in"
                    " tools/catalogues/word_tables.py"
                )
