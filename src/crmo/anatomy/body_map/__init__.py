"""The body map: our own drawing of a child's skeleton, every bone unit addressable."""

from crmo.anatomy.body_map.colour_scale import (
    Category,
    ColourScale,
    lesion_status_scale,
    sequential_scale,
)
from crmo.anatomy.body_map.mark import Mark, UnitMark, unit_marks
from crmo.anatomy.body_map.svg import ALL_VIEWS, body_map_css, body_map_svg

__all__ = [
    "ALL_VIEWS",
    "Category",
    "ColourScale",
    "Mark",
    "UnitMark",
    "body_map_css",
    "body_map_svg",
    "lesion_status_scale",
    "sequential_scale",
    "unit_marks",
]
