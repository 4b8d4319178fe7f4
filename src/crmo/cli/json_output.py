"""Records and assessments as JSON, for other programs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from crmo.assess import PatientAssessment
from crmo.record import Entry, Interval, PartialDate, PatientRecord
from crmo.record.json_form import to_dict


def to_json_bytes(record: PatientRecord, assessment: PatientAssessment) -> bytes:
    """Return the record and everything concluded from it, as indented UTF-8 JSON."""
    document = {"record": to_dict(record), "assessment": as_json(assessment)}
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False).encode()


def as_json(value: object) -> Any:
    """Turn the values of an assessment into JSON: names of fields are kept as they are.

    A limit that is infinite becomes null: there is none.
    """
    if isinstance(value, Interval):
        return {"low": _finite(value.low), "high": _finite(value.high)}
    if isinstance(value, Entry):
        return value.id
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PartialDate | date):
        return str(value)
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, Mapping):
        return {str(as_json(key)): as_json(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((as_json(item) for item in value), key=str)  # a set has no order of its own
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if (fields := getattr(value, "__attrs_attrs__", None)) is not None:
        return {field.name: as_json(getattr(value, field.name)) for field in fields}
    return value


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
