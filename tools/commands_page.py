"""The pages of commands and exit codes, from the command line and the errors themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from crmo import errors
from crmo.cli.app import EXIT_WRONG_USE, app
from crmo.cli.main import EXIT_BUG, EXIT_INTERRUPTED

DONE = (
    "Done. A run in which a file was understood only in part, or in which one file of several "
    "could not be read, counts as done; the messages and remarks tell."
)
EXIT_CODES = """\
# Exit codes

Scripts can tell failures apart without reading messages, which may hold patient data.

| code | meaning |
|---|---|
"""


def pages() -> dict[str, str]:
    """Return docs/reference/commands.md and docs/reference/exit-codes.md."""
    with _called("crmo"):
        text = app.generate_docs(output_format="markdown")
    commands = text.replace("# crmo\n", "# Commands\n", 1)
    rows = "\n".join(f"| {code} | {meaning} |" for code, meaning in sorted(exit_codes()))
    return {"reference/commands.md": commands, "reference/exit-codes.md": EXIT_CODES + rows}


@contextmanager
def _called(name: str) -> Iterator[None]:
    """Let usage lines name the program, and not the tool that happens to write them."""
    before = sys.argv
    sys.argv = [name]
    try:
        yield
    finally:
        sys.argv = before


def exit_codes() -> Iterator[tuple[int, str]]:
    """Yield every exit code with what it means."""
    yield 0, DONE
    yield EXIT_WRONG_USE, "The command line was not understood."
    yield EXIT_BUG, "A fault in crmo itself."
    yield EXIT_INTERRUPTED, "Interrupted from the keyboard."
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.UserError):
            yield kind.exit_code, (kind.__doc__ or "").split("\n")[0]
