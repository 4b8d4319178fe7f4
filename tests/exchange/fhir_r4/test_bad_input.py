"""Whatever comes: a clear message or a remark, nothing lost, no crash."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.errors import UnreadableError
from crmo.exchange.fhir_r4 import is_fhir, read
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.people import People
from crmo.exchange.fhir_r4.read import KEEPERS, READERS
from crmo.exchange.fhir_r4.records import finished_record
from crmo.exchange.fhir_r4.remarks import REMARK_KINDS
from crmo.exchange.reading import Level, Reading
from crmo.knowledge import Knowledge, load_knowledge

ReadJson = Callable[..., Reading]
PATIENT = {"resourceType": "Patient", "id": "1", "birthDate": "2014-03-02"}


def crp(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2024-01-01",
        "valueQuantity": {"value": number, "unit": "mg/L"},
    }


BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [{"resource": PATIENT}, *({"resource": crp(n)} for n in range(3))],
}
TEXT = json.dumps(BUNDLE)


def one(reading: Reading, code: str) -> Any:
    (remark,) = [remark for remark in reading.remarks if remark.code == code]
    return remark


# --- files ----------------------------------------------------------------------------------------


def test_a_truncated_bundle_keeps_what_is_whole_and_says_where_it_ends(
    read_json: ReadJson,
) -> None:
    reading = read_json(TEXT[: TEXT.index('"o2"')])
    assert len(reading.records[0].entries) == 2
    remark = one(reading, "cut-off")
    assert remark.level is Level.ERROR
    assert "Entries read before it: 3." in remark.message
    assert remark.where.startswith("file.json character ")


def test_a_truncated_resource_leaves_nothing_to_read(read_json: ReadJson) -> None:
    with pytest.raises(UnreadableError, match="breaks off"):
        read_json(json.dumps(PATIENT)[:20])


@pytest.mark.parametrize("content", ["name;date\n1;2024", "{]", "nonsense", "[" * 100_000])
def test_what_is_no_json_is_refused_with_advice(read_json: ReadJson, content: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_json(content)
    assert "Expected: FHIR as JSON" in str(refused.value)


def test_no_patient_data_reach_the_text_of_an_error(read_json: ReadJson) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_json('{"resourceType": "Patient", "name": [{"family": "Secretname"')
    assert "Secretname" not in str(refused.value)


def test_xml_is_told_from_garbage(read_json: ReadJson) -> None:
    with pytest.raises(UnreadableError, match="XML"):
        read_json('<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"></Bundle>')


def test_a_missing_file_and_an_empty_folder(tmp_path: Path, knowledge: Knowledge) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read(tmp_path / "not-there.json", knowledge=knowledge)
    with pytest.raises(UnreadableError, match="no JSON or NDJSON"):
        read(tmp_path, knowledge=knowledge)


def test_one_bad_file_does_not_stop_a_folder(
    tmp_path: Path, read_json: ReadJson, knowledge: Knowledge
) -> None:
    read_json(BUNDLE, "export/a.json")
    (tmp_path / "export" / "b.json").write_text("nonsense", encoding="utf-8")
    (tmp_path / "export" / "c.txt").write_text("not looked at", encoding="utf-8")
    reading = read(tmp_path / "export", knowledge=knowledge)
    assert len(reading.records[0].entries) == 3
    assert one(reading, "file-unreadable").where == "b.json"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(read_json: ReadJson, encoding: str) -> None:
    assert len(read_json(TEXT.encode(encoding)).records[0].entries) == 3


def test_latin_1_is_read_with_a_remark(read_json: ReadJson) -> None:
    patient = PATIENT | {"name": [{"text": "Jürgen"}]}
    reading = read_json(json.dumps(patient, ensure_ascii=False).encode("latin-1"))
    assert reading.records[0].patient.name == "Jürgen"
    assert one(reading, "not-utf-8").level is Level.WARNING


@pytest.mark.parametrize(
    ("escaped", "name"),
    [(r"a\ud83d\ude00", "a\U0001f600"), (r"a\ud83d", "a\ufffd"), (r"a\\ud83d", "a\\ud83d")],
)
def test_half_a_character_does_not_reach_a_record(
    read_json: ReadJson, escaped: str, name: str
) -> None:
    """JSON may escape half of a surrogate pair; no file could be written with it."""
    text = f'{{"resourceType": "Patient", "id": "1", "name": [{{"text": "{escaped}"}}]}}'
    assert read_json(text).records[0].patient.name == name


def test_gzip(read_json: ReadJson) -> None:
    assert len(read_json(gzip.compress(TEXT.encode()), "x.json.gz").records[0].entries) == 3


def test_a_damaged_gzip_file(read_json: ReadJson) -> None:
    with pytest.raises(UnreadableError):
        read_json(gzip.compress(TEXT.encode())[:-30], "x.json.gz")


def test_ndjson(read_json: ReadJson) -> None:
    lines = "\n".join(json.dumps(resource) for resource in [PATIENT, *map(crp, range(3))])
    reading = read_json(lines, "x.ndjson")
    assert len(reading.records[0].entries) == 3
    assert reading.format == "FHIR R4 NDJSON"


def test_names_twice_at_the_top_are_noted(read_json: ReadJson) -> None:
    reading = read_json(TEXT.replace('"type"', '"type": "history", "type"', 1))
    assert one(reading, "name-twice").level is Level.WARNING


def test_progress_is_told(read_json: ReadJson) -> None:
    told: list[tuple[int, int]] = []
    read_json(TEXT, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(TEXT.encode()), len(TEXT.encode()))


def test_a_page_of_a_longer_answer_says_so(read_json: ReadJson) -> None:
    reading = read_json(BUNDLE | {"link": [{"relation": "next", "url": "http://x.example"}]})
    assert one(reading, "more-pages").level is Level.NOTE


# --- resources ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "resource",
    [
        None,
        [],
        "text",
        17,
        {},
        {"resourceType": None},
        {"resourceType": ["Patient"]},
        {"resourceType": "Observation", "subject": "Patient/1"},
        {"resourceType": "Observation", "subject": {"reference": "Patient/1"}, "code": "CRP"},
        {
            "resourceType": "Observation",
            "subject": {"reference": "Patient/1"},
            "code": {"coding": [1]},
        },
        {"resourceType": "Patient", "name": "A"},
        {
            "resourceType": "Condition",
            "subject": {"reference": "Patient/1"},
            "code": {},
            "onsetPeriod": "x",
        },
        {"resourceType": "Observation", "contained": [None], "subject": {"reference": "Patient/1"}},
    ],
)
def test_a_malformed_resource_costs_only_itself(read_json: ReadJson, resource: Any) -> None:
    entries = [{"resource": PATIENT}, {"resource": resource}, {"resource": crp(1)}, None]
    reading = read_json({"resourceType": "Bundle", "entry": entries})
    assert len(reading.records) >= 1
    assert any(entry.id == "Observation/o1" for r in reading.records for entry in r.entries)
    assert len(reading.remarks) >= 2


@pytest.mark.parametrize("level", ["resource", "entry", "component"])
def test_an_unknown_modifier_extension_is_not_read_over(read_json: ReadJson, level: str) -> None:
    """A modifier may say `not`: without knowing it, the resource says nothing we can use."""
    modifier = {"modifierExtension": [{"url": "http://x.example/not", "valueBoolean": True}]}
    observation = crp(1)
    entry = {"resource": observation}
    if level == "resource":
        observation |= modifier
    elif level == "entry":
        entry |= modifier  # type: ignore[arg-type]
    else:
        value = observation.pop("valueQuantity")
        component = {"code": observation["code"], "valueQuantity": value}
        observation["component"] = [component | modifier]
    reading = read_json({"resourceType": "Bundle", "entry": [{"resource": PATIENT}, entry]})
    assert reading.records[0].entries == ()
    assert one(reading, "modifier-extension").level is Level.WARNING


def test_an_invalid_date_costs_only_itself(read_json: ReadJson) -> None:
    observation = crp(1) | {"effectiveDateTime": "2024-13-40"}
    reading = read_json([PATIENT, observation])
    (entry,) = reading.records[0].entries
    assert entry.on is None
    assert one(reading, "date-invalid").came == "2024-13-40"


def test_kinds_left_aside_are_remarked_once_each(read_json: ReadJson) -> None:
    allergies = [{"resourceType": "AllergyIntolerance", "id": str(n)} for n in range(9)]
    reading = read_json([PATIENT, *allergies])
    assert "9 times" in one(reading, "kind-not-used").message
    assert reading.ignored == {"AllergyIntolerance": 9}


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
FIELDS = [
    "id",
    "status",
    "code",
    "subject",
    "patient",
    "valueQuantity",
    "valueString",
    "component",
    "effectiveDateTime",
    "issued",
    "referenceRange",
    "interpretation",
    "dataAbsentReason",
    "meta",
    "contained",
    "bodySite",
    "note",
    "onsetDateTime",
    "medicationCodeableConcept",
    "medicationReference",
    "dosageInstruction",
    "dosage",
    "content",
    "section",
    "period",
    "class",
    "conclusion",
    "presentedForm",
    "category",
    "series",
    "modality",
    "name",
    "identifier",
    "birthDate",
    "verificationStatus",
    "clinicalStatus",
    "condition",
    "reasonCode",
    "reasonReference",
    "performedPeriod",
]


@given(
    st.sampled_from([*READERS, *KEEPERS]),
    st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6),
    st.booleans(),
)
def test_no_shape_of_json_makes_the_reader_crash(
    kind: str, fields: dict[str, Any], has_subject: bool
) -> None:
    intake = Intake(load_knowledge(), READERS, KEEPERS)
    intake.open_file("x")
    subject = {"subject": {"reference": "Patient/1"}} if has_subject else {}
    intake.take({"resourceType": kind} | fields | subject, None, 1)
    for person in People(intake).gather():
        finished_record(person, intake)
    intake.remarks.gathered()


def test_every_kind_of_remark_is_a_sentence_without_values() -> None:
    for _level, message in REMARK_KINDS.values():
        assert message[0].isupper() or message.startswith("crmo")
        assert message.endswith((".", ";"))
        assert "{" not in message


# --- is it FHIR? ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (TEXT.encode(), True),
        (b'\xef\xbb\xbf {"id": "1", "resourceType": "Patient"}', True),
        (TEXT.encode("utf-16"), True),
        (b'[{"resourceType":"Patient"}]', True),
        (gzip.compress(TEXT.encode()), True),
        (b'<Patient xmlns="http://hl7.org/fhir"/>', True),
        (b'{"schema_version": "1", "patient": {}}', False),
        (b'{"id": "x", "subject": {}, "metaData": {}}', False),
        (b"PK\x03\x04", False),
        (b"", False),
        (b"\x1f\x8bnonsense", False),
    ],
)
def test_is_fhir(head: bytes, expected: bool) -> None:
    assert is_fhir(head) is expected


def test_is_fhir_looks_into_files_and_folders(tmp_path: Path) -> None:
    assert not is_fhir(tmp_path)
    assert not is_fhir(tmp_path / "not-there")
    (tmp_path / "x.ndjson").write_text(json.dumps(PATIENT), encoding="utf-8")
    assert is_fhir(tmp_path)
    assert is_fhir(tmp_path / "x.ndjson")


def test_a_number_beyond_all_measure_costs_one_resource_and_not_the_file(
    read_json: ReadJson,
) -> None:
    reading = read_json(TEXT.replace('"value": 2', f'"value": 1{"0" * 400}'))
    assert len(reading.records[0].entries) == 2
    assert reading.not_understood == {"Observation": 1}


def test_an_entry_that_is_no_list_is_told(read_json: Callable[..., Reading]) -> None:
    child = {"resourceType": "Patient", "id": "child"}
    reading = read_json({"resourceType": "Bundle", "entry": {"a": 1}})
    assert [each.code for each in reading.remarks] == ["empty-entry"]
    assert len(read_json({"resourceType": "Bundle", "entry": {"resource": child}}).records) == 1


def test_an_id_that_is_no_text_names_nothing(read_json: Callable[..., Reading]) -> None:
    reading = read_json({"resourceType": "Patient", "id": {"a": 1}, "name": "Bob"})
    (found,) = reading.remarks
    assert (found.code, found.where, found.came) == ("malformed", "file.json Patient 1", "")
    assert "Error" not in found.message
    assert "Patient" in found.message


@pytest.mark.parametrize(
    ("quantity", "code", "came"),
    [
        ({"value": 12}, "unit-missing", "12"),
        ({"value": 12, "unit": "blobs"}, "unit-not-known", "12 blobs"),
        ({"value": -5, "unit": "mg/L"}, "negative-value", "-5 mg/L"),
        ({"value": 5000, "unit": "mg/L"}, "value-implausible", "5000 mg/L"),
        ({"value": 5, "unit": "mm/h"}, "unit-does-not-fit", "5 mm/h"),
    ],
)
def test_a_remark_on_a_value_shows_the_value(
    read_bundle: Callable[..., Reading], quantity: dict[str, Any], code: str, came: str
) -> None:
    code_of_crp = {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]}
    about = {"subject": {"reference": "Patient/child"}, "effectiveDateTime": "2024-05-17"}
    crp = {"resourceType": "Observation", "id": "o", "code": code_of_crp, **about}
    reading = read_bundle(crp | {"valueQuantity": quantity})
    (found,) = reading.remarks
    assert (found.code, found.came) == (code, came)
    assert "crp" in found.message


def test_thousands_per_microlitre_are_not_kelvins(read_bundle: Callable[..., Reading]) -> None:
    ucum = {"system": "http://unitsofmeasure.org", "code": "K/uL", "unit": "K/uL"}
    white_cells = {
        "resourceType": "Observation",
        "id": "o",
        "code": {"coding": [{"system": "http://loinc.org", "code": "6690-2"}]},
        "subject": {"reference": "Patient/child"},
        "effectiveDateTime": "2024-05-17",
        "valueQuantity": {"value": 11.1, **ucum},
    }
    reading = read_bundle(white_cells)
    (entry,) = reading.records[0].entries
    assert reading.remarks == ()
    assert entry.quantity.unit == "10*9/L"
