"""The two terminals: results go to standard output, progress and remarks to standard error."""

from __future__ import annotations

from functools import cache
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from crmo.cli.visible import one_line, visible

# Wide enough for an id and a title side by side when another program or a file reads along.
PIPED_WIDTH = 160


class _Terminal(Console):
    """A console that nothing in a file can command, and that leaves broken pipes to us."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Return rich text of markup, without control characters."""
        return super().render_str(visible(text), **options)

    def on_broken_pipe(self) -> None:
        """Let `crmo.cli.main` decide the exit code; rich would end the process with 1."""
        raise BrokenPipeError


def plain(text: str) -> str:
    """Return text from a file or of a file name on one line, to be put into rich markup."""
    return escape(one_line(text))


@cache
def output() -> Console:
    """Return the console of standard output; plain text when it is not a terminal."""
    console = _Terminal(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    return console


def table(*headings: str, title: str | None = None) -> Table:
    """Return an empty table without frame; its first column, mostly ids, is never broken."""
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        made.add_column(heading, overflow="fold", no_wrap=number == 0, header_style="bold")
    return made


@cache
def messages() -> Console:
    """Return the console of standard error."""
    return _Terminal(stderr=True, highlight=False, soft_wrap=True)


def progress(description: str, *, counts: bool = True) -> Progress:
    """Return a progress bar that shows itself only on a terminal and leaves nothing behind.

    Args:
        description: what is under way.
        counts: whether to show how many of how many; else the share in per cent.
    """
    amount: ProgressColumn = MofNCompleteColumn() if counts else TaskProgressColumn()
    return Progress(
        TextColumn(plain(description)),
        BarColumn(),
        amount,
        TimeRemainingColumn(),
        console=messages(),
        transient=True,
        disable=not messages().is_terminal,
    )
