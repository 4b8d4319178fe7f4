"""Records go to JSON and back without loss; what is no record is refused with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from tests.strategies import entries, records

from crmo.errors import InvalidValueError
from crmo.examples import EXAMPLES
from crmo.record import (
    Comparator,
    Encounter,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    Patient,
    PatientRecord,
    Quantity,
)
from crmo.record.json_form import (
    ENTRY_KINDS,
    entry_from_dict,
    entry_to_dict,
    from_dict,
    from_json,
    to_dict,
    to_json,
)
from crmo.yaml12 import load

RECORD = PatientRecord(
    patient=Patient(id="child-1", birth_date="2014-03"),
    entries=(
        Finding(id="pain", on="2024-05", concept="bone_pain", status=FactStatus.PRESENT),
        Measurement(
            id="crp",
            on="2024-05-02",
            analyte="crp",
            quantity=Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS),
        ),
        ImagingStudy(
            id="mri",
            on="2024-05-20",
            modality=Modality.MRI,
            lesions=(
                Lesion(
                    bone_unit="tibia_left",
                    status=LesionStatus.PRESENT,
                    features=(Fact(concept="lysis", status=FactStatus.ABSENT),),
                ),
            ),
        ),
    ),
)


@given(records())
def test_a_record_survives_the_round_trip_through_text(record: Any) -> None:
    assert from_json(to_json(record)) == record


@given(records())
def test_a_record_survives_the_round_trip_through_values(record: Any) -> None:
    assert from_dict(to_dict(record)) == record


@given(entries())
def test_an_entry_survives_the_round_trip(entry: Any) -> None:
    assert entry_from_dict(entry_to_dict(entry)) == entry


@given(records())
def test_the_same_record_gives_the_same_text(record: Any) -> None:
    assert to_json(record) == to_json(from_json(to_json(record)))


def test_defaults_are_left_out_and_the_kind_comes_first() -> None:
    plain = entry_to_dict(RECORD.entries[0])
    assert list(plain.items()) == [
        ("kind", "finding"),
        ("id", "pain"),
        ("concept", "bone_pain"),
        ("status", "present"),
        ("on", "2024-05"),
    ]


def test_only_plain_json_values_come_out() -> None:
    def kinds(value: Any) -> set[type]:
        if isinstance(value, dict):
            return {type(value)}.union(*(kinds(each) for each in value.values()))
        if isinstance(value, list):
            return {type(value)}.union(*(kinds(each) for each in value))
        return {type(value)}

    assert kinds(to_dict(RECORD)) <= {dict, list, str, int, float, bool}


def test_every_kind_of_entry_has_its_word() -> None:
    def subclasses(kind: type) -> set[type]:
        return {kind}.union(*(subclasses(each) for each in kind.__subclasses__()))

    from crmo.record import Entry

    in_record = {each for each in subclasses(Entry) if each.__module__.startswith("crmo.record")}
    # Of those of `maker` no object stays: entries are of them only while they are being made.
    lasting = {each for each in in_record if each.__module__ != "crmo.record.maker"}
    assert lasting - {Entry} == set(ENTRY_KINDS.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_examples_can_be_read(example: Any) -> None:
    record = from_dict(load(example.path))
    assert record.entries


def test_a_year_that_yaml_read_as_a_number_is_a_year() -> None:
    data = {"kind": "encounter", "id": "v", "on": 2024}
    assert entry_from_dict(data) == Encounter(id="v", on="2024")


def test_a_byte_order_mark_does_no_harm() -> None:
    assert from_json(b"\xef\xbb\xbf" + to_json(RECORD).encode()) == RECORD


# (change of a sound record, where, part of the message)
REFUSALS: list[tuple[Callable[[dict[str, Any]], object], str, str]] = [
    (lambda d: d["entries"][0].update(severity=11), "entries[0].severity", "out of range"),
    (lambda d: d["entries"][0].update(severity="3"), "entries[0].severity", "wrong type"),
    (lambda d: d["entries"][0].update(severity=True), "entries[0].severity", "wrong type"),
    (lambda d: d["entries"][0].update(severty=3), "entries[0].severty", "severity was meant"),
    (lambda d: d["entries"][0].pop("status"), "entries[0].status", "missing"),
    (lambda d: d["entries"][0].update(status="presnt"), "entries[0].status", "present was meant"),
    (lambda d: d["entries"][0].update(status=None), "entries[0].status", "one of present"),
    (lambda d: d["entries"][0].update(site="femur_dist"), "entries[0].site", "femur_distal"),
    (lambda d: d["entries"][0].update(kind="findig"), "entries[0].kind", "finding was meant"),
    (lambda d: d["entries"][0].pop("kind"), "entries[0].kind", "no kind"),
    (lambda d: d["entries"][0].update(kind=["finding"]), "entries[0].kind", "one of finding"),
    (lambda d: d["entries"][0].update(on="17.05.2024"), "entries[0].on", "not a date"),
    (lambda d: d["entries"][0].update(on="2023-02-29"), "entries[0].on", "not a date"),
    (lambda d: d["entries"][0].update(on=True), "entries[0].on", "not a date"),
    (lambda d: d["entries"][0].update(recorded_on="2024"), "entries[0].recorded_on", "whole day"),
    (lambda d: d["entries"][0].update(id=""), "entries[0].id", "empty"),
    (lambda d: d["entries"][0].update(id=7), "entries[0].id", "wrong type"),
    (lambda d: d["entries"][0].update(source="x"), "entries[0].source", "a Source"),
    (lambda d: d["entries"][2].update(lesions="abc"), "entries[2].lesions", "a list"),
    (lambda d: d["entries"][2].update(lesions={}), "entries[2].lesions", "a list"),
    (
        lambda d: d["entries"][2]["lesions"][0].update(size_mm=-3),
        "entries[2].lesions[0].size_mm",
        "not above zero",
    ),
    (
        lambda d: d["entries"][2]["lesions"][0]["features"].append(5),
        "entries[2].lesions[0].features[1]",
        "a Fact",
    ),
    (
        lambda d: d["entries"][1]["quantity"].update(value=float("nan")),
        "entries[1].quantity.value",
        "finite",
    ),
    (lambda d: d["entries"].append("pain"), "entries[3]", "an entry"),
    (lambda d: d["entries"].append(d["entries"][0]), "entry pain", "the same id"),
    (lambda d: d.update(schema_version="2"), "schema_version", "newer crmo"),
    (lambda d: d.update(schema_version=1), "schema_version", "not known"),
    (lambda d: d.pop("schema_version"), "schema_version", "no schema version"),
    (lambda d: d.update(patient=None), "patient", "a Patient"),
    (lambda d: d.pop("patient"), "patient", "missing"),
    (lambda d: d["patient"].update(sex="f"), "patient.sex", "one of female"),
    (lambda d: d["patient"].update(id=" "), "patient.id", "empty"),
    (lambda d: d.update(diagnoses=[]), "diagnoses", "no such field"),
    (lambda d: d.update(entries=None), "entries", "a list"),
]


@pytest.mark.parametrize(("change", "where", "message"), REFUSALS)
def test_what_is_no_record_is_refused_with_its_place(
    change: Callable[[dict[str, Any]], object], where: str, message: str
) -> None:
    data = copy.deepcopy(to_dict(RECORD))
    change(data)
    with pytest.raises(InvalidValueError) as caught:
        from_dict(data)
    assert where == caught.value.where
    assert message in str(caught.value)
    assert caught.value.expected
    assert caught.value.todo


@pytest.mark.parametrize("data", [None, 3, "text", [], [{}]])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(InvalidValueError, match="a record"):
        from_dict(data)


def test_the_value_is_kept_apart_from_the_text_of_the_error() -> None:
    data = to_dict(RECORD)
    data["patient"]["birth_date"] = "Erika-07"
    with pytest.raises(InvalidValueError) as caught:
        from_dict(data)
    assert "Erika" not in str(caught.value)
    assert "Erika-07" in caught.value.explain()


def test_cut_off_json_names_line_and_column() -> None:
    with pytest.raises(InvalidValueError) as caught:
        from_json(to_json(RECORD)[:200])
    assert caught.value.where.startswith("line ")
    assert "cut off" in caught.value.todo


def test_the_same_key_twice_is_refused_instead_of_losing_one() -> None:
    with pytest.raises(InvalidValueError, match="stands twice"):
        from_json('{"schema_version": "1", "patient": {"id": "a", "id": "b"}}')


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="UTF-8"):
        from_json('{"schema_version": "1", "patient": {"id": "Jürgen"}}'.encode("latin-1"))


def test_very_deep_json_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="too deeply"):
        from_json("[" * 100_000)


def test_no_infinity_gets_out() -> None:
    assert "Infinity" not in json.dumps(to_dict(RECORD))
    with pytest.raises(InvalidValueError):
        Quantity(value=float("inf"))


def test_a_number_of_thousands_of_digits_is_refused_in_words() -> None:
    with pytest.raises(InvalidValueError, match="too many digits"):
        from_json(f'{{"schema_version": "1", "entries": {"9" * 5000}}}')


def test_a_key_that_is_no_text_is_named() -> None:
    with pytest.raises(InvalidValueError, match="no such field") as caught:
        from_dict({"schema_version": "1", "patient": {"id": "a"}, 1: "x", "zz": "y"})
    assert caught.value.where == "1"
