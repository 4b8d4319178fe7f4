"""The letter on paper: tagged A4 pages, set by typst."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from crmo.report.letter.values import Letter, Paragraph, Voice
from crmo.report.pdf import tagged_pdf
from crmo.report.styles import style_text
from crmo.report.words import date_words, say


def letter_pdf(letter: Letter, *, on: date) -> bytes:
    """Return a letter as a PDF of as many A4 pages as it takes.

    It is tagged, and conforms to PDF/UA-1 unless a name holds letters for which this machine
    has no font. The same letter and day give the same bytes. An empty paragraph becomes room
    to write by hand.

    Args:
        letter: as written, or as edited.
        on: the day in the letter's head.

    Raises:
        MissingExtraError: typst is not installed.
    """
    source = style_text("letter.typ").encode()
    return tagged_pdf(source, {"data": json.dumps(_data(letter, on))}, on=on)


def _data(letter: Letter, on: date) -> dict[str, Any]:
    return {
        "lang": letter.language,
        "is_family": letter.voice is Voice.FAMILY,
        "title": letter.title,
        "sender": letter.sender.splitlines(),
        "date": date_words(on),
        "about": letter.about,
        "addressee": letter.addressee_line,
        "paragraphs": [_paragraph(paragraph) for paragraph in letter.paragraphs],
        "foot": letter.foot,
        "page": say("Page {n} of {total}", n="{n}", total="{total}"),
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    blocks = [
        {"items": list(block)} if isinstance(block, tuple) else {"words": block}
        for block in paragraph.blocks
    ]
    return {"heading": paragraph.heading, "blocks": blocks}
