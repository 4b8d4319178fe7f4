"""One record as a list of resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from crmo.exchange.fhir_r4.write_codes import codes_of
from crmo.exchange.fhir_r4.write_resources.condition import diagnosis
from crmo.exchange.fhir_r4.write_resources.document import document
from crmo.exchange.fhir_r4.write_resources.encounter import encounter
from crmo.exchange.fhir_r4.write_resources.finding import finding
from crmo.exchange.fhir_r4.write_resources.imaging import imaging_study
from crmo.exchange.fhir_r4.write_resources.medication import treatment_course
from crmo.exchange.fhir_r4.write_resources.observation import measurement, score
from crmo.exchange.fhir_r4.write_resources.patient import patient
from crmo.exchange.fhir_r4.write_resources.procedure import procedure
from crmo.exchange.fhir_r4.write_resources.writing import Json, Writing
from crmo.knowledge import Knowledge
from crmo.record import (
    Diagnosis,
    Document,
    Encounter,
    Entry,
    Finding,
    ImagingStudy,
    Measurement,
    PatientRecord,
    Procedure,
    Score,
    TreatmentCourse,
)

_WRITERS: Mapping[type[Entry], Callable[[Any, Writing], Iterator[Json]]] = MappingProxyType(
    {
        Diagnosis: diagnosis,
        Document: document,
        Encounter: encounter,
        Finding: finding,
        ImagingStudy: imaging_study,
        Measurement: measurement,
        Procedure: procedure,
        Score: score,
        TreatmentCourse: treatment_course,
    }
)


def record_to_resources(record: PatientRecord, knowledge: Knowledge) -> list[dict[str, Any]]:
    """Return a record as FHIR R4 resources: the Patient, then the entries in their order.

    Only current entries are written: what was corrected or taken back is not, nor why. The
    same record gives the same resources, ids included.

    Args:
        record: one child.
        knowledge: has the names and codes of our ids.

    Returns:
        Plain values for JSON, with references as `Type/id`. Coded values that occur twice may
        be the same object: copy before changing one.
    """
    writing = Writing(record.patient.id, codes_of(knowledge))
    return list(resources_of(record, writing))


def resources_of(record: PatientRecord, writing: Writing) -> Iterator[Json]:
    """Yield the resources of a record, the Patient first.

    Args:
        record: one child.
        writing: made for this child.
    """
    yield patient(record.patient, writing)
    for entry in record.current:
        yield from _WRITERS[type(entry)](entry, writing)
