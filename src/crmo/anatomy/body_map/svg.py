"""Write the body map as one SVG: the views, their marks, headings and legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from attrs import frozen

from crmo.anatomy.body_map.colour_scale import ColourScale, lesion_status_scale
from crmo.anatomy.body_map.curves import FINENESS
from crmo.anatomy.body_map.drawing import shapes
from crmo.anatomy.body_map.mark import VAGUE, Mark, unit_marks
from crmo.anatomy.body_map.painter import Painter
from crmo.anatomy.body_map.piece import Role
from crmo.anatomy.body_map.style import definitions, stylesheet
from crmo.errors import InvalidValueError


@frozen(slots=True)
class _Panel:
    """One drawing on the sheet: its views, size, heading, and where its sides are named."""

    views: tuple[tuple[str, float], ...]
    width: float
    height: float
    heading: str
    middle_y: float
    sides: tuple[tuple[float, float, str], ...]


_PANELS: Mapping[str, _Panel] = {
    "front": _Panel((("front", 0),), 480, 1034, "From the front", 8,
                    ((-150, 130, "R"), (150, 130, "L"))),
    "back": _Panel((("back", 0),), 480, 1034, "From behind", 8,
                   ((-150, 130, "L"), (150, 130, "R"))),
    "hands": _Panel((("hands", 0),), 330, 240, "Hands, from the front", 6,
                    ((-152, 30, "R"), (152, 30, "L"))),
    "head": _Panel((("head_right", -85), ("head_left", 85)), 340, 190, "Head, from the sides", -4,
                   ((-158, 28, "R"), (158, 28, "L"))),
    "feet": _Panel((("feet", 0),), 250, 240, "Feet, from above", 14,
                   ((-112, 30, "R"), (112, 30, "L"))),
}  # fmt: skip
_FIGURES = ("front", "back")
_GAP, _HEADING_HEIGHT, _LEGEND_HEIGHT = 20.0, 26.0, 22.0
ALL_VIEWS = tuple(_PANELS)
CANDIDATE_WORDS = "possibly here, place not stated"
PLATE_WORDS = "growth plate"
# What stands on the sheet besides the names of bones and of the categories.
SHEET_WORDS = (
    *(panel.heading for panel in _PANELS.values()),
    *("R", "L"),
    CANDIDATE_WORDS,
    PLATE_WORDS,
    VAGUE,
)


def body_map_svg(
    marks: Mapping[str, Mark],
    *,
    title: str,
    views: Sequence[str] = ALL_VIEWS,
    scale: ColourScale | None = None,
    focusable: bool = True,
    static: bool = False,
    has_legend: bool = False,
    has_style: bool = True,
    id_prefix: str = "",
    say: Callable[[str], str] = str,
) -> str:
    """Return the skeleton of a child as one SVG, its marked bone units coloured.

    The front view shows the child's right on the viewer's left, the back view the other way
    round; R and L are written beside each. A partial site hatches each unit it may be.

    Args:
        marks: by site id.
        title: what the whole picture is called for screen readers.
        views: any of "front", "back", "hands", "head", "feet", in the order wanted.
        scale: looks of the marks' categories; the lesion status scale by default.
        focusable: whether the keyboard reaches the units, each one once (where a unit is drawn
            in several views, the first one takes part in the tab order).
        static: for print and typst: attributes instead of CSS, no focus, no ids on paths.
        has_legend: add a line that explains the categories in use.
        has_style: put the CSS inside; a page under a strict content security policy leaves it
            out and serves `body_map_css` itself.
        id_prefix: put before every id, for several maps on one page.
        say: returns a name or heading in the language of the page; English by default.

    Returns:
        A well-formed `<svg>` element without any outside reference. How a page restyles it is
        written in `crmo.anatomy.body_map.style`.

    Raises:
        InvalidValueError: not a site, or not a view.
        KeyError: a mark's category is not in the scale.
    """
    unknown = [view for view in views if view not in _PANELS]
    if unknown or not views:
        raise InvalidValueError(
            "This is not a view of the body map.",
            came=unknown,
            expected=", ".join(_PANELS),
        )
    scale = scale or lesion_status_scale()
    painter = Painter(
        unit_marks(marks, scale, say=say),
        scale,
        id_prefix,
        is_static=static,
        is_focusable=focusable,
        say=say,
    )
    body, width, height = _sheet(list(dict.fromkeys(views)), painter)
    if has_legend:
        legend, legend_height = _legend(painter, width, height)
        body, height = body + legend, height + legend_height
    style = ""
    if has_style and not static:
        style = f"<style>{body_map_css(scale, id_prefix=id_prefix)}</style>"
    name = escape(title)
    role = f'role="img"><title>{name}</title>' if static else f'role="group" aria-label="{name}">'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="crmo-body-map" '
        f'viewBox="0 0 {width:g} {height:g}" {role}{style}'
        f"{definitions(scale, id_prefix)}{body}</svg>"
    )


def body_map_css(scale: ColourScale | None = None, *, id_prefix: str = "") -> str:
    """Return the CSS of the map; its contract is written in `crmo.anatomy.body_map.style`.

    Args:
        scale: as given to `body_map_svg`; one style sheet may join those of several scales.
        id_prefix: as given to `body_map_svg`, whose patterns the CSS refers to.
    """
    return stylesheet(scale or lesion_status_scale(), id_prefix)


def _sheet(views: list[str], painter: Painter) -> tuple[str, float, float]:
    """Set the figures side by side and the enlarged parts in a row below them."""
    rows = [
        [view for view in views if view in _FIGURES],
        [view for view in views if view not in _FIGURES],
    ]
    rows = [row for row in rows if row]
    widths = [sum(_PANELS[v].width for v in row) + _GAP * (len(row) - 1) for row in rows]
    total = max(widths)
    parts, y = [], 0.0
    for row, width in zip(rows, widths, strict=True):
        x = (total - width) / 2
        for view in row:
            panel = _PANELS[view]
            parts.append(_panel(panel, view, x + panel.width / 2, y, painter))
            x += panel.width + _GAP
        y += max(_PANELS[view].height for view in row) + _HEADING_HEIGHT
    return "".join(parts), total, y


def _panel(panel: _Panel, view: str, x: float, y: float, painter: Painter) -> str:
    top = y + _HEADING_HEIGHT + panel.middle_y
    words = painter.words(painter.say(panel.heading), x, y + 18, "heading")
    words += "".join(
        painter.words(painter.say(side), x + dx, top + dy, "side") for dx, dy, side in panel.sides
    )
    drawn = "".join(
        f'<g transform="translate({x + shift:g} {top:g})scale({1 / FINENESS:g})">'
        + "".join(painter.path(shape, name) for shape in shapes(name))
        + "</g>"
        for name, shift in panel.views
    )
    return f'<g data-view="{view}">{words}{drawn}</g>'


def _legend(painter: Painter, width: float, top: float) -> tuple[str, float]:
    """Below the map: the categories in use, what hatching and the blue lines are; its height."""
    lines: list[list[tuple[str, str]]] = [[]]
    for swatch, english in _legend_entries(painter):
        label = painter.say(english)
        if _legend_width([*lines[-1], (swatch, label)]) > width - 8:
            lines.append([])
        lines[-1].append((swatch, label))
    parts = []
    for number, line in enumerate(lines):
        x, y = (width - _legend_width(line)) / 2, top + 8 + _LEGEND_HEIGHT * number
        for swatch, label in line:
            place = f"translate({x:.0f} {y:g})scale({1 / FINENESS:g})"
            parts.append(f'<g transform="{place}">{swatch}</g>')
            parts.append(painter.words(label, x + 24, y + 11, "small", anchor="start"))
            x += _legend_width([(swatch, label)])
    return f'<g class="legend">{"".join(parts)}</g>', 10 + _LEGEND_HEIGHT * len(lines)


def _legend_entries(painter: Painter) -> list[tuple[str, str]]:
    marks = painter.marks.values()
    used = {mark.look.id for mark in marks if not mark.is_candidate}
    entries = [
        (f'<path {painter.look(each)} d="M0 0h90v60H0z"/>', each.label)
        for each in painter.scale.categories
        if each.id in used
    ]
    if any(mark.is_candidate for mark in marks):
        swatch = f'<path {painter.candidate_look()} d="M0 0h90v60H0z"/>'
        entries.append((swatch, CANDIDATE_WORDS))
    return [*entries, (f'<path {painter.role_look(Role.PLATE)} d="M0 30h90"/>', PLATE_WORDS)]


def _legend_width(entries: Sequence[tuple[str, str]]) -> float:
    return sum(40 + 7.4 * len(label) for _, label in entries)
