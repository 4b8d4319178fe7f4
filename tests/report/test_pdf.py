"""The page on paper: one tagged A4 page, however long the record."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from crmo.errors import MissingExtraError
from crmo.record import Entry, PartialDate, Patient, PatientRecord
from crmo.report.case import Case
from crmo.report.paper import STEPS, paper_data, shortened_to
from crmo.report.pdf import patient_pdf

MakeCase = Callable[[PatientRecord], Case]


def pdf_of(case: Case) -> bytes:
    return patient_pdf(case.whole, case.assessment, case.knowledge, on=case.on)


def n_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def longer(record: PatientRecord, times: int) -> PatientRecord:
    """Return the record with its entries repeated further back in time."""
    found: list[Entry] = list(record.entries)
    for turn in range(1, times):
        for entry in record.entries:
            if entry.on is None or entry.supersedes:
                continue
            moved: dict[str, Any] = {"id": f"{entry.id}-{turn}"}
            for name in ("on", "end", "until", "since"):
                day = getattr(entry, name, None)
                if day is not None:
                    moved[name] = PartialDate.parse(day.earliest - timedelta(days=61 * turn))
            found.append(evolve(entry, **moved))
    return evolve(record, entries=tuple(found))


@pytest.mark.parametrize("name", ["relapsing", "undiagnosed"])
def test_it_is_one_tagged_page_for_universal_access(
    name: str, request: pytest.FixtureRequest
) -> None:
    made = pdf_of(request.getfixturevalue(name))
    assert n_pages(made) == 1
    assert b"/StructTreeRoot" in made
    assert b"/Lang" in made
    assert b"pdfuaid" in made


def test_a_long_record_still_fits_one_page_and_says_what_it_leaves_out(
    relapsing: Case, make_case: MakeCase
) -> None:
    case = make_case(longer(relapsing.whole, 4))
    assert n_pages(pdf_of(case)) == 1
    last = shortened_to(paper_data(case), STEPS[-1])
    assert last["lesions"]["more"] == len(paper_data(case)["lesions"]) - len(
        last["lesions"]["rows"]
    )


def test_an_empty_record_makes_one_page(make_case: MakeCase) -> None:
    assert n_pages(pdf_of(make_case(PatientRecord(patient=Patient(id="p"))))) == 1


@pytest.mark.parametrize(
    "name", ["#panic()", "*_`$x$`", "] #let", '"\\u{0}', "<script>", "x" * 5000, "שָׁלוֹם 王"]
)
def test_a_name_is_text_whatever_it_says(name: str, make_case: MakeCase) -> None:
    assert n_pages(pdf_of(make_case(PatientRecord(patient=Patient(id="p", name=name))))) == 1


def test_the_same_record_gives_the_same_bytes(undiagnosed: Case) -> None:
    assert pdf_of(undiagnosed) == pdf_of(undiagnosed)


def test_the_date_in_the_file_is_the_day_of_the_page(undiagnosed: Case) -> None:
    assert undiagnosed.on == date(2026, 6, 15)
    assert b"2026-06-15" in pdf_of(undiagnosed)


def test_without_typst_the_error_says_what_to_install(
    undiagnosed: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = builtins.__import__

    def without_typst(name: str, *rest: Any, **more: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return really(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_typst)
    with pytest.raises(MissingExtraError, match=r"pip install 'crmo\[pdf\]'"):
        pdf_of(undiagnosed)
