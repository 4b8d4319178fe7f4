"""Rows of the sheet `patients`, and whose row each other one is."""

from __future__ import annotations

from attrs import evolve

from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet.row import Row
from crmo.record import Patient, Sex


def patient_of(row: Row) -> None:
    """Take a child in; a second row of the same child may only add what the first lacks.

    Raises:
        RowNotTakenError: the number is missing, the birth date cannot be read, or another row
            of the same child says something else.
    """
    patient = Patient(
        id=row.required("patient_id"),
        name=row.text("name"),
        birth_date=row.partial_date("birth_date"),
        sex=row.word("sex", Sex) or Sex.UNKNOWN,
    )
    if told := row.note():
        message = "the sheet `patients` has no place for this; not taken in."
        row.remark_came(Level.WARNING, "patient-more", message, told)
    first = row.intake.patients.get(patient.id)
    if first is not None:
        patient = _together(first, patient, row)
    row.intake.patients[patient.id] = patient


def _together(first: Patient, second: Patient, row: Row) -> Patient:
    for field, nothing in (("name", ""), ("birth_date", None), ("sex", Sex.UNKNOWN)):
        one, other = getattr(first, field), getattr(second, field)
        if nothing not in (one, other) and one != other:
            row.refuse("patient-twice", "another row of this child says something else.", field)
    row.remark(Level.NOTE, "patient-twice", "this child stands here twice; read once.")
    return evolve(
        first,
        name=first.name or second.name,
        birth_date=first.birth_date or second.birth_date,
        sex=second.sex if first.sex is Sex.UNKNOWN else first.sex,
    )


def patient_id_of(row: Row) -> str:
    """Return whose row it is.

    A row without number belongs to the only child of the file; a child that the sheet
    `patients` does not list is taken in without birth date.

    Raises:
        RowNotTakenError: there is no number, and not just one child.
    """
    patients = row.intake.patients
    patient_id = row.text("patient_id")
    if not patient_id:
        if len(patients) != 1:
            row.refuse("no-patient", "it does not say which child it is about.", "patient_id")
        message = "no number; taken for the only child of the file."
        row.remark(Level.NOTE, "patient-only", message, "patient_id")
        return next(iter(patients))
    if patient_id not in patients:
        patients[patient_id] = Patient(id=patient_id)
        message = "the sheet `patients` does not list this child; taken in without birth date."
        row.remark(Level.WARNING, "patient-not-listed", message, "patient_id")
    return patient_id
