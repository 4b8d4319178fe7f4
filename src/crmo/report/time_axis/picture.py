"""The finished time axis, for the page and for paper."""

from __future__ import annotations

from collections.abc import Iterable

from crmo.report.html import Html, element
from crmo.report.links import entry_anchor
from crmo.report.styles import style_text
from crmo.report.time_axis.draw import (
    LABEL_WIDTH,
    PLOT_WIDTH,
    Drawing,
    Link,
    finished,
    new_canvas,
    plain_mark,
)
from crmo.report.time_axis.draw_rows import draw_events, draw_scans, draw_treatments
from crmo.report.time_axis.draw_tracks import draw_track
from crmo.report.time_axis.values import Chart
from crmo.report.words import date_words, say


def time_axis_html(chart: Chart) -> Html:
    """Return the time axis for the page: labels that stay, and a plot that scrolls sideways."""
    drawing = _drawn(chart, _linked_mark, "axis", track_height=48)
    words = say(
        "Time axis from {start} to {end}. Each mark is a link to its entry.",
        start=date_words(chart.start),
        end=date_words(chart.end),
    )
    return element(
        "div",
        _svg(drawing.labels, LABEL_WIDTH, drawing.height, class_="axis-labels", aria_hidden="true"),
        _svg(drawing.plot, PLOT_WIDTH, drawing.height, class_="axis-plot", role="group",
             aria_label=words),
        class_="axis-scroll",
        tabindex=0,
        role="group",
        aria_label=say("Time axis, scrolls sideways"),
    )  # fmt: skip


def standing_svg(chart: Chart) -> Html:
    """Return the time axis as one SVG that carries its own style, for paper."""
    drawing = _drawn(chart, plain_mark, "paper", track_height=20)
    plot = element("g", drawing.plot, transform=f"translate({LABEL_WIDTH:g} 0)")
    return _svg(
        (element("style", Html(style_text("time_axis.css"))), drawing.labels, plot),
        LABEL_WIDTH + PLOT_WIDTH,
        drawing.height,
        class_="time-axis",
        xmlns="http://www.w3.org/2000/svg",
    )


def _drawn(chart: Chart, link: Link, prefix: str, *, track_height: float) -> Drawing:
    canvas = new_canvas(chart, link, prefix, track_height)
    draw_scans(canvas, chart.scans)
    draw_events(canvas, chart.events)
    draw_treatments(canvas, chart.groups)
    for track in chart.tracks:
        draw_track(canvas, track)
    return finished(chart, canvas)


def _linked_mark(entry: str, words: str, shapes: Iterable[object]) -> Html:
    return element(
        "a", element("title", words), shapes, href=f"#{entry_anchor(entry)}", class_="mark"
    )


def _svg(content: object, width: float, height: float, **attributes: str) -> Html:
    return element("svg", content, viewBox=f"0 0 {width:g} {height:g}", **attributes)
