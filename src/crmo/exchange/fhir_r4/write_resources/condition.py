"""Conditions: diagnoses, and findings that are diseases."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.fhir_r4.write_resources.writing import (
    Json,
    Parts,
    Writing,
    body_site,
    note,
    part,
    text_part,
)
from crmo.record import Certainty, Diagnosis, Entry, FactStatus, Finding, PartialDate

# FHIR's own: the day on which a condition was first said to be there.
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"


def diagnosis(entry: Diagnosis, writing: Writing) -> Iterator[Json]:
    """Yield a diagnosis: `on` is when it was said, not when the disease began."""
    resource = writing.resource("Condition", entry, "diagnosis", [])
    _statement(resource, entry, writing, entry.certainty, entry.until)
    _finish(resource, entry, writing, since=None, until=entry.until)
    yield resource


def condition_of_finding(entry: Finding, writing: Writing) -> Json:
    """Return a finding that is a disease and present or absent."""
    extra: Parts = [] if entry.severity is None else [part("severity", entry.severity)]
    if entry.site is not None:
        extra += text_part("site_text", entry.site_text)
    resource = writing.resource("Condition", entry, "finding", extra)
    is_there = entry.status is FactStatus.PRESENT
    certainty = Certainty.CONFIRMED if is_there else Certainty.EXCLUDED
    _statement(resource, entry, writing, certainty, entry.until)
    site = body_site(writing, entry.site, "" if entry.site else entry.site_text)
    if site is not None:
        resource["bodySite"] = [site]
    _finish(resource, entry, writing, since=entry.since, until=entry.until)
    return resource


def _statement(
    resource: Json,
    entry: Diagnosis | Finding,
    writing: Writing,
    certainty: Certainty,
    until: PartialDate | None,
) -> None:
    """Add what is stated and how surely.

    That a condition is active is never said: a disease may be in remission without the record
    saying so. One that has an end is inactive, as FHIR demands.
    """
    tables = writing.codes.tables
    if entry.on is not None:
        resource["extension"].append({"url": ASSERTED, "valueDateTime": str(entry.on)})
    if until is not None:
        coding = {"system": tables.systems["clinical"], "code": "inactive"}
        resource["clinicalStatus"] = {"coding": [coding]}
    if certainty in writing.codes.certainties:
        resource["verificationStatus"] = writing.codes.certainties[certainty]
    coding = {"system": tables.systems["condition_category"], "code": "encounter-diagnosis"}
    resource["category"] = [{"coding": [coding]}]
    resource["code"] = writing.codes.concept(entry.concept)


def _finish(
    resource: Json,
    entry: Entry,
    writing: Writing,
    *,
    since: PartialDate | None,
    until: PartialDate | None,
) -> None:
    resource["subject"] = writing.subject
    if since is not None:
        resource["onsetDateTime"] = str(since)
    if until is not None:
        resource["abatementDateTime"] = str(until)
    recorded = entry.recorded_on.isoformat() if entry.recorded_on else str(entry.on or "")
    if recorded:
        resource["recordedDate"] = recorded
    resource |= note(entry.note)
