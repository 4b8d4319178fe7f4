"""What a place on the map is marked with, and how marks on vague places reach bone units."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from crmo.anatomy.body_map.colour_scale import Category, ColourScale, lesion_status_scale
from crmo.anatomy.site import resolve_site
from crmo.anatomy.skeleton import bone_units_by_id

VAGUE = "possibly; the report says only: {reports}"


@frozen(slots=True)
class Mark:
    """How one site is shown.

    Attributes:
        category: id of a category of the scale: `new`, or the step `3`.
        label: words for the title and the list: "new lesion", "on 3 of 5 scans". Empty: the
            category's own label.
    """

    category: str
    label: str = ""


@frozen(slots=True)
class UnitMark:
    """What a mark comes to on one bone unit.

    Attributes:
        look: colour and pattern; for a candidate the hatching says that it is one.
        text: what title and list say.
        is_candidate: True if the report did not say whether it was this unit.
    """

    look: Category
    text: str
    is_candidate: bool = False


def unit_marks(
    marks: Mapping[str, Mark],
    scale: ColourScale | None = None,
    *,
    say: Callable[[str], str] = str,
) -> dict[str, UnitMark]:
    """Spread marks over bone units; a unit's own mark wins over one it is a candidate of.

    Args:
        marks: by site id; a partial site marks each of its candidates lightly.
        scale: where the categories come from; the lesion status scale by default.
        say: returns a text in the language of the page.

    Raises:
        InvalidValueError: not a site.
        KeyError: the scale has no such category.
    """
    scale = scale or lesion_status_scale()
    found: dict[str, UnitMark] = {}
    vague: dict[str, list[str]] = {}
    looks: dict[str, Category] = {}
    for site_id, mark in marks.items():
        site = resolve_site(site_id)
        look = scale.category(mark.category)
        text = mark.label or say(look.label)
        if site.is_unit:
            found[site_id] = UnitMark(look, text)
            continue
        for unit in site.units:
            vague.setdefault(unit.id, []).append(f"{say(site.label)}, {text}")
            looks.setdefault(unit.id, look)
    for unit_id, reports in vague.items():
        if unit_id not in found:
            text = say(VAGUE).format(reports="; ".join(reports))
            found[unit_id] = UnitMark(looks[unit_id], text, is_candidate=True)
    return {unit_id: found[unit_id] for unit_id in bone_units_by_id() if unit_id in found}
