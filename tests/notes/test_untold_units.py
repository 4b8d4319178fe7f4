"""Values told without a unit: taken in the only unit that fits, said aloud, or left alone."""

from __future__ import annotations

from datetime import date

import pytest

from crmo.knowledge import load_knowledge
from crmo.notes.letter_facts import Letter, facts_of_letter
from crmo.record import Measurement

KNOWLEDGE = load_knowledge()
ON = date(2025, 5, 1)


def letter(text: str) -> Letter:
    return facts_of_letter(text, KNOWLEDGE, on=ON)


def units(found: Letter) -> dict[str, str | None]:
    return {
        entry.analyte: entry.quantity.unit
        for entry in found.facts.record.entries
        if isinstance(entry, Measurement) and entry.quantity is not None
    }


def test_counts_without_a_unit_are_weighed_and_said_to_be_so() -> None:
    found = letter("Bloods: Hb 82, WBC 3.1, neutrophils 0.8, platelets 95.")
    assert units(found) == {
        "haemoglobin": "g/L",
        "white_cells": "10*9/L",
        "neutrophils": "10*9/L",
        "platelets": "10*9/L",
    }
    assert {each.analyte for each in found.units_taken} == set(units(found))


def test_the_reading_itself_keeps_what_was_told() -> None:
    told = letter("Bloods: Hb 82, platelets 95.").reading
    kept = [read.entry for read in told.entries if isinstance(read.entry, Measurement)]
    assert {entry.quantity.unit for entry in kept if entry.quantity} == {None}


@pytest.mark.parametrize(
    ("analyte", "value", "unit"),
    [
        ("haemoglobin", 8.2, "g/dL"),
        ("haemoglobin", 82, "g/L"),
        ("haemoglobin", 27, None),
        ("platelets", 139_000, "/uL"),
        ("platelets", 3_000, None),
        ("white_cells", 19_500, "/uL"),
        ("crp", 12, None),
        ("esr", 48, "mm/h"),
    ],
)
def test_a_unit_is_taken_only_where_no_other_fits(
    analyte: str, value: float, unit: str | None
) -> None:
    assert KNOWLEDGE.analytes[analyte].unit_when_untold(value) == unit


def test_a_unit_that_was_told_is_kept() -> None:
    assert units(letter("Hb 8.2 g/dL.")) == {"haemoglobin": "g/dL"}
    assert letter("Hb 8.2 g/dL.").units_taken == ()
