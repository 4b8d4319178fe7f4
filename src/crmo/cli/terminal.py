"""The two terminals: results go to standard output, progress and remarks to standard error."""

from __future__ import annotations

from functools import cache

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

# Wide enough for an id and a title side by side when another program or a file reads along.
PIPED_WIDTH = 160


@cache
def output() -> Console:
    """Return the console of standard output; plain text when it is not a terminal."""
    console = Console(highlight=False, soft_wrap=True)
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
    return Console(stderr=True, highlight=False, soft_wrap=True)


def progress(description: str) -> Progress:
    """Return a progress bar that shows itself only on a terminal and leaves nothing behind."""
    return Progress(
        TextColumn(description),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=messages(),
        transient=True,
        disable=not messages().is_terminal,
    )
