"""Hypothesis strategies for records: every value they draw is one that crmo lets in.

    @given(records())
    def test_law(record): ...

Dates lie between 2005 and 2026 so that they make a childhood; ids are unique in a record;
corrections and retractions occur. `concepts`, `analytes` and the like are small fixed lists that
rules speak of; pass your own to aim at one rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from crmo.anatomy import all_sites
from crmo.record import (
    Certainty,
    Comparator,
    Diagnosis,
    Document,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    PartialDate,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    Retraction,
    Score,
    Sex,
    Source,
    StopReason,
    Subject,
    ToldResponse,
    TreatmentCourse,
)

FIRST_DAY, LAST_DAY = date(2005, 1, 1), date(2026, 12, 31)

FINDING_CONCEPTS = (
    *("bone_pain", "night_pain", "joint_pain", "swelling", "tenderness", "warmth", "fever"),
    *("weight_loss", "fatigue", "good_general_health", "local_inflammation", "psoriasis"),
    *("palmoplantar_pustulosis", "acne", "arthritis", "inflammatory_bowel_disease"),
    *("hepatosplenomegaly", "lymphadenopathy", "neurological_signs"),
)
FEATURES = (
    *("marrow_oedema", "lysis", "sclerosis", "hyperostosis", "periosteal_reaction"),
    *("soft_tissue_swelling", "height_loss", "physis_involved", "abscess"),
)
RESULTS = (
    *("bacterial_growth", "histology_inflammation", "histology_fibrosis", "malignant_cells"),
    *("antibiotics_at_sampling", "histology_plasma_cells", "histology_normal"),
)
PROCEDURES = ("bone_biopsy", "bone_marrow_examination", "blood_culture")
DISEASES = ("cno", "bacterial_osteomyelitis", "leukaemia", "ewing_sarcoma", "jia")
ANALYTE_UNITS = {
    "crp": ("mg/L", "mg/dL"),
    "esr": ("mm/h",),
    "haemoglobin": ("g/L", "g/dL"),
    "white_cells": ("10*9/L", "10*3/uL"),
    "platelets": ("10*9/L",),
    "ldh": ("U/L",),
    "height": ("cm",),
    "weight": ("kg",),
}
INSTRUMENTS = {"physician_global": 10.0, "patient_global": 10.0, "pain": 100.0, "chaq": 3.0}
DRUGS = ("naproxen", "ibuprofen", "pamidronic_acid", "adalimumab", "methotrexate", "prednisolone")

Drawn = TypeVar("Drawn")


def days(first: date = FIRST_DAY, last: date = LAST_DAY) -> st.SearchStrategy[date]:
    """Whole days."""
    return st.dates(min_value=first, max_value=last)


def partial_dates(first: date = FIRST_DAY, last: date = LAST_DAY) -> st.SearchStrategy[PartialDate]:
    """Days, months and years, each as likely."""

    def cut(day: date, parts: int) -> PartialDate:
        return PartialDate(*(day.year, day.month, day.day)[:parts])

    return st.builds(cut, days(first, last), st.integers(1, 3))


def words() -> st.SearchStrategy[str]:
    """Short free text in several scripts, without control characters."""
    return st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


def sites(among: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Bone units and partial sites."""
    known = among or tuple(all_sites())
    return st.integers(0, len(known) - 1).map(known.__getitem__)


def fact_statuses() -> st.SearchStrategy[FactStatus]:
    """All four states."""
    return st.sampled_from(FactStatus)


def facts(concepts: Sequence[str]) -> st.SearchStrategy[tuple[Fact, ...]]:
    """Up to four facts, each of another concept."""
    fact = st.builds(Fact, concept=st.sampled_from(concepts), status=fact_statuses(), text=words())
    return st.lists(fact, max_size=4, unique_by=lambda each: each.concept).map(tuple)


def sources() -> st.SearchStrategy[Source]:
    """Places that an entry may come from, offsets in order."""
    offsets = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)
    plain = st.builds(Source, document=words(), locator=words(), text=words(), rule=words())
    return st.builds(lambda s, o: attrs.evolve(s, start=o[0], end=o[1]), plain, offsets) | plain


def _common() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "id": st.uuids(version=4).map(str),
        "on": st.none() | partial_dates(),
        "recorded_on": st.none() | days(),
        "source": st.none() | sources(),
        "note": words(),
    }


