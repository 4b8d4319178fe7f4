"""Smooth outlines through a few landmarks, as short SVG path data.

Outlines are written in the shape files as `x,y` landmarks. The curve passes through each of
them; one that ends in `!` is a corner. Everything is in drawing units (seven to the
centimetre of a child 138 cm tall), y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, hypot, radians, sin

from attrs import frozen

# Length of a Bézier handle as a share of the chord: 0.35 makes eight landmarks a near circle.
_HANDLE = 0.35
# Path coordinates per drawing unit.
FINENESS = 5


@frozen(slots=True)
class Landmark:
    """A point an outline passes through, rounded unless it is a corner."""

    x: float
    y: float
    is_corner: bool = False


Outline = tuple[Landmark, ...]


@frozen(slots=True)
class Frame:
    """Where a shape drawn around its own origin is put: scaled, turned, then moved.

    Attributes:
        x, y: where the origin goes.
        turn_degrees: clockwise on the screen.
        scale_x, scale_y: before turning; a negative one mirrors.
    """

    x: float = 0.0
    y: float = 0.0
    turn_degrees: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    def place(self, outline: Iterable[Landmark]) -> Outline:
        """Return the outline where this frame puts it."""
        cosine, sine = cos(radians(self.turn_degrees)), sin(radians(self.turn_degrees))
        placed = []
        for point in outline:
            x, y = point.x * self.scale_x, point.y * self.scale_y
            placed.append(
                Landmark(
                    self.x + x * cosine - y * sine,
                    self.y + x * sine + y * cosine,
                    point.is_corner,
                )
            )
        return tuple(placed)


def outline(text: str) -> Outline:
    """Read landmarks written as `x,y` or `x,y!` (corner), parted by spaces."""
    found = []
    for word in text.split():
        x, y = word.rstrip("!").split(",")
        found.append(Landmark(float(x), float(y), word.endswith("!")))
    return tuple(found)


def points(*pairs: Sequence[float]) -> Outline:
    """Return rounded landmarks at these places."""
    return tuple(Landmark(float(x), float(y)) for x, y in pairs)


def mirrored(half: Outline) -> Outline:
    """Close the right half of a midline shape with its mirror image."""
    back = tuple(
        Landmark(-point.x, point.y, point.is_corner) for point in reversed(half) if point.x != 0
    )
    return half + back


def band(centre: Outline, widths: Sequence[float], *, square_ends: bool = False) -> Outline:
    """Return the outline of a bone that follows a line, such as a rib.

    Args:
        centre: landmarks of the middle line, at least two.
        widths: width at each landmark.
        square_ends: cut the ends off rather than rounding them.
    """
    near, far = [], []
    for at, (point, width) in enumerate(zip(centre, widths, strict=True)):
        before, after = centre[max(at - 1, 0)], centre[min(at + 1, len(centre) - 1)]
        dx, dy = _direction(before, after)
        is_end = square_ends and at in (0, len(centre) - 1)
        near.append(Landmark(point.x - dy * width / 2, point.y + dx * width / 2, is_end))
        far.append(Landmark(point.x + dy * width / 2, point.y - dx * width / 2, is_end))
    return tuple(near) + tuple(reversed(far))


def centroid(shape: Outline) -> tuple[float, float]:
    """Return the centre of area of a closed outline (of its landmarks' polygon)."""
    doubled = sum_x = sum_y = 0.0
    for a, b in zip(shape, shape[1:] + shape[:1], strict=True):
        cross = a.x * b.y - b.x * a.y
        doubled += cross
        sum_x += (a.x + b.x) * cross
        sum_y += (a.y + b.y) * cross
    if abs(doubled) < 1e-9:
        return shape[0].x, shape[0].y
    return sum_x / (3 * doubled), sum_y / (3 * doubled)


def area(shape: Outline) -> float:
    """Return the area inside a closed outline (of its landmarks' polygon)."""
    pairs = zip(shape, shape[1:] + shape[:1], strict=True)
    return abs(sum(a.x * b.y - b.x * a.y for a, b in pairs)) / 2


def path_data(outlines: Iterable[Outline], *, is_closed: bool = True) -> str:
    """Return the `d` of an SVG path through the landmarks of one or more outlines.

    Coordinates are whole fifths of a unit (see `FINENESS`), because a page carries some
    thousand curves and whole numbers are shorter: paint the path in a group scaled to 0.2.
    """
    return "".join(_one_path(each, is_closed=is_closed) for each in outlines)


def _one_path(shape: Outline, *, is_closed: bool) -> str:
    n = len(shape)
    handles = [_handles(shape, at, is_closed=is_closed) for at in range(n)]
    pen = _grid(shape[0].x, shape[0].y)
    parts = [f"M{pen[0]}{_joined(pen[1])}"]
    previous, mirrored_handle = "", None
    for at in range(n if is_closed else n - 1):
        a, b = shape[at], shape[(at + 1) % n]
        end = _grid(b.x, b.y)
        if a.is_corner and b.is_corner:
            command, targets, mirrored_handle = "l", [end], None
        else:
            first = handles[at][1] or (a.x + (b.x - a.x) / 3, a.y + (b.y - a.y) / 3)
            second = handles[(at + 1) % n][0] or (b.x - (b.x - a.x) / 3, b.y - (b.y - a.y) / 3)
            one, two = _grid(*first), _grid(*second)
            # A handle that mirrors the one before it need not be written (command `s`).
            is_mirror = mirrored_handle is not None and _near(one, mirrored_handle)
            command, targets = ("s", [two, end]) if is_mirror else ("c", [one, two, end])
            mirrored_handle = (2 * end[0] - two[0], 2 * end[1] - two[1])
        numbers = [v for x, y in targets for v in (x - pen[0], y - pen[1])]
        text = str(numbers[0]) + "".join(_joined(each) for each in numbers[1:])
        parts.append(_spaced(text) if command == previous else command + text)
        previous, pen = command, end
    return "".join(parts) + ("z" if is_closed else "")


def _handles(
    shape: Outline, at: int, *, is_closed: bool
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Return the Bézier handles before and after a landmark; None where the curve is cut."""
    n, here = len(shape), shape[at]
    if here.is_corner:
        return None, None
    before = shape[at - 1] if at or is_closed else None
    after = shape[(at + 1) % n] if at < n - 1 or is_closed else None
    into = _direction(before, here) if before else (0.0, 0.0)
    out = _direction(here, after) if after else (0.0, 0.0)
    way = _direction(Landmark(0, 0), Landmark(into[0] + out[0], into[1] + out[1]))
    back = _HANDLE * hypot(here.x - before.x, here.y - before.y) if before else 0.0
    forth = _HANDLE * hypot(after.x - here.x, after.y - here.y) if after else 0.0
    if before and after and max(back, forth) < 1.8 * min(back, forth):
        back = forth = (back + forth) / 2  # equal handles are shorter to write
    return (
        (here.x - way[0] * back, here.y - way[1] * back),
        (here.x + way[0] * forth, here.y + way[1] * forth),
    )


def _direction(a: Landmark, b: Landmark) -> tuple[float, float]:
    length = hypot(b.x - a.x, b.y - a.y)
    return ((b.x - a.x) / length, (b.y - a.y) / length) if length > 1e-9 else (0.0, 0.0)


def _grid(x: float, y: float) -> tuple[int, int]:
    return round(x * FINENESS), round(y * FINENESS)


def _near(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1


def _joined(number: int) -> str:
    return _spaced(str(number))


def _spaced(text: str) -> str:
    """A minus sign parts two numbers by itself; anything else needs a space."""
    return text if text.startswith("-") else f" {text}"
