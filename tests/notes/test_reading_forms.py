"""A reading as JSON, as marked text and as a page."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crmo.cli.read_note import read_file
from crmo.errors import UnreadableError, UserError
from crmo.knowledge import load_knowledge
from crmo.notes import NoteReading
from crmo.notes.clinic import CLINIC_EXTRACTORS
from crmo.notes.json_form import reading_as_dict, reading_schema
from crmo.notes.marked_text import LOOKS, pieces
from crmo.notes.pipeline import prepare
from crmo.notes.statement import statements
from crmo.record import Patient
from crmo.report.reading_page import reading_page_html

KNOWLEDGE = load_knowledge()
DAY = date(2024, 5, 17)
TEXT = """Paediatric Rheumatology Clinic, 17 May 2024
Known CRMO. <b>No fever</b>, but pain in the left clavicle since March.
CRP 12 mg/L (0-5), ESR 30. Naproxen 250 mg twice daily. Seen 03/04/2024.
Bone biopsy: fibrosis. Her mother has psoriasis.
"""


def reading() -> NoteReading:
    context = prepare(TEXT, KNOWLEDGE, on=DAY, document="letter")
    assert context is not None
    entries = tuple(one for extract in CLINIC_EXTRACTORS for one in extract(context))
    return NoteReading(
        text=TEXT, document="letter", on=DAY, entries=entries, unread=tuple(context.unread)
    )


def test_json_is_valid_under_its_schema() -> None:
    schema = reading_schema()
    Draft202012Validator.check_schema(schema)
    form = json.loads(json.dumps(reading_as_dict(reading(), KNOWLEDGE), allow_nan=False))
    Draft202012Validator(schema).validate(form)
    assert {"finding", "measurement", "diagnosis", "treatment_course", "procedure"} <= {
        entry["kind"] for entry in form["entries"]
    }


def test_json_tells_value_unit_and_place_in_the_text() -> None:
    form = reading_as_dict(reading(), KNOWLEDGE)
    (crp,) = (entry for entry in form["entries"] if entry["concept"] == "crp")
    assert (crp["value"], crp["unit"], crp["reference_high"]) == (12, "mg/L", 5)
    assert TEXT[crp["start"] : crp["end"]] == "CRP 12 mg/L"


def test_every_field_of_the_schema_is_described() -> None:
    for name, shape in reading_schema()["$defs"].items():
        for key, field in shape["properties"].items():
            assert field.get("description") or name == "Fact", f"{name}.{key}"


def test_the_pieces_of_the_text_are_the_text() -> None:
    read = reading()
    told = statements(read, KNOWLEDGE)
    found = pieces(read, told)
    assert "".join(TEXT[piece.start : piece.end] for piece in found) == TEXT
    assert {piece.look for piece in found} <= {"", *LOOKS}
    assert any(
        piece.look == "absent" and "fever" in TEXT[piece.start : piece.end] for piece in found
    )


def test_a_reading_makes_a_record() -> None:
    record = reading().record(Patient(id="child"))
    assert len(record.entries) == len(reading().entries)


def test_the_page_shows_the_text_and_lets_no_markup_through() -> None:
    page = reading_page_html(reading(), KNOWLEDGE)
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    shown = re.sub(r"<[^>]+>", "", page[page.index('class="note-text"') :])
    assert "pain in the left clavicle since March" in shown
    assert "An aid to thinking, not a diagnosis" in page
    assert not re.search(r"(?:src|href)=.?http", page)


def test_the_command_shows_text_and_statements(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(TEXT, encoding="utf-8")
    page = tmp_path / "page.html"
    assert read_file(str(letter), html=page) == 0
    shown = capsys.readouterr().out
    assert "pain in the left clavicle" in shown
    assert "No flag is not reassurance" in shown
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_command_writes_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(TEXT, encoding="utf-8")
    read_file(str(letter), json=True)
    form = json.loads(capsys.readouterr().out)
    assert (form["document"], form["on"]) == ("letter.txt", "2024-05-17")


def test_the_command_overwrites_no_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="already there"):
        read_file("letter.txt", html=page)
    assert page.read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"missing\.txt"):
        read_file(str(tmp_path / "missing.txt"))
