"""A differential as JSON for other programs, and the JSON Schema of that form."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.differential.values import (
    Candidate,
    Differential,
    PossibleAnswer,
    Question,
    RuleOut,
)
from crmo.record import Interval
from crmo.record.schema import field_descriptions

RECOGNITION_VERSION = "1"
_IDS = (
    "Ids are those of the concepts of diseases (`cno`, `leukaemia`, `ewing_sarcoma`); "
    "`something_else` stands for every disease that is not in the list, and adds up with the "
    "others to 1."
)
_PLAIN: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    types.NoneType: "null",
}
# Pairs of an id of a disease and its probability; an object says which is which.
_SHARES = ((Candidate, "forms"), (PossibleAnswer, "top"))


def recognition_as_dict(
    found: Differential,
    red_flags: Iterable[Assessment],
    *,
    patient: str,
    age: Interval | None = None,
    sex: str = "unknown",
) -> dict[str, Any]:
    """Return what a child could have as plain JSON values, every key always present.

    Args:
        found: the differential.
        red_flags: the answers of all red flags on the same record and day; those raised are
            listed, those that nobody looked at in full are named.
        patient: id of the child.
        age: its possible ages in years that were weighed, or None.
        sex: its sex that was weighed.
    """
    flags = tuple(red_flags)
    return {
        "recognition_version": RECOGNITION_VERSION,
        "patient": patient,
        "age_years": None if age is None else [_plain(age.low), _plain(age.high)],
        "sex": sex,
        "on": found.on.isoformat(),
        "setting": found.setting,
        "n_facts": found.n_facts,
        "is_overridden": found.is_overridden,
        "ranking": [_plain(each) for each in found.ranking],
        "rule_out_first": [_plain(each) for each in found.rule_out_first],
        "urgent": list(found.urgent),
        "red_flags": [_flag(each) for each in flags if each.verdict is Verdict.MET],
        "red_flags_not_looked_at": [
            each.rule for each in flags if each.verdict is Verdict.CANNOT_TELL
        ],
        "next_questions": [_plain(each) for each in found.next_questions],
        "sources": list(found.sources),
        "cautions": list(found.cautions),
    }


def _flag(flag: Assessment) -> dict[str, Any]:
    points_to = typing.cast("Iterable[str]", flag.details.get("points_to", ()))
    return {
        "rule": flag.rule,
        "title": flag.title,
        "summary": flag.summary,
        "points_to": list(points_to),
    }


def _plain(value: Any) -> Any:
    if attrs.has(type(value)):
        return {
            each.name: _shares_or_plain(type(value), each.name, getattr(value, each.name))
            for each in attrs.fields(type(value))
        }
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        # JSON knows no infinity: a limit that is infinite is none.
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else value


def _shares_or_plain(of: type, name: str, value: Any) -> Any:
    if (of, name) in _SHARES:
        return [{"disease": disease, "probability": share} for disease, share in value]
    return _plain(value)


# --- schema ----------------------------------------------------------------------------------


def recognition_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `recognition_as_dict` returns."""
    definitions: dict[str, Any] = {"Share": _share(), "RedFlag": _red_flag()}
    for kind in (Candidate, RuleOut, Question):
        _define(kind, definitions)
    words = field_descriptions(Differential)
    properties = {
        "recognition_version": {"const": RECOGNITION_VERSION},
        "patient": {"type": "string", "description": "id of the child; `letter` for a letter"},
        "age_years": {
            "type": ["array", "null"],
            "items": {"type": ["number", "null"]},
            "minItems": 2,
            "maxItems": 2,
            "description": "least and greatest age that was weighed; null if it is not known",
        },
        "sex": {"type": "string", "description": "female, male, other or unknown, as weighed"},
        "on": {"type": "string", "format": "date", "description": words["on"]},
        "setting": {"type": "string", "description": words["setting"]},
        "n_facts": {"type": "integer", "description": words["n_facts"]},
        "is_overridden": {"type": "boolean", "description": words["is_overridden"]},
        "ranking": _list(_ref("Candidate"), f"{words['ranking']} {_IDS}"),
        "rule_out_first": _list(_ref("RuleOut"), words["rule_out_first"]),
        "urgent": _list({"type": "string"}, words["urgent"]),
        "red_flags": _list(_ref("RedFlag"), "red flags that are raised"),
        "red_flags_not_looked_at": _list(
            {"type": "string"}, "ids of red flags that the record cannot answer: no reassurance"
        ),
        "next_questions": _list(_ref("Question"), words["next_questions"]),
        "sources": _list({"type": "string"}, words["sources"]),
        "cautions": _list({"type": "string"}, words["cautions"]),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "crmo recognition",
        **_closed(
            "What one child could have: an aid to thinking, not a diagnosis. "
            "`crmo recognise --json` writes one of these for a letter, a list of them for records.",
            properties,
        ),
        "$defs": definitions,
    }


def _define(kind: type[Any], definitions: dict[str, Any]) -> None:
    """Add the schema of a class, and of the classes it holds, to the definitions."""
    hints, words = typing.get_type_hints(kind), field_descriptions(kind)
    properties = {}
    for each in attrs.fields(kind):
        if (kind, each.name) in _SHARES:
            shape: dict[str, Any] = {"type": "array", "items": _ref("Share")}
        else:
            shape = _shape(hints[each.name], definitions)
        properties[each.name] = {**shape, "description": words[each.name]}
    definitions[kind.__name__] = _closed((kind.__doc__ or "").splitlines()[0], properties)


def _shape(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _shape(typing.get_args(hint)[0], definitions)}
    if attrs.has(hint):
        if hint.__name__ not in definitions:
            _define(hint, definitions)
        return _ref(hint.__name__)
    if hint is float:
        return {"type": ["number", "null"]}
    return {"type": _PLAIN[hint]}


def _share() -> dict[str, Any]:
    return _closed(
        "One disease and its probability.",
        {
            "disease": {"type": "string", "description": "id of the disease or form"},
            "probability": {"type": ["number", "null"], "description": "from 0 to 1"},
        },
    )


def _red_flag() -> dict[str, Any]:
    return _closed(
        "A red flag that is raised.",
        {
            "rule": {"type": "string", "description": "id of the rule"},
            "title": {"type": "string", "description": "the flag in words"},
            "summary": {"type": "string", "description": "what was seen, in short"},
            "points_to": _list({"type": "string"}, "ids of the diseases it points to"),
        },
    )


def _closed(description: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": dict(items)}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}
