"""A small run of case finding, written by hand: three proposed, two who were not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crmo.record import (
    Diagnosis,
    Document,
    Encounter,
    Measurement,
    PartialDate,
    Patient,
    PatientRecord,
    Quantity,
    Sex,
)
from crmo.record.json_form import to_json

PROPOSED = {"paaaa": "bandone", "pbbbb": "bandone", "pcccc": "bandtwo"}
OTHERS = {"pdddd": "few events", "peeee": "few events"}
EVERYBODY = (*PROPOSED, *OTHERS)
SECRET_WORDS = ("bandone", "bandtwo", "few events", "crit_secret")


def write_run(folder: Path) -> Path:
    """Write the run into a folder and return it."""
    (folder / "candidates").mkdir(parents=True)
    worklist = [
        {"pseudonym": who, "band": band, "band_possible": band} for who, band in PROPOSED.items()
    ]
    pq.write_table(pa.Table.from_pylist(worklist), folder / "worklist.parquet")
    others = [{"pseudonym": who, "stratum": group} for who, group in OTHERS.items()]
    pq.write_table(pa.Table.from_pylist(others), folder / "others.parquet")
    sizes = {"sizes": {"few events": 40}}
    (folder / "others.json").write_text(json.dumps(sizes), encoding="utf-8")
    chart = [row for who in EVERYBODY for row in _chart(who)]
    pq.write_table(pa.Table.from_pylist(chart), folder / "charts.parquet")
    for who in EVERYBODY:
        path = folder / "candidates" / f"{who}.json"
        path.write_text(to_json(_record(who)), encoding="utf-8")
    manifest = {"definition": "suspected_crmo", "version": 3, "on": "2026-11-01"}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _chart(who: str) -> list[dict[str, Any]]:
    told = [
        ("2025-03-04", "visit: orthopaedics", ""),
        ("2025-03-04", f"pain in the leg <b>of {who}</b>", "crit_secret"),
        ("2025-04-11", "MRI of the lower leg", "crit_secret"),
    ]
    return [
        {"pseudonym": who, "day": day, "what": what, "asked_for": asked}
        for day, what, asked in told
    ]


def _record(who: str) -> PatientRecord:
    crp = Quantity(value=12, unit="mg/L")
    return PatientRecord(
        patient=Patient(id=who, birth_date=PartialDate(2013), sex=Sex.FEMALE),
        entries=(
            Encounter(id="e1", on="2025-03-04", department="orthopaedics"),
            Measurement(id="m1", on="2025-03-04", analyte="crp", quantity=crp),
            Diagnosis(id="d1", on="2025-04-20", concept="cno", note="asked about"),
            Document(
                id="n1",
                on="2025-04-11",
                title="Radiology report",
                text=f"Oedema of the tibia.\nNo abscess. <script>alert('{who}')</script>",
            ),
        ),
    )
