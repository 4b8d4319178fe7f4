"""Procedures, and each of their results as an Observation that is part of it."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_resources.writing import (
    Json,
    Writing,
    body_site,
    note,
    part,
)
from crmo.record import Fact, FactStatus, Procedure

_STATUS = {FactStatus.PRESENT: "completed", FactStatus.ABSENT: "not-done"}
_NOT_KNOWN = "unknown"


def procedure(entry: Procedure, writing: Writing) -> Iterator[Json]:
    """Yield the Procedure, then its results."""
    is_skipped = entry.status is FactStatus.NOT_LOOKED_FOR
    extra = [part("status", entry.status.value)] if is_skipped else []
    resource = writing.resource("Procedure", entry, "procedure", extra)
    resource["status"] = _STATUS.get(entry.status, _NOT_KNOWN)
    resource["code"] = writing.codes.concept(entry.concept)
    resource["subject"] = writing.subject
    if entry.on is not None:
        resource["performedDateTime"] = str(entry.on)
    site = body_site(writing, entry.site, "")
    if site is not None:
        resource["bodySite"] = [site]
    resource |= note(entry.note)
    yield resource
    done = [writing.reference("Procedure", resource["id"])]
    for number, fact in enumerate(entry.results, start=1):
        yield _result(fact, number, entry, done, writing)


def _result(fact: Fact, number: int, entry: Procedure, done: list[Json], writing: Writing) -> Json:
    resource = writing.part_of(entry, own.RESULT, number)
    resource["partOf"] = done
    resource["code"] = writing.codes.concept(fact.concept)
    resource["subject"] = writing.subject
    if entry.on is not None:
        resource["effectiveDateTime"] = str(entry.on)
    resource |= writing.presence(fact.status)
    resource |= note(fact.text)
    return resource