def _in_order(first: PartialDate | None, second: PartialDate | None) -> tuple[Any, Any]:
    if first and second and second.is_before(first):
        return second, first
    return first, second


def _periods(on: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[tuple[Any, Any]]:
    either = st.none() | partial_dates()
    return st.builds(_in_order, either if on is None else on, either)


def findings(
    concepts: Sequence[str] = FINDING_CONCEPTS, **fixed: st.SearchStrategy[Any]
) -> st.SearchStrategy[Finding]:
    """Findings of the patient and of the family."""

    def build(period: tuple[Any, Any], **values: Any) -> Finding:
        return Finding(since=period[0], until=period[1], **values)

    fields = _common() | {
        "concept": st.sampled_from(concepts),
        "status": fact_statuses(),
        "site": st.none() | sites(),
        "site_text": words(),
        "severity": st.none() | st.floats(0, 10),
        "about": st.sampled_from(Subject),
    }
    return st.builds(build, period=_periods(), **(fields | fixed))


def quantities(units: Sequence[str | None] = ("mg/L", None)) -> st.SearchStrategy[Quantity]:
    """Amounts from 0 to 10 000, exact or with a comparator."""
    return st.builds(
        Quantity,
        value=st.floats(0, 10_000) | st.integers(0, 500),
        unit=st.sampled_from(units),
        comparator=st.none() | st.sampled_from(Comparator),
    )


@st.composite
def measurements(
    draw: st.DrawFn, analytes: Sequence[str] = tuple(ANALYTE_UNITS), **fixed: Any
) -> Measurement:
    """Values in the units of their analyte, values without unit, flags alone, words alone."""
    analyte = draw(st.sampled_from(analytes))
    limits = draw(st.lists(st.floats(0, 1000), min_size=2, max_size=2).map(sorted))
    values = {
        "quantity": draw(st.none() | quantities((*ANALYTE_UNITS.get(analyte, ("1",)), None))),
        "flag": draw(st.none() | st.sampled_from(Flag)),
        "reference_low": draw(st.sampled_from((limits[0], None))),
        "reference_high": draw(st.sampled_from((limits[1], None))),
        "text": draw(words()),
    }
    common = {name: draw(strategy) for name, strategy in _common().items()}
    given = {name: draw(strategy) for name, strategy in fixed.items()}
    return Measurement(analyte=analyte, **(common | values | given))


def lesions(among: Sequence[str] = ()) -> st.SearchStrategy[Lesion]:
    """Lesions in all states, at bone units and partial sites."""
    return st.builds(
        Lesion,
        bone_unit=sites(among),
        status=st.sampled_from(LesionStatus),
        features=facts(FEATURES),
        size_mm=st.none() | st.floats(0.1, 200),
        clinically_active=fact_statuses(),
        note=words(),
    )


def imaging_studies(
    among: Sequence[str] = (), **fixed: st.SearchStrategy[Any]
) -> st.SearchStrategy[ImagingStudy]:
    """Studies of all modalities with up to five lesions."""
    fields = _common() | {
        "modality": st.sampled_from(Modality),
        "whole_body": fact_statuses(),
        "covers": st.lists(sites(among), max_size=3, unique=True),
        "lesions": st.lists(lesions(among), max_size=5),
        "unlisted": fact_statuses(),
        "sequences": st.lists(st.sampled_from(("STIR", "T1", "DWI")), max_size=2, unique=True),
        "contrast": fact_statuses(),
        "conclusion": words(),
    }
    return st.builds(ImagingStudy, **(fields | fixed))


@st.composite
def scores(draw: st.DrawFn, instruments: Sequence[str] = tuple(INSTRUMENTS), **fixed: Any) -> Score:
    """Answers within their scale."""
    instrument = draw(st.sampled_from(instruments))
    top = INSTRUMENTS.get(instrument, 10.0)
    values = {"value": draw(st.floats(0, top)), "site": draw(st.none() | sites())}
    common = {name: draw(strategy) for name, strategy in _common().items()}
    given = {name: draw(strategy) for name, strategy in fixed.items()}
    return Score(instrument=instrument, scale_high=top, **(common | values | given))


def procedures(
    concepts: Sequence[str] = PROCEDURES, **fixed: st.SearchStrategy[Any]
) -> st.SearchStrategy[Procedure]:
    """Procedures with up to four results."""
    fields = _common() | {
        "concept": st.sampled_from(concepts),
        "status": fact_statuses(),
        "site": st.none() | sites(),
        "results": facts(RESULTS),
    }
    return st.builds(Procedure, **(fields | fixed))


def treatment_courses(
    drugs: Sequence[str] = DRUGS, **fixed: st.SearchStrategy[Any]
) -> st.SearchStrategy[TreatmentCourse]:
    """Courses that ended, go on, or of which neither is known."""

    def build(period: tuple[Any, Any], ongoing: FactStatus, **values: Any) -> TreatmentCourse:
        runs = FactStatus.ABSENT if period[1] and ongoing is FactStatus.PRESENT else ongoing
        return TreatmentCourse(on=period[0], end=period[1], ongoing=runs, **values)

    fields = _common() | {
        "period": _periods(fixed.pop("on", None)),
        "drug": st.sampled_from(drugs),
        "ongoing": fact_statuses(),
        "dose": words(),
        "route": words(),
        "indication": st.sampled_from(("", "bacterial_osteomyelitis", "cno")),
        "response": st.sampled_from(ToldResponse),
        "sustained": fact_statuses(),
        "stop_reason": st.sampled_from(StopReason),
        "adverse_events": facts(("abdominal_pain", "fever")),
    }
    del fields["on"]
    return st.builds(build, **(fields | fixed))


def diagnoses(
    concepts: Sequence[str] = DISEASES, **fixed: st.SearchStrategy[Any]
) -> st.SearchStrategy[Diagnosis]:
    """Diagnoses held with any certainty."""

    def build(period: tuple[Any, Any], **values: Any) -> Diagnosis:
        return Diagnosis(on=period[0], until=period[1], **values)

    fields = _common() | {
        "period": _periods(fixed.pop("on", None)),
        "concept": st.sampled_from(concepts),
        "certainty": st.sampled_from(Certainty),
    }
    del fields["on"]
    return st.builds(build, **(fields | fixed))


def encounters(**fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Encounter]:
    """Visits, admissions, calls."""
    contacts = ("visit", "admission", "emergency", "telephone")
    fields = _common() | {"contact": st.sampled_from(contacts), "department": words()}
    return st.builds(Encounter, **(fields | fixed))


def documents(**fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """Letters with a line of text."""
    return st.builds(Document, **(_common() | {"title": words(), "text": words()} | fixed))


def entries() -> st.SearchStrategy[Entry]:
    """Entries of all kinds."""
    return st.deferred(_all_kinds)


def _all_kinds() -> st.SearchStrategy[Entry]:
    return st.one_of(
        findings(),
        measurements(),
        imaging_studies(),
        scores(),
        procedures(),
        treatment_courses(),
        diagnoses(),
        encounters(),
        documents(),
    )


def patients() -> st.SearchStrategy[Patient]:
    """Children with a birth date known to the day, the month, the year, or not at all."""
    return st.builds(
        Patient,
        id=st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True),
        birth_date=st.none() | partial_dates(FIRST_DAY, FIRST_DAY + timedelta(days=15 * 365)),
        sex=st.sampled_from(Sex),
        name=words(),
    )


@st.composite
def records(
    draw: st.DrawFn,
    of: st.SearchStrategy[Any] | None = None,
    max_entries: int = 8,
    patient: st.SearchStrategy[Patient] | None = None,
) -> PatientRecord:
    """Records with unique ids, some corrections and some retractions.

    Args:
        draw: given by Hypothesis.
        of: strategy of the entries; all kinds unless told otherwise.
        max_entries: the most entries in a record.
        patient: strategy of the patient.
    """
    found = draw(st.lists(entries() if of is None else of, max_size=max_entries))
    renamed = [attrs.evolve(entry, id=f"entry-{place}") for place, entry in enumerate(found)]
    for place in range(1, len(renamed)):
        if draw(st.integers(0, 4)) == 0:
            older = draw(st.integers(0, place - 1))
            renamed[place] = attrs.evolve(renamed[place], supersedes=f"entry-{older}")
    places = draw(st.sets(st.integers(0, max(0, len(renamed) - 1)), max_size=2))
    retractions = [
        Retraction(entry=f"entry-{place}", reason=draw(words()), recorded_on=draw(days()))
        for place in sorted(places)
        if renamed and draw(st.integers(0, 3)) == 0
    ]
    return PatientRecord(
        patient=draw(patients() if patient is None else patient),
        entries=draw(st.permutations(renamed)),
        retractions=retractions,
    )
