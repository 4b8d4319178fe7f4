"""Text from a record never becomes markup, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from crmo.exchange.reading import Level, Remark
from crmo.record import (
    Diagnosis,
    Document,
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
    PatientRecord,
    Procedure,
    Quantity,
    Retraction,
    Score,
    Source,
    TreatmentCourse,
)
from crmo.report.case import Case

ON = "2025-03-01"


def hostile_record(text: str) -> PatientRecord:
    """Return a record with the text in every field that takes text."""
    source = Source(document=text, locator=text, text=text, rule=text)
    shared = {"on": ON, "source": source, "note": text}
    fact = Fact(concept=text, status=FactStatus.PRESENT, text=text)
    lesion = Lesion(bone_unit="femur_left", status=LesionStatus.PRESENT, features=(fact,),
                    note=text)  # fmt: skip
    entries = (
        Finding(id=text, concept=text, status=FactStatus.PRESENT, site_text=text, **shared),
        Finding(id=f"f-{text}", concept="bone_pain", status=FactStatus.PRESENT, site="tibia_left",
                severity=5, **shared),
        Measurement(id=f"m-{text}", analyte=text, text=text, **shared),
        Measurement(id=f"c-{text}", analyte="crp", quantity=Quantity(value=3, unit="mg/L"),
                    text=text, **shared),
        Score(id=f"s-{text}", instrument=text, value=3, **shared),
        Score(id=f"p-{text}", instrument="pain", value=3, **shared),
        Procedure(id=f"b-{text}", concept=text, results=(fact,), **shared),
        Diagnosis(id=f"d-{text}", concept=text, **shared),
        Encounter(id=f"e-{text}", contact=text, department=text, reason=text, **shared),
        Document(id=f"t-{text}", title=text, media_type=text, text=text, **shared),
        ImagingStudy(id=f"i-{text}", modality=Modality.MRI, lesions=(lesion,), sequences=(text,),
                     conclusion=text, **shared),
        TreatmentCourse(id=f"x-{text}", drug=text, dose=text, route=text, indication=text,
                        adverse_events=(fact,), **shared),
    )  # fmt: skip
    patient = Patient(id=text, name=text, birth_date="2015-01-01")
    return PatientRecord(
        patient=patient, entries=entries, retractions=(Retraction(entry=text, reason=text),)
    )


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{0}{name}%s${x}",
    "&lt;b&gt;&amp;",
    "]]><!--",
    "a\u2028b\u202ec",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_record_becomes_markup(
    text: str,
    make_case: Callable[[PatientRecord], Case],
    write_page: Callable[..., str],
    parsed: Callable[[str], Any],
) -> None:
    case = evolve(
        make_case(hostile_record(text)),
        remarks=(Remark(level=Level.ERROR, where=text, message=text, came=text),),
    )
    page = parsed(write_page(case))
    assert page.unbalanced == []
    assert page.tags["script"] == page.tags["style"] == 1
    assert page.tags["img"] == 0
    assert [a for a in page.attributes if a[1].startswith("on") or a[1] in ("src", "style")] == []
    assert [link for link in page.links if link.lower().startswith("javascript")] == []
    assert len(page.ids) == len(set(page.ids))
    # And it is there to be read: nothing was dropped to be safe.
    assert page.text.count(text) >= 20


def test_the_day_of_a_hostile_record_is_still_told(
    make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str]
) -> None:
    assert make_case(hostile_record(HOSTILE[0])).on > date(2025, 3, 1)
