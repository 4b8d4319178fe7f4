"""What a document says, as a record: nothing that its text does not tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from crmo.anatomy import resolve_site
from crmo.record import (
    Certainty,
    Diagnosis,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    PartialDate,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    Score,
    Sex,
    Subject,
    TreatmentCourse,
)
from crmo.simulate.documents.written import Statement, WrittenDocument

Parts = Mapping[str, str]
Kind = TypeVar("Kind", bound=Entry)


def said(document: WrittenDocument, record: PatientRecord) -> PatientRecord:
    """Return the record of exactly what a document states.

    Entries keep their ids and hold only what the text tells; units, dates, sides and sites are
    those of the text, not of the record. Of a study only the lesions told are there, in the order
    of the record. A scale's limits belong to the scale and are kept.

    Args:
        document: written about the record.
        record: the one it was written from.
    """
    return _record_of(document.statements, record)


def said_together(documents: Iterable[WrittenDocument], record: PatientRecord) -> PatientRecord:
    """Return what several documents of one child say; a later one, an addendum, overrides."""
    statements = [each for document in documents for each in document.statements]
    return _record_of(statements, record, later_overrides=True)


def _record_of(
    statements: Iterable[Statement], record: PatientRecord, *, later_overrides: bool = False
) -> PatientRecord:
    told: dict[str, dict[str, str]] = {}
    for statement in statements:
        parts = told.setdefault(statement.entry, {})
        old = parts.get(statement.part)
        if old is None or later_overrides or _is_as_exact(statement.part, statement.told, old):
            parts[statement.part] = statement.told
    entries = [_said(entry, told[entry.id]) for entry in record.entries if entry.id in told]
    return PatientRecord(patient=_patient(record.patient, told.get("", {})), entries=entries)


def _is_as_exact(part: str, new: str, old: str) -> bool:
    """Whether a repetition is not vaguer than what was said; dates and sites are compared."""
    if part in ("on", "since", "until", "end"):
        return len(new) >= len(old)
    if part == "site" or part.removeprefix("lesion:").isdigit():
        return len(resolve_site(new).units) <= len(resolve_site(old).units)
    return True


def _patient(patient: Patient, parts: Parts) -> Patient:
    return Patient(
        id=patient.id,
        sex=patient.sex if "sex" in parts else Sex.UNKNOWN,
        birth_date=_date(parts, "birth_date"),
    )


def _said(entry: Entry, parts: Parts) -> Entry:
    return _REDUCERS[type(entry)](entry, parts)


def _date(parts: Parts, part: str) -> PartialDate | None:
    return PartialDate.parse(parts[part]) if part in parts else None


def _number(parts: Parts, part: str) -> float | None:
    return float(parts[part]) if part in parts else None


def _text(entry: object, parts: Parts, part: str) -> str:
    own: str = getattr(entry, part)
    return (parts[part] or own) if part in parts else ""


def _own(entry: object, parts: Parts, part: str, unsaid: Any) -> Any:
    return getattr(entry, part) if part in parts else unsaid


def _facts(facts: Iterable[Fact], parts: Parts, prefix: str) -> tuple[Fact, ...]:
    found = {
        fact.concept: Fact(concept=fact.concept, status=fact.status)
        for fact in facts
        if f"{prefix}{fact.concept}" in parts and fact.status.truth is not None
    }
    return tuple(found.values())


def _finding(entry: Finding, parts: Parts) -> Finding:
    return Finding(
        id=entry.id,
        on=_date(parts, "on"),
        concept=entry.concept,
        status=entry.status,
        site=parts.get("site"),
        site_text=_text(entry, parts, "site_text"),
        since=_date(parts, "since"),
        until=_date(parts, "until"),
        severity=_number(parts, "severity"),
        about=_own(entry, parts, "about", Subject.PATIENT),
    )


def _measurement(entry: Measurement, parts: Parts) -> Measurement:
    quantity = None
    if "value" in parts:
        quantity = Quantity(
            value=float(parts["value"]),
            unit=parts.get("unit"),
            comparator=_own(entry.quantity, parts, "comparator", None),
        )
    return Measurement(
        id=entry.id,
        on=_date(parts, "on"),
        analyte=entry.analyte,
        quantity=quantity,
        flag=_own(entry, parts, "flag", None),
        reference_low=_number(parts, "reference_low"),
        reference_high=_number(parts, "reference_high"),
        text=_text(entry, parts, "text"),
    )


def _score(entry: Score, parts: Parts) -> Score:
    value = float(parts["value"])
    return Score(
        id=entry.id,
        on=_date(parts, "on"),
        instrument=entry.instrument,
        value=min(max(value, entry.scale_low), entry.scale_high),
        scale_low=entry.scale_low,
        scale_high=entry.scale_high,
        site=parts.get("site"),
    )


def _procedure(entry: Procedure, parts: Parts) -> Procedure:
    return Procedure(
        id=entry.id,
        on=_date(parts, "on"),
        concept=entry.concept,
        status=entry.status,
        site=parts.get("site"),
        results=_facts(entry.results, parts, "result:"),
    )


def _diagnosis(entry: Diagnosis, parts: Parts) -> Diagnosis:
    return Diagnosis(
        id=entry.id,
        on=_date(parts, "on"),
        concept=entry.concept,
        certainty=_own(entry, parts, "certainty", Certainty.UNKNOWN),
        until=_date(parts, "until"),
    )


def _course(entry: TreatmentCourse, parts: Parts) -> TreatmentCourse:
    unknown = TreatmentCourse(id=entry.id, drug=entry.drug)
    return TreatmentCourse(
        id=entry.id,
        on=_date(parts, "on"),
        drug=entry.drug,
        end=_date(parts, "end"),
        ongoing=FactStatus(parts["ongoing"]) if "ongoing" in parts else FactStatus.UNKNOWN,
        dose=_text(entry, parts, "dose"),
        route=_text(entry, parts, "route"),
        indication=_text(entry, parts, "indication"),
        response=_own(entry, parts, "response", unknown.response),
        sustained=_own(entry, parts, "sustained", unknown.sustained),
        stop_reason=_own(entry, parts, "stop_reason", unknown.stop_reason),
        adverse_events=_facts(entry.adverse_events, parts, "adverse:"),
    )


def _encounter(entry: Encounter, parts: Parts) -> Encounter:
    return Encounter(
        id=entry.id,
        on=_date(parts, "on"),
        contact=_text(entry, parts, "contact"),
        department=_text(entry, parts, "department"),
        reason=_text(entry, parts, "reason"),
    )


def _study(entry: ImagingStudy, parts: Parts) -> ImagingStudy:
    covers = (site for site in dict.fromkeys(entry.covers) if f"covers:{site}" in parts)
    names = (name for name in dict.fromkeys(entry.sequences) if f"sequence:{name}" in parts)
    return ImagingStudy(
        id=entry.id,
        on=_date(parts, "on"),
        modality=entry.modality,
        whole_body=_own(entry, parts, "whole_body", FactStatus.UNKNOWN),
        covers=covers,
        lesions=[
            _lesion(lesion, parts, f"lesion:{number}")
            for number, lesion in enumerate(entry.lesions)
            if f"lesion:{number}" in parts
        ],
        unlisted=_own(entry, parts, "unlisted", FactStatus.UNKNOWN),
        sequences=names,
        contrast=_own(entry, parts, "contrast", FactStatus.UNKNOWN),
        conclusion=_text(entry, parts, "conclusion"),
    )


def _lesion(lesion: Lesion, parts: Parts, part: str) -> Lesion:
    concepts = [f.concept for f in lesion.features if f"{part}:feature:{f.concept}" in parts]
    features = [
        Fact(concept=concept, status=lesion.feature(concept)) for concept in dict.fromkeys(concepts)
    ]
    is_active = f"{part}:active" in parts
    status: LesionStatus = lesion.status
    return Lesion(
        bone_unit=parts[part],
        status=status,
        features=features,
        size_mm=_number(parts, f"{part}:size"),
        clinically_active=lesion.clinically_active if is_active else FactStatus.UNKNOWN,
    )


_REDUCERS: Mapping[type[Entry], Callable[[Any, Parts], Entry]] = {
    Finding: _finding,
    Measurement: _measurement,
    Score: _score,
    Procedure: _procedure,
    Diagnosis: _diagnosis,
    TreatmentCourse: _course,
    Encounter: _encounter,
    ImagingStudy: _study,
}
