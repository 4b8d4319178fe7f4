"""Walking JSON piece by piece finds what reading it whole would find, also in broken files."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.exchange.fhir_r4.json_walk import Break, JsonWalk, Part
from crmo.exchange.fhir_r4.text_source import TextSource

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.text(max_size=8), st.floats(0, 9)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
entries = st.lists(
    st.dictionaries(st.sampled_from(["resource", "fullUrl", "ü"]), values, min_size=1), max_size=5
)


def walked(content: str | bytes, piece_bytes: int = 1 << 20) -> list[tuple[Part, Any]]:
    data = content.encode() if isinstance(content, str) else content
    return list(JsonWalk(TextSource(io.BytesIO(data), piece_bytes=piece_bytes)))


def of_part(parts: list[tuple[Part, Any]], part: Part) -> list[Any]:
    return [value for each, value in parts if each is part]


@given(entries, st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
def test_pieces_of_any_size_give_every_entry(
    found: list[dict[str, Any]], piece_bytes: int, indent: int | None, type_first: bool
) -> None:
    about = {"resourceType": "Bundle", "total": 12345}
    bundle = about | {"entry": found} if type_first else {"entry": found} | about
    parts = walked(json.dumps(bundle, indent=indent, ensure_ascii=False), piece_bytes)
    if type_first or found:
        assert of_part(parts, Part.ENTRY) == found
        assert of_part(parts, Part.BUNDLE) == [about]
    assert of_part(parts, Part.BREAK) == []


@given(entries, st.data())
def test_a_cut_file_gives_every_whole_entry_and_says_where_it_ends(
    found: list[dict[str, Any]], data: st.DataObject
) -> None:
    text = json.dumps({"resourceType": "Bundle", "entry": found})
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    parts = walked(cut, data.draw(st.integers(1, 40)))
    whole = [json.dumps(entry) for entry in of_part(parts, Part.ENTRY)]
    assert whole == [json.dumps(entry) for entry in found][: len(whole)]
    (broken,) = of_part(parts, Part.BREAK)
    assert broken.is_cut
    assert broken.n_before == len(whole)
    if len(whole) < len(found):  # the next entry is indeed not whole
        start = text.index("[") + 1 + sum(len(each) + len(", ") for each in whole)
        assert len(cut) < start + len(json.dumps(found[len(whole)]))


@given(values, st.integers(1, 20))
def test_a_resource_with_its_type_last_is_read_whole(inner: Any, piece_bytes: int) -> None:
    resource = {"id": "1", "x": inner, "resourceType": "Basic"}
    parts = walked(json.dumps(resource), piece_bytes)
    assert parts == [(Part.RESOURCE, resource)]


def test_the_entry_of_a_list_is_not_that_of_a_bundle() -> None:
    items = {"resourceType": "List", "entry": [{"item": {"reference": "Patient/1"}}]}
    assert walked(json.dumps(items)) == [(Part.RESOURCE, items)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n"])
def test_one_resource_per_line(line_end: str) -> None:
    lines = [{"resourceType": "Basic", "id": str(n)} for n in range(5)]
    text = line_end.join(map(json.dumps, lines))
    assert of_part(walked(text, 7), Part.RESOURCE) == lines


def test_a_broken_line_costs_only_itself() -> None:
    good = '{"resourceType": "Basic", "id": "1"}'
    parts = walked(f'{good}\n{{"resourceType": "Basic", "id": }}\n{good}\n')
    assert len(of_part(parts, Part.RESOURCE)) == 2
    (broken,) = of_part(parts, Part.BREAK)
    assert (broken.is_resumed, broken.is_cut, broken.n_before) == (True, False, 1)


@pytest.mark.parametrize("piece_bytes", [1, 5, 64, 4096])
def test_a_broken_entry_costs_only_itself(piece_bytes: int) -> None:
    good = [json.dumps({"resource": {"id": str(n)}}) for n in (1, 2, 3)]
    bad = '{"resource": {"id" 5}}'
    text = f'{{"resourceType": "Bundle", "entry": [{", ".join([good[0], bad, *good[1:]])}]}}'
    parts = walked(text, piece_bytes)
    assert [entry["resource"]["id"] for entry in of_part(parts, Part.ENTRY)] == ["1", "2", "3"]
    (broken,) = of_part(parts, Part.BREAK)
    assert broken.is_resumed
    assert text[broken.position :].startswith("5}}")


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"resourceType": "Bundle", "entry": [['])
def test_deep_nesting_is_a_break_and_no_crash(opening: str) -> None:
    broken = of_part(walked(opening * 100_000), Part.BREAK)
    assert broken
    assert all(isinstance(each, Break) for each in broken)


def test_an_endless_number_is_a_break_and_no_crash() -> None:
    (broken,) = of_part(walked('{"resourceType": "Basic", "n": ' + "9" * 6000 + "}"), Part.BREAK)
    assert broken.reason == "it holds a number that is too long"


def test_raw_line_ends_inside_texts_are_let_pass() -> None:
    assert walked('{"resourceType": "Basic", "x": "a\tb\nc"}')[0][1]["x"] == "a\tb\nc"


def test_nothing_is_nothing() -> None:
    assert walked("") == []
    assert walked(" \n ") == []


def test_a_file_that_is_no_json_gives_one_break() -> None:
    parts = walked("name;date\nA;2024-01-01\n")
    assert [part for part, _ in parts] == [Part.BREAK]


# --- encodings --------------------------------------------------------------------------------


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), st.integers(1, 9)
)
def test_utf_8_is_the_same_in_pieces_of_any_size(text: str, piece_bytes: int) -> None:
    source = TextSource(io.BytesIO(text.encode()), piece_bytes=piece_bytes)
    assert "".join(iter(source.more, "")) == text.removeprefix("\ufeff")
    assert source.n_bad_bytes == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("piece_bytes", [3, 4096])
def test_other_unicode_encodings_are_recognised(encoding: str, piece_bytes: int) -> None:
    text = '{"resourceType": "Basic", "x": "Jürgen"}'
    assert walked(text.encode(encoding), piece_bytes)[0][1]["x"] == "Jürgen"


@pytest.mark.parametrize("piece_bytes", [1, 7, 4096])
def test_a_latin_1_byte_is_read_and_counted(piece_bytes: int) -> None:
    data = '{"x": "Jürgen"}'.encode("latin-1")
    source = TextSource(io.BytesIO(data), piece_bytes=piece_bytes)
    assert "".join(iter(source.more, "")) == '{"x": "Jürgen"}'
    assert (source.n_bad_bytes, source.first_bad_byte) == (1, data.index(b"\xfc"))
