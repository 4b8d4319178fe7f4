"""Where the lesions are and were: body map, list of places, two scans compared."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crmo.report.case import Case
from crmo.report.html import Html, element
from crmo.report.lesion_map.compare import comparison_html
from crmo.report.lesion_map.figure import map_figure
from crmo.report.lesion_map.places import lesion_book
from crmo.report.lesion_map.scales import ways
from crmo.report.lesion_map.shades import View, views
from crmo.report.lesion_map.table import lesion_table
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import say

# Classes of the mark, and what it stands for.
_KEYS = (
    ("new felt", "new; underlined: felt"),
    ("persistent", "still there"),
    ("recurred", "came back"),
    ("healed", "healed"),
    ("clear", "clear"),
    ("uncertain", "uncertain"),
)


def lesions_section(case: Case) -> Section:
    """Return the section with body map, list of places and comparison."""
    book = lesion_book(case)
    title, short = say("Where the lesions are and were"), say("Lesions")
    shown = views(case, book)
    intro = say(
        "Left and right are the child's. A place that no scan looked at is not a healthy place."
    )
    if not shown:
        words = say("No scan and no examination in the record names a place.")
        empty = _side_by_side(map_figure(()), element("div", nothing(words), id="places"))
        return section("lesions", title, intro, empty, short=short)
    table = lesion_table(book) if book.timelines else nothing(say("No scan shows a lesion."))
    return section(
        "lesions",
        title,
        intro,
        _side_by_side(
            (_controls(shown), map_figure(shown)),
            (element("div", table, id="places"), _table_key(), comparison_html(book)),
        ),
        short=short,
    )


def _side_by_side(left: object, right: object) -> Html:
    return element(
        "div",
        element("div", left, class_="map-side"),
        element("div", right, class_="list-side"),
        class_="map-and-list",
    )


def _controls(shown: Sequence[View]) -> Html:
    """Return the choice of scan and of colouring; without the script it stays out of sight."""
    scans = [_scan_choice(view, is_first=n == 0) for n, view in enumerate(shown)]
    options = [
        element(
            "option",
            say(each.label),
            value=each.id,
            data_attribute=each.scale.id,
            data_labels=json.dumps({c.id: say(c.label) for c in each.scale.categories}),
        )
        for each in ways()
    ]
    return element(
        "div",
        element(
            "fieldset",
            element("legend", say("Show")),
            element("div", scans, class_="scan-choice"),
        ),
        element("label", say("Colour by"), " ", element("select", options, id="colour-by")),
        class_="map-controls scripted-only",
    )


def _scan_choice(view: View, *, is_first: bool) -> Html:
    return element(
        "label",
        element(
            "input",
            type="radio",
            name="map-view",
            value=view.id,
            checked=is_first,
            data_shades=_packed(view),
            data_words=view.words,
        ),
        element("span", view.label),
    )


def _table_key() -> Html:
    items = [
        element("li", element("span", class_=f"state {classes}"), say(words))
        for classes, words in _KEYS
    ]
    return element("ul", items, class_="legend")


def _packed(view: View) -> str:
    """Return a view's shades as `way=unit:category,unit:category;way=…` for the script."""
    return ";".join(
        f"{way}={','.join(f'{unit}:{category}' for unit, category in units.items())}"
        for way, units in view.shades.items()
    )
