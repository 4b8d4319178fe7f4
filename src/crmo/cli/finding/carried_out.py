"""A run from its first step to the manifest, with its progress and its words at the end."""

from __future__ import annotations

from pathlib import Path

from rich.progress import Progress, TaskID, TextColumn

from crmo.cli.finding.command import tell_unfinished
from crmo.cli.finding.outputs import write_outputs
from crmo.cli.finding.told import tell_findings
from crmo.cli.terminal import messages, plain, progress
from crmo.errors import UnreadableError, UserError
from crmo.find.request import Hooks, Request
from crmo.find.run import case_finding
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

_STEPS = {
    "events": "records read",
    "answers": "definition run",
    "others": "others drawn",
    "candidates": "candidates written",
    "worklist": "worklist written",
}


def carry_out(
    request: Request, definition: CaseDefinition, knowledge: Knowledge, *, share: bool
) -> int:
    """Run, write, and say what was found; return the exit code."""
    _check_source(request.source)
    try:
        with progress("case finding", counts=False) as bar:
            shown = _Shown(bar)
            hooks = Hooks(progress=shown.progress, on_step=shown.step)
            with case_finding(request, definition, knowledge, hooks) as finished:
                shown.progress("report", 0.0)
                files = write_outputs(request.out, finished, definition, knowledge, share=share)
    except KeyboardInterrupt:
        tell_unfinished(request.out)
        raise
    except OSError as error:
        raise UserError(
            f"this cannot be written or read ({error.strerror or type(error).__name__}).",
            where=str(request.out),
            todo="Make room, or name another folder; the same command goes on where it was.",
        ) from None
    tell_findings(finished.overview, request.out, files)
    return 0


def _check_source(source: Path | str | None) -> None:
    if isinstance(source, Path) and not source.exists():
        raise UnreadableError(
            "there is nothing of this name.",
            where=str(source),
            expected="a folder of OMOP tables or FHIR Bulk Data, or a DuckDB file",
        )


class _Shown:
    """One bar for whatever is under way; what an earlier run had finished is said in a line."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID = bar.add_task("case finding", total=1.0)

    def progress(self, words: str, share: float) -> None:
        """Show what is being done and how far it is."""
        column = self._bar.columns[0]
        if isinstance(column, TextColumn):
            column.text_format = plain(words)
        self._bar.update(self._task, completed=share)

    def step(self, name: str, is_done: bool) -> None:
        """Say that a step had been finished before."""
        if is_done:
            messages().print(f"  [dim]{_STEPS.get(name, name)}: done before[/dim]")
        else:
            self.progress(_STEPS.get(name, name), 0.0)
