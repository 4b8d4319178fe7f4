"""One record as a FHIR R4 Bundle, the same bytes for the same record."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from crmo.exchange.fhir_r4.write_codes import codes_of
from crmo.exchange.fhir_r4.write_resources.record import resources_of
from crmo.exchange.fhir_r4.write_resources.writing import Writing
from crmo.exchange.whole_file import write_bytes_whole
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord

# One encoder: `json.dumps` with settings of its own makes a new one on every call.
# Nothing we write holds itself, and looking for that would take a third of the time.
_as_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def json_lines(resources: list[dict[str, Any]]) -> bytes:
    """Return resources as lines of JSON in UTF-8, each with its line end.

    They are encoded in one go, which is faster, and then parted. The quotation marks of a text
    are escaped and no resource of ours holds another, so what is sought stands at the beginning
    of a resource and nowhere else.
    """
    text = _as_json(resources)[1:-1]
    return text.replace(',{"resourceType":', '\n{"resourceType":').encode() + b"\n"


def write_bundle(
    record: PatientRecord,
    knowledge: Knowledge,
    target: Path | BinaryIO,
    *,
    timestamp: datetime | None = None,
) -> None:
    """Write one record as a Bundle of the type collection, one resource a line.

    Only current entries are written. The same record and knowledge give the same bytes.

    Args:
        record: one child.
        knowledge: has the names and codes of our ids.
        target: a file to be made or replaced, which appears whole or not at all; or an open file.
        timestamp: when the bundle was put together, with its time zone; None leaves it out.

    Raises:
        UserError: the file cannot be written.
        ValueError: the timestamp has no time zone.
    """
    if timestamp is not None and timestamp.tzinfo is None:
        raise ValueError("a Bundle's timestamp needs a time zone")
    content = _bundle(record, knowledge, timestamp)
    if isinstance(target, Path):
        write_bytes_whole(target, content)
    else:
        target.write(content)


def _bundle(record: PatientRecord, knowledge: Knowledge, timestamp: datetime | None) -> bytes:
    writing = Writing(record.patient.id, codes_of(knowledge), uses_uuids=True)
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "id": writing.ids.of("", "Bundle"),
        "type": "collection",
    }
    if timestamp is not None:
        bundle["timestamp"] = timestamp.isoformat(timespec="seconds")
    bundle["entry"] = [
        {"fullUrl": f"urn:uuid:{_uuid_of(resource, writing)}", "resource": resource}
        for resource in resources_of(record, writing)
    ]
    # One entry a line, so that two bundles can be compared; why this is sound: see `json_lines`.
    text = _as_json(bundle).replace('{"fullUrl":', '\n{"fullUrl":')
    return text.encode() + b"\n"


def _uuid_of(resource: dict[str, Any], writing: Writing) -> str:
    is_patient = resource["resourceType"] == "Patient"
    return str(writing.ids.patient_uuid if is_patient else resource["id"])
