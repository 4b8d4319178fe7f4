"""Lesions over time: followed place by place, counted, compared, and described."""

from crmo.assess.lesions.comparison import Change, StudyComparison, compare_studies
from crmo.assess.lesions.overview import lesions
from crmo.assess.lesions.timeline import LesionState, PlaceState, PlaceTimeline

__all__ = [
    "Change",
    "LesionState",
    "PlaceState",
    "PlaceTimeline",
    "StudyComparison",
    "compare_studies",
    "lesions",
]
