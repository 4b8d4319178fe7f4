"""The plain list of bones beside the map: it reaches those that others hide on the drawing."""

from __future__ import annotations

from collections.abc import Mapping

from crmo.anatomy import all_bone_units, regions
from crmo.anatomy.body_map import Mark
from crmo.report.html import Html, element
from crmo.report.words import name_words, say


def bone_list(marks: Mapping[str, Mark]) -> Html:
    """Return every bone unit by region, from head to toe, folded until it is asked for.

    Args:
        marks: what the first view says, by bone unit; the script of the page writes the words
            of another view in their place, and lights up the bone on the map.
    """
    parts = [
        element(
            "section",
            element("h3", name_words(heading)),
            element(
                "ul",
                [
                    _item(unit.id, name_words(unit.name), marks.get(unit.id))
                    for unit in all_bone_units()
                    if unit.region == region
                ],
            ),
        )
        for region, heading in regions().items()
    ]
    summary = element("summary", say("All bones as a list"))
    return element("details", summary, element("div", parts), class_="bone-list")


def _item(unit: str, name: str, mark: Mark | None) -> Html:
    words = element("b", mark.label if mark else None)
    return element("li", name, " ", words, tabindex=0, data_bone=unit)
