"""The page on how well notes are read, from figures that `tools.score_notes --write` kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = "reference/reading-accuracy.md"
FIGURES = Path(__file__).resolve().parent.parent / "tests" / "notes" / "reading_accuracy.json"

FIRST_SIGHT = FIGURES.parent / "first_sight.json"

INTRODUCTION = """\
# How well notes are read

`crmo.notes` turns a clinic letter or an imaging report into record entries. Here its answers are
held against what a careful reader wrote down beforehand: notes with gold rows, in British and
American English and many layouts. How a gold row is written is told in
`tests/notes/gold/README.md`, what counts as right in `tests/notes/scoring.py`.

**What these figures are not.** All notes were invented by this project; no letter of a hospital is
among them. They say how the reader does on notes of this kind, not how it does on yours. Expect it
to do worse on letters of another house, and read what it marked before you use it.

- *Development notes*: seen by the developers, who wrote and repaired the reading rules on them.
  Their figures flatter, and say little more than that the rules do what they were written for.
- *First sight*: what the reader made of new notes, by authors who had not seen its rules, before
  anybody changed a rule for them. Afterwards they became development notes. This is the nearest to
  what a new house may expect, at the time of each batch.
- *Held-back notes*: written together with the first development notes and in the same manner; not
  opened while rules were written. Their totals were looked at four times.
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
    yield from _first_sight(json.loads(FIRST_SIGHT.read_text(encoding="utf-8")))
    for name, title in TITLES.items():
        yield f"## {title}\n"
        yield from _section(told.get(name))
        yield ""
    yield HOW


def _first_sight(batches: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "## First sight, in the order of time\n"
    yield "F1, before any rule was changed for the batch; 30 notes each.\n"
    yield f"| What is read | {' | '.join(each['notes'] for each in batches)} |"
    yield f"|---|{'---:|' * len(batches)}"
    for measure in batches[0]["f1"]:
        cells = " | ".join(f"{each['f1'][measure]:.2f}" for each in batches)
        yield f"| {measure} | {cells} |"
    yield f"| critical errors | {' | '.join(str(each['critical']) for each in batches)} |"
    told = " | ".join("{} of {}".format(*each["forbidden"]) for each in batches)
    yield f"| forbidden statements | {told} |\n"
    yield from (f"- Notes {each['notes']}: {each['what']}." for each in batches)
    yield ""


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
