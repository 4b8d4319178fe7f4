"""The published JSON Schema of a record, made from the types and their docstrings."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from inspect import cleandoc
from typing import Any, Union, get_args, get_origin

import attrs

from crmo.record.checked import a_name
from crmo.record.entry import Entry
from crmo.record.json_form import ENTRY_KINDS, SCHEMA_VERSION
from crmo.record.partial_date import PartialDate
from crmo.record.patient_record import PatientRecord

_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "format": "date"},
}
_PARTIAL_DATE = {
    "description": "A day, a month or a year; what is not known is left out.",
    "type": "string",
    "pattern": r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
    "examples": ["2024", "2024-05", "2024-05-17"],
}
# An argument of a docstring: its name, then its words up to the next name.
_ARGUMENT = re.compile(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", re.MULTILINE)


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `to_json` writes.

    Every value that crmo writes is valid under it. It checks shapes and words; that a site is
    known or an end lies after its start is checked when the record is read.
    """
    definitions: dict[str, Any] = {"PartialDate": dict(_PARTIAL_DATE)}
    body = _object(PatientRecord, definitions)
    for kind in ENTRY_KINDS.values():
        definitions[kind.__name__] = _object(kind, definitions)
    definitions["Entry"] = {
        "description": _first_line(Entry),
        "oneOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in ENTRY_KINDS.values()],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "crmo patient record",
        **body,
        "properties": {"schema_version": {"const": SCHEMA_VERSION}, **body["properties"]},
        "required": ["schema_version", *body["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def field_descriptions(kind: type[Any]) -> dict[str, str]:
    """Return what the docstrings of a class and of its parents say of each field."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        for name, text in _ARGUMENT.findall(cleandoc(each.__doc__ or "")):
            found[name] = re.sub(r"\bNone\b", "null", " ".join(text.split()))
    return found


def _object(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one class; the classes it holds go into `definitions`."""
    hints, told = typing.get_type_hints(kind), field_descriptions(kind)
    fields = [each for each in attrs.fields(kind) if each.init]
    required = [each.name for each in fields if each.default is attrs.NOTHING]
    properties: dict[str, Any] = {}
    if tag := _tag(kind):
        properties["kind"] = {"const": tag}
        required = ["kind", *required]
    for each in fields:
        shape = _schema_of(hints[each.name], definitions)
        if each.validator is a_name:
            shape["minLength"] = 1
        words = {"description": told[each.name]} if each.name in told else {}
        properties[each.name] = {**words, **shape, **_default(each.default)}
    return {
        "description": _first_line(kind),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if get_origin(hint) in (Union, types.UnionType):
        options = [each for each in get_args(hint) if each is not type(None)]
        return {"anyOf": [*(_schema_of(each, definitions) for each in options), {"type": "null"}]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema_of(get_args(hint)[0], definitions)}
    if hint is not Entry and hint is not PartialDate and hint.__name__ not in definitions:
        is_words = issubclass(hint, StrEnum)
        definitions[hint.__name__] = _words(hint) if is_words else _object(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _words(kind: type[StrEnum]) -> dict[str, Any]:
    return {
        "description": _first_line(kind),
        "type": "string",
        "enum": [str(each) for each in kind],
    }


def _default(value: Any) -> dict[str, Any]:
    if value is attrs.NOTHING or value is None or isinstance(value, attrs.Factory):  # type: ignore[arg-type]
        return {}
    plain = list(value) if isinstance(value, tuple) else value
    return {"default": plain.value if isinstance(plain, StrEnum) else plain}


def _tag(kind: type[Any]) -> str | None:
    return next((name for name, each in ENTRY_KINDS.items() if each is kind), None)


def _first_line(kind: type[Any]) -> str:
    return cleandoc(kind.__doc__ or "").partition("\n")[0]
