"""Changes of a note that must not change what is read, or must change it in one known way."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest
from tests.notes.scoring_gold import GoldNote, gold_notes

from crmo.knowledge import load_knowledge
from crmo.notes import NoteReading, read_note
from crmo.record import ImagingStudy, LesionStatus

KNOWLEDGE = load_knowledge()
Rows = set[tuple[str, str]]

NOTES = [note for note in gold_notes() if note.rows("lesions")]
# A table falls apart when its lines do, and so do notes in which each line is a statement.
TABLES = ("R    L", "Right      Left", " | ")
PROSE = [
    note
    for note in NOTES
    if note.style != "terse" and not any(table in note.text for table in TABLES)
]


def read(text: str, on: date | str | None = None) -> NoteReading:
    return read_note(text, KNOWLEDGE, on=date.fromisoformat(str(on)) if on else None)


def lesions(reading: NoteReading) -> Rows:
    return {
        (lesion.bone_unit, str(lesion.status))
        for entry in reading.entries
        if isinstance(entry.entry, ImagingStudy)
        for lesion in entry.entry.lesions
    }


def other_side(site: str) -> str:
    if site.endswith("_left"):
        return site.removesuffix("_left") + "_right"
    return site.removesuffix("_right") + "_left" if site.endswith("_right") else site


SIDES = {"left": "right", "Left": "Right", "LEFT": "RIGHT", "L": "R", "Lt": "Rt", "lt": "rt"}
SIDES |= {right: left for left, right in SIDES.items()}
SIDE = re.compile(r"\b(left|right|Left|Right|LEFT|RIGHT|L(?![\d/.-])|R(?![\d/.-])|Lt|Rt|lt|rt)\b")


def swapped(text: str) -> str:
    return SIDE.sub(lambda match: SIDES[match[0]], text)


def wrapped_anywhere(text: str) -> str:
    luck = Random(1)
    return re.sub(r"(?<=[a-z,]) (?=[a-z])", lambda _: "\n" if luck.random() < 0.12 else " ", text)


def american(text: str) -> str:
    for british, spelt in (("oedema", "edema"), ("haem", "hem"), ("tumour", "tumor")):
        text = text.replace(british, spelt).replace(british.capitalize(), spelt.capitalize())
    return text


UNCHANGING = {
    "capitals": str.upper,
    "American spelling": american,
    "no-break spaces": lambda text: re.sub(r"(?<=[a-z]) (?=[a-z])", "\u00a0", text),
    "justified": lambda text: re.sub(r"(?<=[a-z]) (?=[a-z])", "  ", text),
    "en dashes": lambda text: text.replace("-", "\u2013"),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
}


def name_of(note: GoldNote) -> str:
    return note.id


@pytest.mark.parametrize("note", NOTES, ids=name_of)
def test_swapping_left_and_right_swaps_every_side_and_nothing_else(note: GoldNote) -> None:
    before, after = lesions(read(note.text, note.on)), lesions(read(swapped(note.text), note.on))
    assert {(other_side(site), status) for site, status in before} == after


@pytest.mark.parametrize("change", UNCHANGING)
def test_the_same_lesions_are_read(change: str) -> None:
    changed = {}
    for note in NOTES:
        before = lesions(read(note.text, note.on))
        after = lesions(read(UNCHANGING[change](note.text), note.on))
        if before != after:
            changed[note.id] = before ^ after
    assert changed == {}


def test_line_ends_within_a_sentence_change_nothing() -> None:
    changed = {}
    for note in PROSE:
        before = lesions(read(note.text, note.on))
        after = lesions(read(wrapped_anywhere(note.text), note.on))
        if before != after:
            changed[note.id] = before ^ after
    assert changed == {}


def test_an_unrelated_sentence_between_changes_nothing() -> None:
    scan = "MRI of the legs, 3 May 2024. Oedema in the left distal femur. {}Right tibia normal."
    assert lesions(read(scan.format(""))) == lesions(read(scan.format("The bus was late. ")))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("T4-T6", "T4, T5 and T6"),
        ("T4-6", "T4, T5 and T6"),
        ("T10 through T12", "T10, T11 and T12"),
        ("T7/8", "T7 and T8"),
        ("the left 5th to 7th ribs", "the left fifth, sixth and seventh ribs"),
        ("both distal femora", "the left distal femur and the right distal femur"),
    ],
)
def test_a_range_reads_as_its_members_written_out(short: str, long: str) -> None:
    scan = "MRI of 3 May 2024. There is marrow oedema in {}."
    assert lesions(read(scan.format(short))) == lesions(read(scan.format(long)))
    assert lesions(read(scan.format(short))) != set()


PLACES = [
    ("the left distal femur", "femur_distal_left"),
    ("the T8 vertebral body", "vertebra_t8"),
    ("the medial end of the right clavicle", "clavicle_medial_right"),
    ("the sacrum", "sacrum"),
    ("the right third metatarsal", "metatarsal_3_right"),
    ("the left calcaneus", "calcaneus_left"),
]
DENIALS = [
    "There is no evidence of oedema in {}.",
    "{} is normal.",
    "{} is spared.",
    "No oedema of {}.",
    "{}: clear.",
    "{} shows neither oedema nor sclerosis.",
    "I see no lesion in {}.",
    "{} no longer shows oedema.",
    "The oedema in {} has resolved.",
    "Oedema is not seen in {}.",
    "{} was free of oedema.",
    "Without oedema in {}.",
    "Absence of oedema in {}.",
    "{} appears unremarkable.",
]


@pytest.mark.parametrize("denial", DENIALS)
def test_what_is_denied_is_never_present(denial: str) -> None:
    for words, site in PLACES:
        text = f"MRI of 3 May 2024.\n\n{denial.format(words)}"
        text = text.replace("\n\nthe ", "\n\nThe ")
        statuses = {status for told, status in lesions(read(text)) if told == site}
        assert statuses
        assert str(LesionStatus.PRESENT) not in statuses


@pytest.mark.parametrize(
    "silent",
    [
        "Indication: oedema in {}?",
        "Please look for oedema in {}.",
        "If there is oedema in {}, please call.",
        "Is there oedema in {}?",
        "Plan: MRI for oedema of {}.",
    ],
)
def test_a_question_or_a_plan_asserts_nothing(silent: str) -> None:
    for words, _ in PLACES:
        assert lesions(read(f"MRI of 3 May 2024.\n\n{silent.format(words)}")) == set()


def test_marks_point_at_the_words_in_the_original_text() -> None:
    text = "MRI\u00a0of 3 May 2024.\r\n\r\nMarked  oedema in  the left  distal femur."
    (entry,) = read(text).entries
    marked = {text[mark.start : mark.end] for mark in entry.evidence}
    assert marked == {"MRI", "oedema", "left  distal femur"}
    assert entry.entry.source is not None
    assert text[entry.entry.source.start : entry.entry.source.end] == entry.entry.source.text


def test_a_side_is_not_carried_over_a_full_stop() -> None:
    text = "MRI of 3 May 2024. The left humerus is normal. There is oedema in the distal femur."
    assert ("femur_distal", "present") in lesions(read(text))


def test_both_statements_of_a_contradiction_are_kept() -> None:
    text = "MRI of 3 May 2024.\nFindings: Oedema in T8.\nImpression: T8 is normal."
    reading = read(text)
    assert lesions(reading) == {("vertebra_t8", "present"), ("vertebra_t8", "absent")}
    assert [each.about for each in reading.contradictions] == ["vertebra_t8"]


@pytest.mark.parametrize(
    ("addendum", "rows"),
    [
        ("The lesion is in T9, not T8.", {("vertebra_t9", "present")}),
        (
            "Correction: for T8 the report should read T9; not T8 but T9.",
            {("vertebra_t9", "present")},
        ),
    ],
)
def test_an_addendum_overrides(addendum: str, rows: Rows) -> None:
    text = f"MRI of 3 May 2024.\nFindings: Oedema in T8.\nADDENDUM: {addendum}"
    assert lesions(read(text)) == rows


def test_an_addendum_corrects_a_side() -> None:
    text = (
        "MRI of 3 May 2024.\nFindings: Oedema in the left distal tibia.\n"
        "ADDENDUM: The side was given wrongly. The lesion is in the right distal tibia."
    )
    assert lesions(read(text)) == {("tibia_distal_right", "present")}


def test_words_of_an_unknown_place_are_told() -> None:
    text = "MRI of 3 May 2024. There is oedema in the quadratus plantae. Left femur normal."
    assert [u.text for u in read(text).unread] == ["oedema in the quadratus plantae"]


def test_a_weighting_is_no_vertebra_and_doubt_is_told() -> None:
    text = "MRI of 3 May 2024. T1 and STIR images. Oedema of T8. T2: focal oedema."
    reading = read(text)
    assert lesions(reading) == {("vertebra_t8", "present")}
    assert [unread.text for unread in reading.unread] == ["T2"]


def test_a_note_without_a_word_we_know_is_left_at_once() -> None:
    reading = read("The parcel arrived on Monday and was paid for.")
    assert (reading.entries, reading.unread) == ((), ())
