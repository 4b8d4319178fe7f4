"""Which codes of a source belong to a code set."""

from __future__ import annotations

from typing import Any

import pytest

from crmo.find.definition import CodeRow, matching_code_ids
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import CodeSet


def matches(row: dict[str, Any], **code_set: Any) -> bool:
    made = CodeRow(**{"code_id": 7, "system": "local", "code": "x", **row})
    asked = CodeSet(id="s", label="s", **code_set)
    return matching_code_ids(asked, (made,), load_knowledge()) == (7,)


def meaning(kind: str, concept: str) -> dict[str, Any]:
    return {"concept_kind": kind, "concept": concept}


def icd(code: str, **more: Any) -> dict[str, Any]:
    return {"system": "icd10cm", "code": code, **more}


@pytest.mark.parametrize(
    ("row", "code_set", "expected"),
    [
        (meaning("concept", "bone_pain"), {"concepts": ("pain",)}, True),
        (meaning("concept", "pain"), {"concepts": ("bone_pain",)}, False),
        (meaning("concept", "ewing_sarcoma"), {"concepts": ("malignancy",)}, True),
        (meaning("analyte", "crp"), {"analytes": ("crp",)}, True),
        (meaning("concept", "crp"), {"analytes": ("crp",)}, False),
        (meaning("drug", "naproxen"), {"drugs": ("nsaid",)}, True),
        (meaning("drug", "infliximab"), {"drugs": ("dmard",)}, True),
        (meaning("drug", "nsaid"), {"drugs": ("naproxen",)}, False),
        (meaning("modality", "whole_body_mri"), {"modalities": ("mri",)}, True),
        (meaning("modality", "mri"), {"modalities": ("whole_body_mri",)}, False),
        (meaning("modality", "bone_scan"), {"concepts": ("bone_scan",)}, True),
        (meaning("concept", "whole_body_mri"), {"modalities": ("mri",)}, True),
        (meaning("visit", "emergency"), {"visits": ("emergency",)}, True),
        (meaning("visit", "admission"), {"visits": ("any",)}, True),
        (meaning("specialty", "rheumatology"), {"specialties": ("rheumatology",)}, True),
        (meaning("specialty", "rheumatology"), {"visits": ("any",)}, False),
    ],
)
def test_a_code_belongs_by_what_it_means(
    row: dict[str, Any], code_set: dict[str, object], expected: bool
) -> None:
    assert matches(row, **code_set) is expected


@pytest.mark.parametrize(
    ("code", "listed", "expected"),
    [
        ("M86.35", "M86", True),
        ("m86.351", "M86.3", True),
        ("M8635", "M86.3", True),
        ("M86.3", "M86.35", False),
        ("M46.26", "M86", False),
        ("C41.9", "C00-C97", True),
        ("D16.9", "C00-C97", False),
    ],
)
def test_a_longer_code_of_icd_lies_below_the_one_it_begins_with(
    code: str, listed: str, expected: bool
) -> None:
    assert matches(icd(code), codes={"icd10cm": (listed,)}) is expected


def test_codes_without_a_hierarchy_are_the_same_or_another() -> None:
    codes = {"snomed": ("240151005",)}
    assert matches({"system": "snomed", "code": "240151005"}, codes=codes)
    assert not matches({"system": "snomed", "code": "2401510051"}, codes=codes)
    assert not matches({"system": "icd10cm", "code": "240151005"}, codes=codes)


def test_codes_of_a_hospital_and_of_omop_are_compared_as_they_are() -> None:
    assert matches({"system": "local", "code": "MRI-WB"}, codes={"local": ("MRI-WB",)})
    assert not matches({"system": "local", "code": "mri-wb"}, codes={"local": ("MRI-WB",)})
    assert matches({"system": "omop", "code": "4100613"}, codes={"omop": ("4100613",)})


def test_a_code_in_another_system_beside_it_counts() -> None:
    row = {"system": "snomed", "code": "1", "also": ("icd10cm:M86.35",)}
    assert matches(row, codes={"icd10cm": ("M86.3",)})


def test_a_further_meaning_beside_it_counts() -> None:
    assert matches({"also": ("crmo:ewing_sarcoma",)}, concepts=("malignancy",))
    assert matches({"also": ("crmo:naproxen",)}, drugs=("nsaid",))


def test_exceptions_take_out_what_the_codes_or_the_meaning_let_in() -> None:
    but = {"icd10cm": ("M86.3",)}
    assert not matches(icd("M86.35"), codes={"icd10cm": ("M86",)}, except_codes=but)
    assert matches(icd("M86.15"), codes={"icd10cm": ("M86",)}, except_codes=but)
    told = icd("M86.35", **meaning("concept", "cno"))
    assert matches(told, concepts=("cno",))
    assert not matches(told, concepts=("cno",), except_codes=but)


def test_an_exception_does_not_take_out_another_code_that_is_listed_itself() -> None:
    row = {"system": "snomed", "code": "240151005", "also": ("icd10cm:M86.35",)}
    but = {"icd10cm": ("M86.3",)}
    assert matches(row, codes={"snomed": ("240151005",)}, except_codes=but)


def test_numbers_come_in_ascending_order() -> None:
    rows = [
        CodeRow(code_id=n, system="local", code="x", concept="pain", concept_kind="concept")
        for n in (5, 2, 9)
    ]
    found = matching_code_ids(
        CodeSet(id="s", label="s", concepts=("pain",)), rows, load_knowledge()
    )
    assert found == (2, 5, 9)
