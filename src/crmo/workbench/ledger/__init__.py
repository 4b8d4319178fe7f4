"""The append-only store: statements in, a child's record out, chains that show tampering."""

from crmo.workbench.ledger.append import append, new_child
from crmo.workbench.ledger.assessed import Assessed, assessment_of
from crmo.workbench.ledger.records import Row, record_of, rows_of, sequences_of
from crmo.workbench.ledger.statement import (
    Kind,
    Statement,
    appointment_statement,
    entry_statement,
    new_entry_id,
    patient_statement,
    retraction_statement,
    seen_statement,
)

__all__ = [
    "Assessed",
    "Kind",
    "Row",
    "Statement",
    "append",
    "appointment_statement",
    "assessment_of",
    "entry_statement",
    "new_child",
    "new_entry_id",
    "patient_statement",
    "record_of",
    "retraction_statement",
    "rows_of",
    "seen_statement",
    "sequences_of",
]
