"""The body map as the page and the paper form show it, with its legends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from crmo.anatomy import bone_unit
from crmo.anatomy.body_map import Category, ColourScale, Mark, body_map_svg
from crmo.anatomy.body_map.curves import FINENESS
from crmo.anatomy.body_map.style import definitions, fill_of, in_path_units, stylesheet
from crmo.report.html import Html, element
from crmo.report.lesion_map.bone_list import bone_list
from crmo.report.lesion_map.scales import Way, activity_scale, way, ways
from crmo.report.lesion_map.shades import View
from crmo.report.words import name_words, say

_LABEL = re.compile(r'(?<=") aria-label="[^"]*"(?= d=)')
_ID = re.compile(r'(?<=<path) id="[^"]*"')
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_ENLARGED = (("hand", "hands"), ("head", "head"), ("foot", "feet"))
# The patterns of the colourings that the drawing does not carry itself.
_PREFIX = {"status": "", "level": "lv-", "activity": "ac-"}


def map_style() -> str:
    """Return the style of the map for all ways of colouring, for the page's own style sheet."""
    first, *others = (each.scale for each in ways())
    rules = [stylesheet(first, _PREFIX[first.id])]
    rules += [_rule(scale, c) for scale in _distinct(others) for c in scale.categories]
    return "\n".join(rules)


def _distinct(scales: Iterable[ColourScale]) -> Iterable[ColourScale]:
    """Return one scale per id: steps of different scales share their colours' attribute."""
    return {scale.id: scale for scale in scales}.values()


def _rule(scale: ColourScale, category: Category) -> str:
    dashes = " ".join(in_path_units(float(dash)) for dash in category.dashes.split())
    return (
        f'.crmo-body-map [data-{scale.id}="{category.id}"]'
        f"{{fill:{fill_of(category, scale, _PREFIX[scale.id])};stroke:{category.ink};"
        f"stroke-width:{in_path_units(category.outline_width)};"
        f"stroke-dasharray:{dashes or 'none'}}}"
    )


def map_figure(shown: Sequence[View]) -> Html:
    """Return the drawing, coloured by what the first view says, with a list of all bones.

    Front and back are always there; hands, head and feet are enlarged when a view marks
    something in them.
    """
    view = shown[0] if shown else None
    marks = _marks(view, way("status"))
    drawn = drawn_views(unit for each in shown for units in each.shades.values() for unit in units)
    title = say("Body map: skeleton of a child, front and back")
    drawing = body_map_svg(marks, title=title, views=drawn, say=name_words)
    # The drawing's style moves into the page's, where a content security policy knows it.
    drawing = _STYLE.sub("", drawing)
    # Its titles are names enough; saying each twice would add a tenth to the drawing.
    drawing = _ID.sub("", _LABEL.sub("", drawing))
    extra = definitions(activity_scale(), _PREFIX["activity"])
    patterns = element("svg", Html(extra), class_="unseen", aria_hidden="true", focusable="false")
    return element(
        "figure",
        element("a", say("Skip the drawing"), href="#places", class_="skip-map"),
        Html(drawing),
        patterns,
        element("figcaption", view.words if view else say("No scan, no examination.")),
        element("div", [_legend(each) for each in ways()]),
        bone_list(marks),
        id="body-map",
    )


def drawn_views(marked: Iterable[str]) -> tuple[str, ...]:
    """Return the drawings that show the marked bone units: front, back, and parts enlarged."""
    regions = {bone_unit(unit).region for unit in marked}
    return ("front", "back", *(view for region, view in _ENLARGED if region in regions))


def standing_map(view: View | None) -> str:
    """Return the drawing of front and back as one SVG for paper."""
    marks = _marks(view, way("status"))
    title = view.words if view else say("Body map without lesions")
    return body_map_svg(
        marks,
        title=title,
        views=("front", "back"),
        static=True,
        id_prefix="paper-",
        say=name_words,
    )


def map_keys(view: View | None) -> list[dict[str, str]]:
    """Return name and colours of what the paper form's drawing shows, for its key."""
    used = {c.removesuffix("?") for c in view.shades["status"].values()} if view else set()
    return [
        {"label": say(category.label), "fill": category.fill, "ink": category.ink}
        for category in way("status").scale.categories
        if category.id in used
    ]


def _marks(view: View | None, chosen: Way) -> Mapping[str, Mark]:
    """Return a view's marks; units that a vague report may mean keep that in their words."""
    shades = view.shades[chosen.id] if view else {}
    known = {category.id for category in chosen.scale.categories}
    found = {}
    for unit, category in shades.items():
        name = category.removesuffix("?")
        if name in known:
            words = say(chosen.scale.category(name).label)
            vague = say("possibly {words}", words=words)
            found[unit] = Mark(name, words if name == category else vague)
    return found


def _legend(each: Way) -> Html:
    keys = [element("li", _swatch(c, each.scale), say(c.label)) for c in each.scale.categories]
    candidate = element("li", _candidate_swatch(), say("possibly here, place not stated"))
    return element(
        "ul",
        keys,
        candidate if each.id != "pain" else None,
        class_="legend map-legend",
        data_way=each.id,
        hidden=each.id != "status",
    )


def _swatch(category: Category, scale: ColourScale) -> Html:
    return _box(**{f"data_{scale.id}": category.id})


def _candidate_swatch() -> Html:
    return _box(data_candidate="")


def _box(**state: str) -> Html:
    path = element("path", d="M4 4h67v67H4z", **state)
    group = element("g", path, transform=f"scale({1 / FINENESS:g})")
    return element(
        "svg", group, class_="crmo-body-map swatch", viewBox="0 0 15 15", aria_hidden="true"
    )
