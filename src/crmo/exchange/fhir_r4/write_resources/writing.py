"""What all resources of one record share: ids, references, our own extension."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_codes import Codes
from crmo.exchange.fhir_r4.write_ids import ResourceIds
from crmo.exchange.fhir_r4.write_text import said
from crmo.record import Entry, Fact, FactStatus, PartialDate, Source
from crmo.record.json_form import ENTRY_KINDS

Json = dict[str, Any]
Parts = list[Json]

_KINDS = {
    kind: {"url": "kind", "valueCode": kind} for kind in (*ENTRY_KINDS, own.LESION, own.RESULT)
}
VALUE_OF = {name: field.value for name, field in own.FIELDS.items()}


class Writing:
    """The desk at which one record is written.

    Args:
        patient_id: id of the patient in the record.
        codes: CodeableConcepts.
        uses_uuids: whether references are `urn:uuid:…`, as in a bundle, or `Type/id`.
    """

    def __init__(self, patient_id: str, codes: Codes, *, uses_uuids: bool = False) -> None:
        self.codes = codes
        self.ids = ResourceIds(patient_id)
        self._uses_uuids = uses_uuids
        target = self.ids.patient_uuid if uses_uuids else self.ids.patient
        self.subject = self.reference("Patient", target)

    def reference(self, kind: str, resource_id: str) -> Json:
        """Return a reference to a resource of this record."""
        if self._uses_uuids:
            return {"reference": f"urn:uuid:{resource_id}"}
        return {"reference": f"{kind}/{resource_id}"}

    def resource(self, resource_type: str, entry: Entry, kind: str, extra: Parts) -> Json:
        """Return the beginning of the resource of an entry.

        Args:
            resource_type: `Observation`.
            entry: what it is made of.
            kind: kind of the entry (`finding`).
            extra: what FHIR has no place for, from `part` and its like.
        """
        parts = [
            {"url": "id", "valueString": own.as_code(entry.id)},
            _KINDS[kind],
            *extra,
        ]
        if entry.recorded_on is not None:
            parts.append({"url": "recorded_on", "valueDate": entry.recorded_on.isoformat()})
        if entry.source is not None:
            parts.append(_source(entry.source))
        return {
            "resourceType": resource_type,
            "id": self.ids.of(entry.id),
            "extension": [{"url": own.ENTRY, "extension": parts}],
        }

    def part_of(self, entry: Entry, kind: str, number: int) -> Json:
        """Return the beginning of an Observation that is a part of an entry."""
        parts = [
            {"url": "id", "valueString": own.as_code(entry.id)},
            _KINDS[kind],
            {"url": "number", "valuePositiveInt": number},
        ]
        return {
            "resourceType": "Observation",
            "id": self.part_id(entry, kind, number),
            "extension": [{"url": own.PART, "extension": parts}],
            "status": "final",
        }

    def part_id(self, entry: Entry, kind: str, number: int) -> str:
        """Return the id of the Observation that is a part of an entry."""
        return self.ids.of(entry.id, f"{kind} {number}")

    def presence(self, status: FactStatus) -> Json:
        """Return a four-state answer as the value of an Observation or component.

        What was not looked for, or is not known, has no value and says why.
        """
        if status is FactStatus.PRESENT:
            return {"valueBoolean": True}
        if status is FactStatus.ABSENT:
            return {"valueBoolean": False}
        return {"dataAbsentReason": self.codes.absent[status]}


def part(name: str, value: str | float) -> Json:
    """Return a field of an entry as an extension inside ours."""
    return {"url": name, VALUE_OF[name]: value}


def text_part(name: str, text: str) -> Parts:
    """Return a text as an extension inside ours; nothing for an empty one."""
    clean = said(text)
    return [part(name, clean)] if clean else []


def state_part(name: str, status: FactStatus) -> Parts:
    """Return a four-state field as an extension inside ours; nothing when unknown."""
    return [] if status is FactStatus.UNKNOWN else [part(name, status.value)]


def date_part(name: str, day: PartialDate | None) -> Parts:
    """Return a date as an extension inside ours; nothing for none."""
    return [] if day is None else [part(name, str(day))]


def fact_part(name: str, fact: Fact) -> Json:
    """Return a four-state fact as an extension inside ours."""
    coding = {"system": own.CONCEPT, "code": own.as_code(fact.concept)}
    inner: Parts = [
        {"url": "concept", "valueCoding": coding},
        {"url": "status", "valueCode": fact.status.value},
    ]
    if text := said(fact.text):
        inner.append({"url": "text", "valueString": text})
    return {"url": name, "extension": inner}


def _source(source: Source) -> Json:
    inner: Parts = [
        {"url": name, "valueString": text}
        for name in ("document", "locator", "text", "rule")
        if (text := said(getattr(source, name)))
    ]
    inner += [
        {"url": name, "valueUnsignedInt": offset}
        for name in ("start", "end")
        if (offset := getattr(source, name)) is not None
    ]
    # An extension must hold something; a source of blanks still is one.
    return {"url": "source", "extension": inner or [{"url": "start", "valueUnsignedInt": 0}]}


def note(text: str) -> Json:
    """Return a note as an element of a resource that has one; nothing for an empty one."""
    clean = said(text)
    return {"note": [{"text": clean}]} if clean else {}


def body_site(writing: Writing, site: str | None, words: str) -> Json | None:
    """Return a body site as a CodeableConcept: our site, the source's words, or both."""
    clean = said(words)
    if site is not None:
        return writing.codes.site(site, clean)
    return {"text": clean} if clean else None
