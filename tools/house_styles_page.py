"""The page of house styles: one note and one report of an invented child in each."""

from __future__ import annotations

from collections.abc import Sequence

from crmo import yaml12
from crmo.examples import EXAMPLES
from crmo.knowledge import load_knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import from_dict
from crmo.simulate.documents import STYLES, WrittenDocument, write_documents

_SEED = 7
_NOTE, _REPORT = "note-2023-07-11", "report-wbmri-2024-02"

INTRODUCTION = """\
# House styles

Virtual patients come with the notes and reports that a hospital would hold of them.
They are written from a record in one of these styles, in British or American spelling;
a hospital keeps to one style for a child, some departments have their own.
Each text below is about the same visit and the same scan of an invented child.
Radiology, clinics and luck choose other words every time.

Every document knows which characters of it tell which part of which entry.
`crmo.simulate.documents.said(document, record)` is the record of exactly what it states:
a side given wrongly stays wrong there until the addendum,
a value keeps the unit in which it was told, a question in an indication states nothing.

The wordings stand in `src/crmo/simulate/documents/styles/`,
the nouns and places in `words/` beside it.
Both are plain YAML: a clinician can add a line that a colleague would write.
In a wording `{slot}` is filled in, and `[words]` are those that deny, doubt or end something.

A document tells nothing that the record leaves unknown, and leaves out entries without a date.
"""

_ABOUT = {
    "prose": "Full sentences; the note is a letter.",
    "bullets": "Headings and short points.",
    "grid": "A form with fields, ticks and a table of sites.",
    "terse": "Abbreviations, as written between two patients.",
    "dictated": "Dictated: long sentences, numbers in words, the side behind the noun, slips.",
    "structured_report": "Headings in capitals.",
    "problem_list": "Numbered problems, the diagnosis first.",
}


def pages() -> dict[str, str]:
    """Return the page docs/reference/house-styles.md."""
    record = from_dict(yaml12.load(EXAMPLES[0].path))
    knowledge = load_knowledge()
    parts = [INTRODUCTION]
    for place, style in enumerate(STYLES):
        children = range(50)
        wanted = ("en_GB", "en_US")[place % 2]
        documents = next(
            found
            for child in children
            if (found := write_documents(record, knowledge, seed=_SEED, child=child, style=style))[
                0
            ].dialect
            == wanted
        )
        parts += [f"## {style}\n\n{_ABOUT[style]}\n", _shown(documents, _NOTE)]
        parts.append(_shown(documents, _REPORT))
    parts += ["## An addendum\n", _addendum(record)]
    return {"reference/house-styles.md": "\n".join(parts)}


def _shown(documents: Sequence[WrittenDocument], wanted: str) -> str:
    document = next(each for each in documents if each.id == wanted)
    text = "\n".join(line.rstrip() for line in document.text.strip().split("\n"))
    return f"```text\n{text}\n```\n"


def _addendum(record: PatientRecord) -> str:
    """Return the first addendum that luck writes."""
    knowledge = load_knowledge()
    documents = (
        document
        for child in range(200)
        for document in write_documents(record, knowledge, seed=_SEED, child=child, style="prose")
    )
    found = next(document for document in documents if document.kind == "addendum")
    return _shown([found], found.id)
