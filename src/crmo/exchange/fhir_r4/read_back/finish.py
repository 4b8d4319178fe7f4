"""Give entries that crmo wrote what can only be given when all is read: parts, ids, sources."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.bucket import Bucket, OwnPart, name_of
from crmo.exchange.fhir_r4.intake import Intake
from crmo.record import (
    Entry,
    Finding,
    ImagingStudy,
    Modality,
    Procedure,
    Retraction,
)

# Kind of entry -> kind of its parts, and the field they go to.
_FIELD_OF_PARTS: Mapping[type[Entry], tuple[str, str]] = MappingProxyType(
    {ImagingStudy: (own.LESION, "lesions"), Procedure: (own.RESULT, "results")}
)
_Parts = dict[tuple[str, str], list[OwnPart]]


def as_they_were(
    entries: list[Entry],
    retractions: tuple[Retraction, ...],
    bucket: Bucket,
    gone: Container[str],
    intake: Intake,
) -> tuple[list[Entry], tuple[Retraction, ...]]:
    """Return entries and retractions as the record had them from which they were written.

    Args:
        entries: all entries of one patient, named after their resources.
        retractions: of these entries.
        bucket: knows which entries crmo wrote, and their parts.
        gone: names of resources that are taken back; of parts, nothing is kept.
        intake: for remarks.
    """
    if not bucket.own and not bucket.own_parts:
        return entries, retractions
    parts = _gathered(bucket, gone)
    ids = _ids(entries, bucket)
    found: list[Entry] = []
    owned: set[tuple[str, str]] = set()
    for entry in entries:
        told = bucket.own.get(name_of(entry))
        changes: dict[str, Any] = {}
        if told is not None:
            if (field := _FIELD_OF_PARTS.get(type(entry))) is not None:
                kind, name = field
                owned.add((told[0], kind))
                changes[name] = [part.value for part in parts.get((told[0], kind), ())]
            if told[1] is not None:
                changes["source"] = told[1]
        if entry.supersedes is not None and entry.supersedes in ids:
            changes["supersedes"] = ids[entry.supersedes]
        if entry.id in ids:
            changes["id"] = ids[entry.id]
        found.append(evolve(entry, **changes) if changes else entry)
    for (entry_id, kind), alone in parts.items():
        if (entry_id, kind) not in owned:
            found += _alone(alone, kind, intake)
    return found, tuple(evolve(r, entry=ids.get(r.entry, r.entry)) for r in retractions)


def _gathered(bucket: Bucket, gone: Container[str]) -> _Parts:
    parts: _Parts = {}
    for (entry_id, kind, _number), part in sorted(bucket.own_parts.items(), key=_by_place):
        if part.name not in gone:
            parts.setdefault((entry_id, kind), []).append(part)
    return parts


def _by_place(item: tuple[tuple[str, str, int], OwnPart]) -> tuple[str, str, int]:
    return item[0]


def _ids(entries: list[Entry], bucket: Bucket) -> Mapping[str, str]:
    """Return the id each entry had; one that another entry has now cannot be given back."""
    taken = {entry.id for entry in entries if entry.id not in bucket.own}
    ids: dict[str, str] = {}
    for entry in entries:
        if entry.id in bucket.own:
            entry_id = bucket.own[entry.id][0]
            if entry_id.strip() and entry_id not in taken:
                ids[entry.id] = entry_id
                taken.add(entry_id)
    return ids


def _alone(parts: list[OwnPart], kind: str, intake: Intake) -> Iterator[Entry]:
    """Yield what stands for an entry whose own resource is not in the data."""
    first = parts[0]
    intake.remarks.add("part-alone", kind, count=len(parts))
    common: dict[str, Any] = {"on": first.on, "source": first.source}
    if kind == own.LESION:
        lesions: Any = [part.value for part in parts]
        yield ImagingStudy(id=first.name, modality=Modality.OTHER, lesions=lesions, **common)
        return
    for part in parts:
        fact: Any = part.value
        yield Finding(
            id=part.name, concept=fact.concept, status=fact.status, note=fact.text, **common
        )
