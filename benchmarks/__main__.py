"""Measure, print a table, and write docs/reference/performance.md.

`python -m benchmarks` measures everything and writes the page; `--no-write` only prints;
`python -m benchmarks fhir_reading` measures one thing and writes nothing.

A benchmark is a module of this folder with a function `measure()` that yields figures. It is
named in BENCHMARKS; one that is not there yet, or lacks its data, is said not to be measured.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.figures import Figure, NotMeasuredError
from benchmarks.machine import machine

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "performance.md"

# Module of this folder -> heading of its table.
BENCHMARKS: Mapping[str, str] = {
    "assessment": "A full assessment",
    "fhir_reading": "Reading FHIR",
    "fhir_writing": "Writing FHIR",
    "page_writing": "Writing the patient page",
    "command_line": "The command line",
    "knowledge_load": "Loading the knowledge",
    "virtual_patients": "Virtual patients",
    "case_finding": "Case finding",
    "note_reading": "Reading letters",
    "workbench_lists": "The workbench, one request at a time",
    "workbench_load": "The workbench under load",
}

INTRODUCTION = """\
<!-- Written by `make bench`; changes made here are lost. -->

# Performance

Measured by `make bench` on the machine named below; other machines differ.
A figure counts only together with how it was measured.
"""


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for; return 0, or 2 for an unknown benchmark."""
    chosen = [name for name in arguments if not name.startswith("-")]
    unknown = set(chosen) - BENCHMARKS.keys()
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    chapters = []
    for name in chosen or BENCHMARKS:
        chapter = _chapter(name, BENCHMARKS[name])
        print(chapter, end="\n\n", flush=True)
        chapters.append(chapter)
    if not chosen and "--no-write" not in arguments:
        day = datetime.now(tz=UTC).date()
        about = f"{INTRODUCTION}\nMachine: {machine()}.\nMeasured on {day}."
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text("\n\n".join([about, *chapters]) + "\n", encoding="utf-8")
        print(f"wrote docs/reference/{PAGE.name}")
    return 0


def _chapter(name: str, heading: str) -> str:
    try:
        figures = list(import_module(f"benchmarks.{name}").measure())
    except ModuleNotFoundError as error:
        if error.name != f"benchmarks.{name}":
            raise
        return f"## {heading}\n\nNot measured: there is no benchmark for it yet."
    except NotMeasuredError as error:
        return f"## {heading}\n\nNot measured: {error}."
    rows = ["| what | measured | goal | met | how |", "|---|---|---|---|---|"]
    return "\n".join([f"## {heading}\n", *rows, *map(_row, figures)])


def _row(figure: Figure) -> str:
    met = {None: "", True: "yes", False: "**no**"}[figure.is_met]
    return f"| {figure.name} | {figure.value} | {figure.goal} | {met} | {figure.how} |"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
