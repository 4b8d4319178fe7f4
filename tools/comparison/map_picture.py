"""Lesion frequency on the body map: published by region, simulated by region, and by bone unit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crmo.anatomy.body_map import Mark, body_map_svg, sequential_scale
from crmo.simulate.measures.lesions import members
from tools.comparison.svg import INK, QUIET, box, picture, words

# Measures by region, and the bones they speak of; larger regions first, so that smaller ones
# are painted over them.
REGIONS: Mapping[str, tuple[str, str]] = {
    "mri_tibia": ("tibia", "tibia"),
    "mri_femur": ("femur", "femur"),
    "mri_pelvis": ("pelvis", "pelvis"),
    "mri_spine": ("vertebral", "spine"),
    "mri_clavicle": ("clavicle", "clavicle"),
    "mri_foot": ("foot", "foot"),
    "mri_sternum": ("sternum", "sternum"),
    "mri_mandible": ("mandible", "mandible"),
}
_BOUNDS = (0.02, 0.05, 0.12, 0.25, 0.45)
_LABELS = ("below 2 %", "2 to 5 %", "5 to 12 %", "12 to 25 %", "25 to 45 %", "45 % or more")
SCALE = sequential_scale("Share of children with a lesion there", _BOUNDS, _LABELS)
_MAP_WIDTH, _MAP_HEIGHT, _GAP, _TOP = 300.0, 662.0, 34.0, 84.0
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def map_picture(
    published: Mapping[str, float], simulated: Mapping[str, float], units: Mapping[str, float]
) -> str:
    """Return the picture as SVG.

    Args:
        published: measure (`mri_tibia`) -> published share.
        simulated: measure -> simulated share.
        units: bone unit -> simulated share.
    """
    maps = (
        ("Published, by region", "the largest study of each bone", _by_region(published)),
        ("Simulated, by region", "the same bones, either side", _by_region(simulated)),
        ("Simulated, by bone unit", "each piece of bone by itself", dict(units)),
    )
    width = 3 * _MAP_WIDTH + 2 * _GAP + 40
    parts = [words("Where lesions are, on MRI at diagnosis", 20, 32, size=19, weight=600)]
    for place, (heading, below, shares) in enumerate(maps):
        x = 20 + place * (_MAP_WIDTH + _GAP)
        middle = x + _MAP_WIDTH / 2
        parts.append(words(heading, middle, _TOP - 22, anchor="middle", size=15, weight=600))
        parts.append(words(below, middle, _TOP - 4, anchor="middle", size=13, colour=QUIET))
        parts.append(_map(shares, x, place))
    parts += _table(published, simulated, _TOP + _MAP_HEIGHT + 26)
    parts += _legend(_TOP + _MAP_HEIGHT + 122)
    return picture(width, _TOP + _MAP_HEIGHT + 150, "Lesion frequency on the body map", parts)


def _by_region(shares: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for measure, (group, _) in REGIONS.items():
        if measure in shares:
            found.update(dict.fromkeys(sorted(members(group)), shares[measure]))
    return found


def _map(shares: Mapping[str, float], x: float, place: int) -> str:
    marks = {
        unit: Mark(SCALE.level(share), f"{100 * share:.0f} %") for unit, share in shares.items()
    }
    drawn = body_map_svg(
        marks,
        title="body map",
        views=("front",),
        scale=SCALE,
        static=True,
        focusable=False,
        id_prefix=f"map{place}-",
    )
    found = _VIEW_BOX.search(drawn)
    if found is None:
        raise ValueError("the body map has no size")
    start = drawn.index(">") + 1
    width, height = found.groups()
    return (
        f'<svg x="{x:g}" y="{_TOP:g}" width="{_MAP_WIDTH:g}" height="{_MAP_HEIGHT:g}" '
        f'viewBox="0 0 {width} {height}">{drawn[start:]}'
    )


def _table(published: Mapping[str, float], simulated: Mapping[str, float], y: float) -> list[str]:
    parts = [
        words("published", 116, y + 24, anchor="end", size=13, colour=QUIET),
        words("simulated", 116, y + 44, anchor="end", size=13, colour=QUIET),
    ]
    for place, (measure, (_, name)) in enumerate(REGIONS.items()):
        if measure in published and measure in simulated:
            x = 180 + 106 * place
            parts.append(words(name, x, y, anchor="middle", size=13, weight=600))
            for step, shares in ((24, published), (44, simulated)):
                share = f"{100 * shares[measure]:.0f} %"
                parts.append(words(share, x, y + step, anchor="middle", size=14))
    return parts


def _legend(y: float) -> list[str]:
    parts = [words("share of children:", 20, y, size=13, colour=QUIET)]
    for place, step in enumerate(SCALE.categories):
        x = 150 + 140 * place
        parts.append(box(x, y - 12, 22, 14, fill=step.fill, stroke=INK))
        parts.append(words(step.label, x + 30, y, size=13))
    return parts
