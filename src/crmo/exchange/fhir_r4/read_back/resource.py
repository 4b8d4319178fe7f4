"""Tell whether crmo wrote a resource, and read it as the entry or part that it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import define

from crmo.errors import InvalidValueError
from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.bucket import OwnPart
from crmo.exchange.fhir_r4.elements import words
from crmo.exchange.fhir_r4.intake import MALFORMED, Intake
from crmo.exchange.fhir_r4.read_back.courses import read_course, read_procedure, read_result
from crmo.exchange.fhir_r4.read_back.fields import Fields, NotAsWrittenError, own_fields
from crmo.exchange.fhir_r4.read_back.findings import (
    read_condition_finding,
    read_diagnosis,
    read_finding,
    read_relative,
)
from crmo.exchange.fhir_r4.read_back.imaging import read_lesion, read_study
from crmo.exchange.fhir_r4.read_back.observations import read_measurement, read_score
from crmo.exchange.fhir_r4.read_back.papers import read_document, read_encounter
from crmo.record import Entry

Json = dict[str, Any]


@define
class _Shape:
    """How one kind of entry or part was written.

    Args:
        read: makes the entry or part.
        statuses: the statuses it is written with; with any other it was changed by somebody.
    """

    read: Callable[[Json, Fields, Intake, Json], Any]
    statuses: tuple[str | None, ...]


_RESULT = ("final", "amended", "corrected", "entered-in-error")
_SHAPES: Mapping[tuple[str, str], _Shape] = MappingProxyType(
    {
        ("Observation", "finding"): _Shape(read_finding, _RESULT),
        ("Condition", "finding"): _Shape(read_condition_finding, (None,)),
        ("FamilyMemberHistory", "finding"): _Shape(read_relative, ("partial",)),
        ("Observation", "measurement"): _Shape(read_measurement, _RESULT),
        ("Observation", "score"): _Shape(read_score, _RESULT),
        ("Condition", "diagnosis"): _Shape(read_diagnosis, (None,)),
        ("Procedure", "procedure"): _Shape(
            read_procedure, ("completed", "not-done", "unknown", "entered-in-error")
        ),
        ("MedicationStatement", "treatment_course"): _Shape(
            read_course, ("active", "completed", "stopped", "unknown", "entered-in-error")
        ),
        ("Encounter", "encounter"): _Shape(
            read_encounter, ("planned", "finished", "unknown", "entered-in-error")
        ),
        ("DocumentReference", "document"): _Shape(read_document, ("current", "entered-in-error")),
        ("DiagnosticReport", "imaging_study"): _Shape(read_study, _RESULT),
        ("Observation", own.LESION): _Shape(read_lesion, _RESULT),
        ("Observation", own.RESULT): _Shape(read_result, _RESULT),
    }
)


def read_back(resource: Json, intake: Intake, name: str) -> list[Entry] | None:
    """Return the entry that crmo wrote as this resource.

    Args:
        resource: has an extension.
        intake: keeps what belongs to another entry until all is read.
        name: `Observation/1`.

    Returns:
        One entry; nothing for a part of another entry, which is kept for it; None when crmo did
        not write the resource, or when it was changed since so that it means something else.
    """
    try:
        fields = own_fields(resource)
        if fields is None:
            return None
        shape = _shape_of(resource, fields)
        if fields.url == own.PART:
            _keep_part(shape, resource, fields, intake, name)
            return []
        entry: Entry = shape.read(resource, fields, intake, _common(resource, fields, intake, name))
        told = fields.entry_id, fields.source()
    except (NotAsWrittenError, InvalidValueError, *MALFORMED):
        intake.remarks.add("changed-since", str(resource.get("resourceType")))
        return None
    intake.bucket.own[name] = told
    return [entry]


def _shape_of(resource: Json, fields: Fields) -> _Shape:
    shape = _SHAPES.get((resource["resourceType"], fields.text("kind")))
    if shape is None or resource.get("status") not in shape.statuses:
        raise NotAsWrittenError
    return shape


def _common(resource: Json, fields: Fields, intake: Intake, name: str) -> Json:
    return {
        "id": name,
        "source": intake.source(name, words(resource.get("code"))),
        "recorded_on": fields.exact_day("recorded_on"),
    }


def _keep_part(shape: _Shape, resource: Json, fields: Fields, intake: Intake, name: str) -> None:
    """Keep a lesion or a result until the entry it belongs to is there."""
    value = shape.read(resource, fields, intake, {})
    place = (fields.entry_id, fields.text("kind"), int(fields.value("number")))
    intake.bucket.own_parts[place] = OwnPart(
        name=name,
        value=value,
        on=intake.days.of(resource.get("effectiveDateTime")),
        source=intake.source(name, words(resource.get("code"))),
    )
