"""The page of one letter: its text with what was read marked in it, and the statements beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crmo.knowledge import Knowledge
from crmo.notes import NoteReading
from crmo.notes.marked_text import Piece, look_of, pieces
from crmo.notes.statement import Statement, statements
from crmo.report.as_written import as_written, english_note
from crmo.report.document import document
from crmo.report.html import NOTHING, Html, element, joined
from crmo.report.reading_words import grouped, more_words, status_words, what_words
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.sections.top import INTENDED_USE
from crmo.report.words import date_words, say, say_n

_LEGEND = {
    "present": "present",
    "absent": "absent or excluded",
    "uncertain": "not certain",
    "past": "healed",
    "value": "value",
    "treatment": "treatment",
    "cue": "word that decided",
    "unread": "not understood",
}


def reading_page_html(reading: NoteReading, knowledge: Knowledge, *, nonce: str = "") -> str:
    """Return the page of a reading as one HTML file that asks for nothing from outside.

    Args:
        reading: what was read.
        knowledge: gives ids their names.
        nonce: for style and script, as for the patient page.
    """
    return document(
        title=reading.document,
        top=_top(reading, statements(reading, knowledge)),
        sections=reading_sections(reading, knowledge),
        nonce=nonce,
        styles=("reading.css",),
    )


def reading_sections(reading: NoteReading, knowledge: Knowledge) -> list[Section]:
    """Return the marked text, its statements, and what stayed in doubt, as sections of a page.

    Args:
        reading: what was read.
        knowledge: gives ids their names.
    """
    told = statements(reading, knowledge)
    sections = [_text(reading, told), _statements(told, knowledge)]
    if reading.contradictions:
        sections.append(_contradictions(reading))
    sections.append(_unread(reading))
    return sections


def _top(reading: NoteReading, told: Sequence[Statement]) -> Html:
    day = date_words(reading.on) if reading.on else say("no date found")
    return element(
        "header",
        element("h1", reading.document),
        element(
            "p",
            day,
            ", ",
            say_n("{n} statement", "{n} statements", len(told)),
            class_="particulars",
        ),
        element("p", say(INTENDED_USE), class_="intended-use", role="note"),
        english_note(),
        class_="top",
    )


# --- the text --------------------------------------------------------------------------------


def _text(reading: NoteReading, told: Sequence[Statement]) -> Section:
    shown = [_piece(piece, reading.text, told) for piece in pieces(reading, told)]
    legend = [
        element("li", element("mark", say(words), class_=f"read is-{look}"))
        for look, words in _LEGEND.items()
    ]
    return section(
        "lesions",
        say("The text"),
        say("Marked is what was read. A click leads to the statement made of it."),
        element("ul", legend, class_="read-legend", aria_label=say("What the marks mean")),
        element("div", shown, class_="note-text", tabindex="0"),
    )


def _piece(piece: Piece, text: str, told: Sequence[Statement]) -> Html:
    words = text[piece.start : piece.end]
    if not piece.look:
        return joined([words])
    says = [f"{what_words(told[at])}: {status_words(told[at])}" for at in piece.statements]
    title = "; ".join(says) if says else say("not understood")
    mark = element("mark", words, class_=f"read is-{piece.look}", title=title)
    if not piece.statements:
        return mark
    return element("a", mark, href=f"#statement-{piece.statements[0]}", class_="to-statement")


# --- what it says ----------------------------------------------------------------------------


def _statements(told: Sequence[Statement], knowledge: Knowledge) -> Section:
    tables = [_table(heading, rows, knowledge) for heading, rows in grouped(told)]
    intro = say(
        "Read by rules, to be checked by a person. What the text asks, plans or warns of is"
        " not here."
    )
    content: object = tables or nothing(say("Nothing was read from this text."))
    return section("statements", say("What it says"), intro, content)


def _table(heading: str, rows: Iterable[tuple[int, Statement]], knowledge: Knowledge) -> Html:
    body = [_row(number, statement, knowledge) for number, statement in rows]
    return joined(
        [element("h3", heading), element("table", element("tbody", body), class_="read-table")]
    )


def _row(number: int, statement: Statement, knowledge: Knowledge) -> Html:
    state = element("span", status_words(statement), class_=f"read is-{look_of(statement)}")
    return element(
        "tr",
        element("th", what_words(statement), scope="row"),
        element("td", state if status_words(statement) else NOTHING),
        element("td", more_words(statement, knowledge)),
        id=f"statement-{number}",
    )


def _contradictions(reading: NoteReading) -> Section:
    rows = [
        element(
            "li",
            as_written(told.why),
            ": ",
            joined((_quoted(reading.text[m.start : m.end]) for m in told.marks), ", "),
        )
        for told in reading.contradictions
    ]
    return section(
        "contradictions",
        say("Contradictions"),
        say("Both statements are kept; a person must decide."),
        element("ul", rows, class_="read-list"),
    )


def _unread(reading: NoteReading) -> Section:
    if not reading.unread:
        content = nothing(
            say("Nothing was listed. Words that crmo does not know were passed over.")
        )
    else:
        rows = [
            element(
                "li", _quoted(told.text), " ", element("span", as_written(told.why), class_="quiet")
            )
            for told in reading.unread
        ]
        content = element("ul", rows, class_="read-list")
    intro = say("These words seem to matter, and what they say was not made out.")
    return section("unread", say("Not understood"), intro, content)


def _quoted(words: str) -> Html:
    return element("q", " ".join(words.split()))
