"""What clinic letters tell beside the bones: values, findings, treatment, procedures, diagnoses."""

from crmo.notes.clinic.diagnoses import read_diagnoses
from crmo.notes.clinic.encounters import read_encounters
from crmo.notes.clinic.findings import read_findings
from crmo.notes.clinic.laboratory import read_laboratory
from crmo.notes.clinic.measures import read_measures
from crmo.notes.clinic.procedures import read_procedures
from crmo.notes.clinic.treatments import read_treatments

CLINIC_EXTRACTORS = (
    read_encounters,
    read_findings,
    read_diagnoses,
    read_laboratory,
    read_measures,
    read_procedures,
    read_treatments,
)
"""The extractors of this package, in the order they run."""

__all__ = ["CLINIC_EXTRACTORS"]
