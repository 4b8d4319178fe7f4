"""The bone unit: the smallest named piece of skeleton that a lesion is filed under."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Side(StrEnum):
    """The patient's side; never the side of the page or of the screen."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"

    @property
    def opposite(self) -> Side:
        """The other side; midline stays midline."""
        return _OPPOSITE[self]


_OPPOSITE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.MIDLINE: Side.MIDLINE}


@frozen(slots=True)
class BoneUnit:
    """One piece of bone, on one side.

    Attributes:
        id: `femur_distal_metaphysis_left`, `vertebra_t8`, `sacrum`.
        kind: the id without the side; equal on both sides, so symmetry compares kinds.
        bone: the bone the unit is part of (`femur`, `rib_7`); the whole bone for uncut bones.
        segment: `distal_metaphysis`, `medial`; None for a bone that is not cut up.
        side: the patient's side.
        name: plain English, for families.
        medical_name: textbook English, for doctors.
        lesion_site: epiphysis and adjacent metaphysis of a long bone share one
            (`femur_distal_left`), so that a lesion crossing the growth plate counts once;
            every other unit is its own lesion site.
        region: heading of the plain list under which it is shown.
        groups: ids of every group it belongs to.
    """

    id: str
    kind: str
    bone: str
    segment: str | None
    side: Side
    name: str
    medical_name: str
    lesion_site: str
    region: str
    groups: frozenset[str]
