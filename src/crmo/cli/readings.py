"""Read what the command line names, and say what was understood and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markup import escape

from crmo.cli.terminal import messages, progress
from crmo.errors import UserError
from crmo.exchange import read
from crmo.exchange.reading import Level, Reading, Remark
from crmo.knowledge import Knowledge

SHOWN_REMARKS = 12
_STYLES = {Level.NOTE: "dim", Level.WARNING: "yellow", Level.ERROR: "red"}


def read_all(files: Sequence[Path], knowledge: Knowledge) -> Iterator[tuple[Path, Reading]]:
    """Read file after file; one that cannot be read is told of, and the others are still read.

    Raises:
        UserError: no file was named, or none of them could be read.
    """
    if not files:
        raise UserError("no file was named.", todo="Try: crmo open FILE, or crmo demo")
    failed: list[UserError] = []
    with progress("reading") as bar:
        for path in bar.track(files):
            try:
                yield path, read(path, knowledge=knowledge)
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
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTE: 2}
    ranked = sorted(remarks, key=lambda remark: order[remark.level])
    for remark in ranked[:SHOWN_REMARKS]:
        came = f" Came: {escape(remark.came)}." if remark.came else ""
        messages().print(
            f"  [{_STYLES[remark.level]}]{remark.level.value}[/]"
            f" {escape(remark.where)}: {escape(remark.message)}{came}"
        )
    if len(ranked) > SHOWN_REMARKS:
        messages().print(f"  … and {len(ranked) - SHOWN_REMARKS} more remarks, all on the page.")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
