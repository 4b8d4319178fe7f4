"""Score the reader of notes on the notes with gold rows, and print the table.

    python -m tools.score_notes               the development notes
    python -m tools.score_notes --errors      ... and every error in them
    python -m tools.score_notes --held-back   the held-back notes: the table and nothing else
    python -m tools.score_notes --write       both sets; keeps the figures for the page

What was held back stays of use only as long as nobody who writes rules looks at its rows, so
`--errors` is refused for it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from tests.notes.scoring import Accuracy, NoteScore, accuracy, as_json, score_notes
from tests.notes.scoring_gold import GoldNote, gold_notes

from crmo.knowledge import load_knowledge
from crmo.notes import NoteReading
from crmo.notes.pipeline import read_note
from tools.reading_accuracy_page import FIGURES, rows_of_table


def main(arguments: Sequence[str]) -> int:
    """Score what was asked for; return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.held_back and asked.errors:
        print("The rows of the held-back notes are not shown.", file=sys.stderr)
        return 2
    if asked.write:
        told = {name: as_json(accuracy(_scores(name))) for name in ("development", "held_back")}
        FIGURES.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
        print(f"wrote {FIGURES.name}; now `make docs`")
        return 0
    scores = _scores("held_back" if asked.held_back else "development")
    print("\n".join(_table(accuracy(scores))))
    if asked.errors:
        print("\n".join(_errors(scores)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.score_notes", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--held-back", action="store_true", help="score the held-back notes")
    parser.add_argument("--errors", action="store_true", help="list every error")
    parser.add_argument("--write", action="store_true", help="keep the figures for the page")
    return parser


def _scores(which: str) -> list[NoteScore]:
    knowledge = load_knowledge()

    def read(note: GoldNote) -> NoteReading:
        return read_note(note.text, knowledge, on=note.on, document=note.id)

    return score_notes(gold_notes(which), read, knowledge)


def _table(result: Accuracy) -> Iterator[str]:
    told = as_json(result)
    header, *rows = rows_of_table(told)
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    yield f"{result.notes} notes"
    for row in (header, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells)
    yield from (f"{name}: {right} of {of}" for name, (right, of) in result.details.items())
    yield f"critical errors: {result.critical}"
    yield f"forbidden statements: {result.forbidden} of {result.forbidden_asked}"


def _errors(scores: Sequence[NoteScore]) -> Iterator[str]:
    for score in scores:
        yield f"\n{score.id}"
        yield from (f"  CRITICAL   {one}" for one in score.critical)
        yield from (f"  FORBIDDEN  {one}" for one in score.forbidden)
        for name in score.counts:
            if "lenient" not in name:
                yield from (f"  missed     {name}: {one}" for one in score.missed[name])
                yield from (f"  wrong      {name}: {one}" for one in score.wrong[name])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
