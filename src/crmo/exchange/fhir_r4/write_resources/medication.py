"""Courses of treatment as MedicationStatements."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_resources.writing import (
    Json,
    Parts,
    Writing,
    fact_part,
    note,
    part,
    state_part,
)
from crmo.exchange.fhir_r4.write_text import said
from crmo.record import FactStatus, StopReason, ToldResponse, TreatmentCourse

# Whoever stopped before the course was over stopped it; of all other ends FHIR says completed.
_STOPPED = (
    StopReason.NO_EFFECT,
    StopReason.LOST_EFFECT,
    StopReason.ADVERSE_EVENT,
    StopReason.CHOICE,
)


def treatment_course(entry: TreatmentCourse, writing: Writing) -> Iterator[Json]:
    """Yield a course; the dose stays in the words in which it was told."""
    resource = writing.resource("MedicationStatement", entry, "treatment_course", _extra(entry))
    resource["status"] = _status(entry)
    if entry.stop_reason is not StopReason.UNKNOWN:
        reason = entry.stop_reason.value
        coding = {"system": own.STOP_REASON, "code": reason}
        resource["statusReason"] = [{"coding": [coding], "text": reason.replace("_", " ")}]
    resource["medicationCodeableConcept"] = writing.codes.drug(entry.drug)
    resource["subject"] = writing.subject
    period = {}
    if entry.on is not None:
        period["start"] = str(entry.on)
    if entry.end is not None:
        period["end"] = str(entry.end)
    if period:
        resource["effectivePeriod"] = period
    if entry.recorded_on is not None:
        resource["dateAsserted"] = entry.recorded_on.isoformat()
    if entry.indication.strip():
        resource["reasonCode"] = [writing.codes.concept(entry.indication)]
    resource |= note(entry.note)
    resource |= _dosage(entry)
    yield resource


def _extra(entry: TreatmentCourse) -> Parts:
    extra: Parts = []
    if entry.ongoing is FactStatus.NOT_LOOKED_FOR:
        extra.append(part("ongoing", entry.ongoing.value))
    if entry.response is not ToldResponse.UNKNOWN:
        extra.append(part("response", entry.response.value))
    extra += state_part("sustained", entry.sustained)
    extra += [fact_part("adverse_events", fact) for fact in entry.adverse_events]
    return extra


def _status(entry: TreatmentCourse) -> str:
    if entry.ongoing is FactStatus.PRESENT:
        return "active"
    if entry.ongoing is FactStatus.ABSENT:
        return "stopped" if entry.stop_reason in _STOPPED else "completed"
    return "unknown"


def _dosage(entry: TreatmentCourse) -> Json:
    dosage: Json = {}
    if dose := said(entry.dose):
        dosage["text"] = dose
    if route := said(entry.route):
        dosage["route"] = {"text": route}
    return {"dosage": [dosage]} if dosage else {}
