"""Imaging studies as DiagnosticReports, and each lesion as an Observation it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_resources.writing import (
    Json,
    Parts,
    Writing,
    note,
    part,
    state_part,
    text_part,
)
from crmo.exchange.fhir_r4.write_text import said
from crmo.record import Fact, FactStatus, ImagingStudy, Lesion


def imaging_study(entry: ImagingStudy, writing: Writing) -> Iterator[Json]:
    """Yield the report, then its lesions.

    A report and no ImagingStudy: that one describes the pictures and their DICOM numbers, which
    a record does not hold.
    """
    resource = writing.resource("DiagnosticReport", entry, "imaging_study", _extra(entry))
    resource["status"] = "final"
    resource["category"] = writing.codes.sections[entry.modality]
    coding = {"system": own.MODALITY, "code": entry.modality.value}
    resource["code"] = {"coding": [coding], "text": _title(entry, writing)}
    resource["subject"] = writing.subject
    if entry.on is not None:
        resource["effectiveDateTime"] = str(entry.on)
    lesions = [_lesion(each, n, entry, writing) for n, each in enumerate(entry.lesions, start=1)]
    if lesions:
        resource["result"] = [writing.reference("Observation", each["id"]) for each in lesions]
    if conclusion := said(entry.conclusion):
        resource["conclusion"] = conclusion
    yield resource
    yield from lesions


def _title(entry: ImagingStudy, writing: Writing) -> str:
    name = writing.codes.tables.modality_names[entry.modality]
    return f"{name}, whole body" if entry.whole_body is FactStatus.PRESENT else name


def _extra(entry: ImagingStudy) -> Parts:
    extra: Parts = state_part("whole_body", entry.whole_body)
    extra += [part("covers", site) for site in entry.covers]
    extra += state_part("unlisted", entry.unlisted)
    for sequence in entry.sequences:
        extra += text_part("sequences", sequence)
    extra += state_part("contrast", entry.contrast)
    return extra + text_part("note", entry.note)


def _lesion(lesion: Lesion, number: int, entry: ImagingStudy, writing: Writing) -> Json:
    resource = writing.part_of(entry, own.LESION, number)
    resource["category"] = writing.codes.categories["imaging"]
    resource["code"] = writing.codes.statements[own.LESION]
    resource["subject"] = writing.subject
    if entry.on is not None:
        resource["effectiveDateTime"] = str(entry.on)
    resource["valueCodeableConcept"] = writing.codes.lesion_statuses[lesion.status]
    resource |= note(lesion.note)
    resource["bodySite"] = writing.codes.site(lesion.bone_unit)
    components = [_feature(fact, writing) for fact in lesion.features] + _details(lesion, writing)
    if components:
        resource["component"] = components
    return resource


def _feature(fact: Fact, writing: Writing) -> Json:
    component: Json = {}
    if text := said(fact.text):
        component["extension"] = [{"url": own.WORDS, "valueString": text}]
    component["code"] = writing.codes.concept(fact.concept)
    return component | writing.presence(fact.status)


def _details(lesion: Lesion, writing: Writing) -> Parts:
    """Return size and clinical activity; what was not told is left out."""
    details: Parts = []
    if lesion.size_mm is not None:
        value = {"value": lesion.size_mm} | writing.codes.unit("mm")
        code = writing.codes.statements[own.LESION_SIZE]
        details.append({"code": code, "valueQuantity": value})
    if lesion.clinically_active is not FactStatus.UNKNOWN:
        code = writing.codes.statements[own.CLINICALLY_ACTIVE]
        details.append({"code": code} | writing.presence(lesion.clinically_active))
    return details
