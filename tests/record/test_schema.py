"""The published schema agrees with the reader, judged by an independent JSON Schema reader."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.strategies import entries, records

from crmo.errors import InvalidValueError
from crmo.examples import EXAMPLES
from crmo.record import PatientRecord
from crmo.record.json_form import ENTRY_KINDS, from_dict, to_dict
from crmo.record.schema import record_schema
from crmo.yaml12 import load

SCHEMA = record_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@given(records())
def test_every_record_is_valid(record: PatientRecord) -> None:
    assert list(VALIDATOR.iter_errors(to_dict(record))) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_examples_are_valid(example: Any) -> None:
    assert list(VALIDATOR.iter_errors(load(example.path))) == []


def test_every_field_is_described() -> None:
    silent = [
        f"{name}.{field}"
        for name, definition in {"record": SCHEMA, **SCHEMA["$defs"]}.items()
        for field, shape in definition.get("properties", {}).items()
        if field not in {"kind", "schema_version"} and "description" not in shape
    ]
    assert silent == []


def test_every_kind_of_entry_is_one_choice() -> None:
    choices = {choice["$ref"].rpartition("/")[2] for choice in SCHEMA["$defs"]["Entry"]["oneOf"]}
    assert choices == {kind.__name__ for kind in ENTRY_KINDS.values()}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [path, *(p for key in value for p in _places(value[key], (*path, key)))]
    if isinstance(value, list):
        return [path, *(p for i, each in enumerate(value) for p in _places(each, (*path, i)))]
    return [path]


WRONG = st.sampled_from(
    [None, True, -1, 11, 2024, "", "x", "2024-02-30", [], ["x"], {}, {"kind": "finding"}]
)


@given(records(of=entries(), max_entries=3), st.data())
def test_what_the_schema_refuses_the_reader_refuses(
    record: PatientRecord, data: st.DataObject
) -> None:
    """The reader is the stricter one; a year as a number is its only leniency."""
    broken = copy.deepcopy(to_dict(record))
    path = data.draw(st.sampled_from(_places(broken)))
    wrong = data.draw(WRONG)
    if not path:
        broken = wrong
    else:
        holder = broken
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = wrong
    if wrong == 2024 or VALIDATOR.is_valid(broken):
        return
    with pytest.raises(InvalidValueError):
        from_dict(broken)


@given(records(of=entries(), max_entries=2), st.data())
def test_a_key_nobody_knows_is_refused_by_both(record: PatientRecord, data: st.DataObject) -> None:
    broken = to_dict(record)
    holders = [path for path in _places(broken) if isinstance(_at(broken, path), dict)]
    _at(broken, data.draw(st.sampled_from(holders)))["shoe_size"] = 34
    assert not VALIDATOR.is_valid(broken)
    with pytest.raises(InvalidValueError, match="no such field"):
        from_dict(broken)


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value
