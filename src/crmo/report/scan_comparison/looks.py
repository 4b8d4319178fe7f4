"""What a place looks like on each of the two maps."""

from __future__ import annotations

from functools import cache

from attrs import evolve

from crmo.anatomy.body_map import Category, ColourScale, lesion_status_scale
from crmo.assess.lesions.comparison import Change
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import LesionState

# Legend of the earlier map: what that scan says.
EARLIER_WORDS = {
    "there": "lesion",
    "healed": "healed",
    "uncertain": "cannot tell",
    "unseen": "not covered; named on the later scan",
    "clear": "looked at, clear",
    "outside": "not covered, or not told",
}
# Legend of the later map: what changed.
LATER_WORDS = {
    "new": "new",
    "recurred": "recurred",
    "persistent": "persistent",
    "there": "lesion, cannot tell whether it is new",
    "healed": "healed",
    "uncertain": "cannot tell",
    "unseen": "not covered; named on the earlier scan",
    "clear": "looked at, clear",
    "outside": "not covered, or not told",
}

_BY_LOOK = {
    Look.PRESENT: "there",
    Look.HEALED: "healed",
    Look.CLEAR: "clear",
    Look.UNCERTAIN: "uncertain",
    Look.NOT_MENTIONED: "uncertain",
    Look.NOT_COVERED: "unseen",
}
_BY_CHANGE = {
    LesionState.NEW: "new",
    LesionState.RECURRED: "recurred",
    LesionState.PERSISTENT: "persistent",
    LesionState.HEALED: "healed",
}


@cache
def change_scale() -> ColourScale:
    """Return the colours of both maps; what is not covered is dimmed, never pale like clear."""
    known = {each.id: each for each in lesion_status_scale().categories}
    crosses = '<path d="M0 0l6 6M6 0L0 6" stroke="#7a838b" stroke-width=".7" fill="none"/>'
    return ColourScale(
        "change",
        "Two scans compared",
        (
            Category("there", "lesion", "#f0a93a", "#6b4600", outline_width=1.6),
            known["new"],
            known["persistent"],
            known["recurred"],
            known["healed"],
            evolve(known["uncertain"], label="cannot tell"),
            Category("unseen", "not covered", "#ffffff", "#3c4650", crosses, 1.6, "2.4 1.6"),
            known["clear"],
            Category("outside", "not covered", "#c4cad0", "#9aa3ab", outline_width=0.5),
        ),
    )


def earlier_look(change: Change) -> str:
    """Return the look of a place on the earlier map: what that scan says of it."""
    return _BY_LOOK[change.earlier]


def later_look(change: Change) -> str:
    """Return the look of a place on the later map: what changed, as far as can be told.

    A lesion of which nobody can say whether it is new is a lesion still, and not a doubt.
    """
    if change.change in _BY_CHANGE:
        return _BY_CHANGE[change.change]
    return _BY_LOOK[change.later]
