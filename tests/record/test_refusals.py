"""Impossible values cannot be built; the message says where, what came, what was expected, what
to do, and keeps the value out of the text that a log would hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.errors import InvalidValueError
from crmo.record import (
    Diagnosis,
    Encounter,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    Patient,
    Procedure,
    Quantity,
    Score,
    Source,
    TreatmentCourse,
)
from crmo.record.json_form import entry_from_dict

PRESENT = FactStatus.PRESENT


def finding(**values: Any) -> Finding:
    return Finding(**({"id": "f-1", "concept": "fever", "status": PRESENT} | values))


def course(**values: Any) -> TreatmentCourse:
    return TreatmentCourse(**({"id": "c-1", "drug": "naproxen"} | values))


def score(**values: Any) -> Score:
    return Score(**({"id": "s-1", "instrument": "pain", "value": 3} | values))


def lesion(**values: Any) -> Lesion:
    return Lesion(**({"bone_unit": "tibia_left", "status": LesionStatus.PRESENT} | values))


def study(**values: Any) -> ImagingStudy:
    return ImagingStudy(**({"id": "i-1", "modality": Modality.MRI} | values))


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("entry f-1, severity", lambda: finding(severity=10.01)),
    ("entry f-1, severity", lambda: finding(severity=-0.01)),
    ("entry f-1, severity", lambda: finding(severity=math.nan)),
    ("entry f-1, severity", lambda: finding(severity="severe")),
    ("entry f-1, status", lambda: finding(status="present")),
    ("entry f-1, status", lambda: finding(status=None)),
    ("entry f-1, about", lambda: finding(about="mother")),
    ("entry f-1, concept", lambda: finding(concept="")),
    ("finding, id", lambda: finding(id="")),
    ("finding, id", lambda: finding(id=None)),
    ("entry f-1, site", lambda: finding(site="left knee cap-ish")),
    ("entry f-1, until", lambda: finding(since="2024-06", until="2024-05")),
    ("entry f-1, supersedes", lambda: finding(supersedes="f-1")),
    ("entry c-1, end", lambda: course(on="2024-06-02", end="2024-06-01")),
    ("entry c-1, ongoing", lambda: course(end="2024", ongoing=PRESENT)),
    ("entry c-1, drug", lambda: course(drug=" ")),
    ("entry c-1, stop_reason", lambda: course(stop_reason="bored")),
    ("entry s-1, value", lambda: score(value=11)),
    ("entry s-1, value", lambda: score(value=-1)),
    ("entry s-1, value", lambda: score(value=math.nan)),
    ("entry s-1, value", lambda: score(value="3")),
    ("entry s-1, scale_high", lambda: score(scale_high=0)),
    ("entry s-1, scale_high", lambda: score(scale_high=math.inf)),
    ("entry s-1, site", lambda: score(site="nowhere")),
    ("lesion, size_mm", lambda: lesion(size_mm=0)),
    ("lesion, size_mm", lambda: lesion(size_mm=-4)),
    ("lesion, size_mm", lambda: lesion(size_mm=math.inf)),
    ("lesion, bone_unit", lambda: lesion(bone_unit="femur_dist_left")),
    ("lesion, status", lambda: lesion(status="gone")),
    ("entry i-1, modality", lambda: study(modality="MRI")),
    ("entry i-1, covers", lambda: study(covers=["pelvis", "nowhere"])),
    (
        "entry m-1, reference_low",
        lambda: Measurement(id="m-1", analyte="crp", reference_low=5, reference_high=1),
    ),
    ("entry m-1, flag", lambda: Measurement(id="m-1", analyte="crp", flag="very high")),  # type: ignore[arg-type]
    ("entry d-1, until", lambda: Diagnosis(id="d-1", concept="cno", on="2024", until="2023")),
    ("entry e-1, until", lambda: Encounter(id="e-1", on="2024-05-02", until="2024-05-01")),
    ("entry p-1, site", lambda: Procedure(id="p-1", concept="bone_biopsy", site="x")),
    ("patient, id", lambda: Patient(id="")),
    ("patient, sex", lambda: Patient(id="1", sex="f")),  # type: ignore[arg-type]
    ("fact, concept", lambda: Fact(concept="", status=PRESENT)),
    ("fact, status", lambda: Fact(concept="lysis", status="yes")),  # type: ignore[arg-type]
    ("quantity, value", lambda: Quantity(value=math.nan)),
    ("source, end", lambda: Source(document="letter", start=9, end=3)),
    ("source, end", lambda: Source(document="letter", start=-1)),
]


@pytest.mark.parametrize(("where", "build"), REFUSED)
def test_an_impossible_value_is_refused_in_four_parts(
    where: str, build: Callable[[], object]
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        build()
    error = caught.value
    assert where == error.where
    assert error.problem
    assert error.expected
    assert error.todo
    for part in (error.where, error.problem, error.expected, error.todo):
        assert part in str(error)


# (what is tried, a field that any text is wrong for)
TEXT_FIELDS = [
    lambda text: finding(status=text),
    lambda text: finding(severity=text),
    lambda text: finding(on=text),
    lambda text: finding(site=text),
    lambda text: course(stop_reason=text),
    lambda text: lesion(bone_unit=text),
    lambda text: study(lesions=[text]),
    Quantity.parse,
    lambda text: Patient(id="1", birth_date=text),
    lambda text: entry_from_dict({"kind": "finding", "id": "f", "concept": "x", "status": text}),
    lambda text: entry_from_dict({"kind": text, "id": "f"}),
    lambda text: entry_from_dict({"kind": "score", "id": "f", "instrument": "pain", "value": text}),
]


@pytest.mark.parametrize("attempt", TEXT_FIELDS)
@given(value=st.text(min_size=1, max_size=30).map(lambda text: f"Erika {text}"))
def test_the_text_of_an_error_never_holds_the_value(
    attempt: Callable[[str], object], value: str
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        attempt(value)
    assert "Erika" not in str(caught.value)
    assert "Erika" not in repr(caught.value)
    assert "Came:" in caught.value.explain()


@given(st.floats(10_000, 99_999) | st.floats(-99_999, -10_000))
def test_the_text_of_an_error_never_holds_the_number(value: float) -> None:
    for attempt in (lambda: finding(severity=value), lambda: score(value=value)):
        with pytest.raises(InvalidValueError) as caught:
            attempt()
        assert str(value) not in str(caught.value)
        assert repr(value) in caught.value.explain()


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        finding().severity = 3  # type: ignore[misc]


@pytest.mark.parametrize("values", ["STIR", 3, ["STIR", 1], None])
def test_a_list_of_texts_is_just_that(values: Any) -> None:
    with pytest.raises(InvalidValueError, match="list of texts"):
        study(sequences=values)


def test_a_number_beyond_all_measure_is_refused_like_any_other_bad_number() -> None:
    with pytest.raises(InvalidValueError, match="finite number"):
        Quantity(value=10**400)
