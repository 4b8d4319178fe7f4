"""A record as plain JSON values and back, without loss.

Entries carry their kind under `kind`; what equals its default is left out; keys keep one order,
so that two files of one record can be compared line by line. What is not a record is refused
with the place (`entries[3].severity`), and the value stays out of the message's text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from crmo.errors import InvalidValueError
from crmo.record.clinical import (
    Diagnosis,
    Document,
    Encounter,
    Finding,
    Measurement,
    Procedure,
    Score,
)
from crmo.record.entry import Entry
from crmo.record.imaging import ImagingStudy
from crmo.record.json_path import refusing_with_path, word_like
from crmo.record.partial_date import PartialDate
from crmo.record.patient_record import PatientRecord
from crmo.record.treatment import TreatmentCourse

SCHEMA_VERSION = "1"

ENTRY_KINDS: Mapping[str, type[Entry]] = MappingProxyType(
    {
        "finding": Finding,
        "measurement": Measurement,
        "imaging_study": ImagingStudy,
        "procedure": Procedure,
        "treatment_course": TreatmentCourse,
        "score": Score,
        "diagnosis": Diagnosis,
        "encounter": Encounter,
        "document": Document,
    }
)
Part = TypeVar("Part")

_LAST = ("recorded_on", "source", "supersedes", "note")


def to_json(record: PatientRecord, *, indent: int | None = 2) -> str:
    """Return a record as JSON text that `from_json` reads back to an equal record.

    Args:
        record: one child.
        indent: spaces per level; None for one line.
    """
    return json.dumps(to_dict(record), ensure_ascii=False, indent=indent, allow_nan=False)


def from_json(text: str | bytes) -> PatientRecord:
    """Read one record from JSON text; bytes are UTF-8 with or without byte order mark.

    Raises:
        InvalidValueError: not JSON, or not a record; `where` holds line or path.
    """
    return from_dict(parse_json(text))


def parse_json(text: str | bytes) -> Any:
    """Return the plain values of a JSON text in which no object has the same key twice.

    Raises:
        InvalidValueError: not UTF-8, not JSON, or a key stands twice.
    """
    try:
        words = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        return json.loads(words, object_pairs_hook=_without_twins)
    except UnicodeDecodeError as error:
        raise InvalidValueError(
            "this is not UTF-8 text.",
            where=f"byte {error.start}",
            expected="JSON in UTF-8",
            todo="Save the file again as UTF-8.",
        ) from None
    except json.JSONDecodeError as error:
        raise InvalidValueError(
            f"this is not valid JSON: {error.msg}.",
            where=f"line {error.lineno} column {error.colno}",
            expected="a whole JSON document",
            todo="Check whether the file was cut off or edited by hand there.",
        ) from None
    except InvalidValueError:
        raise
    except ValueError:
        # Python refuses to read whole numbers of thousands of digits.
        raise InvalidValueError(
            "this JSON holds a number of too many digits.",
            expected="numbers such as 12.5",
            todo="Find and correct it.",
        ) from None
    except RecursionError:
        raise InvalidValueError(
            "this JSON is nested too deeply.",
            expected="a record, six levels deep at most",
            todo="Check that the file is a record.",
        ) from None


def to_dict(record: PatientRecord) -> dict[str, Any]:
    """Return a record as plain JSON values; `schema_version` comes first."""
    return {"schema_version": SCHEMA_VERSION, **_converter().unstructure(record)}


def from_dict(data: object) -> PatientRecord:
    """Build a record from plain JSON values.

    Raises:
        InvalidValueError: another `schema_version`, an unknown key, a wrong type or an
            impossible value; `where` holds the path (`entries[3].severity`).
    """
    with refusing_with_path():
        if not isinstance(data, Mapping):
            raise _not_an_object(data, "a record")
        require_schema_version(data)
        content = {key: value for key, value in data.items() if key != "schema_version"}
        record: PatientRecord = _converter().structure(content, PatientRecord)
        return record


def entry_from_dict(data: object) -> Entry:
    """Build one entry from plain JSON values.

    Raises:
        InvalidValueError: as for `from_dict`; the path begins at the entry.
    """
    return part_from_dict(data, Entry)


def part_from_dict(data: object, kind: type[Part]) -> Part:
    """Build one part of a record (`Patient`, `Retraction`, `Entry`) from plain JSON values.

    Raises:
        InvalidValueError: as for `from_dict`; the path begins at the part.
    """
    with refusing_with_path():
        part: Part = _converter().structure(data, kind)
        return part


def require_schema_version(data: Mapping[str, Any]) -> None:
    """Refuse a record that says no schema version, or one that is not known here.

    Raises:
        InvalidValueError: the version is not the one this module writes.
    """
    version = data.get("schema_version")
    if version == SCHEMA_VERSION:
        return
    raise InvalidValueError(
        "this record has no schema version."
        if version is None
        else "this record has a schema version that is not known here.",
        field="schema_version",
        came=version,
        expected=f'"{SCHEMA_VERSION}"',
        todo="Add it if the file was written by hand; for a newer one, install a newer crmo.",
    )


def entry_to_dict(entry: Entry) -> dict[str, Any]:
    """Return one entry as plain JSON values."""
    plain: dict[str, Any] = _converter().unstructure(entry)
    return plain


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidValueError(
            f"the key {twice!r} stands twice in one object.",
            where=f"key {twice}",
            expected="each key once",
            todo="Decide which of the two holds, and delete the other.",
        )
    return found


def _not_an_object(came: object, what: str) -> InvalidValueError:
    return InvalidValueError(
        f"this should be {what}, as a JSON object.",
        came=came,
        expected="an object with named fields",
        todo="Check the level of brackets or the indentation.",
    )


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in _PLAIN_NAMES:
        converter.register_structure_hook(kind, _plain)
    converter.register_structure_hook(StrEnum, _word)
    converter.register_unstructure_hook(StrEnum, _text_of_word)
    converter.register_structure_hook(date, _day)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(PartialDate, _partial_date)
    converter.register_unstructure_hook(PartialDate, str)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _list_of(kind, converter))
    converter.register_structure_hook_factory(attrs.has, lambda kind: _object(kind, converter))
    converter.register_unstructure_hook_factory(attrs.has, lambda kind: _plain_of(kind, converter))
    # By predicate: a hook for the class itself would also catch every kind of entry.
    converter.register_structure_hook_func(_is_entry, lambda data, _: _entry(data, converter))
    converter.register_unstructure_hook_func(
        _is_entry, lambda entry: converter.unstructure(entry, unstructure_as=type(entry))
    )
    return converter


def _is_entry(kind: Any) -> bool:
    return kind is Entry


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


_PLAIN_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _plain(value: Any, kind: type) -> Any:
    if type(value) is kind or (kind is float and type(value) is int):
        return value
    todo = "Put it into quotation marks." if kind is str else "Write it without quotation marks."
    raise InvalidValueError(
        "this is of the wrong type.", came=value, expected=_PLAIN_NAMES[kind], todo=todo
    )


def _text_of_word(word: StrEnum) -> str:
    return word.value


def _word(value: Any, words: type[StrEnum]) -> StrEnum:
    try:
        return words(value)
    except ValueError:
        raise InvalidValueError(
            "this is not one of the words it can be.",
            came=value,
            expected=f"one of {', '.join(words)}",
            todo=word_like(value, words),
        ) from None


def _day(value: Any, _: type) -> date:
    found = _partial_date(value, PartialDate)
    if not found.is_day:
        raise InvalidValueError(
            "this must be a whole day.",
            came=value,
            expected="a date written 2024-05-17",
            todo="Leave it out when the day is not known.",
        )
    return found.earliest


def _partial_date(value: Any, _: type) -> PartialDate:
    # YAML reads an unquoted year as a number.
    is_year = isinstance(value, int) and not isinstance(value, bool)
    return PartialDate.parse(f"{value:04d}" if is_year else value)


def _list_of(kind: Any, converter: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    base = converter.get_structure_hook(list[kind.__args__[0]])

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise InvalidValueError(
                "this should be a list.",
                came=value,
                expected="a list, which may be empty",
                todo="Put a single value into [ ].",
            )
        return tuple(base(value, list))

    return structure


def _object(kind: type[Any], converter: Converter) -> Callable[[Any, Any], Any]:
    base = make_dict_structure_fn(kind, converter)

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _not_an_object(value, f"a {kind.__name__}")
        return base(value, kind)

    return structure


def _plain_of(kind: type[Any], converter: Converter) -> Callable[[Any], dict[str, Any]]:
    base = make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True)
    if not issubclass(kind, Entry):
        return base
    tag = next(name for name, each in ENTRY_KINDS.items() if each is kind)

    def unstructure(entry: Any) -> dict[str, Any]:
        plain = base(entry)
        last = {key: plain.pop(key) for key in _LAST if key in plain}
        return {"kind": tag, **plain, **last}

    return unstructure


def _entry(data: Any, converter: Converter) -> Any:
    if not isinstance(data, Mapping):
        raise _not_an_object(data, "an entry")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in ENTRY_KINDS:
        raise InvalidValueError(
            "this entry has no kind." if kind is None else "there is no such kind of entry.",
            field="kind",
            came=kind,
            expected=f"one of {', '.join(ENTRY_KINDS)}",
            todo=word_like(kind, ENTRY_KINDS),
        )
    content = {key: value for key, value in data.items() if key != "kind"}
    return converter.structure(content, ENTRY_KINDS[kind])
