"""How the disease begins: who falls ill, where, how badly, and what comes along with it."""

from crmo.simulate.onset.draw import draw_onset
from crmo.simulate.onset.onset import (
    BONE_UNITS,
    COMORBIDITIES,
    NEVER,
    NO_UNIT,
    PATTERNS,
    SLOTS,
    Onset,
)

__all__ = [
    "BONE_UNITS",
    "COMORBIDITIES",
    "NEVER",
    "NO_UNIT",
    "PATTERNS",
    "SLOTS",
    "Onset",
    "draw_onset",
]
