"""Read what the command line names, and say what was understood and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve

from crmo.cli.terminal import messages, plain, progress
from crmo.errors import UnreadableError, UserError
from crmo.exchange import read
from crmo.exchange.joining import joined
from crmo.exchange.reading import Level, Reading, Remark
from crmo.knowledge import Knowledge, OverlayInUse
from crmo.record import PatientRecord

SHOWN_REMARKS = 12
EXIT_WRONG_USE = 1
_SEEN_BEFORE = {
    "same-id-other-child": "A child of the same id stands in {other} with another birth date or "
    "sex. Check the ids.",
    "same-child": "A child of the same id stands in {other}; here the two are shown apart. To join "
    "them, put both files into one folder and name the folder.",
}
_STYLES = {Level.WARNING: "yellow", Level.ERROR: "red"}


def read_all(
    files: Sequence[Path], knowledge: Knowledge, *, on: date
) -> Iterator[tuple[Path, Reading]]:
    """Read file after file; one that cannot be read is told of, and the others are still read.

    Args:
        files: as named on the command line.
        knowledge: gives codes and words their meaning.
        on: the day of the assessment; later dates are remarked on.

    Yields:
        Path and reading; a child that stood in an earlier file is remarked on.

    Raises:
        UserError: no file was named, none of them could be read, or no child was in any.
    """
    if not files:
        raise wrong_use("no file was named.", todo="Try: crmo open FILE, or crmo demo")
    tell_overlays(knowledge.overlays)
    failed: list[UserError] = []
    earlier: dict[str, list[Reading]] = {}
    for number, path in enumerate(files, start=1):
        try:
            reading = _read_one(path, knowledge, on, f"reading {number} of {len(files)}")
        except UserError as error:
            failed.append(error)
            if len(files) > 1:
                messages().print(f"[red]crmo:[/red] {plain(error.explain())}")
            continue
        yield path, _compared(reading, earlier)
    if len(failed) == len(files):
        raise _none_read(failed)
    if not earlier:
        raise UnreadableError(
            "no child was found, so there is nothing to show.",
            todo="See the messages above; crmo --help names the formats.",
        )


def wrong_use(problem: str, *, todo: str) -> UserError:
    """Return the error of a command line that asks for nothing crmo can do."""
    error = UserError(problem, todo=todo)
    error.exit_code = EXIT_WRONG_USE
    return error


def _read_one(path: Path, knowledge: Knowledge, on: date, words: str) -> Reading:
    with progress(words, counts=False) as bar:
        task = bar.add_task(words, total=None)
        return read(
            path,
            knowledge=knowledge,
            on=on,
            progress=lambda done, whole: bar.update(task, completed=done, total=whole),
        )


def _alone(reading: Reading, record: PatientRecord) -> Reading:
    """Return one child of a reading by who it is, and nothing else: enough to know it again."""
    return Reading(
        source=reading.source,
        format=reading.format,
        records=(PatientRecord(patient=record.patient),),
    )


def _compared(reading: Reading, earlier: dict[str, list[Reading]]) -> Reading:
    """Return the reading with a remark on every child that stands in an earlier file, too.

    Args:
        reading: what was read last.
        earlier: the children of the files before, by id; those of this one are added.
    """
    alone = [_alone(reading, record) for record in reading.records]
    remarks = [
        _seen_before(reading.source, other.source, code)
        for child in alone
        for other in earlier.get(child.records[0].patient.id, ())
        for code in sorted(_SEEN_BEFORE.keys() & {each.code for each in joined([other, child])[1]})
    ]
    for child in alone:
        earlier.setdefault(child.records[0].patient.id, []).append(child)
    return evolve(reading, remarks=(*reading.remarks, *dict.fromkeys(remarks)))


def _seen_before(source: str, other: str, code: str) -> Remark:
    return Remark(
        level=Level.WARNING, where=source, message=_SEEN_BEFORE[code].format(other=other), code=code
    )


def _none_read(failed: Sequence[UserError]) -> UserError:
    if len(failed) == 1:
        return failed[0]
    summary = UserError(
        "nothing could be read.", todo="See the messages above; crmo --help names the formats."
    )
    summary.exit_code = failed[0].exit_code
    return summary


def tell_overlays(overlays: Sequence[OverlayInUse]) -> None:
    """Say which local files are in use, what they changed, and what they should have said."""
    for overlay in overlays:
        who = ", ".join(plain(part) for part in (overlay.who, overlay.when) if part)
        messages().print(
            f"[bold]Local rules in use[/bold]: {plain(overlay.file)}{f' ({who})' if who else ''}; "
            f"changed: {plain(overlay.summary)}."
        )
        if not overlay.paths:
            messages().print(f"  [yellow]warning[/] {plain(overlay.file)}: It changes nothing.")
        if overlay.unused:
            messages().print(
                f"  [yellow]warning[/] {plain(overlay.file)}: No answer uses its reference ranges; "
                "a value is low or high by the range that came with it."
            )
        if overlay.lacks:
            lacking = ", ".join(f"`{key}:`" for key in overlay.lacks)
            messages().print(
                f"  [yellow]warning[/] {plain(overlay.file)}: {lacking} under `overlay:` not "
                "given; nobody can tell later where these changes come from."
            )


def tell(reading: Reading, *, rest: str = "see the page") -> None:
    """Say on the terminal what was understood, ignored and not understood.

    Args:
        reading: what was read.
        rest: where the remarks stand that are not shown here.
    """
    out = messages()
    children, entries = len(reading.records), sum(len(r.entries) for r in reading.records)
    out.print(
        f"[bold]{plain(reading.source)}[/bold]: {plain(reading.format)}; "
        f"{_count(children, 'child', 'children')}, {_count(entries, 'entry', 'entries')}."
    )
    for title, counter in (
        ("Left aside", reading.ignored),
        ("Not understood", reading.not_understood),
    ):
        if counter:
            listed = ", ".join(f"{plain(kind)} {n}" for kind, n in counter.most_common())
            out.print(f"  {title}: {listed}")
    if not reading.records:
        _show_remarks(reading.remarks)  # no page will show them
        return
    _tell_remarks(reading.remarks, rest)


def _tell_remarks(remarks: Sequence[Remark], rest_stands: str) -> None:
    """Show errors and warnings one by one; notes change nothing and are only counted."""
    grave = [r for level in (Level.ERROR, Level.WARNING) for r in remarks if r.level is level]
    _show_remarks(grave[:SHOWN_REMARKS])
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
        messages().print(f"  [dim]{' and '.join(rest)}: {rest_stands}.[/dim]")


def _show_remarks(remarks: Sequence[Remark]) -> None:
    for remark in remarks:
        came = f" Came: {plain(remark.came)}." if remark.came else ""
        messages().print(
            f"  [{_STYLES.get(remark.level, 'none')}]{remark.level.value}[/]"
            f" {plain(remark.where)}: {plain(remark.message)}{came}"
        )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
