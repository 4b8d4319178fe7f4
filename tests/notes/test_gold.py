from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from tests.notes.scoring_gold import FOLDERS, GoldNote, faults, gold_notes

from crmo.knowledge import Knowledge, load_knowledge


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def notes() -> tuple[GoldNote, ...]:
    return gold_notes("development") + gold_notes("held_back")


def test_most_notes_are_for_writing_rules_and_forty_are_held_back() -> None:
    assert {name: len(gold_notes(name)) for name in FOLDERS} == {
        "development": 242,
        "held_back": 40,
    }


def test_every_note_lies_in_the_folder_of_its_set_under_its_id() -> None:
    for name, folder in FOLDERS.items():
        for path, note in zip(sorted(folder.glob("*.yaml")), gold_notes(name), strict=True):
            assert (path.stem, name) == (note.id, note.set)


def test_every_gold_row_has_known_keys_known_ids_and_words_that_the_text_says(
    notes: tuple[GoldNote, ...], knowledge: Knowledge
) -> None:
    assert [fault for note in notes for fault in faults(note, knowledge)] == []


def test_notes_are_as_long_as_notes_are(notes: tuple[GoldNote, ...]) -> None:
    assert [note.id for note in notes if not 150 <= len(note.text) <= 4000] == []


def test_no_text_is_used_twice(notes: tuple[GoldNote, ...]) -> None:
    times = Counter(note.text for note in notes)
    assert [text for text, count in times.items() if count > 1] == []


def test_both_sets_hold_every_status_of_a_lesion() -> None:
    for name in FOLDERS:
        statuses = {row["status"] for note in gold_notes(name) for row in note.rows("lesions")}
        assert statuses == {"present", "absent", "uncertain", "healed"}


def _contradictions(note: GoldNote) -> Iterator[str]:
    """Required lesions that no reading can satisfy together: one study, one site, two answers."""
    seen: dict[tuple[Any, ...], str] = {}
    for row in note.rows("lesions"):
        place = (row["site"], row.get("on"), row.get("modality"))
        if not row.get("optional") and seen.setdefault(place, row["status"]) != row["status"]:
            yield f"{note.id}: {row['site']}"


def test_no_gold_row_contradicts_another(notes: tuple[GoldNote, ...]) -> None:
    assert [one for note in notes for one in _contradictions(note)] == []


def test_nothing_forbidden_is_asked_for(notes: tuple[GoldNote, ...]) -> None:
    for note in notes:
        asked = {(row["site"], row["status"]) for row in note.rows("lesions")}
        for row in note.rows("forbidden"):
            if row["kind"] == "lesion" and "status" in row and "site" in row:
                assert (row["site"], row["status"]) not in asked, note.id


def test_a_value_stands_in_the_words_of_its_row(notes: tuple[GoldNote, ...]) -> None:
    for note in notes:
        for row in note.rows("labs"):
            if "value" in row:
                words = row["words"] + " " + re.sub(r"(?<=\d),(?=\d{3})", "", row["words"])
                numbers = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", words)}
                assert float(row["value"]) in numbers, (note.id, row["words"])


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ({"lesions": ({"site": "femur_lft", "status": "absent", "words": "femur"},)}, "no site"),
        ({"lesions": ({"site": "femur_left", "status": "gone", "words": "femur"},)}, "no status"),
        ({"lesions": ({"site": "femur_left", "status": "absent", "words": "tibia"},)}, "not say"),
        ({"lesions": ({"site": "femur_left", "words": "femur"},)}, "status is missing"),
        ({"labs": ({"analyte": "crp", "unit": "mg/l/h/x", "words": "femur"},)}, "no unit"),
        ({"findings": ({"concept": "lysis", "status": "absent", "words": "f"},)}, "no finding"),
        ({"treatments": ({"drug": "aspirine", "status": "past", "words": "f"},)}, "no drug"),
        ({"signs": ()}, "no rows are called"),
    ],
)
def test_a_faulty_gold_row_is_found(
    notes: tuple[GoldNote, ...], knowledge: Knowledge, rows: dict[str, Any], fault: str
) -> None:
    note = evolve(notes[0], text="The left femur is normal.", gold=rows)
    assert any(fault in one for one in faults(note, knowledge))
