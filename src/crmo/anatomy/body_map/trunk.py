"""Pieces of the trunk that repeat: the vertebrae and the ribs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from crmo.anatomy.body_map.curves import Frame, Outline, band, mirrored, outline, points
from crmo.anatomy.body_map.piece import Piece, Role
from crmo.anatomy.body_map.shape_files import repeated

_DIVISION = {"c": "cervical", "t": "thoracic", "l": "lumbar"}


def _vertebra(level: str, face: str) -> Piece:
    top, height, half_width = repeated()["vertebrae"][level]
    half = outline(repeated()["vertebra_outlines"][f"{_DIVISION[level[0]]}_{face}"])
    placed = Frame(y=top, scale_x=half_width, scale_y=height).place(half)
    return Piece(Role.UNIT, (mirrored(placed),), f"vertebra_{level}", is_midline=True)


def spine_front(*, hidden: Sequence[str]) -> Iterator[Piece]:
    """Vertebral bodies with their transverse processes, discs as cartilage between them.

    Args:
        hidden: levels that the face covers.
    """
    levels = [level for level in repeated()["vertebrae"] if level not in hidden]
    for upper, lower in pairwise(repeated()["vertebrae"][level] for level in levels):
        half_width, top, bottom = upper[2] * 0.86, upper[0] + upper[1] - 1.5, lower[0] + 1.5
        half = outline(f"0,{top}! {half_width},{top}! {half_width},{bottom}! 0,{bottom}!")
        yield Piece(Role.CARTILAGE, (mirrored(half),), is_midline=True)
    yield from (_vertebra(level, "front") for level in levels)


def spine_back() -> Iterator[Piece]:
    """Vertebral arches with their processes; an upper spinous process lies on the lower one."""
    for level in reversed(repeated()["vertebrae"]):
        yield _vertebra(level, "back")


def _behind(rib: Mapping[str, Any]) -> Outline:
    """Middle line of the part of a rib that lies behind, from the spine to the flank."""
    (hx, hy), (ax, ay), (ox, oy) = rib["head"], rib["angle"], rib["outer"]
    bend = (ax + (ox - ax) * 0.69, ay + (oy - ay) * 0.37)
    return points((hx, hy), ((hx + ax) / 2, (hy + ay) / 2 - 1.2), (ax, ay), bend, (ox, oy))


def _before(rib: Mapping[str, Any]) -> Outline:
    """Middle line of the part of a rib that lies in front, from the flank to its front end."""
    (ax, ay), (ox, oy), (fx, fy) = rib["angle"], rib["outer"], rib["front"]
    return points(
        (ox - (ox - ax) * 0.06, oy - (oy - ay) * 0.3),
        (ox, oy + 1),
        (ox - (ox - fx) * 0.17, oy + (fy - oy) * 0.5),
        (ox - (ox - fx) * 0.56, oy + (fy - oy) * 0.92),
        (fx, fy),
    )


def ribs_behind() -> Iterator[Piece]:
    """The hind parts of ribs 1 to 10 as a faint shade; 11 and 12, which end there, as bone."""
    for number, rib in repeated()["ribs"].items():
        w = rib["width"]
        if number <= 10:
            yield Piece(
                Role.GHOST, (band(_behind(rib), (w * 0.7, w * 0.7, w * 0.85, w * 0.85, w)),)
            )
    for number in (12, 11):
        yield _floating_rib(number)


def _floating_rib(number: int) -> Piece:
    rib = repeated()["ribs"][number]
    w = rib["width"]
    line = _behind(rib) + points(rib["front"])
    return Piece(
        Role.UNIT, (band(line, (w * 0.7, w * 0.8, w, w, w * 0.9, w * 0.6)),), f"rib_{number}"
    )


def ribs_front() -> Iterator[Piece]:
    """The front parts of ribs 10 to 1 with their cartilages."""
    for number in range(10, 0, -1):
        rib = repeated()["ribs"][number]
        w = rib["width"]
        (fx, fy), (jx, jy) = rib["front"], rib["joins"]
        sag = (jx + (fx - jx) * 0.62, fy + (jy - fy) * 0.22)
        middle = points((fx + 1, fy), sag, (jx + (fx - jx) * 0.25, jy + (fy - jy) * 0.3), (jx, jy))
        yield Piece(Role.CARTILAGE, (band(middle, (w * 0.9, w * 0.85, w * 0.75, w * 0.7)),))
    for number in range(10, 0, -1):
        rib = repeated()["ribs"][number]
        w = rib["width"]
        yield Piece(
            Role.UNIT, (band(_before(rib), (w * 0.55, w * 0.9, w, w, w * 1.12)),), f"rib_{number}"
        )


def ribs_back() -> Iterator[Piece]:
    """The hind parts of the ribs, each lying on the one above."""
    for number in range(1, 11):
        rib = repeated()["ribs"][number]
        w = rib["width"]
        (ox, oy), (fx, fy) = rib["outer"], rib["front"]
        end = points((ox - (ox - fx) * 0.1, oy + (fy - oy) * 0.32))
        line = _behind(rib) + end
        widths = (w * 0.75, w * 0.8, w, w, w * 0.95, w * 0.5)
        yield Piece(Role.UNIT, (band(line, widths),), f"rib_{number}")
    yield _floating_rib(11)
    yield _floating_rib(12)
