"""Broken records through the command line: a remark or a clear error, and every row counted."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.find.events.hand_made import (
    FEVER,
    LOINC,
    PATIENT,
    SNOMED,
    about,
    coded,
    events,
    remarks,
    write_fhir,
    write_omop,
)

from crmo.cli import main
from crmo.find.events import EventTable

ON = "2026-01-01"
# Remarks on rows that make no event.
NO_EVENT = (
    "line-not-readable", "line-too-long", "type-not-used", "entered-in-error", "no-person",
    "row-not-readable", "not-a-fact",
)  # fmt: skip
LONG_OF_DEEP_TEST = 150_000_000


def searched(source: Path, out: Path) -> int:
    """Return the exit code of a search."""
    return main([
        "find", str(source), "--definition", "bone_pain_and_mri", "--out", str(out), "--on", ON,
        "--threads", "1",
    ])  # fmt: skip


def table_of(out: Path) -> EventTable:
    return EventTable.open(out / "events")


def fever(number: int, **more: Any) -> dict[str, Any]:
    return about("Observation", code=coded(SNOMED, FEVER)) | {"id": f"o{number}", **more}


# --- NDJSON ----------------------------------------------------------------------------------


def broken_lines(n: int) -> tuple[list[bytes], Counter[str]]:
    """Return lines of which many are broken, and how many are broken in which way."""
    chance = Random(7)
    lines, ways = [], Counter[str]()
    for number in range(n):
        good = json.dumps(fever(number, effectiveDateTime="2023-05-06")).encode()
        way = chance.choice(["good", "good", "cut", "nonsense", "other type", "in error", "nobody"])
        ways[way] += 1
        lines.append({
            "good": good,
            "cut": good[: chance.randrange(1, len(good) - 1)],
            "nonsense": b"\x00\xff{]" + bytes(str(number), "ascii"),
            "other type": json.dumps(about("Goal") | {"id": f"g{number}"}).encode(),
            "in error": json.dumps(fever(number, status="entered-in-error")).encode(),
            "nobody": json.dumps({**fever(number), "subject": {"display": "x"}}).encode(),
        }[way])  # fmt: skip
    return lines, ways


def test_every_line_is_an_event_or_a_counted_remark(tmp_path: Path) -> None:
    lines, ways = broken_lines(400)
    folder = write_fhir(tmp_path / "in", [PATIENT])
    (folder / "Observation.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    assert searched(folder, tmp_path / "out") == 0
    table = table_of(tmp_path / "out")
    told = remarks(table)
    assert len(events(table)) == ways["good"]
    assert told["line-not-readable"] == ways["cut"] + ways["nonsense"]
    assert told["type-not-used"] == ways["other type"]
    assert told["entered-in-error"] == ways["in error"]
    assert told["no-person"] == ways["nobody"]
    assert len(events(table)) + sum(told.get(each, 0) for each in NO_EVENT) == len(lines)


@pytest.mark.deep
def test_a_line_of_a_hundred_megabytes_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    folder = write_fhir(tmp_path / "in", [PATIENT])
    long = json.dumps(fever(1, note=[{"text": "x" * LONG_OF_DEEP_TEST}]))
    good = json.dumps(fever(2))
    (folder / "Observation.ndjson").write_text(f"{good}\n{long}\n{good}\n")
    assert searched(folder, tmp_path / "out") == 0
    assert remarks(table_of(tmp_path / "out"))["line-too-long"] == 1
    assert len(events(table_of(tmp_path / "out"))) == 2


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2023-03-26T00:30:00+01:00", date(2023, 3, 26)),  # still the 25th in UTC
        ("2023-03-26T03:15:00+02:00", date(2023, 3, 26)),  # the hour after the clocks went forward
        ("2023-10-29T02:30:00+02:00", date(2023, 10, 29)),  # the hour that there is twice
        ("2023-10-29T02:30:00+01:00", date(2023, 10, 29)),
        ("2023-11-05T23:30:00-05:00", date(2023, 11, 5)),  # the 6th in UTC
        ("2023-12-31T23:59:59+14:00", date(2023, 12, 31)),
    ],
)
def test_the_day_is_that_of_the_place_where_clocks_change(
    tmp_path: Path, told: str, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    folder = write_fhir(tmp_path / "in", [PATIENT, fever(1, effectiveDateTime=told)])
    assert searched(folder, tmp_path / "out") == 0
    (event,) = events(table_of(tmp_path / "out"))
    assert (event["d_lo"], event["d_hi"]) == (day, day)


# --- OMOP ------------------------------------------------------------------------------------

ODD_DAYS = ("0001-01-01", "9999-12-31", "2023-02-30", "2023-13-01", "soon", "")


def test_every_row_is_an_event_or_a_counted_remark(tmp_path: Path) -> None:
    rows = [
        {"condition_occurrence_id": n, "person_id": person, "condition_concept_id": 437663,
         "condition_start_date": day}
        for n, (person, day) in enumerate([
            *[(1, day) for day in ODD_DAYS], (1, "2020-02-03"), ("", "2020-02-03"),
            (99, "2020-02-03"), ("nobody", "2020-02-03"), (1, "2020-02-03"),
        ])
    ]  # fmt: skip
    people = [
        {"person_id": 1, "gender_concept_id": 8532, "year_of_birth": year} for year in (2014, 2014)
    ]
    tables = {"person": people, "condition_occurrence": rows}
    folder = write_omop(tmp_path / "in", tables)
    assert searched(folder, tmp_path / "out") == 0
    found, told = events(table_of(tmp_path / "out")), remarks(table_of(tmp_path / "out"))
    assert len(found) + told["no-person"] == len(rows)
    undated = [each for each in found if each["d_lo"] is None]
    assert len(undated) == len(ODD_DAYS)
    assert told["date-not-usable"] == len(ODD_DAYS) - 1  # the empty one is no date at all
    assert told["no-date"] == 1
    assert told["person-not-listed"] == 1
    assert told["person-repeated"] == 1


@pytest.mark.parametrize("how", ["footer", "cut", "text"])
def test_a_broken_table_is_named_and_once_it_is_whole_the_run_goes_on(
    tmp_path: Path, virtual: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from shutil import copytree

    folder, out = tmp_path / "in", tmp_path / "out"
    copytree(virtual / "omop", folder)
    path = folder / "measurement.parquet"
    whole = path.read_bytes()
    broken = {"footer": whole[:-8] + b"\xff" * 8, "cut": whole[: len(whole) // 2], "text": b"a\n"}
    path.write_bytes(broken[how])
    capsys.readouterr()
    assert searched(folder, out) == 4
    told = capsys.readouterr().err
    assert "measurement.parquet" in told
    assert "fault in crmo" not in told
    path.write_bytes(whole)
    assert searched(folder, out) == 0
    assert (out / "report.html").exists()


def test_columns_of_the_wrong_type_are_remarked_and_no_row_is_lost(
    tmp_path: Path, virtual: Path
) -> None:
    import pyarrow as pa

    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    rows = pq.read_table(virtual / "omop" / "measurement.parquet")
    column = rows.column_names.index("value_as_number")
    wrong = rows.set_column(column, "value_as_number", pa.array(["much"] * len(rows), pa.string()))
    for name in ("person", "visit_occurrence"):
        (folder / f"{name}.parquet").write_bytes(
            (virtual / "omop" / f"{name}.parquet").read_bytes()
        )
    pq.write_table(wrong, folder / "measurement.parquet")
    assert searched(folder, out) == 0
    found, told = events(table_of(out)), remarks(table_of(out))
    measured = [each for each in found if each["source_table"] == "measurement"]
    assert len(measured) + told.get("detail", 0) == len(rows)
    assert {each["value"] for each in measured} == {None}
    assert told["type-not-usable"] == len(rows)


def test_a_loinc_code_without_a_value_is_still_an_event(tmp_path: Path) -> None:
    crp = about("Observation", code=coded(LOINC, "1988-5"), effectiveDateTime="2023")
    assert searched(write_fhir(tmp_path / "in", [PATIENT, crp]), tmp_path / "out") == 0
    (event,) = events(table_of(tmp_path / "out"))
    assert (event["concept"], event["value"]) == ("crp", None)
