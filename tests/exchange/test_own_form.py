"""crmo's own files: read whole, rescued entry by entry, or refused with the place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.exchange.sheet_files import KNOWLEDGE, codes, remark
from tests.strategies import records

from crmo.errors import UnreadableError
from crmo.exchange import own_form, read
from crmo.exchange.reading import Level
from crmo.record import PatientRecord
from crmo.record.json_form import from_dict, to_dict, to_json

RECORD: dict[str, Any] = {
    "schema_version": "1",
    "patient": {"id": "a", "birth_date": "2014-03-09"},
    "entries": [
        {"kind": "encounter", "id": "v1", "on": "2024-05-01"},
        {"kind": "encounter", "id": "v2", "on": "2024-05-02"},
        {"kind": "encounter", "id": "v3", "on": "2024-05-03", "supersedes": "v2"},
    ],
    "retractions": [{"entry": "v1", "reason": "typing error"}],
}


def put(folder: Path, text: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def opened(folder: Path, text: str | bytes, name: str = "a.json") -> Any:
    return read(put(folder, text, name), knowledge=KNOWLEDGE)


@given(record=records(max_entries=3))
def test_what_crmo_writes_it_reads(tmp_path_factory: Any, record: PatientRecord) -> None:
    reading = own_form.read(put(tmp_path_factory.mktemp("own"), to_json(record)))
    assert reading.records == (record,)
    assert reading.remarks == ()
    assert reading.understood.total() == len(record.entries)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps(RECORD)),
        ("a.json", json.dumps([RECORD])),
        ("a.ndjson", json.dumps(RECORD) + "\n"),
        ("a.txt", json.dumps(RECORD)),
        ("a.yaml", json.dumps(RECORD)),
        ("a.yml", 'schema_version: "1"\npatient: {id: a, birth_date: 2014-03-09}\nentries: []\n'),
    ],
)
def test_a_record_is_known_by_what_is_in_it(tmp_path: Path, name: str, text: str) -> None:
    reading = opened(tmp_path, text, name)
    assert [str(record.patient.birth_date) for record in reading.records] == ["2014-03-09"]
    assert reading.format.startswith("crmo record")


@pytest.mark.parametrize("form", [json.dumps, lambda many: "\n".join(map(json.dumps, many))])
def test_several_children_in_one_file(tmp_path: Path, form: Callable[[Any], str]) -> None:
    many = [{**RECORD, "patient": {"id": name}} for name in "abc"]
    reading = opened(tmp_path, form(many))
    assert [record.patient.id for record in reading.records] == ["a", "b", "c"]


def test_one_unsound_record_among_several_is_told(tmp_path: Path) -> None:
    many = [RECORD, {**RECORD, "schema_version": "9"}, {**RECORD, "patient": {"id": "c"}}]
    reading = opened(tmp_path, json.dumps(many))
    assert [record.patient.id for record in reading.records] == ["a", "c"]
    found = remark(reading, "record-not-read")
    assert found.where == "a.json record 2, schema_version"
    assert reading.not_understood == {"record": 1}


# --- entries that are not sound --------------------------------------------------------------


def changed(change: Callable[[Any], object]) -> str:
    data = copy.deepcopy(RECORD)
    change(data)
    return json.dumps(data)


def test_an_entry_that_is_not_sound_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    reading = opened(tmp_path, changed(lambda d: d["entries"][0].update(on="yesterday")))
    (record,) = reading.records
    assert [entry.id for entry in record.entries] == ["v2", "v3"]
    first, second = reading.remarks
    assert (first.level, first.where, first.came) == (
        Level.ERROR,
        "a.json, entries[0].on",
        "yesterday",
    )
    assert "yesterday" not in first.message
    assert second.where == "a.json, retractions[0]"
    assert reading.not_understood == {"encounter": 1}


def test_an_id_that_stands_twice_loses_nothing(tmp_path: Path) -> None:
    again = {"kind": "encounter", "id": "v1", "on": "2025"}
    reading = opened(tmp_path, changed(lambda d: d["entries"].append(again)))
    assert [e.id for e in reading.records[0].entries] == ["v1", "v2", "v3", "v1 (2)"]
    assert [r.level for r in reading.remarks] == [Level.WARNING]


def test_the_same_entry_twice_is_read_once(tmp_path: Path) -> None:
    reading = opened(tmp_path, changed(lambda d: d["entries"].append(d["entries"][0])))
    assert len(reading.records[0].entries) == 3
    assert [r.level for r in reading.remarks] == [Level.NOTE]


def test_a_correction_of_nothing_stands_by_itself(tmp_path: Path) -> None:
    reading = opened(tmp_path, changed(lambda d: d["entries"].pop(1)))
    last = reading.records[0].entries[-1]
    assert (last.id, last.supersedes) == ("v3", None)
    assert "kept by itself" in reading.remarks[0].message


def test_a_field_nobody_knows_is_told(tmp_path: Path) -> None:
    reading = opened(tmp_path, changed(lambda d: d.update(shoe_size=34)))
    assert len(reading.records[0].entries) == 3
    assert (reading.remarks[0].where, reading.remarks[0].came) == ("a.json, shoe_size", "34")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d.update(schema_version="2"), "a.json, schema_version"),
        (lambda d: d.pop("schema_version"), "a.json, schema_version"),
        (lambda d: d["patient"].update(birth_date="soon"), "a.json, birth_date"),
        (lambda d: d.update(entries={}), "a.json, entries"),
        (lambda d: d["entries"][1].update(supersedes="v3"), "a.json, entry v2"),
    ],
)
def test_a_record_that_cannot_be_trusted_is_refused(
    tmp_path: Path, change: Callable[[Any], object], where: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        opened(tmp_path, changed(change))
    assert where == caught.value.where
    assert caught.value.todo


# --- text that is not sound ------------------------------------------------------------------


def test_truncated_json_names_the_place_and_the_last_whole_entry(tmp_path: Path) -> None:
    text = json.dumps(RECORD, indent=1)
    with pytest.raises(UnreadableError) as caught:
        opened(tmp_path, text[: text.index("2024-05-03")])
    assert "the last whole one is entries[1] (id v2)" in caught.value.problem
    assert caught.value.where.startswith("a.json, line ")


def test_json_cut_off_before_its_first_entry(tmp_path: Path) -> None:
    text = json.dumps(RECORD)
    with pytest.raises(UnreadableError, match="none of them is whole"):
        opened(tmp_path, text[: text.index("v1")])


def test_every_cut_is_refused(tmp_path: Path) -> None:
    """Half a record looks like a healthy child: nothing of it is taken."""
    text = json.dumps(RECORD)
    for length in range(len(text) - 1):
        with pytest.raises(UnreadableError):
            opened(tmp_path, text[:length])


def test_a_cut_off_line_of_several_is_refused(tmp_path: Path) -> None:
    line = json.dumps(RECORD)
    with pytest.raises(UnreadableError) as caught:
        opened(tmp_path, f"{line}\n{line[:100]}")
    assert caught.value.where.startswith("a.json line 2")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = changed(lambda d: d["patient"].update(name="Zoë")).replace("\\u00eb", "ë")
    reading = opened(tmp_path, text.encode(encoding))
    assert reading.records[0].patient.name == "Zoë"
    assert codes(reading) == ([] if encoding == "utf-8-sig" else ["encoding"])


def test_western_european_letters_are_read_with_a_warning(tmp_path: Path) -> None:
    text = changed(lambda d: d["patient"].update(name="Jürgen Müß")).encode().decode("utf-8")
    text = json.dumps(json.loads(text), ensure_ascii=False)
    reading = opened(tmp_path, text.encode("cp1252"))
    assert reading.records[0].patient.name == "Jürgen Müß"
    assert remark(reading, "encoding").level is Level.WARNING


@pytest.mark.parametrize("byte", [b"\x81", b"\x8f", b"\xa4"])
def test_an_encoding_that_cannot_be_told_is_refused(tmp_path: Path, byte: bytes) -> None:
    data = json.dumps(RECORD).encode().replace(b'"a"', b'"a' + byte + b'"')
    with pytest.raises(UnreadableError, match="which other encoding") as caught:
        opened(tmp_path, data)
    assert caught.value.where == f"a.json, byte {data.index(byte) + 1}"


def test_yaml_with_a_key_twice_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="twice") as caught:
        opened(tmp_path, 'schema_version: "1"\npatient: {id: a}\npatient: {id: b}\n', "a.yaml")
    assert "line 3" in caught.value.where


def test_yaml_that_bites_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        opened(tmp_path, 'schema_version: "1"\npatient: !!python/object:os.system {}\n', "a.yaml")


# --- dates that cannot be --------------------------------------------------------------------


def test_dates_before_birth_and_in_the_future_are_kept_and_told(tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["entries"][0]["on"] = "2013-12-31"
        data["entries"][1]["on"] = "2031"

    path = put(tmp_path, changed(change))
    reading = read(path, knowledge=KNOWLEDGE, on=date(2026, 6, 15))
    assert len(reading.records[0].entries) == 3
    assert codes(reading) == ["before-birth", "date-future"]
    assert [r.came for r in reading.remarks] == ["2013-12-31", "2031"]
    assert codes(read(path, knowledge=KNOWLEDGE)) == ["before-birth"]


def test_a_birth_in_the_future_is_told(tmp_path: Path) -> None:
    path = put(tmp_path, changed(lambda d: d["patient"].update(birth_date="2030")))
    reading = read(path, knowledge=KNOWLEDGE, on=date(2026, 6, 15))
    assert codes(reading).count("date-future") == 1


def test_a_vague_date_is_given_the_benefit_of_the_doubt(tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["entries"][0]["on"] = "2014"
        data["entries"][1]["on"] = "2026"

    path = put(tmp_path, changed(change))
    assert read(path, knowledge=KNOWLEDGE, on=date(2026, 6, 15)).remarks == ()


def test_reading_does_not_change_the_record(tmp_path: Path) -> None:
    assert to_dict(opened(tmp_path, json.dumps(RECORD)).records[0]) == to_dict(from_dict(RECORD))


def test_retractions_that_are_no_list_are_told_and_the_entries_kept(tmp_path: Path) -> None:
    reading = opened(tmp_path, json.dumps({**RECORD, "retractions": 5}))
    assert [entry.id for entry in reading.records[0].entries] == ["v1", "v2", "v3"]
    assert remark(reading, "entry-not-sound").level is Level.ERROR


def test_keys_of_several_kinds_are_told(tmp_path: Path) -> None:
    text = 'schema_version: "1"\npatient: {id: a}\n1: x\nzz: y\n'
    reading = opened(tmp_path, text, "a.yaml")
    assert [each.where for each in reading.remarks] == ["a.yaml, 1", "a.yaml, zz"]


def test_half_a_character_is_replaced_because_no_file_can_hold_it(tmp_path: Path) -> None:
    text = json.dumps({**RECORD, "patient": {"id": "a", "name": "Anna \ud83d"}})
    reading = opened(tmp_path, text)
    assert reading.records[0].patient.name.encode() == "Anna \ufffd".encode()


def crp(value: Any, unit: str = "mg/L", analyte: str = "crp") -> str:
    quantity = {"value": value, "unit": unit}
    entry = {"kind": "measurement", "id": "m1", "on": "2024-05-17", "analyte": analyte}
    return json.dumps(RECORD | {"entries": [entry | {"quantity": quantity}], "retractions": []})


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        (-5, "mg/L", "negative-value"),
        (1e308, "mg/L", "value-implausible"),
        (61, "mg/dL", "value-implausible"),
        (3, "mm/h", "unit-does-not-fit"),
    ],
)
def test_values_that_cannot_be_are_kept_and_told(
    tmp_path: Path, value: float, unit: str, code: str
) -> None:
    reading = opened(tmp_path, crp(value, unit))
    assert reading.records[0].entries[0].quantity.value == value
    found = remark(reading, code)
    assert (found.level, found.where) == (Level.WARNING, "a.json, entry m1")
    assert len(found.came) < 30


@pytest.mark.parametrize(("value", "unit"), [(600, "mg/L"), (60, "mg/dL"), (3, "something")])
def test_values_that_can_be_are_not_remarked_on(tmp_path: Path, value: float, unit: str) -> None:
    assert opened(tmp_path, crp(value, unit)).remarks == ()


def test_a_value_of_null_is_told_as_such(tmp_path: Path) -> None:
    found = remark(opened(tmp_path, crp(None)), "entry-not-sound")
    assert found.came == "null, which is nothing"
    assert "quotation marks" not in found.message


def test_what_came_is_shortened_for_the_page(tmp_path: Path) -> None:
    found = remark(opened(tmp_path, crp("x" * 5000)), "entry-not-sound")
    assert len(found.came) == 120


def test_hostile_yaml_is_refused(tmp_path: Path) -> None:
    deep = 'schema_version: "1"\npatient: {id: a}\nentries: ' + "[" * 100_000
    with pytest.raises(UnreadableError, match="nested too deeply"):
        opened(tmp_path, deep, "a.yaml")
