"""The same population as a FHIR R4 bulk export, to measure how quickly NDJSON is taken in."""

from __future__ import annotations

from pathlib import Path
from string import Template

import duckdb

_SUBJECT = "{'reference': 'Patient/' || person_id} AS subject"
_QUERIES = {
    "Patient": """
        SELECT 'Patient' AS "resourceType", person_id::VARCHAR AS id,
            CASE gender_concept_id WHEN 8507 THEN 'male' ELSE 'female' END AS gender,
            make_date(year_of_birth, month_of_birth, day_of_birth) AS "birthDate"
        FROM '$folder/person.parquet'""",
    "Condition": """
        SELECT 'Condition' AS "resourceType", 'c' || condition_occurrence_id AS id,
            {'coding': [{'code': 'active'}]} AS "clinicalStatus",
            {'coding': [{'system': 'urn:oid:2.999', 'code': condition_concept_id::VARCHAR}],
             'text': 'condition ' || condition_concept_id} AS code,
            $subject, condition_start_date AS "onsetDateTime"
        FROM '$folder/condition_occurrence.parquet'""",
    "MedicationRequest": """
        SELECT 'MedicationRequest' AS "resourceType", 'm' || drug_exposure_id AS id,
            'completed' AS status, 'order' AS intent,
            {'coding': [{'system': 'urn:oid:2.999', 'code': drug_concept_id::VARCHAR}],
             'text': 'drug ' || drug_concept_id} AS "medicationCodeableConcept",
            $subject, drug_exposure_start_date AS "authoredOn"
        FROM '$folder/drug_exposure.parquet'""",
    "Observation": """
        SELECT 'Observation' AS "resourceType", 'o' || measurement_id AS id, 'final' AS status,
            {'coding': [{'system': 'urn:oid:2.999', 'code': measurement_concept_id::VARCHAR}],
             'text': 'test ' || measurement_concept_id} AS code,
            $subject, measurement_date AS "effectiveDateTime",
            {'value': value_as_number, 'unit': 'mg/L', 'system': 'http://unitsofmeasure.org',
             'code': 'mg/L'} AS "valueQuantity",
            [{'low': {'value': range_low}, 'high': {'value': range_high}}] AS "referenceRange"
        FROM '$folder/measurement.parquet'""",
    "Procedure": """
        SELECT 'Procedure' AS "resourceType", 'p' || procedure_occurrence_id AS id,
            'completed' AS status,
            {'coding': [{'system': 'urn:oid:2.999', 'code': procedure_concept_id::VARCHAR}],
             'text': 'procedure ' || procedure_concept_id} AS code,
            $subject, procedure_date AS "performedDateTime"
        FROM '$folder/procedure_occurrence.parquet'""",
    "Encounter": """
        SELECT 'Encounter' AS "resourceType", 'e' || visit_occurrence_id AS id,
            'finished' AS status, {'code': 'AMB'} AS class, $subject,
            {'start': visit_start_date, 'end': visit_end_date} AS period
        FROM '$folder/visit_occurrence.parquet'""",
}


def write_bulk_export(omop: Path, folder: Path) -> int:
    """Write NDJSON files from OMOP tables of `write_population`; return their size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": "2"}) as connection:
        for name, query in _QUERIES.items():
            rows = Template(query).substitute(folder=omop, subject=_SUBJECT)
            connection.execute(f"COPY ({rows}) TO '{folder}/{name}.ndjson' (FORMAT json)")
    return sum(path.stat().st_size for path in folder.iterdir())
