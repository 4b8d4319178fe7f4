"""No value of a patient is in any message, whatever goes wrong; all values here are marked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.find.events.hand_made import FEVER, ICD, LOINC, SNOMED, coded, write_fhir, write_omop

ON = "2026-01-01"
NAME, KEY, WORDS = "Zyxmarka", "zyxmark-0815", "zyxmark words of a note"
BORN, DAY, NUMBER = "2013-08-17", "2021-07-19", 4711.25
MARKS = re.compile(r"zyxmark|2013-08-17|2021-07-19|4711\.25", re.IGNORECASE)


def resources() -> list[dict[str, Any]]:
    subject = {"reference": f"Patient/{KEY}"}

    def about(kind: str, **more: Any) -> dict[str, Any]:
        return {"resourceType": kind, "id": f"{KEY}-{kind}", "subject": subject, **more}

    pain = coded(ICD, "M79.6", WORDS)
    return [
        {"resourceType": "Patient", "id": KEY, "name": [{"family": NAME}], "birthDate": BORN},
        about("Condition", code=pain, onsetDateTime=DAY),
        about("Condition", code=pain, onsetDateTime="2021-09-30") | {"id": f"{KEY}-2"},
        about("Observation", code=coded(SNOMED, FEVER), effectiveDateTime=f"{DAY}T25:61:00"),
        about("Observation", code=coded(LOINC, "1988-5"), effectiveDateTime=DAY,
              valueQuantity={"value": NUMBER, "unit": WORDS}) | {"id": f"{KEY}-3"},
        about("Observation", code={"text": WORDS}, valueString=WORDS) | {"id": f"{KEY}-4"},
        about("Procedure", code={"text": WORDS}, bodySite=[{"text": WORDS}]),
    ]  # fmt: skip


def fhir(folder: Path) -> Path:
    return write_fhir(folder, resources())


def with_a_broken_line(folder: Path) -> Path:
    path = fhir(folder) / "Observation.ndjson"
    path.write_text(path.read_text() + json.dumps(resources()[4])[:-40] + "\n")
    return folder


def with_an_odd_shape(folder: Path) -> Path:
    path = fhir(folder) / "Observation.ndjson"
    odd = {**resources()[4], "code": [WORDS], "valueQuantity": WORDS}
    path.write_text(path.read_text() + json.dumps(odd) + "\n")
    return folder


def omop(folder: Path) -> Path:
    person = {"person_id": KEY, "gender_concept_id": 8532, "year_of_birth": 2013,
              "birth_datetime": BORN, "person_source_value": NAME}  # fmt: skip
    condition = {
        "condition_occurrence_id": KEY, "person_id": KEY, "condition_concept_id": WORDS,
        "condition_start_date": f"{DAY} 25:00", "condition_source_value": WORDS,
    }  # fmt: skip
    return write_omop(folder, {"person": [person], "condition_occurrence": [condition]})


def omop_with_a_short_row(folder: Path) -> Path:
    path = omop(folder) / "CONDITION_OCCURRENCE.csv"
    path.write_text(path.read_text() + f'"{WORDS},{KEY}\n')
    return folder


def omop_of_parquet_with_a_broken_page(folder: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir()
    pq.write_table(pa.table({"person_id": [1], "year_of_birth": [2013]}), folder / "person.parquet")
    path = folder / "condition_occurrence.parquet"
    pq.write_table(
        pa.table({
            "condition_occurrence_id": list(range(100)), "person_id": [1] * 100,
            "condition_concept_id": [0] * 100, "condition_start_date": [DAY] * 100,
            "condition_source_value": [WORDS] * 100,
        }), path,
    )  # fmt: skip
    data = bytearray(path.read_bytes())
    data[4:200] = b"\xff" * 196
    path.write_bytes(bytes(data))
    return folder


@pytest.mark.parametrize(
    "source",
    [
        fhir, with_a_broken_line, with_an_odd_shape, omop, omop_with_a_short_row,
        omop_of_parquet_with_a_broken_page,
    ],
)  # fmt: skip
def test_no_message_log_or_shared_file_holds_a_value(tmp_path: Path, source: Any) -> None:
    out = tmp_path / "out"
    found = subprocess.run(
        [sys.executable, "-m", "crmo", "find", str(source(tmp_path / "in")), "--definition",
         "bone_pain_and_mri", "--out", str(out), "--on", ON, "--share"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode in (0, 2, 3, 4, 5, 6), found.stderr
    assert not MARKS.search(found.stdout + found.stderr)
    shown = [*(out / "share").rglob("*"), *(out / "events").glob("*.json")]
    shown += [out / "manifest.json", out / "README.txt"]
    for path in shown:
        if path.is_file():
            assert not MARKS.search(path.read_text(encoding="utf-8")), path.name


def test_the_marks_would_be_seen(tmp_path: Path) -> None:
    """What stays on the machine does hold them, so that the test above can fail."""
    out = tmp_path / "out"
    assert (
        subprocess.run(
            [sys.executable, "-m", "crmo", "find", str(fhir(tmp_path / "in")), "--definition",
             "bone_pain_and_mri", "--out", str(out), "--on", ON],
            capture_output=True, check=False,
        ).returncode == 0
    )  # fmt: skip
    assert MARKS.search((out / "key.csv").read_text(encoding="utf-8"))
