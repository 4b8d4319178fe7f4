"""Notes made of clinical phrases in any order: always a reading, and always a record."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from crmo.knowledge import load_knowledge
from crmo.notes.json_form import reading_as_dict
from crmo.notes.marked_text import pieces
from crmo.notes.pipeline import read_note
from crmo.notes.statement import statements
from crmo.record import Patient

KNOWLEDGE = load_knowledge()
PHRASES = [
    "CRP",
    "12 mg/L",
    "(5-0)",
    "<4",
    "ESR",
    "raised",
    "low ALP",
    "platelets",
    "ANA",
    "negative",
    "1:320",
    "to",
    "then",
    "previously",
    "9/10",
    "pain",
    "150/10",
    "pain VAS",
    "CHAQ 7",
    "weight",
    "34 kg",
    "height loss",
    "temp 98.2 F",
    "naproxen",
    "250 mg bd",
    "stopped",
    "started",
    "since March",
    "until 2019",
    "in 2023",
    "9-19 August",
    "31/02/2024",
    "for 6 weeks",
    "two years ago",
    "because of nausea",
    "methotrexate",
    "bone biopsy",
    "fibrosis",
    "cultures sterile",
    "awaited",
    "not done",
    "blood culture",
    "no",
    "without",
    "known CRMO",
    "?leukaemia",
    "mother has psoriasis",
    "left clavicle",
    "oedema",
    "MRI",
    "fever",
    "afebrile",
    "FBC normal",
    "on antibiotics",
    "planned",
    ",",
    ";",
    ".",
    "\n",
    ":",
    "(",
    ")",
    "and",
    "or",
    "Plan:",
    "Family history:",
    "Impression:",
    "was",
    "is",
    "\u202e",
    "é",
    "T8",
    "specimen",
]
NOTES = st.lists(st.sampled_from(PHRASES), max_size=40).map(" ".join)


@settings(deadline=None, max_examples=150)
@given(NOTES, st.sampled_from([date(2024, 5, 17), None]))
def test_any_order_of_phrases_gives_a_record(text: str, on: date | None) -> None:
    reading = read_note(text, KNOWLEDGE, on=on)
    record = reading.record(Patient(id="child"))
    assert len(record.entries) == len(reading.entries)
    told = statements(reading, KNOWLEDGE)
    assert "".join(text[piece.start : piece.end] for piece in pieces(reading, told)) == text
    for entry in reading_as_dict(reading, KNOWLEDGE)["entries"]:
        assert 0 <= entry["start"] <= entry["end"] <= len(text)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400))
def test_any_text_gives_a_reading(text: str) -> None:
    read_note("CRMO " + text + " CRP 3", KNOWLEDGE, on=date(2024, 5, 17))
