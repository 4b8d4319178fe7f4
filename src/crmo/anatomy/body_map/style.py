"""How the map is painted: one table of looks, written as CSS or as attributes.

CSS contract, for a page that shows the map once and recolours it:

* the root is `svg.crmo-body-map`; each bone unit is a `path[data-unit="<unit id>"]`, once per
  view;
* `data-status="new|persistent|recurred|uncertain|healed|clear"` (or `data-level="0"` up to
  "5") gives a unit its look; take the attribute away and it is plain bone again;
* `data-candidate` beside it means that the report did not say whether it was this unit: light
  hatching, dashed outline;
* a path's `aria-label` and `<title>` read "name: status"; the name has no colon and a space in
  it, so a script may cut there and write another status;
* `--crmo-bone-line`, `--crmo-skin`, `--crmo-plate`, `--crmo-cartilage` and `--crmo-focus` may
  be set on the root or above it.
"""

from __future__ import annotations

from collections.abc import Iterator

from crmo.anatomy.body_map.colour_scale import Category, ColourScale
from crmo.anatomy.body_map.curves import FINENESS
from crmo.anatomy.body_map.piece import Role

BONE_LINE = "#6b6154"
_BONE_SHADES = (("0", "#efe7d6"), (".45", "#fffdf8"), ("1", "#e6dcc8"))

# role: fill, stroke, stroke width in drawing units
ROLE_LOOKS: dict[Role, tuple[str, str, float]] = {
    Role.UNIT: ("url(#{prefix}bone)", BONE_LINE, 0.6),
    Role.BODY: ("#edf1f4", "none", 0),
    Role.GHOST: ("#ebe6dc", "#c0b8a8", 0.5),
    Role.HOLE: ("#8a7f70", "none", 0),
    Role.TOOTH: ("#fffefb", "#a39a8a", 0.35),
    Role.CARTILAGE: ("#d7e6ea", "#9db7bf", 0.5),
    Role.LINE: ("none", "#8d8473", 0.55),
    Role.PLATE: ("none", "#5f9db3", 2.4),
}
_FILL_VARIABLES = {Role.BODY: "--crmo-skin", Role.CARTILAGE: "--crmo-cartilage"}
_STROKE_VARIABLES = {Role.UNIT: "--crmo-bone-line", Role.PLATE: "--crmo-plate"}
CANDIDATE_INK, CANDIDATE_DASHES, CANDIDATE_WIDTH = "#55493a", "2 1.4", 0.9
TEXT_INK = "#3c4650"


def in_path_units(width: float) -> str:
    """Return a width in drawing units as it is written on a path (see `FINENESS`)."""
    return f"{width * FINENESS:g}"


def in_path_units_each(widths: str) -> str:
    """Return several widths, parted by spaces, as they are written on a path."""
    return " ".join(in_path_units(float(each)) for each in widths.split())


def definitions(scale: ColourScale, prefix: str) -> str:
    """Return the gradient of plain bone and a pattern for each category."""
    stops = "".join(f'<stop offset="{at}" stop-color="{tint}"/>' for at, tint in _BONE_SHADES)
    tiles = "".join(_pattern(each, prefix, scale) for each in scale.categories)
    hatch = _tile(f"{prefix}candidate", '<path fill="#8b8173" d="M0 0h.8v6H0z"/>', "#f6efe0")
    return f'<defs><linearGradient id="{prefix}bone">{stops}</linearGradient>{tiles}{hatch}</defs>'


def fill_of(category: Category, scale: ColourScale, prefix: str) -> str:
    """Return the fill of a category: its colour, or its pattern by reference."""
    return f"url(#{prefix}{scale.id}-{category.id})" if category.pattern else category.fill


def stylesheet(scale: ColourScale, prefix: str) -> str:
    """Return the CSS of the map, its categories and its states."""
    return "".join(_rules(scale, prefix))


def _rules(scale: ColourScale, prefix: str) -> Iterator[str]:
    root = ".crmo-body-map"
    yield f"{root} path{{stroke-linejoin:round}}"
    for role in Role:
        where = "[data-unit]" if role is Role.UNIT else f".{role}"
        events = "cursor:pointer" if role is Role.UNIT else "pointer-events:none"
        yield f"{root} {where}{{{_role_css(role, prefix)};{events}}}"
    for each in scale.categories:
        fill = fill_of(each, scale, prefix)
        css = _area_css(fill, each.ink, each.outline_width, each.dashes)
        yield f'{root} [data-{scale.id}="{each.id}"]{{{css}}}'
    candidate = _area_css(
        f"url(#{prefix}candidate)", CANDIDATE_INK, CANDIDATE_WIDTH, CANDIDATE_DASHES
    )
    yield f"{root} [data-candidate]{{{candidate}}}"
    yield f"{root} [data-unit]:hover{{stroke:#1f1b16;stroke-width:{in_path_units(1.8)}}}"
    yield (
        f"{root} [data-unit]:focus{{outline:none;stroke:var(--crmo-focus,#0b57d0);"
        f"stroke-width:{in_path_units(3)};stroke-dasharray:none}}"
    )
    yield f"{root} text{{font:600 15px system-ui,sans-serif;fill:{TEXT_INK}}}"
    yield f"{root} text.side{{font-size:24px}}{root} text.small{{font-size:13px;font-weight:400}}"


def _role_css(role: Role, prefix: str) -> str:
    fill, stroke, width = ROLE_LOOKS[role]
    fill = fill.format(prefix=prefix)
    if role in _FILL_VARIABLES:
        fill = f"var({_FILL_VARIABLES[role]},{fill})"
    if role in _STROKE_VARIABLES:
        stroke = f"var({_STROKE_VARIABLES[role]},{stroke})"
    line = f";stroke-width:{in_path_units(width)}" if width else ""
    return f"fill:{fill};stroke:{stroke}{line}"


def _area_css(fill: str, ink: str, width: float, dashes: str) -> str:
    dashed = f";stroke-dasharray:{in_path_units_each(dashes)}" if dashes else ""
    return f"fill:{fill};stroke:{ink};stroke-width:{in_path_units(width)}{dashed}"


def _pattern(category: Category, prefix: str, scale: ColourScale) -> str:
    if not category.pattern:
        return ""
    return _tile(f"{prefix}{scale.id}-{category.id}", category.pattern, category.fill)


def _tile(tile_id: str, drawing: str, fill: str) -> str:
    """A pattern repeating every 4.5 drawing units, in the finer units of the paths it fills."""
    return (
        f'<pattern id="{tile_id}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)scale({0.75 * FINENESS:g})">'
        f'<path fill="{fill}" d="M0 0h6v6H0z"/>{drawing}</pattern>'
    )
