"""Read what a file says of a case definition into the values that engines work with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from crmo.knowledge.case_definition import (
    CRITERION_KINDS,
    AgeAtIndex,
    AllOf,
    AnyOf,
    Band,
    CaseDefinition,
    CodeSet,
    Count,
    Criterion,
    Distinct,
    Episodes,
    FollowedBy,
    Grade,
    Index,
    Paired,
    Repeat,
    Select,
    ValueTest,
    Window,
    Without,
)
from crmo.knowledge.case_definition_forms import (
    Form,
    Reading,
    RefusedError,
    Shape,
    codes,
    day,
    name,
    names,
    number,
    text,
    whole,
    word,
)
from crmo.knowledge.case_definition_inheritance import DefinitionPlace
from crmo.knowledge.problems import Path, Problem

_CODE_SET = Shape(
    CodeSet,
    "a code set",
    {
        "label": text,
        "concepts": names,
        "analytes": names,
        "drugs": names,
        "modalities": names,
        "visits": names,
        "specialties": names,
        "codes": codes,
        "except_codes": codes,
    },
    ignored=("note",),
)
_SELECT = Shape(
    Select,
    "a selection of events",
    {
        "set": name,
        "states": names,
        "value": word(ValueTest),
        "at_least": number,
        "below": number,
        "unit": text,
        "values": name,
        "sites": names,
    },
    shorthand="set",
)
_WINDOW = Shape(Window, "a window", {"from_day": day, "to_day": day})
_INDEX = Shape(
    Index,
    "the index",
    {"first_of": _SELECT, "min_years": number, "max_years": number, "decision": text},
)
_BAND = Shape(
    Band,
    "a band",
    {"id": name, "label": text, "at_least": number, "decision": text},
)
_OF_EVERY_CRITERION: Mapping[str, Form] = {
    "label": text,
    "why": text,
    "points": number,
    "grade": word(Grade),
    "source": name,
    "decision": text,
}
_OF_EVENTS: Mapping[str, Form] = {**_OF_EVERY_CRITERION, "window": _WINDOW, "seen_by": name}
_GAP: Mapping[str, Form] = {"min_days": whole, "max_days": whole}
_FORMS_OF_KINDS: Mapping[type[Criterion], Mapping[str, Form]] = {
    Count: {**_OF_EVENTS, "of": _SELECT, "at_least": whole, "distinct": word(Distinct)},
    Repeat: {**_OF_EVENTS, "of": _SELECT, **_GAP},
    FollowedBy: {**_OF_EVENTS, "first": _SELECT, "then": _SELECT, **_GAP},
    Paired: {**_OF_EVENTS, "first": _SELECT, "second": _SELECT, "days": whole},
    Episodes: {**_OF_EVENTS, "of": _SELECT, "gap_days": whole, "at_least": whole},
    Without: {**_OF_EVENTS, "of": _SELECT},
    AgeAtIndex: {**_OF_EVERY_CRITERION, "min_years": number, "max_years": number},
    AllOf: {**_OF_EVERY_CRITERION, "of": names},
    AnyOf: {**_OF_EVERY_CRITERION, "of": names},
}
CRITERION_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        kind: Shape(made, f"a criterion of kind {kind}", _FORMS_OF_KINDS[made], ignored=("kind",))
        for kind, made in CRITERION_KINDS.items()
    }
)


def _criterion(reading: Reading, path: Path, value: Any) -> Any:
    if not isinstance(value, dict):
        raise reading.refuse(path, "a criterion is a mapping.", came=value)
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in CRITERION_SHAPES:
        raise reading.refuse(
            (*path, "kind") if "kind" in value else path,
            "a criterion does not say of which kind it is, or it is a kind unknown here.",
            came=kind,
            expected=f"`kind:` with one of {', '.join(CRITERION_SHAPES)}",
        )
    return CRITERION_SHAPES[kind](reading, path, value)


def _by_id(inner: Form, what: str) -> Form:
    def read(reading: Reading, path: Path, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict) or not value:
            raise reading.refuse(path, f"{what} stand here, each under its id.", came=value)
        found = {}
        for key, entry in value.items():
            try:
                found[str(key)] = inner(reading, (*path, str(key)), entry)
            except RefusedError:
                continue
        return MappingProxyType(found)

    return read


def _bands(reading: Reading, path: Path, value: Any) -> tuple[Band, ...]:
    if not isinstance(value, list) or not value:
        raise reading.refuse(
            path,
            "the bands are a list, the highest first.",
            came=value,
            expected="- {id: likely, label: likely, at_least: 8}",
        )
    found = []
    for position, entry in enumerate(value):
        own = entry.get("id") if isinstance(entry, dict) else None
        step = own if isinstance(own, str) else str(position)
        found.append(_BAND(reading, (*path, step), entry))
    return tuple(found)


_DEFINITION = Shape(
    CaseDefinition,
    "a case definition",
    {
        "version": whole,
        "label": text,
        "purpose": text,
        "extends": name,
        "code_sets": _by_id(_CODE_SET, "code sets"),
        "index": _INDEX,
        "criteria": _by_id(_criterion, "criteria"),
        "require": names,
        "exclude": names,
        "bands": _bands,
        "cautions": lambda reading, path, value: tuple(
            text(reading, (*path, str(place)), each)
            for place, each in enumerate(_listed(reading, path, value))
        ),
        "decision": text,
    },
    ignored=("id", "note"),
)


def _listed(reading: Reading, path: Path, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise reading.refuse(path, "a list is expected here.", came=value)
    return value


@frozen
class ReadDefinition:
    """A definition, or what kept it from being read.

    Args:
        definition: the value, or None.
        problems: why there is none.
    """

    definition: CaseDefinition | None
    problems: tuple[Problem, ...]


def read_definition(place: DefinitionPlace) -> ReadDefinition:
    """Return the definition that stands at a place; its meaning is checked elsewhere.

    Args:
        place: the definition with all that it takes over.
    """
    reading = Reading(place)
    try:
        found = _DEFINITION(reading, (), {**place.entry})
    except RefusedError:
        return ReadDefinition(None, tuple(reading.problems))
    return ReadDefinition(found, ())
