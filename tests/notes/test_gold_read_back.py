"""A reading made of the gold rows themselves must be perfect: the gold and the scorer agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.notes.scoring import score_note
from tests.notes.scoring_gold import GoldNote, gold_notes

from crmo.knowledge import load_knowledge
from crmo.notes import NoteReading, ReadEntry
from crmo.record.clinical import (
    Certainty,
    Diagnosis,
    Finding,
    Flag,
    Measurement,
    Procedure,
    Score,
    Subject,
)
from crmo.record.entry import Entry
from crmo.record.facts import Fact, FactStatus
from crmo.record.imaging import ImagingStudy, Lesion, LesionStatus, Modality
from crmo.record.quantity import Comparator, Quantity
from crmo.record.treatment import TreatmentCourse

NOTES = [*gold_notes("development"), *gold_notes("held_back")]
RUNS = {"started": FactStatus.PRESENT, "ongoing": FactStatus.PRESENT}
Row = Mapping[str, Any]


def reading_of(note: GoldNote, *, with_optional: bool) -> NoteReading:
    entries = [
        entry
        for kind, make in MAKERS.items()
        for number, row in enumerate(note.rows(kind))
        if with_optional or not row.get("optional")
        for entry in make(f"{kind}-{number}", row)
    ]
    return NoteReading(
        text=note.text,
        document=note.id,
        on=note.on,
        entries=tuple(ReadEntry(entry) for entry in entries),
    )


def _facts(told: Mapping[str, str]) -> list[Fact]:
    return [Fact(concept=one, status=FactStatus(status)) for one, status in told.items()]


def _scan(key: str, row: Row) -> Iterator[Entry]:
    lesion = Lesion(
        bone_unit=row["site"],
        status=LesionStatus(row["status"]),
        features=_facts(row.get("features", {})),
        size_mm=row.get("size_mm"),
    )
    modality = Modality(row.get("modality", "other"))
    yield ImagingStudy(id=key, on=row.get("on"), modality=modality, lesions=[lesion])


def _finding(key: str, row: Row) -> Iterator[Entry]:
    past = row["status"] == "past"
    yield Finding(
        id=key,
        concept=row["concept"],
        status=FactStatus.PRESENT if past else FactStatus(row["status"]),
        until="2000" if past else None,
        site=row.get("site"),
        about=Subject(row.get("about", "patient")),
    )


def _lab(key: str, row: Row) -> Iterator[Entry]:
    quantity = None
    if "value" in row:
        comparator = Comparator(row["comparator"]) if "comparator" in row else None
        quantity = Quantity(value=row["value"], unit=row.get("unit"), comparator=comparator)
    flag = Flag(row["flag"]) if "flag" in row else None
    yield Measurement(
        id=key, analyte=row["analyte"], quantity=quantity, flag=flag, on=row.get("on")
    )


def _score(key: str, row: Row) -> Iterator[Entry]:
    yield Score(
        id=key,
        instrument=row["instrument"],
        value=row["value"],
        scale_high=row["scale_high"],
        site=row.get("site"),
    )


def _course(key: str, row: Row) -> Iterator[Entry]:
    if row["status"] not in {"planned", "declined"}:
        yield TreatmentCourse(
            id=key,
            drug=row["drug"],
            on=row.get("on"),
            end=row.get("until"),
            ongoing=RUNS.get(row["status"], FactStatus.ABSENT),
            dose=row.get("dose", ""),
        )


def _procedure(key: str, row: Row) -> Iterator[Entry]:
    if row["status"] != "planned":
        yield Procedure(
            id=key,
            concept=row["concept"],
            status=FactStatus(row["status"]),
            site=row.get("site"),
            results=_facts(row.get("results", {})),
        )


def _diagnosis(key: str, row: Row) -> Iterator[Entry]:
    yield Diagnosis(id=key, concept=row["concept"], certainty=Certainty(row["certainty"]))


MAKERS = {
    "lesions": _scan,
    "findings": _finding,
    "labs": _lab,
    "scores": _score,
    "treatments": _course,
    "procedures": _procedure,
    "diagnoses": _diagnosis,
}


@pytest.mark.parametrize("with_optional", [False, True])
def test_a_reading_made_of_the_gold_rows_is_perfect(with_optional: bool) -> None:
    knowledge = load_knowledge()
    for note in NOTES:
        score = score_note(note, reading_of(note, with_optional=with_optional), knowledge)
        errors = {
            name: (score.missed[name], score.wrong[name])
            for name, counts in score.counts.items()
            if counts.wrong or counts.missed
        }
        assert (errors, score.forbidden) == ({}, ()), note.id
        assert all(right == told for right, told in score.details.values()), note.id
        assert score.critical == (), note.id
