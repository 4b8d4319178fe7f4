"""The plain list beside the map: every bone unit by region, for keyboard, reader and print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from crmo.anatomy.body_map.colour_scale import ColourScale, lesion_status_scale
from crmo.anatomy.body_map.drawing import drawn_units
from crmo.anatomy.body_map.mark import Mark, UnitMark, unit_marks
from crmo.anatomy.body_map.svg import ALL_VIEWS
from crmo.anatomy.bone_unit import BoneUnit
from crmo.anatomy.site import resolve_site
from crmo.anatomy.skeleton import all_bone_units, regions


def body_map_list_html(
    marks: Mapping[str, Mark],
    *,
    views: Sequence[str] = ALL_VIEWS,
    scale: ColourScale | None = None,
    only_marked: bool = False,
    heading_level: int = 3,
    id_prefix: str = "",
) -> str:
    """Return every bone unit as a list by region, each linked to its path on the map.

    Args:
        marks: by site id, as given to `body_map_svg`.
        views: the views of that map; a unit links to the first one that shows it, and a unit
            that none shows stands in the list alone.
        only_marked: leave out the units without a mark, and regions without one.
        scale: as given to `body_map_svg`.
        heading_level: level of the region headings, 2 to 6.
        id_prefix: as given to `body_map_svg`.

    Returns:
        HTML: `div.crmo-bone-list` with a heading and a list per region; vague reports first,
        under a heading of their own. Every item can be focused.
    """
    scale = scale or lesion_status_scale()
    found = unit_marks(marks, scale)
    parts = [_vague_part(marks, scale, heading_level)]
    for region, heading in regions().items():
        units = [
            unit
            for unit in all_bone_units()
            if unit.region == region and (unit.id in found or not only_marked)
        ]
        if units:
            items = "".join(
                _item(unit, found.get(unit.id), scale, _anchor(unit, views, id_prefix))
                for unit in units
            )
            parts.append(_part(heading, items, heading_level))
    return f'<div class="crmo-bone-list">{"".join(parts)}</div>'


def _part(heading: str, items: str, level: int) -> str:
    return f"<section><h{level}>{escape(heading)}</h{level}><ul>{items}</ul></section>"


def _vague_part(marks: Mapping[str, Mark], scale: ColourScale, level: int) -> str:
    items = ""
    for site_id, mark in marks.items():
        site = resolve_site(site_id)
        if not site.is_unit:
            label = mark.label or scale.category(mark.category).label
            text = escape(f"{site.label}: {label}")
            items += f'<li><span tabindex="0" data-site="{escape(site_id)}">{text}</span></li>'
    return _part("Place not stated exactly", items, level) if items else ""


def _item(unit: BoneUnit, mark: UnitMark | None, scale: ColourScale, anchor: str | None) -> str:
    state = f' data-{scale.id}="{mark.look.id}"' if mark else ""
    state += ' data-candidate=""' if mark and mark.is_candidate else ""
    status = f'<span class="status">: {escape(mark.text)}</span>' if mark else ""
    target = f'a href="#{anchor}"' if anchor else 'span tabindex="0"'
    return (
        f'<li><{target} data-unit="{unit.id}"{state} title="{escape(unit.medical_name)}">'
        f"{escape(unit.name)}{status}</{target[: target.index(' ')]}></li>"
    )


def _anchor(unit: BoneUnit, views: Sequence[str], prefix: str) -> str | None:
    for view in views:
        for name in ("head_right", "head_left") if view == "head" else (view,):
            if unit.id in drawn_units(name):
                return f"{prefix}{name}-{unit.id}"
    return None
