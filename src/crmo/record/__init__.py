"""One child in time: entries, partial dates, units, sources; JSON in and out."""

from crmo.record.age import years_between
from crmo.record.clinical import (
    Certainty,
    Diagnosis,
    Document,
    Encounter,
    Finding,
    Flag,
    Measurement,
    Procedure,
    Score,
    Subject,
)
from crmo.record.entry import Entry
from crmo.record.facts import Fact, FactStatus
from crmo.record.imaging import ImagingStudy, Lesion, LesionStatus, Modality
from crmo.record.interval import Interval
from crmo.record.partial_date import PartialDate
from crmo.record.patient_record import Patient, PatientRecord, Retraction, Sex
from crmo.record.quantity import Comparator, Quantity
from crmo.record.source import Source
from crmo.record.treatment import StopReason, ToldResponse, TreatmentCourse

__all__ = [
    "Certainty",
    "Comparator",
    "Diagnosis",
    "Document",
    "Encounter",
    "Entry",
    "Fact",
    "FactStatus",
    "Finding",
    "Flag",
    "ImagingStudy",
    "Interval",
    "Lesion",
    "LesionStatus",
    "Measurement",
    "Modality",
    "PartialDate",
    "Patient",
    "PatientRecord",
    "Procedure",
    "Quantity",
    "Retraction",
    "Score",
    "Sex",
    "Source",
    "StopReason",
    "Subject",
    "ToldResponse",
    "TreatmentCourse",
    "years_between",
]
