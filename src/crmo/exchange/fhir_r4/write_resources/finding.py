"""Findings: an Observation, a Condition where a disease is held or excluded, or the family's."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.fhir_r4.write_resources.condition import condition_of_finding
from crmo.exchange.fhir_r4.write_resources.writing import (
    Json,
    Parts,
    Writing,
    body_site,
    date_part,
    note,
    part,
    text_part,
)
from crmo.record import FactStatus, Finding, Subject

_RELATIVE = "FAMMEMB"  # v3-RoleCode: a member of the family, no more exactly


def finding(entry: Finding, writing: Writing) -> Iterator[Json]:
    """Yield the resource of a finding.

    A Condition cannot say that nobody looked or that it is not known; a FamilyMemberHistory not
    even that something is absent. Those are Observations.
    """
    status = entry.status
    if entry.about is Subject.FAMILY:
        is_told = status is FactStatus.PRESENT
        yield _of_a_relative(entry, writing) if is_told else _of_the_family(entry, writing)
    elif status.truth is not None and writing.codes.is_condition(entry.concept):
        yield condition_of_finding(entry, writing)
    else:
        yield _observation(entry, writing, writing.codes.concept(entry.concept))


def _observation(entry: Finding, writing: Writing, code: Json) -> Json:
    extra: Parts = _period(entry) + _severity(entry)
    if entry.site is not None:
        extra += text_part("site_text", entry.site_text)
    resource = writing.resource("Observation", entry, "finding", extra)
    resource["status"] = "final"
    resource["code"] = code
    resource["subject"] = writing.subject
    if entry.on is not None:
        resource["effectiveDateTime"] = str(entry.on)
    resource |= writing.presence(entry.status)
    site = body_site(writing, entry.site, "" if entry.site else entry.site_text)
    if site is not None:
        resource["bodySite"] = site
    resource |= note(entry.note)
    return resource


def _of_the_family(entry: Finding, writing: Writing) -> Json:
    """Return what is not in the family, or not known of it, as an answer of its own."""
    return _observation(entry, writing, writing.codes.family_history(entry.concept))


def _of_a_relative(entry: Finding, writing: Writing) -> Json:
    extra: Parts = _period(entry) + _severity(entry)
    if entry.site is not None:
        extra.append(part("site", entry.site))
    extra += text_part("site_text", entry.site_text)
    resource = writing.resource("FamilyMemberHistory", entry, "finding", extra)
    resource["status"] = "partial"  # of the rest of the family nothing is told
    resource["patient"] = writing.subject
    if entry.on is not None:
        resource["date"] = str(entry.on)
    system = writing.codes.tables.systems["relative"]
    resource["relationship"] = {"coding": [{"system": system, "code": _RELATIVE}]}
    resource |= note(entry.note)
    resource["condition"] = [{"code": writing.codes.concept(entry.concept)}]
    return resource


def _period(entry: Finding) -> Parts:
    return date_part("since", entry.since) + date_part("until", entry.until)


def _severity(entry: Finding) -> Parts:
    return [] if entry.severity is None else [part("severity", entry.severity)]
