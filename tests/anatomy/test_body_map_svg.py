"""The SVG is valid, self-contained, reachable by keyboard, and says what is marked."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from crmo.anatomy import all_bone_units, bone_unit
from crmo.anatomy.body_map import (
    Mark,
    body_map_css,
    body_map_svg,
    lesion_status_scale,
    sequential_scale,
    unit_marks,
)
from crmo.errors import InvalidValueError

SVG = "{http://www.w3.org/2000/svg}"
MARKS = {
    "femur_distal_metaphysis_left": Mark("new", "new lesion"),
    "vertebra_t8": Mark("healed"),
    "tibia_right": Mark("persistent", "seen on 2 scans"),
}
EVIL = """<script>alert('x')</script>"&]]>"""


def _paths(svg: str) -> list[ET.Element]:
    root = ET.fromstring(svg)
    return [path for path in root.iter(f"{SVG}path") if path.get("data-unit")]


def test_all_ids_of_the_document_are_unique() -> None:
    root = ET.fromstring(body_map_svg(MARKS, title="Map", has_legend=True))
    ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
    assert [element_id for element_id, n in ids.items() if n > 1] == []


def test_two_maps_with_prefixes_share_no_id() -> None:
    maps = [body_map_svg(MARKS, title="Map", id_prefix=prefix) for prefix in ("a-", "b-")]
    ids = [set(re.findall(r' id="([^"]+)"', each)) for each in maps]
    assert not ids[0] & ids[1]
    for prefix, each in zip(("a-", "b-"), maps, strict=True):
        assert all(found.startswith(prefix) for found in re.findall(r"url\(#([^)]+)\)", each))


def test_every_reference_leads_to_a_definition() -> None:
    for static in (False, True):
        svg = body_map_svg(MARKS, title="Map", static=static, id_prefix="p-")
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(re.findall(r' id="([^"]+)"', svg))


@pytest.mark.parametrize("static", [False, True])
def test_nothing_is_fetched_from_outside(static: bool) -> None:
    svg = body_map_svg(MARKS, title="Map", static=static)
    without_namespace = svg.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//|@import|href|<image|<script", without_namespace)


def test_each_unit_takes_part_in_the_tab_order_exactly_once() -> None:
    stops = Counter(
        path.get("data-unit")
        for path in _paths(body_map_svg({}, title="Map"))
        if path.get("tabindex") == "0"
    )
    assert stops == Counter(unit.id for unit in all_bone_units())


def test_a_map_that_is_not_focusable_has_no_tab_stop() -> None:
    assert "tabindex" not in body_map_svg({}, title="Map", focusable=False)


def test_a_path_has_a_name_for_readers_and_a_title_for_the_mouse() -> None:
    paths = _paths(body_map_svg(MARKS, title="Map"))
    assert all(path.get("role") == "img" for path in paths)
    marked = next(p for p in paths if p.get("data-unit") == "femur_distal_metaphysis_left")
    assert marked.get("id") == "front-femur_distal_metaphysis_left"
    assert marked.get("aria-label") == "left thigh bone, growth zone near the knee: new lesion"
    assert marked.findtext(f"{SVG}title") == "left distal femoral metaphysis: new lesion"
    assert marked.get("data-status") == "new"
    assert marked.get("data-candidate") is None


def test_a_script_can_cut_a_label_at_the_colon() -> None:
    assert [unit.id for unit in all_bone_units() if ": " in unit.name + unit.medical_name] == []


def test_an_unmarked_unit_has_no_status() -> None:
    paths = _paths(body_map_svg(MARKS, title="Map"))
    plain = next(p for p in paths if p.get("data-unit") == "vertebra_t9")
    assert plain.get("data-status") is None
    assert plain.get("aria-label") == "chest vertebra T9"


def test_a_vague_report_marks_every_candidate_and_says_so() -> None:
    paths = _paths(body_map_svg(MARKS, title="Map", views=("front",)))
    hatched = [p for p in paths if p.get("data-candidate") is not None]
    assert {bone_unit(p.get("data-unit", "")).bone for p in hatched} == {"tibia"}
    assert len(hatched) == 5
    assert (
        hatched[0]
        .get("aria-label", "")
        .endswith(
            ": possibly; the report says only: right shin bone, part not stated, seen on 2 scans"
        )
    )


def test_a_units_own_mark_wins_over_a_vague_one() -> None:
    marks = unit_marks({"femur_left": Mark("new"), "femur_diaphysis_left": Mark("clear")})
    assert not marks["femur_diaphysis_left"].is_candidate
    assert marks["femur_distal_metaphysis_left"].is_candidate
    assert len(marks) == 5


def test_two_vague_reports_are_both_told() -> None:
    marks = unit_marks({"femur_left": Mark("new", "A"), "knee_left": Mark("healed", "B")})
    text = marks["femur_distal_metaphysis_left"].text
    assert "left thigh bone, part not stated, A" in text
    assert "left knee region, exact bone not stated, B" in text


def test_labels_and_title_are_escaped() -> None:
    marks = {"vertebra_t8": Mark("new", EVIL), "femur": Mark("new", EVIL)}
    for static in (False, True):
        svg = body_map_svg(marks, title=EVIL, static=static, has_legend=True)
        ET.fromstring(svg)
        assert "<script" not in svg
    assert EVIL in ET.fromstring(body_map_svg(marks, title=EVIL)).get("aria-label", "")


