"""The body map for a family: the drawing of the core, with places in everyday words."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmo.anatomy.body_map import Mark, body_map_svg
from crmo.anatomy.body_map.curves import FINENESS
from crmo.assess.lesions.timeline import LesionState, PlaceTimeline
from crmo.report.case import Case
from crmo.report.html import Html, element
from crmo.report.lesion_map.figure import drawn_views
from crmo.report.lesion_map.places import LesionBook, latest_state, lesion_book
from crmo.report.lesion_map.shades import views
from crmo.report.words import capitalised, date_words, name_words

# What the scan that last looked at a place says of it, the gravest first.
STATES: Mapping[str, str | Promise] = {
    LesionState.NEW: gettext_lazy("newly there"),
    LesionState.RECURRED: gettext_lazy("came back"),
    LesionState.PERSISTENT: gettext_lazy("still there"),
    LesionState.UNCERTAIN: gettext_lazy("the pictures do not tell"),
    LesionState.HEALED: gettext_lazy("no longer seen"),
    LesionState.CLEAR: gettext_lazy("looked at, nothing found"),
}


@frozen(kw_only=True)
class PlainPlace:
    """One place of the skeleton.

    Args:
        name: in everyday words.
        state: what the scan that last looked says, in words.
        swatch: how the map shows it.
        on: the day of that scan, in words.
    """

    name: str
    state: str
    swatch: Html
    on: str


@frozen(kw_only=True)
class PlainMap:
    """Where the disease is and was.

    Args:
        drawing: front and back of the skeleton, and the parts that need it enlarged.
        places: those of which a scan once said something, the gravest first.
        has_scans: whether any picture is in the record.
    """

    drawing: Html
    places: tuple[PlainPlace, ...]
    has_scans: bool

    @property
    def one_day(self) -> str:
        """The day of the scan, in words, if all places are told by scans of one day."""
        days = {place.on for place in self.places}
        return days.pop() if len(days) == 1 else ""


def plain_map(case: Case) -> PlainMap:
    """Return the body map of a child, as the newest scan of each place tells it."""
    book = lesion_book(case)
    shades = views(case, book)[0].shades["status"] if book.scans else {}
    marks = {
        unit: Mark(category, str(STATES[category]))
        for unit, told in shades.items()
        if (category := told.removesuffix("?")) in STATES
    }
    drawing = body_map_svg(
        marks,
        title=_("Body map: a child's skeleton from the front and from the back"),
        views=drawn_views(marks),
        focusable=False,
        has_style=False,
        say=name_words,
    )
    return PlainMap(drawing=Html(drawing), places=_places(case, book), has_scans=bool(book.scans))


def _places(case: Case, book: LesionBook) -> tuple[PlainPlace, ...]:
    order = list(STATES)
    found = []
    for timeline in book.timelines:
        state = latest_state(timeline)
        if state is not None and state.state in STATES:
            place = PlainPlace(
                name=capitalised(_name(case, timeline)),
                state=str(STATES[state.state]),
                swatch=_swatch(state.state),
                on=date_words(state.on),
            )
            found.append((order.index(state.state), place))
    return tuple(place for _order, place in sorted(found, key=lambda each: each[0]))


def _name(case: Case, timeline: PlaceTimeline) -> str:
    """Return a place as the scans report it, where they all mean one bone."""
    reported = {state.bone_unit for state in timeline.states if state.bone_unit}
    return case.site(reported.pop()) if len(reported) == 1 else name_words(timeline.place.label)


def _swatch(state: LesionState) -> Html:
    path = element("path", d="M4 4h67v67H4z", data_status=str(state))
    group = element("g", path, transform=f"scale({1 / FINENESS:g})")
    return element(
        "svg", group, class_="crmo-body-map swatch", viewBox="0 0 15 15", aria_hidden="true"
    )
