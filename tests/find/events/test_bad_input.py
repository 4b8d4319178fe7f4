"""Broken files and impossible values: a clear error or a counted remark, never silence."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.find.events.hand_made import (
    CRP,
    FEVER,
    LOINC,
    PATIENT,
    SNOMED,
    about,
    built,
    coded,
    events,
    persons,
    remarks,
    write_fhir,
    write_omop,
)

from crmo.errors import UnreadableError
from crmo.find.events import EventTable
from crmo.find.events.fhir import staging
from crmo.find.events.omop import csv_files

GOOD = json.dumps(about("Observation", id="g", code=coded(SNOMED, FEVER), effectiveDateTime="2023"))
CONDITIONS = [
    {
        "condition_occurrence_id": number,
        "person_id": 1,
        "condition_concept_id": 437663,
        "condition_start_date": "2020-02-03",
    }
    for number in (1, 2)
]


def with_observations(tmp_path: Path, data: bytes, name: str = "Observation.ndjson") -> EventTable:
    folder = write_fhir(tmp_path / "in", [PATIENT])
    (folder / name).write_bytes(data)
    return built(folder, tmp_path / "out")


def test_a_truncated_line_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    table = with_observations(tmp_path, f"{GOOD}\n{GOOD[:80]}".encode())
    assert len(events(table)) == 1
    assert remarks(table) == {"line-not-readable": 1}


def test_a_line_of_nonsense_between_good_ones_is_counted(tmp_path: Path) -> None:
    table = with_observations(tmp_path, f"{GOOD}\nnonsense\n{GOOD}\n".encode())
    assert len(events(table)) == 2
    assert remarks(table) == {"line-not-readable": 1}


def test_another_type_among_the_lines_is_counted(tmp_path: Path) -> None:
    table = with_observations(tmp_path, f"{GOOD}\n{json.dumps(about('Goal'))}\n".encode())
    assert len(events(table)) == 1
    assert remarks(table) == {"type-not-used": 1}


def test_an_element_of_another_shape_is_empty_and_counted(tmp_path: Path) -> None:
    odd = json.dumps(about("Observation", code=coded(SNOMED, FEVER), valueQuantity=["7"]))
    table = with_observations(tmp_path, f"{GOOD}\n{odd}\n{GOOD}\n".encode())
    assert len(events(table)) == 3
    assert remarks(table)["element-not-usable"] == 1


def test_a_line_beyond_the_limit_is_left_out_and_counted(tmp_path: Path) -> None:
    too_long = "x" * (3 * staging.LONGEST_LINE)
    long = json.dumps(about("Observation", code=coded(SNOMED, FEVER), note=too_long))
    table = with_observations(tmp_path, f"{GOOD}\n{long}\n{GOOD}\n".encode())
    assert len(events(table)) == 2
    assert remarks(table) == {"line-too-long": 1}


@pytest.mark.parametrize(
    "data",
    [
        f"{GOOD}\r\n{GOOD}\r\n".encode(),
        b"\xef\xbb\xbf" + f"{GOOD}\n{GOOD}\n".encode(),
        f"\n{GOOD}\n\n{GOOD}".encode(),
    ],
    ids=["carriage returns", "byte order mark", "empty lines"],
)
def test_line_ends_and_marks_do_not_matter(tmp_path: Path, data: bytes) -> None:
    table = with_observations(tmp_path, data)
    assert len(events(table)) == 2
    assert remarks(table) == {}


def test_an_empty_file_is_remarked(tmp_path: Path) -> None:
    table = with_observations(tmp_path, b"")
    assert events(table) == []
    assert remarks(table) == {"file-empty": 1}


def test_a_cut_off_gzip_file_is_refused_by_name(tmp_path: Path) -> None:
    data = gzip.compress(f"{GOOD}\n".encode() * 1000)[:-20]
    with pytest.raises(UnreadableError, match=r"Observation\.ndjson\.gz"):
        with_observations(tmp_path, data, "Observation.ndjson.gz")


@pytest.mark.parametrize("how", ["cut", "no end", "empty", "text"])
def test_a_broken_parquet_file_is_refused_by_name(tmp_path: Path, how: str) -> None:
    folder = write_omop(tmp_path / "in", {})
    path = folder / "condition_occurrence.parquet"
    pq.write_table(pa.Table.from_pylist(CONDITIONS), path)
    data = path.read_bytes()
    broken = {"cut": data[:-30], "no end": data[:-4] + b"XXXX", "empty": b"", "text": b"a,b\n1,2\n"}
    path.write_bytes(broken[how])
    with pytest.raises(UnreadableError, match=r"condition_occurrence\.parquet"):
        built(folder, tmp_path / "out")


def test_a_broken_page_inside_a_parquet_file_is_refused_without_a_value(tmp_path: Path) -> None:
    folder = write_omop(tmp_path / "in", {})
    path = folder / "condition_occurrence.parquet"
    pq.write_table(pa.Table.from_pylist(CONDITIONS * 100), path)
    data = bytearray(path.read_bytes())
    data[4:60] = b"\xff" * 56
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableError) as raised:
        built(folder, tmp_path / "out")
    assert "2020" not in str(raised.value)


def test_values_of_the_wrong_type_are_empty_and_counted(tmp_path: Path) -> None:
    rows = [
        {
            "measurement_id": 1,
            "person_id": 1,
            "measurement_concept_id": 3020460,
            "measurement_date": "2020-02-03",
            "value_as_number": "high",
            "unit_source_value": "mg/L",
        }
    ]
    table = built(write_omop(tmp_path / "in", {"measurement": rows}), tmp_path / "out")
    (event,) = events(table)
    assert (event["concept"], event["value"]) == ("crp", None)
    assert remarks(table)["type-not-usable"] == 1


@pytest.mark.parametrize("told", ["0001-01-01", "9999-12-31", "2023-02-31", "yesterday"])
def test_an_impossible_day_leaves_the_event_undated(tmp_path: Path, told: str) -> None:
    rows = [CONDITIONS[0] | {"condition_start_date": told}]
    table = built(write_omop(tmp_path / "in", {"condition_occurrence": rows}), tmp_path / "out")
    (event,) = events(table)
    assert (event["d_lo"], event["d_hi"]) == (None, None)
    assert remarks(table)["date-not-usable"] == 1


def test_an_end_before_the_start_is_left_out_and_counted(tmp_path: Path) -> None:
    rows = [CONDITIONS[0] | {"condition_end_date": "2019-01-01"}]
    table = built(write_omop(tmp_path / "in", {"condition_occurrence": rows}), tmp_path / "out")
    assert events(table)[0]["e_hi"] is None
    assert remarks(table)["end-before-start"] == 1


def test_a_person_listed_twice_is_one_person_with_the_span_of_births(tmp_path: Path) -> None:
    person = [
        {"person_id": 1, "gender_concept_id": 8532, "year_of_birth": 2014},
        {"person_id": 1, "gender_concept_id": 8507, "year_of_birth": 2016},
        {"person_id": 2, "gender_concept_id": 8507, "year_of_birth": 2016},
        {"person_id": 2, "gender_concept_id": 8507, "year_of_birth": 2016},
    ]
    table = built(write_omop(tmp_path / "in", {"person": person}), tmp_path / "out")
    first, second = persons(table)
    assert (first["sex"], first["birth_lo"], first["birth_hi"]) == (
        "unknown",
        date(2014, 1, 1),
        date(2016, 12, 31),
    )
    assert second["sex"] == "male"
    found = remarks(table)
    assert (found["person-twice"], found["person-repeated"]) == (1, 1)


def test_rows_that_share_an_id_are_both_kept_with_a_remark(tmp_path: Path) -> None:
    visits = [
        {
            "visit_occurrence_id": 7,
            "person_id": 1,
            "visit_concept_id": 9202,
            "visit_start_date": day,
        }
        for day in ("2020-01-01", "2021-01-01")
    ]
    table = built(write_omop(tmp_path / "in", {"visit_occurrence": visits}), tmp_path / "out")
    found = events(table)
    assert len(found) == len({event["event_id"] for event in found}) == 2
    assert remarks(table)["same-id"] == 1


def test_an_event_of_nobody_is_an_error_in_the_remarks(tmp_path: Path) -> None:
    rows = [CONDITIONS[0], CONDITIONS[1] | {"person_id": ""}]
    table = built(write_omop(tmp_path / "in", {"condition_occurrence": rows}), tmp_path / "out")
    assert len(events(table)) == table.manifest["n_events"] == 1
    assert remarks(table)["no-person"] == 1


def test_a_table_without_its_key_is_refused(tmp_path: Path) -> None:
    rows = [{"condition_concept_id": 437663, "person_id": 1}]
    with pytest.raises(UnreadableError, match="condition_occurrence_id"):
        built(write_omop(tmp_path / "in", {"condition_occurrence": rows}), tmp_path / "out")


def test_missing_tables_and_columns_are_remarked(tmp_path: Path) -> None:
    table = built(
        write_omop(tmp_path / "in", {"condition_occurrence": CONDITIONS}), tmp_path / "out"
    )
    found = remarks(table)
    assert found["table-missing"] == 9
    assert found["column-missing"] > 0


def test_rows_that_do_not_fit_the_header_are_counted(tmp_path: Path) -> None:
    folder = write_omop(tmp_path / "in", {"condition_occurrence": CONDITIONS})
    with (folder / "CONDITION_OCCURRENCE.csv").open("a", newline="") as file:
        file.write("3,1,437663\r\n")
    table = built(folder, tmp_path / "out")
    assert len(events(table)) == 2
    assert remarks(table)["row-not-readable"] == 1


def test_a_row_beyond_the_limit_is_left_out_and_counted(tmp_path: Path) -> None:
    folder = write_omop(tmp_path / "in", {"condition_occurrence": CONDITIONS})
    with (folder / "CONDITION_OCCURRENCE.csv").open("a", newline="") as file:
        file.write("3,1,437663," + "x" * (2 * csv_files.LONGEST_LINE) + "\r\n")
    table = built(folder, tmp_path / "out")
    assert len(events(table)) == 2
    assert remarks(table)["line-too-long"] == 1


def test_csv_with_mark_and_carriage_returns_is_read(tmp_path: Path) -> None:
    folder = write_omop(tmp_path / "in", {"condition_occurrence": CONDITIONS})
    path = folder / "CONDITION_OCCURRENCE.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(events(built(folder, tmp_path / "out"))) == 2


def test_csv_that_is_not_utf_8_is_read_with_a_remark(tmp_path: Path) -> None:
    rows = [CONDITIONS[0] | {"condition_concept_id": 0, "condition_source_value": "Fieber ä"}]
    folder = write_omop(tmp_path / "in", {"condition_occurrence": rows})
    path = folder / "CONDITION_OCCURRENCE.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    table = built(folder, tmp_path / "out")
    assert events(table)[0]["code"] == "Fieber ä"
    assert remarks(table)["not-utf-8"] == 1


@pytest.mark.parametrize("name", ["nothing here", "a file", "gone"])
def test_what_is_no_source_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    if name == "nothing here":
        folder.mkdir()
        (folder / "readme.md").write_text("no records")
    if name == "a file":
        folder.write_text("no records")
    with pytest.raises(UnreadableError):
        built(folder, tmp_path / "out")


def test_a_source_without_persons_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "Observation.ndjson").write_text(f"{GOOD}\n")
    with pytest.raises(UnreadableError, match="Patient"):
        built(folder, tmp_path / "out")


def test_links_to_files_are_followed(tmp_path: Path) -> None:
    real = write_fhir(tmp_path / "real", [PATIENT])
    (real / "Observation.ndjson").write_text(f"{GOOD}\n")
    folder = tmp_path / "links"
    folder.mkdir()
    for path in real.iterdir():
        (folder / path.name).symlink_to(path)
    assert len(events(built(folder, tmp_path / "out"))) == 1


def test_no_remark_and_no_shared_file_holds_a_value_of_a_patient(tmp_path: Path) -> None:
    secret = "Anna Beispiel 1.2.2014"
    odd = about(
        "Observation",
        id=secret,
        code={"text": secret},
        effectiveDateTime=secret,
        valueQuantity={"value": 3, "unit": secret},
        bodySite={"text": secret},
    )
    odd["subject"] = {"reference": f"Patient/{secret}"}
    crp = about("Observation", code=coded(LOINC, CRP), valueQuantity={"value": 1, "unit": secret})
    table = built(write_fhir(tmp_path / "in", [PATIENT, odd, crp]), tmp_path / "out")
    assert len(events(table)) == 2
    for path in (table.codes_not_understood, table.folder / "manifest.json"):
        assert "Beispiel" not in path.read_text(encoding="utf-8")
    assert "Beispiel" not in str(pq.read_table(table.remarks).to_pylist())
