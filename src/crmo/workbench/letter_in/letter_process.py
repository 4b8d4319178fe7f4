"""What the reading process makes of one letter; runs where it can harm nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmo.errors import UnreadableError

if TYPE_CHECKING:
    from crmo.notes import NoteReading

MOST_CHARACTERS = 60_000


def letter_answer(job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the text of a letter with all that was read from it, as plain values.

    Args:
        job: `text` of a pasted letter, or empty for the file of `names`; `document`, its name;
            `letter_on`, its date as told, or empty.
        folder: where the file lies.

    Raises:
        UserError: the file cannot be read, or is no letter.
    """
    from crmo.knowledge import load_knowledge
    from crmo.notes.pipeline import read_note

    text = _without_unkept(_text(job, folder))
    if len(text) > MOST_CHARACTERS:
        raise UnreadableError(
            "this is too long for a letter.",
            expected=f"at most {MOST_CHARACTERS:,} characters",
            todo="Cut it into single letters.",
        )
    told = date.fromisoformat(job["letter_on"]) if job["letter_on"] else None
    knowledge = load_knowledge(Path(job["overlay"]) if job["overlay"] else None)
    reading = read_note(text, knowledge, on=told, document=job["document"])
    return {"letter": _plain(reading)}


def _text(job: Mapping[str, Any], folder: Path) -> str:
    if job["text"]:
        return str(job["text"]).replace("\r\n", "\n").replace("\r", "\n")
    from crmo.notes.formats import plain_text

    (name,) = job["names"]
    return plain_text((folder / name).read_bytes(), name=name)


def _without_unkept(text: str) -> str:
    """Replace what no database takes by one character each, so that places stay where they are."""
    return "".join(
        "\ufffd" if letter == "\0" or "\ud800" <= letter <= "\udfff" else letter for letter in text
    )


def _plain(reading: NoteReading) -> dict[str, Any]:
    from crmo.record.json_form import entry_to_dict

    person = reading.person
    age = person.age_years
    return {
        "text": reading.text,
        "document": reading.document,
        "on": reading.on.isoformat() if reading.on else None,
        "sex": str(person.sex),
        "age": [age.low, age.high] if age else None,
        "birth_date": str(person.birth_date) if person.birth_date else None,
        "readings": [
            {"entry": entry_to_dict(read.entry), "evidence": [list(m) for m in read.evidence]}
            for read in reading.entries
        ],
        "unread": [[each.start, each.end, each.text, each.why] for each in reading.unread],
        "contradictions": [
            [each.about, list(each.entries), [list(m) for m in each.marks], each.why]
            for each in reading.contradictions
        ],
    }
