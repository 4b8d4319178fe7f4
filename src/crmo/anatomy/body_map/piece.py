"""One painted piece of the map: a bone unit, or a line or area that only helps to see."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from crmo.anatomy.body_map.curves import Outline


class Role(StrEnum):
    """What a piece is, and so how it is painted."""

    UNIT = "unit"
    BODY = "body"
    GHOST = "ghost"
    HOLE = "hole"
    TOOTH = "tooth"
    CARTILAGE = "cartilage"
    LINE = "line"
    PLATE = "plate"

    @property
    def is_open(self) -> bool:
        """Whether the piece is a line rather than an area."""
        return self in (Role.LINE, Role.PLATE)


@frozen(slots=True)
class Piece:
    """One half of a symmetric drawing (x away from the midline), or a midline piece.

    Attributes:
        role: how it is painted.
        outlines: its landmarks; several where a unit has several parts (wrist bones).
        kind: for a bone unit, its id without the side.
        is_midline: drawn once rather than on both sides.
        of: the bone that a line or growth plate belongs to, so another view can borrow it.
    """

    role: Role
    outlines: tuple[Outline, ...]
    kind: str | None = field(default=None)
    is_midline: bool = field(default=False)
    of: str | None = field(default=None)
