"""Pure functions from a record, the knowledge and a day to answers that explain themselves."""

from crmo.assess.assessment import Assessment, Kind, MissingFact, Reason, Verdict, WhatIf
from crmo.assess.lesions.comparison import compare_studies
from crmo.assess.patient_assessment import PatientAssessment, assess
from crmo.assess.response import response
from crmo.assess.series import Series, SeriesPoint, series

__all__ = [
    "Assessment",
    "Kind",
    "MissingFact",
    "PatientAssessment",
    "Reason",
    "Series",
    "SeriesPoint",
    "Verdict",
    "WhatIf",
    "assess",
    "compare_studies",
    "response",
    "series",
]
