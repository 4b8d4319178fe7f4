"""Contacts with the health service."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_resources.writing import Json, Writing, text_part
from crmo.exchange.fhir_r4.write_text import said
from crmo.record import Encounter

_AHEAD = "planned"
_ADMISSION = "admission"


def encounter(entry: Encounter, writing: Writing) -> Iterator[Json]:
    """Yield an encounter."""
    extra = text_part("note", entry.note)
    if entry.contact not in writing.codes.tables.contacts:
        extra += text_part("contact", entry.contact)
    resource = writing.resource("Encounter", entry, "encounter", extra)
    resource["status"] = _status(entry)
    resource["class"] = _class(entry.contact, writing)
    if department := said(entry.department):
        resource["serviceType"] = {"text": department}
    resource["subject"] = writing.subject
    period = {}
    if entry.on is not None:
        period["start"] = str(entry.on)
    if entry.until is not None:
        period["end"] = str(entry.until)
    if period:
        resource["period"] = period
    if reason := said(entry.reason):
        resource["reasonCode"] = [{"text": reason}]
    yield resource


def _status(entry: Encounter) -> str:
    """Return FHIR's status; whether a child has left hospital is not known without a last day."""
    if entry.contact == _AHEAD:
        return _AHEAD
    is_open = entry.contact == _ADMISSION and entry.until is None
    return "unknown" if is_open else "finished"


def _class(contact: str, writing: Writing) -> Json:
    """Return FHIR's class, which every Encounter must have; words that it lacks go under ours."""
    tables = writing.codes.tables
    if code := tables.contacts.get(contact):
        return {"system": tables.systems["contact"], "code": code}
    coding = {"system": own.CONTACT, "code": own.as_code(contact) or "other"}
    if label := said(contact):
        coding["display"] = label
    return coding
