"""Score the reader of notes on the notes with gold rows, and print the table.

    python -m tools.score_notes               the development notes
    python -m tools.score_notes --errors      ... and every error in them
    python -m tools.score_notes --held-back   the held-back notes: the table and nothing else
    python -m tools.score_notes --folder X    the notes in another folder, for a first look at them
    python -m tools.score_notes --write       both sets; keeps the figures for the page

What was held back stays of use only as long as nobody who writes rules looks at its rows, so
`--errors` is refused for it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.notes.scoring import Accuracy, NoteScore, accuracy, as_json, score_notes
from tests.notes.scoring_gold import FOLDERS, GoldNote, gold_notes, notes_in

from crmo.knowledge import load_knowledge
from crmo.notes import NoteReading
from crmo.notes.pipeline import read_note
from tools.reading_accuracy_page import FIGURES, rows_of_table


def main(arguments: Sequence[str]) -> int:
    """Score what was asked for; return the exit code."""
    asked = _parser().parse_args(arguments)
    held_back = asked.held_back or asked.folder == FOLDERS["held_back"]
    if held_back and asked.errors:
        print("The rows of the held-back notes are not shown.", file=sys.stderr)
        return 2
    if asked.write:
        told = {name: as_json(accuracy(_scores(gold_notes(name)))) for name in FOLDERS}
        FIGURES.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
        print(f"wrote {FIGURES.name}; now `make docs`")
        return 0
    which = "held_back" if held_back else "development"
    scores = _scores(notes_in(asked.folder) if asked.folder else gold_notes(which))
    print("\n".join(_table(accuracy(scores))))
    if asked.errors:
        print("\n".join(_errors(scores)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.score_notes", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--held-back", action="store_true", help="score the held-back notes")
    parser.add_argument("--folder", type=_folder, help="score the notes in this folder")
    parser.add_argument("--errors", action="store_true", help="list every error")
    parser.add_argument("--write", action="store_true", help="keep the figures for the page")
    return parser


def _folder(named: str) -> Path:
    return Path(named).resolve()


def _scores(notes: Sequence[GoldNote]) -> list[NoteScore]:
    knowledge = load_knowledge()

    def read(note: GoldNote) -> NoteReading:
        return read_note(note.text, knowledge, on=note.on, document=note.id)

    return score_notes(notes, read, knowledge)


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
