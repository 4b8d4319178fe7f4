"""The ways of colouring the map: by status, by number of scans, felt or silent, by pain.

Labels are English here and go through `say` where they are shown.
"""

from __future__ import annotations

from functools import cache

from attrs import frozen

from crmo.anatomy.body_map import Category, ColourScale, lesion_status_scale, sequential_scale

_SILENT = (
    '<path d="M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3" fill="none" stroke="#c2461d" stroke-width="1"/>'
)


@frozen(kw_only=True)
class Way:
    """One way of colouring.

    Args:
        id: `status`, `scans`, `activity`, `pain`.
        label: in the choice of colouring.
        scale: its colours; the scale's id names the data attribute.
    """

    id: str
    label: str
    scale: ColourScale


@cache
def ways() -> tuple[Way, ...]:
    """Return the ways of colouring, the one shown first in front."""
    counted = sequential_scale("Scans with a lesion there", (2, 3, 4), ("1", "2", "3", "4 or more"))
    pain = sequential_scale("Pain told for the place", (0.001, 4, 7), ("0", "1–3", "4–6", "7–10"))
    return (
        Way(id="status", label="what the scan says", scale=lesion_status_scale()),
        Way(id="scans", label="number of scans with a lesion", scale=counted),
        Way(id="activity", label="felt or silent", scale=activity_scale()),
        Way(id="pain", label="pain told for the place", scale=pain),
    )


@cache
def activity_scale() -> ColourScale:
    """Return the scale of what is felt: dark where it hurts, hatched where it is silent."""
    return ColourScale(
        "activity",
        "Felt or silent",
        (
            Category("felt", "felt", "#c2461d", "#5c2800", outline_width=1.6),
            Category("silent", "seen, not felt", "#fdf1ec", "#8f2f10", _SILENT, 1.3),
            Category("not_told", "not told", "#edd9a0", "#6b4600", outline_width=1.1),
            Category("was_felt", "was felt, has ended", "#f3dfd6", "#7a5a4c", dashes="2.4 1.6"),
        ),
    )


def way(way_id: str) -> Way:
    """Return a way of colouring by its id."""
    return next(each for each in ways() if each.id == way_id)
