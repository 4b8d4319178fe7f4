"""The drawing itself: every piece of every view, both sides in place, ready to be painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from attrs import evolve, field, frozen

from crmo.anatomy.body_map import digits, trunk
from crmo.anatomy.body_map.curves import (
    Frame,
    Landmark,
    Outline,
    centroid,
    mirrored,
    outline,
    path_data,
)
from crmo.anatomy.body_map.piece import Piece, Role
from crmo.anatomy.body_map.shape_files import shape_file
from crmo.anatomy.bone_unit import Side
from crmo.anatomy.skeleton import bone_units_by_id

_MAKERS: Mapping[str, Callable[..., Iterator[Piece]]] = {
    "spine_front": trunk.spine_front,
    "spine_back": trunk.spine_back,
    "ribs_behind": trunk.ribs_behind,
    "ribs_front": trunk.ribs_front,
    "ribs_back": trunk.ribs_back,
    "hand": digits.hand,
    "foot": digits.foot,
    "hand_body": digits.hand_body,
    "foot_body": digits.foot_body,
}
VIEWS = ("front", "back", "hands", "feet", "head_right", "head_left")


@frozen(slots=True)
class Shape:
    """A piece in its place in a view; x to the viewer's right, 0 in the middle of the view.

    Attributes:
        role: how it is painted.
        outlines: landmarks of its closed parts, or of its lines.
        unit_id: the bone unit, or None for what only helps to see.
        d: the path data of all its parts.
    """

    role: Role
    outlines: tuple[Outline, ...]
    unit_id: str | None
    d: str = field(init=False)

    @d.default
    def _path_data(self) -> str:
        return path_data(self.outlines, is_closed=not self.role.is_open)

    @property
    def centre(self) -> tuple[float, float]:
        """The centre of its largest part."""
        return centroid(max(self.outlines, key=len))


@cache
def shapes(view: str) -> tuple[Shape, ...]:
    """Return the shapes of a view in painting order, the hindmost first."""
    pieces = _pieces(view)
    if view == "head_right":
        return tuple(_one_side(piece, Side.RIGHT, 1) for piece in pieces)
    if view == "head_left":
        return tuple(_one_side(piece, Side.LEFT, -1) for piece in pieces)
    # Facing the child, the child's left is at the viewer's right; from behind it is not.
    facing = -1 if view == "back" else 1
    found: list[Shape] = []
    for piece in pieces:
        if piece.is_midline:
            found.append(_one_side(piece, Side.MIDLINE, 1))
        else:
            sides = (_one_side(piece, Side.RIGHT, -facing), _one_side(piece, Side.LEFT, facing))
            # What is no bone unit needs no path of its own for each side.
            found.extend(sides if piece.kind else [_joined(*sides)])
    return tuple(found)


@cache
def drawn_units(view: str) -> Mapping[str, Shape]:
    """Return the bone units that a view shows, in painting order."""
    return {shape.unit_id: shape for shape in shapes(view) if shape.unit_id is not None}


def _joined(one: Shape, other: Shape) -> Shape:
    return Shape(one.role, one.outlines + other.outlines, None)


def _one_side(piece: Piece, side: Side, sign: int) -> Shape:
    unit_id = None
    if piece.kind is not None:
        sided = f"{piece.kind}_{side}"
        unit_id = sided if sided in bone_units_by_id() else piece.kind
    flip = Frame(scale_x=sign)
    outlines = piece.outlines if sign == 1 else tuple(flip.place(each) for each in piece.outlines)
    return Shape(piece.role, outlines, unit_id)


@cache
def _pieces(view: str) -> tuple[Piece, ...]:
    return tuple(_read_pieces(view))


def _read_pieces(view: str) -> Iterator[Piece]:
    name = "head" if view.startswith("head_") else view
    table = shape_file(name)
    frames = {key: Frame(**_frame_words(row)) for key, row in table.get("frames", {}).items()}
    for row in table["pieces"]:
        if "make" in row:
            frame = frames.get(row["make"], Frame())
            made = _MAKERS[row["make"]](**row.get("with", {}))
            yield from (_placed(piece, frame) for piece in made)
        elif "like" in row:
            yield from _borrowed(row["like"], row["of"])
        else:
            yield _placed(_piece(row), frames.get(row.get("frame"), Frame()))


def _borrowed(view: str, bones: Sequence[str]) -> Iterator[Piece]:
    """The pieces of these bones, and the lines that belong to them, from another view."""
    bones_of_kind = {unit.kind: unit.bone for unit in bone_units_by_id().values()}
    for piece in _pieces(view):
        if piece.of in bones or (piece.kind and {piece.kind, bones_of_kind[piece.kind]} & {*bones}):
            yield piece


def _frame_words(row: Mapping[str, float]) -> dict[str, float]:
    return {("turn_degrees" if key == "turn" else key): value for key, value in row.items()}


def _placed(piece: Piece, frame: Frame) -> Piece:
    if frame == Frame():
        return piece
    return evolve(piece, outlines=tuple(frame.place(each) for each in piece.outlines))


def _piece(row: Mapping[str, Any]) -> Piece:
    role = next(role for role in Role if role in row)
    text = row["at"] if role is Role.UNIT else row[role]
    outlines = tuple(outline(part) for part in text.split(";"))
    kind = row["unit"] if role is Role.UNIT else None
    is_midline = kind in bone_units_by_id() or row.get("midline", False)
    if is_midline and row.get("copies"):
        outlines += tuple(_flipped(each) for each in outlines)
    elif is_midline and not row.get("whole"):
        outlines = tuple(mirrored(each) for each in outlines)
    return Piece(role, outlines, kind, is_midline, row.get("of"))


def _flipped(points: Outline) -> Outline:
    return tuple(Landmark(-point.x, point.y, point.is_corner) for point in points)
