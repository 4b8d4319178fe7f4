"""The drawing shows every bone unit once per view, on the right side, and reachable."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.anatomy import Side, all_bone_units, bone_unit
from crmo.anatomy.body_map.curves import (
    FINENESS,
    Frame,
    Landmark,
    Outline,
    area,
    band,
    centroid,
    mirrored,
    outline,
    path_data,
)
from crmo.anatomy.body_map.drawing import VIEWS, Shape, drawn_units, shapes

UNITS = all_bone_units()


def test_every_unit_is_drawn_in_front_or_back_view() -> None:
    drawn = {*drawn_units("front"), *drawn_units("back")}
    assert [unit.id for unit in UNITS if unit.id not in drawn] == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_draws_a_unit_as_one_path_and_knows_no_other_units(view: str) -> None:
    drawn = [shape.unit_id for shape in shapes(view) if shape.unit_id]
    assert [unit_id for unit_id, n in Counter(drawn).items() if n > 1] == []
    assert all(bone_unit(unit_id) for unit_id in drawn)


def test_hands_and_feet_are_enlarged_completely() -> None:
    for region, view in (("hand", "hands"), ("foot", "feet")):
        assert set(drawn_units(view)) == {unit.id for unit in UNITS if unit.region == region}


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_side_view_of_the_head_shows_that_side_alone(side: str) -> None:
    units = [bone_unit(unit_id) for unit_id in drawn_units(f"head_{side}")]
    assert {unit.side for unit in units} == {Side(side), Side.MIDLINE}
    assert {"mandible", "maxilla", "temporal"} <= {unit.kind for unit in units}


@pytest.mark.parametrize(
    ("view", "left_is_at_viewers"),
    [("front", "right"), ("back", "left"), ("hands", "right"), ("feet", "right")],
)
def test_sides_are_the_childs(view: str, left_is_at_viewers: str) -> None:
    sign = 1 if left_is_at_viewers == "right" else -1
    for unit_id, shape in drawn_units(view).items():
        x, _ = shape.centre
        side = bone_unit(unit_id).side
        if side is Side.LEFT:
            assert x * sign > 0, unit_id
        elif side is Side.RIGHT:
            assert x * sign < 0, unit_id
        else:
            xs = [centroid(part)[0] for part in shape.outlines]
            assert abs(sum(xs) / len(xs)) < 0.5, unit_id


@pytest.mark.parametrize("view", VIEWS)
def test_no_shape_is_degenerate(view: str) -> None:
    for shape in shapes(view):
        for part in shape.outlines:
            assert len(part) >= (2 if shape.role.is_open else 3)
            if shape.unit_id:
                assert area(part) > 1, shape.unit_id


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("vertebra_c5", "vertebra_c6"),
        ("vertebra_t1", "vertebra_t2"),
        ("vertebra_l5", "sacrum"),
        ("femur_distal_metaphysis_left", "femur_distal_epiphysis_left"),
        ("femur_distal_epiphysis_left", "tibia_proximal_epiphysis_left"),
        ("tibia_distal_metaphysis_right", "tibia_distal_epiphysis_right"),
        ("mandible_left", "clavicle_medial_left"),
        ("humerus_distal_metaphysis_right", "radius_proximal_metaphysis_right"),
        ("ilium_left", "ischium_left"),
        ("metatarsal_1_left", "foot_phalanges_1_left"),
    ],
)
def test_what_is_higher_in_the_body_is_higher_on_the_map(upper: str, lower: str) -> None:
    drawn = drawn_units("front")
    assert drawn[upper].centre[1] < drawn[lower].centre[1]


def test_thumb_and_radius_lie_on_the_outside_and_the_great_toe_inside() -> None:
    front = {unit_id: abs(shape.centre[0]) for unit_id, shape in drawn_units("front").items()}
    assert front["hand_phalanges_1_left"] > front["hand_phalanges_5_left"]
    assert front["radius_diaphysis_left"] > front["ulna_diaphysis_left"]
    assert front["fibula_diaphysis_left"] > front["tibia_diaphysis_left"]
    assert front["metatarsal_1_left"] < front["metatarsal_5_left"]


@pytest.mark.parametrize("view", VIEWS)
def test_no_unit_is_wholly_hidden_behind_others(view: str) -> None:
    painted = [shape for shape in shapes(view) if shape.unit_id]
    polygons = [[_polygon(part) for part in shape.outlines] for shape in painted]
    for at, shape in enumerate(painted):
        seen = [
            point
            for point in _points_inside(shape, polygons[at])
            if not any(_is_inside(point, each) for later in polygons[at + 1 :] for each in later)
        ]
        # At A4 size a drawing unit is a fifth of a millimetre: four are a spot to point at.
        assert len(seen) >= 4, shape.unit_id


Polygon = tuple[list[tuple[float, float]], tuple[float, float, float, float]]


def _polygon(part: Outline) -> Polygon:
    xs, ys = [point.x for point in part], [point.y for point in part]
    return [(p.x, p.y) for p in part], (min(xs), max(xs), min(ys), max(ys))


def _points_inside(shape: Shape, parts: list[Polygon]) -> list[tuple[float, float]]:
    """A grid of points one drawing unit apart, at most some hundred of them."""
    found = []
    for points, (left, right, top, bottom) in parts:
        step = max(1.0, (area(tuple(Landmark(*p) for p in points)) / 150) ** 0.5)
        nx, ny = int((right - left) / step) + 1, int((bottom - top) / step) + 1
        grid = [(left + step * (i + 0.5), top + step * (j + 0.5)) for i in range(nx)
                for j in range(ny)]  # fmt: skip
        found += [p for p in grid if _is_inside(p, (points, (left, right, top, bottom)))]
    assert found, shape.unit_id
    return found


def _is_inside(point: tuple[float, float], polygon: Polygon) -> bool:
    (x, y), (points, (left, right, top, bottom)) = point, polygon
    if not (left <= x <= right and top <= y <= bottom):
        return False
    inside = False
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
            inside = not inside
    return inside


# Curves -------------------------------------------------------------------------------------


def test_corners_are_joined_by_straight_lines_and_the_rest_by_curves() -> None:
    assert path_data([outline("0,0! 2,0! 2,2! 0,2!")]) == "M0 0l10 0 0 10-10 0 0-10z"
    assert set(re.sub(r"[\d\s.-]", "", path_data([outline("0,0 2,0 2,2 0,2")]))) <= set("Mcsz")


_COORDINATES = st.integers(-400, 400).map(lambda value: value / 2)
_OUTLINES = st.lists(
    st.builds(Landmark, _COORDINATES, _COORDINATES, st.booleans()), min_size=3, max_size=9
).map(tuple)


@given(shape=_OUTLINES)
def test_path_data_passes_through_every_landmark(shape: Outline) -> None:
    ends = _ends_of(path_data([shape]))
    landmarks = [(round(p.x * FINENESS), round(p.y * FINENESS)) for p in (*shape, shape[0])]
    assert ends == landmarks


def _ends_of(data: str) -> list[tuple[int, int]]:
    """Read back the points a path of relative commands comes to."""
    x = y = 0
    ends = []
    for command, text in re.findall(r"([Mlcs])([^Mlcsz]*)", data):
        numbers = [int(each) for each in re.findall(r"-?\d+", text)]
        size = {"M": 2, "l": 2, "c": 6, "s": 4}[command]
        for at in range(0, len(numbers), size):
            dx, dy = numbers[at + size - 2 : at + size]
            x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
            ends.append((x, y))
    return ends


@given(shape=_OUTLINES, scale=st.sampled_from([-2.0, -1.0, 0.5, 1.0]))
def test_a_frame_scales_areas_by_its_two_scales(shape: Outline, scale: float) -> None:
    placed = Frame(x=3, y=-4, turn_degrees=37, scale_x=scale, scale_y=1.5).place(shape)
    assert area(placed) == pytest.approx(area(shape) * abs(scale) * 1.5, abs=1e-6)


def test_a_mirrored_half_has_its_centre_on_the_midline() -> None:
    whole = mirrored(outline("0,0! 5,1! 4,9! 0,10!"))
    assert centroid(whole)[0] == pytest.approx(0)


def test_a_band_is_as_wide_as_it_is_told() -> None:
    shape = band(outline("0,0 10,0 20,0"), (4, 4, 4), square_ends=True)
    assert area(shape) == pytest.approx(80)


def test_the_centre_of_a_line_is_on_the_line() -> None:
    assert centroid(outline("3,4 9,4")) == (3, 4)
