"""`crmo read`: a letter or report with what was read from it marked in the text."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from rich.text import Text

from crmo.cli.readings import tell_overlays
from crmo.cli.terminal import output, plain, table
from crmo.cli.visible import visible
from crmo.errors import UnreadableError, UserError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.notes import NoteReading
from crmo.notes.formats import MAX_BYTES, plain_text
from crmo.notes.json_form import reading_as_dict
from crmo.notes.marked_text import look_of, pieces
from crmo.notes.pipeline import read_note
from crmo.notes.statement import Statement, statements
from crmo.report.reading_page import reading_page_html
from crmo.report.reading_words import grouped, more_words, status_words, what_words
from crmo.report.sections.top import INTENDED_USE

_STYLES = {
    "present": "bold red",
    "absent": "green",
    "uncertain": "yellow",
    "past": "blue",
    "value": "cyan",
    "treatment": "magenta",
    "cue": "italic underline",
    "date": "underline",
    "unread": "reverse",
}
_LEGEND = {
    "present": "present",
    "absent": "absent, excluded",
    "uncertain": "not certain",
    "past": "healed",
    "value": "value",
    "treatment": "treatment",
    "cue": "deciding word",
    "unread": "not understood",
}


def read_file(
    file: str,
    *,
    on: date | None = None,
    html: Path | None = None,
    json: bool = False,
    overlay: Path | None = None,
) -> int:
    """Read one letter and show, in the terminal, as JSON or as a page, what was read.

    Args:
        file: path of the letter, or `-` for standard input.
        on: date of the letter; found in its head if None.
        html: page to write, or None.
        json: write JSON to standard output instead of the marked text.
        overlay: folder of local knowledge, or None.

    Raises:
        UserError: the file cannot be read, or the page is already there.
    """
    if html is not None and html.exists():
        raise UserError(
            "this file is already there; nothing was written.",
            where=str(html),
            todo="Name another file for --html.",
        )
    content, name = _content(file)
    knowledge = load_knowledge(overlay)
    tell_overlays(knowledge.overlays)
    reading = read_note(plain_text(content, name=name), knowledge, on=on, document=name)
    if html is not None:
        html.write_text(reading_page_html(reading, knowledge), encoding="utf-8")
    if json:
        _print_json(reading, knowledge)
    else:
        _print_text(reading, knowledge)
        if html is not None:
            output().print(f"Page: {plain(str(html))}")
    return 0


def _content(file: str) -> tuple[bytes, str]:
    """Return what a file holds, and its name; one byte more than is read shows that it is long."""
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "note"
    path = Path(file)
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1), path.name
    except OSError as error:
        raise UnreadableError(
            f"the file cannot be opened: {error.strerror or 'unknown reason'}.",
            where=str(path),
            expected="a letter or report",
        ) from None


def _print_json(reading: NoteReading, knowledge: Knowledge) -> None:
    form = reading_as_dict(reading, knowledge)
    sys.stdout.write(json.dumps(form, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _print_text(reading: NoteReading, knowledge: Knowledge) -> None:
    told = statements(reading, knowledge)
    console = output()
    console.print(_legend())
    console.print()
    console.print(_marked(reading, told))
    console.print()
    for heading, rows in grouped(told):
        shown = table(heading, "", "")
        for _, statement in rows:
            style = _STYLES[look_of(statement)]
            shown.add_row(
                plain(what_words(statement)),
                Text(visible(status_words(statement)), style=style),
                plain(more_words(statement, knowledge)),
            )
        console.print(shown)
        console.print()
    _print_doubts(reading)
    console.print(plain(INTENDED_USE), style="dim")


def _legend() -> Text:
    shown = Text()
    for look, words in _LEGEND.items():
        shown.append(words, style=_STYLES[look])
        shown.append("  ")
    return shown


def _marked(reading: NoteReading, told: tuple[Statement, ...]) -> Text:
    shown = Text()
    for piece in pieces(reading, told):
        words = visible(reading.text[piece.start : piece.end])
        shown.append(words, style=_STYLES.get(piece.look, ""))
    return shown


def _print_doubts(reading: NoteReading) -> None:
    console = output()
    for contradiction in reading.contradictions:
        console.print(f"[yellow]Contradiction:[/yellow] {plain(contradiction.why)}")
    for unread in reading.unread:
        words = plain(unread.text)
        console.print(f"[yellow]Not understood:[/yellow] {words} ({plain(unread.why)})")
