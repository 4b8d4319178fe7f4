"""Read what the command line names, and say what was understood and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.markup import escape

from crmo.cli.terminal import messages, progress
from crmo.errors import UserError
from crmo.exchange import read
from crmo.exchange.reading import Level, Reading, Remark
from crmo.knowledge import Knowledge

SHOWN_REMARKS = 12
_STYLES = {Level.WARNING: "yellow", Level.ERROR: "red"}


def read_all(
    files: Sequence[Path], knowledge: Knowledge, *, on: date
) -> Iterator[tuple[Path, Reading]]:
    """Read file after file; one that cannot be read is told of, and the others are still read.

    Args:
        files: as named on the command line.
        knowledge: gives codes and words their meaning.
        on: the day of the assessment; later dates are remarked on.

    Raises:
        UserError: no file was named, or none of them could be read.
    """
    if not files:
        raise UserError("no file was named.", todo="Try: crmo open FILE, or crmo demo")
    failed: list[UserError] = []
    with progress("reading") as bar:
        for path in bar.track(files):
            try:
                yield path, read(path, knowledge=knowledge, on=on)
            except UserError as error:
                failed.append(error)
                messages().print(f"[red]crmo:[/red] {escape(error.explain())}")
    if len(failed) == len(files):
        raise _none_read(failed)


def _none_read(failed: Sequence[UserError]) -> UserError:
    summary = UserError(
        "nothing could be read.", todo="See the messages above; crmo --help names the formats."
    )
    summary.exit_code = failed[0].exit_code
    return summary


def tell(reading: Reading) -> None:
    """Say on the terminal what was understood, ignored and not understood."""
    out = messages()
    children, entries = len(reading.records), sum(len(r.entries) for r in reading.records)
    out.print(
        f"[bold]{escape(reading.source)}[/bold]: {escape(reading.format)}; "
        f"{_count(children, 'child', 'children')}, {_count(entries, 'entry', 'entries')}."
    )
    for title, counter in (
        ("Left aside", reading.ignored),
        ("Not understood", reading.not_understood),
    ):
        if counter:
            listed = ", ".join(f"{escape(kind)} {n}" for kind, n in counter.most_common())
            out.print(f"  {title}: {listed}")
    _tell_remarks(reading.remarks)


def _tell_remarks(remarks: Sequence[Remark]) -> None:
    """Show errors and warnings one by one; notes change nothing and are only counted."""
    grave = [r for level in (Level.ERROR, Level.WARNING) for r in remarks if r.level is level]
    for remark in grave[:SHOWN_REMARKS]:
        came = f" Came: {escape(remark.came)}." if remark.came else ""
        messages().print(
            f"  [{_STYLES[remark.level]}]{remark.level.value}[/]"
            f" {escape(remark.where)}: {escape(remark.message)}{came}"
        )
    n_more, n_notes = len(grave[SHOWN_REMARKS:]), len(remarks) - len(grave)
    rest = [
        _count(n, one, many)
        for n, one, many in (
            (n_more, "more error or warning", "more errors and warnings"),
            (n_notes, "note", "notes"),
        )
        if n
    ]
    if rest:
        messages().print(f"  [dim]{' and '.join(rest)}: see the page.[/dim]")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
