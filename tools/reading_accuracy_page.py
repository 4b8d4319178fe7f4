"""The page on how well notes are read, from figures that `tools.score_notes --write` kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PAGE = "reference/reading-accuracy.md"
FIGURES = Path(__file__).resolve().parent.parent / "tests" / "notes" / "reading_accuracy.json"

INTRODUCTION = """\
# How well notes are read

`crmo.notes` turns a clinic letter or an imaging report into record entries. Here its answers are
held against what a careful reader wrote down beforehand: 132 notes with gold rows, in British and
American English and many layouts. How a gold row is written is told in
`tests/notes/gold/README.md`, what counts as right in `tests/notes/scoring.py`.

**What these figures are not.** All 132 notes were invented by this project; no letter of a
hospital is among them. They say how the reader does on notes of this kind, not how it does on
yours. Expect it to do worse on letters of another house, and read what it marked before you use
it.

- *Development notes*: seen by the developers, who wrote and repaired the reading rules on them.
  Their figures flatter.
- *Held-back notes*: written by the same project, together with the others and in the same manner,
  but not opened while rules were written; only their totals were looked at, twice. Their figures
  are nearer to the truth, and still flatter: one author, one taste.
"""

HOW = """\
## How to read the tables

- Precision: of what was read, the share that is right. Recall: of what should be read, the share
  that was. F1 is their harmonic mean.
- Intervals are 95 % bootstrap intervals of F1. Notes, not rows, are drawn with replacement (2,000
  times), because the rows of one note stand or fall together.
- A *site* is right if bone, part and side agree exactly. *Lenient* takes a coarser or finer site
  on the same side, and a parent or child of the right finding.
- *Critical errors*: a wrong or invented side; a lesion or finding present where the note
  denies it; a finding of the family given to the child.
- *Forbidden statements*: each note lists what must not come out, such as a drug that is only
  being considered.
- *Details* are shares of the gold rows that tell them. A row that was missed altogether counts
  against its details too.

`python -m tools.score_notes` measures again; `--write` keeps the figures for this page.
"""

TITLES = {
    "development": "Development notes (seen by the developers)",
    "held_back": "Held-back notes (not opened while rules were written)",
}
HEADER = ("What is read", "right", "wrong", "missed", "precision", "recall", "F1", "95 % interval")


def pages() -> dict[str, str]:
    """Return the page from the figures that were kept."""
    told = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {PAGE: "\n".join(_lines(told))}


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield INTRODUCTION
    for name, title in TITLES.items():
        yield f"## {title}\n"
        yield from _section(told.get(name))
        yield ""
    yield HOW


def _section(figures: Mapping[str, Any] | None) -> Iterator[str]:
    if figures is None:
        yield "Not measured yet."
        return
    header, *rows = rows_of_table(figures)
    yield f"{figures['notes']} notes.\n"
    yield f"| {' | '.join(header)} |"
    yield f"|---|{'---:|' * (len(header) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield (
        f"\nCritical errors: **{figures['critical']}**. "
        f"Forbidden statements that came out: **{figures['forbidden']}** "
        f"of {figures['forbidden_asked']}.\n"
    )
    yield "| Detail | right | told |"
    yield "|---|---:|---:|"
    yield from (f"| {name} | {right} | {of} |" for name, (right, of) in figures["details"].items())


def rows_of_table(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the header and one row of text per measure."""
    yield HEADER
    for one in figures["figures"]:
        yield (
            one["measure"],
            *(str(one[key]) for key in ("right", "wrong", "missed")),
            *(_share(one[key]) for key in ("precision", "recall", "f1")),
            _interval(one["low"], one["high"]),
        )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _interval(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.2f} to {high:.2f}"
