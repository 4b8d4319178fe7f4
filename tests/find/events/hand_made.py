"""Small sources made by hand, and the events that came of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from crmo.find.events import EventTable, build_events
from crmo.knowledge import load_knowledge

Row = dict[str, Any]
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
ICD, RXNORM = "http://hl7.org/fhir/sid/icd-10", "http://www.nlm.nih.gov/research/umls/rxnorm"
UCUM = "http://unitsofmeasure.org"
FEVER, CRP, CULTURE = "386661006", "1988-5", "104177005"

PATIENT = {"resourceType": "Patient", "id": "a", "gender": "female", "birthDate": "2014-03-02"}


def write_fhir(folder: Path, resources: Iterable[Mapping[str, Any]]) -> Path:
    """Write resources as a bulk export, a file for each type; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    by_type: dict[str, list[str]] = {"Patient": []}
    for resource in resources:
        by_type.setdefault(resource["resourceType"], []).append(json.dumps(resource))
    for kind, lines in by_type.items():
        text = "".join(f"{line}\n" for line in lines)
        (folder / f"{kind}.ndjson").write_text(text, encoding="utf-8")
    return folder


def about(kind: str, **elements: Any) -> Row:
    """Return a resource about the patient of these tests."""
    return {
        "resourceType": kind,
        "id": "x",
        "subject": {"reference": "Patient/a"},
        **elements,
    }


def coded(system: str, code: str, text: str = "") -> Row:
    """Return a CodeableConcept."""
    concept: Row = {"coding": [{"system": system, "code": code}]}
    return concept | ({"text": text} if text else {})


def write_omop(folder: Path, tables: Mapping[str, Sequence[Row]], *, delimiter: str = ",") -> Path:
    """Write tables as CSV with the columns of their first rows; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    people = [{"person_id": 1, "gender_concept_id": 8532, "year_of_birth": 2014}]
    for table, rows in {"person": people, **tables}.items():
        path = folder / f"{table.upper()}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def built(source: Path | str, out: Path, mapping: Path | None = None) -> EventTable:
    """Build the event table of a source."""
    return build_events(source, out, load_knowledge(), mapping=mapping, threads=2)


def records(query: str) -> list[Row]:
    """Return the rows of a query as dictionaries."""
    with duckdb.connect() as connection:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def events(table: EventTable) -> list[Row]:
    """Return the events with the columns of their codes, in the order of the files."""
    return records(
        f"SELECT e.* REPLACE (e.source_id::VARCHAR AS source_id), "
        f"c.kind, c.system, c.code, c.concept, c.concept_kind, c.also, c.how, "
        f"v.code AS value_code, v.concept AS value_concept "
        f"FROM read_parquet('{table.events}/*.parquet') e "
        f"JOIN '{table.codes}' c ON c.code_id = e.code_id "
        f"LEFT JOIN '{table.codes}' v ON v.code_id = e.value_code_id "
        "ORDER BY e.code_id, e.person_id, e.d_lo, e.event_id"
    )


def persons(table: EventTable) -> list[Row]:
    """Return the persons."""
    return records(f"SELECT * FROM '{table.persons}' ORDER BY person_id")


def remarks(table: EventTable) -> dict[str, int]:
    """Return how often each kind of remark was made."""
    rows = records(f"SELECT what, sum(n)::BIGINT AS n FROM '{table.remarks}' GROUP BY what")
    return {row["what"]: row["n"] for row in rows}


def contents(table: EventTable) -> dict[str, bytes]:
    """Return the bytes of every file of a table, the manifest left out."""
    return {
        str(path.relative_to(table.folder)): path.read_bytes()
        for path in sorted(table.folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
