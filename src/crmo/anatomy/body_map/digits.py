"""The bones of hand and foot, and the skin around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import hypot

from crmo.anatomy.body_map.curves import Landmark, Outline, band, outline, points
from crmo.anatomy.body_map.piece import Piece, Role
from crmo.anatomy.body_map.shape_files import repeated

# Half outline of a short tubular bone: distance along it, half width in units of its width.
_SHAFT = ((0.0, 0.36), (0.05, 0.56), (0.22, 0.44), (0.5, 0.31), (0.8, 0.44), (0.94, 0.54),
          (1.0, 0.3))  # fmt: skip
# The last bone of a finger or toe: broad at the base, narrow towards a small tuft.
_TIP = ((0.0, 0.34), (0.07, 0.58), (0.5, 0.28), (0.85, 0.32), (1.0, 0.16))
# The same where hand and foot are drawn small.
_SMALL = ((0.03, 0.5), (0.5, 0.31), (0.97, 0.5))
_SMALL_TIP = ((0.03, 0.5), (0.55, 0.27), (0.98, 0.26))


def _at(row: Sequence[float], share: float, offset: float, *, is_corner: bool = False) -> Landmark:
    """A point at a share of a bone's length and so far to its side."""
    x0, y0, x1, y1 = row[:4]
    length = hypot(x1 - x0, y1 - y0)
    return Landmark(
        x0 + (x1 - x0) * share - (y1 - y0) / length * offset,
        y0 + (y1 - y0) * share + (x1 - x0) / length * offset,
        is_corner,
    )


def _around(row: Sequence[float], half: Iterable[tuple[float, float, bool]]) -> Outline:
    """Close a half outline (share of the length, half width in widths, corner) around a bone."""
    listed = list(half)
    near = [_at(row, share, h * row[4], is_corner=corner) for share, h, corner in listed]
    far = [_at(row, share, -h * row[4], is_corner=corner) for share, h, corner in reversed(listed)]
    return tuple(near + far)


def _short_bone(row: Sequence[float], *, is_tip: bool, is_small: bool) -> Outline:
    """Outline of a metacarpal, metatarsal or phalanx."""
    whole = _SMALL if is_small else _SHAFT
    tip = _SMALL_TIP if is_small else _TIP
    return _around(row, ((share, h, False) for share, h in (tip if is_tip else whole)))


def _growing_bone(
    row: Sequence[float], *, is_tip: bool = False
) -> tuple[tuple[Outline, Outline], Outline]:
    """The same with its growth plate near the first end: shaft and epiphysis, and the plate."""
    length = hypot(row[2] - row[0], row[3] - row[1])
    cut = min(0.24, 0.42 * row[4] / length)
    gap = 1.3 / length
    shaft = [(s, h, False) for s, h in (_TIP if is_tip else _SHAFT) if s > cut + gap + 0.06]
    body = _around(row, [(cut + gap, 0.5, True), *shaft])
    cap = _around(row, [(0.0, 0.32, False), (cut * 0.45, 0.54, False), (cut, 0.5, True)])
    middle = cut + gap / 2
    plate = (_at(row, middle, 0.5 * row[4], is_corner=True), _at(row, middle, -0.5 * row[4]))
    return (body, cap), plate


def _rays(part: str, middle: str, *, has_plates: bool) -> Iterator[Piece]:
    table = repeated()[part]
    for number, row in table[f"{middle}s"].items():
        # The first metacarpal and metatarsal grow at the near end, the others at the far end.
        turned = row if number == 1 else [*row[2:4], *row[:2], row[4]]
        yield from _ray_bones(f"{middle}_{number}", [turned], has_plates=has_plates)
    for number, rows in table["phalanges"].items():
        yield from _ray_bones(
            f"{part}_phalanges_{number}", rows, has_plates=has_plates, has_tip=True
        )


def _ray_bones(
    kind: str, rows: Sequence[Sequence[float]], *, has_plates: bool, has_tip: bool = False
) -> Iterator[Piece]:
    outlines: list[Outline] = []
    for row in rows:
        is_tip = has_tip and row is rows[-1]
        # The small bones of the toes are too short to show a growth plate.
        if has_plates and hypot(row[2] - row[0], row[3] - row[1]) > 1.25 * row[4]:
            parts, plate = _growing_bone(row, is_tip=is_tip)
            outlines.extend(parts)
            yield Piece(Role.PLATE, (plate,))
        else:
            outlines.append(_short_bone(row, is_tip=is_tip, is_small=not has_plates))
    yield Piece(Role.UNIT, tuple(outlines), kind)


def hand(*, has_plates: bool = False) -> Iterator[Piece]:
    """Wrist bones, metacarpals and fingers."""
    carpals = tuple(outline(each) for each in repeated()["hand"]["carpals"].split(";"))
    yield Piece(Role.UNIT, carpals, "carpals")
    yield from _rays("hand", "metacarpal", has_plates=has_plates)


def foot(*, has_plates: bool = False) -> Iterator[Piece]:
    """The foot from above; the talus lies on the calcaneus."""
    for kind in ("calcaneus", "cuboid", "navicular", "talus", "cuneiforms"):
        parts = tuple(outline(each) for each in repeated()["foot"][kind].split(";"))
        yield Piece(Role.UNIT, parts, kind)
    yield from _rays("foot", "metatarsal", has_plates=has_plates)


def hand_body() -> Iterator[Piece]:
    """The skin around the hand."""
    palm = outline("-15,-4! 17,-8! 20,10 27,27 24,44 19,60! 0,64 -20,57! -20,40 -18,15")
    yield from _skin("hand", palm, 11.5)


def foot_body(*, has_heel: bool = False) -> Iterator[Piece]:
    """The skin around the foot; with its heel when the foot is drawn alone."""
    behind = "-22,20 -14,-4 6,-11 26,-2 31,20" if has_heel else "-36,-30 0,-36 46,-30 46,20"
    before = "39,70 41,110 42,140 38,160! 0,172 -42,168! -43,130 -37,95 -31,60"
    yield from _skin("foot", outline(f"{behind} {before}"), 15.5)


def _skin(part: str, middle: Outline, width: float) -> Iterator[Piece]:
    yield Piece(Role.BODY, (middle,))
    for number, rows in repeated()[part]["phalanges"].items():
        x0, y0 = rows[0][:2]
        start = repeated()[part]["metacarpals" if part == "hand" else "metatarsals"][number][:2]
        x1, y1 = rows[-1][2:4]
        reach = 4 / hypot(x1 - x0, y1 - y0)
        tip = (x1 + (x1 - x0) * reach, y1 + (y1 - y0) * reach)
        w = width * (1.4 if part == "foot" and number == 1 else 1)
        line = points(((start[0] + x0) / 2, (start[1] + y0) / 2), (x0, y0), (x1, y1), tip)
        yield Piece(Role.BODY, (band(line, (w, w, w * 0.86, w * 0.5)),))
