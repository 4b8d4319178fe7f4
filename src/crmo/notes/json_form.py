"""A reading as JSON for other programs, and the JSON Schema of that form."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from crmo.knowledge import Knowledge
from crmo.notes.person import ToldPerson
from crmo.notes.reading import Contradiction, Mark, NoteReading, Role, Unread
from crmo.notes.statement import Statement, statements
from crmo.record import Fact, Sex
from crmo.record.schema import field_descriptions

READING_VERSION = "1"
KINDS = (
    "finding",
    "lesion",
    "imaging_study",
    "measurement",
    "score",
    "treatment_course",
    "procedure",
    "diagnosis",
    "encounter",
)


def reading_as_dict(reading: NoteReading, knowledge: Knowledge) -> dict[str, Any]:
    """Return a reading as plain JSON values, every key always present.

    The text itself is not repeated; `start` and `end` count its characters from 0.
    """
    return {
        "reading_version": READING_VERSION,
        "document": reading.document,
        "on": None if reading.on is None else reading.on.isoformat(),
        "characters": len(reading.text),
        "child": _child(reading.person),
        "entries": [_statement(each) for each in statements(reading, knowledge)],
        "unread": [_plain(each) for each in reading.unread],
        "contradictions": [_contradiction(each) for each in reading.contradictions],
    }


def _child(told: ToldPerson) -> dict[str, Any]:
    age, age_words, sex_words = told.age_years, told.age_words, told.sex_words
    return {
        "age_low": None if age is None else age.low,
        "age_high": None if age is None else age.high,
        "age_start": None if age_words is None else age_words[0],
        "age_end": None if age_words is None else age_words[1],
        "birth_date": None if told.birth_date is None else str(told.birth_date),
        "sex": told.sex.value,
        "sex_start": None if sex_words is None else sex_words[0],
        "sex_end": None if sex_words is None else sex_words[1],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    plain = _plain(statement)
    plain["facts"] = [{"concept": f.concept, "status": str(f.status)} for f in statement.facts]
    plain["evidence"] = _marks(statement.evidence)
    return plain


def _contradiction(told: Contradiction) -> dict[str, Any]:
    return {**_plain(told), "entries": list(told.entries), "marks": _marks(told.marks)}


def _marks(marks: Iterable[Mark]) -> list[dict[str, Any]]:
    return [{**_plain(mark), "role": str(mark.role)} for mark in marks]


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _names(type(value))}


def _names(of: type) -> tuple[str, ...]:
    """Return the fields of a class of attrs, or of a named tuple."""
    if attrs.has(of):
        return tuple(each.name for each in attrs.fields(of))
    return tuple(of._fields)  # type: ignore[attr-defined]


# --- schema ----------------------------------------------------------------------------------


def reading_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `reading_as_dict` returns."""
    mark = _object(Mark, role={"enum": [str(role) for role in Role]})
    fact = {
        "type": "object",
        "description": Fact.__doc__.splitlines()[0] if Fact.__doc__ else "",
        "properties": {"concept": {"type": "string"}, "status": {"type": "string"}},
        "required": ["concept", "status"],
        "additionalProperties": False,
    }
    marks = {"type": "array", "items": {"$ref": "#/$defs/Mark"}}
    facts = {"type": "array", "items": {"$ref": "#/$defs/Fact"}}
    statement = _object(Statement, kind={"enum": list(KINDS)}, facts=facts, evidence=marks)
    contradiction = _object(
        Contradiction, entries={"type": "array", "items": {"type": "string"}}, marks=marks
    )
    definitions = {
        "Child": _child_schema(),
        "Contradiction": contradiction,
        "Fact": fact,
        "Mark": mark,
        "Statement": statement,
        "Unread": _object(Unread),
    }
    return _whole(definitions)


def _child_schema() -> dict[str, Any]:
    told = {
        "age_low": ("number", "lowest age that the words allow, in years, on the note's date"),
        "age_high": ("number", "highest such age; an 11-year-old is anything below 12"),
        "age_start": ("integer", "first character of the words that tell the age"),
        "age_end": ("integer", "character after the last of them"),
        "birth_date": ("string", "date or year of birth, if the note tells it"),
        "sex_start": ("integer", "first character of the word that tells the sex; null: pronouns"),
        "sex_end": ("integer", "character after the last of it"),
    }
    properties: dict[str, Any] = {
        name: {"type": [kind, "null"], "description": words} for name, (kind, words) in told.items()
    }
    properties["sex"] = {"enum": [sex.value for sex in Sex], "description": "as told"}
    return {
        "type": "object",
        "description": "Who the note is about, as far as it says; never a name.",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _whole(definitions: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        "reading_version": {"const": READING_VERSION},
        "document": {"type": "string", "description": "name of the note"},
        "on": {
            "type": ["string", "null"],
            "format": "date",
            "description": "date of the note: told to the reader, or found in the note",
        },
        "characters": {"type": "integer", "description": "length of the note's text"},
        "child": {"$ref": "#/$defs/Child"},
        "entries": _list_of("Statement", "what the note says"),
        "unread": _list_of("Unread", "what seems to matter and was not understood"),
        "contradictions": _list_of("Contradiction", "statements that exclude one another"),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "crmo reading of a note",
        "description": "What one letter or report says, with the place of the evidence in it.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": dict(definitions),
    }


def _list_of(name: str, description: str) -> dict[str, Any]:
    return {
        "type": "array",
        "description": description,
        "items": {"$ref": f"#/$defs/{name}"},
    }


_PLAIN: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    types.NoneType: "null",
}


def _object(of: type, /, **given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a class with plain fields; those given are taken as they are."""
    words = field_descriptions(of)
    hints = typing.get_type_hints(of)
    properties = {}
    for name in _names(of):
        shape = dict(given[name]) if name in given else _shape(hints[name])
        if name in words:
            shape["description"] = words[name]
        properties[name] = shape
    return {
        "type": "object",
        "description": (of.__doc__ or "").splitlines()[0],
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _shape(hint: Any) -> dict[str, Any]:
    names = [_PLAIN[each] for each in typing.get_args(hint) or (hint,)]
    return {"type": names if len(names) > 1 else names[0]}
