"""The files have the form that OMOP CDM 5.4 prescribes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from pyarrow import parquet
from tests.strategies import records

from crmo.exchange.omop_cdm_5_4 import IDS_PER_PERSON, omop_rows
from crmo.exchange.omop_cdm_5_4.rows import CONSTANT, FILLED
from crmo.exchange.omop_cdm_5_4.tables import arrow_schema, tables
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import PatientRecord

LOCAL_FIRST = 2_000_000_000
ROW_IDS = {
    "person": "person_id",
    "visit_occurrence": "visit_occurrence_id",
    "condition_occurrence": "condition_occurrence_id",
    "drug_exposure": "drug_exposure_id",
    "procedure_occurrence": "procedure_occurrence_id",
    "measurement": "measurement_id",
    "observation": "observation_id",
    "note": "note_id",
}
# As in the specification, written down here once more by hand for one table.
CONDITION_OCCURRENCE = [
    ("condition_occurrence_id", pa.int64(), False),
    ("person_id", pa.int64(), False),
    ("condition_concept_id", pa.int32(), False),
    ("condition_start_date", pa.date32(), False),
    ("condition_start_datetime", pa.timestamp("us"), True),
    ("condition_end_date", pa.date32(), True),
    ("condition_end_datetime", pa.timestamp("us"), True),
    ("condition_type_concept_id", pa.int32(), False),
    ("condition_status_concept_id", pa.int32(), True),
    ("stop_reason", pa.string(), True),
    ("provider_id", pa.int64(), True),
    ("visit_occurrence_id", pa.int64(), True),
    ("visit_detail_id", pa.int64(), True),
    ("condition_source_value", pa.string(), True),
    ("condition_source_concept_id", pa.int32(), True),
    ("condition_status_source_value", pa.string(), True),
]


def test_condition_occurrence_has_the_columns_of_the_specification(written: Path) -> None:
    schema = parquet.read_schema(written / "condition_occurrence.parquet")
    assert [(each.name, each.type, each.nullable) for each in schema] == CONDITION_OCCURRENCE


@pytest.mark.parametrize("table", tables())
def test_a_file_has_the_columns_and_types_of_its_table(written: Path, table: str) -> None:
    assert parquet.read_schema(written / f"{table}.parquet").equals(arrow_schema(table))


def test_no_other_parquet_file_is_left(written: Path) -> None:
    assert {path.name for path in written.iterdir()} == {
        *(f"{table}.parquet" for table in tables()),
        "not_written.csv",
        "local_concepts.csv",
    }


@pytest.mark.parametrize("table", tables())
def test_what_is_required_is_there_and_no_text_is_too_long(
    all_rows: dict[str, list[dict[str, Any]]], table: str
) -> None:
    for column in tables()[table].columns:
        values = [row[column.name] for row in all_rows[table]]
        assert not (column.required and None in values), column.name
        if column.max_length:
            assert max((len(each or "") for each in values), default=0) <= column.max_length


@pytest.mark.parametrize("table", FILLED)
def test_filled_and_constant_columns_exist_and_cover_what_is_required(table: str) -> None:
    names = set(tables()[table].by_name)
    given_values = {*FILLED[table], *CONSTANT[table]}
    required = {column.name for column in tables()[table].columns if column.required}
    assert required <= given_values <= names


def test_every_row_has_an_id_of_its_own_within_its_person(
    all_rows: dict[str, list[dict[str, Any]]],
) -> None:
    seen: list[int] = []
    for table, name in ROW_IDS.items():
        if table == "person":
            continue
        for row in all_rows[table]:
            assert row[name] // IDS_PER_PERSON == row["person_id"]
            seen.append(row[name])
    assert len(seen) > 1000
    assert len(seen) == len(set(seen))


def test_references_lead_to_rows(all_rows: dict[str, list[dict[str, Any]]]) -> None:
    people = {row["person_id"] for row in all_rows["person"]}
    visits = {row["visit_occurrence_id"]: row for row in all_rows["visit_occurrence"]}
    tables_of_ids = {
        row[name]: table
        for table, name in ROW_IDS.items()
        if table != "person"
        for row in all_rows[table]
    }
    names = {row["concept_id"]: row["concept_name"] for row in all_rows["concept"]}
    for table in ROW_IDS:
        for row in all_rows[table]:
            assert row["person_id"] in people
            visit = row.get("visit_occurrence_id")
            if table != "visit_occurrence" and visit is not None:
                assert visits[visit]["person_id"] == row["person_id"]
    links = {
        "observation": ("observation_event_id", "obs_event_field_concept_id"),
        "measurement": ("measurement_event_id", "meas_event_field_concept_id"),
        "note": ("note_event_id", "note_event_field_concept_id"),
    }
    for table, (event, field) in links.items():
        linked = [row for row in all_rows[table] if row[event] is not None]
        assert linked
        for row in linked:
            target = tables_of_ids[row[event]]
            assert names[row[field]].replace("_", " ").startswith(target.replace("_", " "))


def test_every_concept_id_stands_in_the_concept_file(
    all_rows: dict[str, list[dict[str, Any]]],
) -> None:
    known = {row["concept_id"]: row for row in all_rows["concept"]}
    used = {
        value
        for table in (*ROW_IDS, "observation_period", "cdm_source", "concept")
        for row in all_rows[table]
        for name, value in row.items()
        if name.endswith("_concept_id") and value is not None
    }
    assert used == set(known)
    vocabularies = {row["vocabulary_id"] for row in all_rows["vocabulary"]}
    assert vocabularies == {row["vocabulary_id"] for row in known.values()}
    for concept_id, row in known.items():
        assert (concept_id >= LOCAL_FIRST) == (row["vocabulary_id"] == "CRMO")
        if concept_id >= LOCAL_FIRST:
            assert row["standard_concept"] is None


def test_no_local_concept_stands_where_a_standard_one_belongs(
    all_rows: dict[str, list[dict[str, Any]]],
) -> None:
    columns = {
        "condition_occurrence": "condition_concept_id",
        "drug_exposure": "drug_concept_id",
        "procedure_occurrence": "procedure_concept_id",
        "measurement": "measurement_concept_id",
        "observation": "observation_concept_id",
        "visit_occurrence": "visit_concept_id",
    }
    standard = {row["concept_id"] for row in all_rows["concept"] if row["standard_concept"] == "S"}
    for table, name in columns.items():
        assert {row[name] for row in all_rows[table]} - {0} <= standard


def test_a_concept_stands_in_the_table_of_its_domain(
    all_rows: dict[str, list[dict[str, Any]]],
) -> None:
    domains = {row["concept_id"]: row["domain_id"] for row in all_rows["concept"]}
    for row in all_rows["condition_occurrence"]:
        if row["condition_concept_id"]:
            assert domains[row["condition_concept_id"]] == "Condition"
    for row in all_rows["measurement"]:
        if row["measurement_concept_id"]:
            assert domains[row["measurement_concept_id"]] == "Measurement"


def test_all_that_happened_lies_in_the_observation_period(
    all_rows: dict[str, list[dict[str, Any]]],
) -> None:
    periods = {
        row["person_id"]: (
            row["observation_period_start_date"],
            row["observation_period_end_date"],
        )
        for row in all_rows["observation_period"]
    }
    for table in ROW_IDS:
        for row in all_rows[table]:
            for value in row.values():
                if isinstance(value, date) and table != "person":
                    first, last = periods[row["person_id"]]
                    assert first <= value <= last


@given(records())
def test_no_record_breaks_the_form(record: PatientRecord) -> None:
    """Required columns are filled, texts fit, ends do not come before beginnings."""
    made = omop_rows(record, load_knowledge(), 3)
    for table, batch in made.to_batches().batches.items():
        batch.validate(full=True)
        for column in tables()[table].columns:
            found = batch.column(column.name).to_pylist()
            assert not (column.required and None in found)
            if column.max_length:
                assert max(len(each or "") for each in found) <= column.max_length
        for start, end in (("start_date", "end_date"),):
            firsts = [name for name in batch.schema.names if name.endswith(f"_{start}")]
            for name in firsts:
                lasts = batch.column(name.replace(start, end)).to_pylist()
                pairs = zip(batch.column(name).to_pylist(), lasts, strict=True)
                assert all(last is None or first <= last for first, last in pairs)


def test_nothing_is_imported_before_a_table_is_made() -> None:
    """`crmo --help` stays quick, and crmo runs without pyarrow."""
    code = "import sys, crmo.exchange.omop_cdm_5_4; print('pyarrow' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def test_the_knowledge_names_every_code_of_the_concept_table(knowledge: Knowledge) -> None:
    """Only pairs of id and code that our knowledge already names are shipped."""
    from crmo.terminology.omop_concepts import standard_ids

    named = {("UCUM", unit) for analyte in knowledge.analytes.values() for unit in units(analyte)}
    for analyte in knowledge.analytes.values():
        named |= {("LOINC", code) for code in analyte.loinc}
    for instrument in knowledge.instruments.values():
        named |= {("LOINC", code) for code in instrument.loinc}
    for drug in knowledge.drugs.values():
        named |= {("RxNorm", code) for code in drug.rxnorm}
    for concept in knowledge.concepts.values():
        named |= {("SNOMED", code) for system, code in concept.all_codes() if system == "snomed"}
    assert set(standard_ids()) <= named


def units(analyte: Any) -> list[str]:
    found = (analyte.unit, *analyte.accepted_units, *analyte.other_units)
    return [unit for unit in found if unit]