def test_the_static_map_carries_its_looks_itself() -> None:
    svg = body_map_svg(MARKS, title="Map", static=True, has_legend=True)
    root = ET.fromstring(svg)
    assert not re.search(r"<style|tabindex|data-unit|class=\"(unit|line|body)|var\(", svg)
    drawn = [e for e in root.iter(f"{SVG}path") if e.get("d")]
    assert all(path.get("fill") for path in drawn)
    assert root.findtext(f"{SVG}title") == "Map"


def test_sides_are_written_beside_each_view() -> None:
    root = ET.fromstring(body_map_svg({}, title="Map"))
    for view in root.iter(f"{SVG}g"):
        name = view.get("data-view")
        if name is None:
            continue
        sides = {
            text.text: float(text.get("x", "")) for text in view.iter(f"{SVG}text")
            if text.text in ("R", "L")
        }  # fmt: skip
        assert (sides["L"] > sides["R"]) == (name != "back")


def test_views_can_be_chosen() -> None:
    svg = body_map_svg({}, title="Map", views=("back", "feet"))
    assert re.findall(r'data-view="(\w+)"', svg) == ["back", "feet"]


@pytest.mark.parametrize("views", [("side",), ()])
def test_an_unknown_view_is_refused(views: tuple[str, ...]) -> None:
    with pytest.raises(InvalidValueError, match="not a view"):
        body_map_svg({}, title="Map", views=views)


def test_an_unknown_site_or_category_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="not a bone site"):
        body_map_svg({"leg_bone": Mark("new")}, title="Map")
    with pytest.raises(KeyError):
        body_map_svg({"sacrum": Mark("gone")}, title="Map")


def test_front_and_back_stay_small_enough_for_a_page() -> None:
    svg = body_map_svg({}, title="Map", views=("front", "back"))
    assert len(svg.encode()) < 165_000


def test_the_style_sheet_can_be_served_apart() -> None:
    apart = body_map_svg(MARKS, title="Map", has_style=False)
    assert "<style" not in apart
    assert body_map_css() in body_map_svg(MARKS, title="Map")
    for category in lesion_status_scale().categories:
        assert f'[data-status="{category.id}"]' in body_map_css()


# Colour scales ---------------------------------------------------------------------------------


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_two_statuses_look_alike_without_colour() -> None:
    looks = lesion_status_scale().categories
    kinds = Counter(
        (re.sub(r"#\w+", "", each.pattern), each.dashes, round(_lightness(each.fill) / 40))
        for each in looks
    )
    assert max(kinds.values()) == 1


def test_what_is_active_is_darker_than_what_is_quiet() -> None:
    light = {each.id: _lightness(each.fill) for each in lesion_status_scale().categories}
    assert max(light[s] for s in ("new", "persistent", "recurred")) < min(
        light[s] for s in ("healed", "uncertain", "clear")
    )


@pytest.mark.parametrize("bounds", [(1.0,), (1.0, 2.0, 3.0), (1.0, 2.0, 3.0, 5.0, 10.0)])
def test_steps_darken_one_after_another(bounds: tuple[float, ...]) -> None:
    steps = sequential_scale("Number of scans", bounds).categories
    lightness = [_lightness(each.fill) for each in steps]
    assert len(steps) == len(bounds) + 1
    assert all(a - b > 15 for a, b in itertools.pairwise(lightness))


@pytest.mark.parametrize(
    ("value", "level"), [(-1, "0"), (0.9, "0"), (1, "1"), (2.99, "1"), (3, "2"), (99, "2")]
)
def test_a_value_falls_into_its_step(value: float, level: str) -> None:
    assert sequential_scale("Pain", (1.0, 3.0)).level(value) == level


def test_a_scale_that_makes_no_sense_is_refused() -> None:
    for bounds in ((), (2.0, 1.0), (1.0, 1.0), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)):
        with pytest.raises(ValueError, match="ascending"):
            sequential_scale("Pain", bounds)
    with pytest.raises(ValueError, match="labels"):
        sequential_scale("Pain", (1.0,), ("none",))
    with pytest.raises(ValueError, match="finite"):
        sequential_scale("Pain", (1.0,)).level(float("nan"))


def test_levels_are_written_as_levels() -> None:
    scale = sequential_scale("Number of scans", (2.0, 4.0))
    svg = body_map_svg({"sacrum": Mark(scale.level(3), "3 scans")}, title="Map", scale=scale)
    assert 'data-unit="sacrum" data-level="1"' in svg


def test_a_long_legend_is_broken_into_lines() -> None:
    marks = dict(
        zip(
            ("sacrum", "coccyx", "manubrium", "frontal", "occipital", "sternal_body"),
            (Mark(each.id) for each in lesion_status_scale().categories),
            strict=True,
        )
    )
    root = ET.fromstring(body_map_svg(marks | {"femur": Mark("new")}, title="Map", has_legend=True))
    legend = next(each for each in root.iter(f"{SVG}g") if each.get("class") == "legend")
    heights = {text.get("y") for text in legend.iter(f"{SVG}text")}
    assert len(heights) == 2
    bottom = float(root.get("viewBox", "").split()[3])
    assert all(float(height or 0) < bottom for height in heights)


def test_only_enlarged_parts_make_a_map_too() -> None:
    root = ET.fromstring(body_map_svg({}, title="Map", views=("feet",), has_legend=True))
    assert root.get("viewBox", "").startswith("0 0 250 ")
