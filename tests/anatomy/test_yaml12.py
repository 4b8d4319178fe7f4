"""YAML is read as version 1.2: no surprises from version 1.1."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.errors import KnowledgeError
from crmo.yaml12 import load


@pytest.mark.parametrize("text",
    ["no", "yes", "on", "off", "y", "N", "1:30", "2024-05-01",
                                  "1_000", "<<", "0b11", "1e", "+", ".", "nUll", "tRUE"],
)  # fmt: skip
def test_text_stays_text(text: str) -> None:
    assert load(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("~", None), ("null", None), ("true", True), ("False", False), ("12", 12),
     ("-3", -3), ("010", 10), ("0o17", 15), ("0xff", 255), ("1.5", 1.5), (".5", 0.5),
     ("1e3", 1000.0), ("-.inf", -math.inf), ("'12'", "12"), ("2.", 2.0)],
)  # fmt: skip
def test_plain_values_of_the_core_schema(text: str, value: object) -> None:
    found = load(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_read() -> None:
    assert math.isnan(load("a: .nan")["a"])


def test_the_same_key_twice_is_an_error_with_its_line() -> None:
    with pytest.raises(KnowledgeError) as caught:
        load("a: 1\nb: 2\na: 3\n", name="rule.yaml")
    assert caught.value.where == "rule.yaml line 3"


@pytest.mark.parametrize(
    "text", ["a: [1, 2", "a: b: c", "\tx: 1", "a: &x 1\nb: *y", "? [1]\n: 2", "a: !!python/none x",
             "a: 1\n---\nb: 2", "a: \x01"]
)  # fmt: skip
def test_what_is_not_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(KnowledgeError, match="text"):
        load(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a:\n  b: " + "{x: " * 100_000,
        "- " * 100_000 + "1",
        "? " * 50_000 + "1",
        "['" + "]', ['" * 100_000,
        "!!seq [" * 100_000,
    ],
    ids=["lists", "mappings", "dashes", "keys", "quoted-brackets", "tags"],
)
def test_deep_nesting_is_refused_rather_than_crashing(text: str) -> None:
    with pytest.raises(KnowledgeError, match="nested too deeply"):
        load(text)


@pytest.mark.parametrize("text", ["[" * 190 + "]" * 190, "- " * 190 + "1"])
def test_what_people_nest_is_read(text: str) -> None:
    value = load(text)
    for _ in range(189):
        (value,) = value
    assert value in ([], [1])


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 9):
        lines.append(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]")
    with pytest.raises(KnowledgeError, match="aliases"):
        load("\n".join(lines))


def test_an_alias_of_what_holds_it_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="aliases"):
        load("a: &a [1, *a]")


def test_plain_aliases_are_read() -> None:
    assert load("a: &x {b: 1}\nc: *x\n") == {"a": {"b": 1}, "c": {"b": 1}}


def test_a_file_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: no\n")
    assert load(path) == {"a": "no"}
    path.write_bytes(b"a: 1\na: 2\n")
    with pytest.raises(KnowledgeError, match=r"rule\.yaml line 2"):
        load(path)


def test_a_missing_or_wrongly_encoded_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be opened"):
        load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    with pytest.raises(KnowledgeError, match="not UTF-8"):
        load(tmp_path / "latin.yaml")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abc no:~1-", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(value=_JSON)
def test_json_is_read_as_the_yaml_it_is(value: object) -> None:
    assert load(json.dumps(value)) == value
