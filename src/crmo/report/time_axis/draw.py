"""Draws the time axis: a column of labels and the plot beside it, as SVG of equal height."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import define, field, frozen

from crmo.report.html import NOTHING, Html, element, joined
from crmo.report.time_axis.scale import TimeScale
from crmo.report.time_axis.values import Chart
from crmo.report.words import date_words, say

LABEL_WIDTH = 122.0
PLOT_WIDTH = 758.0
# Room at the right of the last day for the newest values.
RIGHT_MARGIN = 38.0
HEADER = 30.0
FOOTER = 24.0

Link = Callable[[str, str, Iterable[object]], Html]


@frozen(kw_only=True)
class Drawing:
    """A drawn time axis.

    Args:
        labels: contents of the label column.
        plot: contents of the plot.
        height: height of both.
    """

    labels: Html
    plot: Html
    height: float


@define(kw_only=True)
class Canvas:
    """A drawing in the making: rows are added from top to bottom.

    Args:
        scale: where days stand.
        link: makes a mark that leads to an entry: entry id, words, shapes.
        prefix: begins the ids of patterns, so that two drawings can stand on one page.
        track_height: height of each track; on paper they are lower.
    """

    scale: TimeScale
    link: Link
    prefix: str
    track_height: float = 48.0
    y: float = HEADER
    labels: list[Html] = field(factory=list)
    plot: list[Html] = field(factory=list)

    def label(self, text: str, y: float, *, class_: str = "row-name") -> None:
        """Write a row's name into the label column, on a baseline."""
        self.labels.append(element("text", text, class_=class_, x=0, y=y))

    def scale_mark(self, text: str, y: float) -> None:
        """Write a value at the right edge of the label column, on a baseline."""
        shape = element("text", text, class_="scale", x=LABEL_WIDTH - 6, y=y, text_anchor="end")
        self.labels.append(shape)

    def rule(self, y: float) -> None:
        """Draw a hairline across label column and plot."""
        self.labels.append(_line("hair", 0, LABEL_WIDTH, y))
        self.plot.append(_line("hair", 0, PLOT_WIDTH, y))


def plain_mark(_entry: str, words: str, shapes: Iterable[object]) -> Html:
    """Return shapes with a title and no link, for a drawing on paper."""
    return element("g", element("title", words), shapes)


def new_canvas(chart: Chart, link: Link, prefix: str, track_height: float) -> Canvas:
    """Return an empty canvas for a chart."""
    scale = TimeScale(chart.start, chart.end, PLOT_WIDTH - RIGHT_MARGIN)
    return Canvas(scale=scale, link=link, prefix=prefix, track_height=track_height)


def finished(chart: Chart, canvas: Canvas) -> Drawing:
    """Return the drawing with its calendar, ages, flares and the line of the day behind it."""
    bottom = canvas.y
    behind = joined(
        (_patterns(canvas.prefix), _flares(chart, canvas, bottom), _calendar(canvas.scale, bottom))
    )
    in_front = joined((_today(chart, canvas.scale, bottom), _ages(chart, canvas, bottom)))
    plot = joined((behind, joined(canvas.plot), in_front))
    return Drawing(labels=joined(canvas.labels), plot=plot, height=bottom + FOOTER)


def _patterns(prefix: str) -> Html:
    stripe = element("path", d="M-2 2l4-4M0 8l8-8M6 10l4-4", class_="stripe")
    return element(
        "defs",
        element(
            "pattern", stripe, id=f"{prefix}-hatch", width=8, height=8,
            patternUnits="userSpaceOnUse",
        ),
        _fade(f"{prefix}-fade-in", 0, 1),
        _fade(f"{prefix}-fade-out", 1, 0),
    )  # fmt: skip


def _fade(gradient_id: str, start: float, end: float) -> Html:
    stops = [
        element("stop", offset=offset, class_="fade", stop_opacity=opacity)
        for offset, opacity in ((0, start), (1, end))
    ]
    return element("linearGradient", stops, id=gradient_id)


def _calendar(scale: TimeScale, bottom: float) -> Html:
    shapes = []
    for day in scale.years():
        x = scale.x(day)
        shapes.append(element("path", d=f"M{x:.1f} 4V{bottom:.1f}", class_="year-line"))
        shapes.append(element("text", str(day.year), class_="year", x=x + 4, y=14))
    every = _months_between_ticks(scale.per_year)
    for day in scale.months(every) if every else ():
        shapes.append(element("path", d=f"M{scale.x(day):.1f} 17v4", class_="tick"))
    shapes.append(element("path", d=f"M0 19H{scale.width:.1f}", class_="axis-line"))
    return element("g", shapes, class_="calendar")


def _months_between_ticks(per_year: float) -> int:
    for every, least in ((1, 120), (3, 50), (6, 24)):
        if per_year >= least:
            return every
    return 0


def _ages(chart: Chart, canvas: Canvas, bottom: float) -> Html:
    if chart.born is None:
        return NOTHING
    canvas.label(say("age in years"), bottom + 16, class_="scale")
    step = 1 if canvas.scale.per_year > 26 else 5
    shapes = []
    for age, day in canvas.scale.birthdays(chart.born):
        if age % step == 0:
            x = canvas.scale.x(day)
            shapes.append(element("path", d=f"M{x:.1f} {bottom:.1f}v4", class_="tick"))
            shapes.append(
                element("text", str(age), class_="age", x=x, y=bottom + 16, text_anchor="middle")
            )
    return element("g", shapes)


def _today(chart: Chart, scale: TimeScale, bottom: float) -> Html:
    x = scale.x(chart.today)
    return element(
        "g",
        element("title", say("the day of this page: {date}", date=date_words(chart.today))),
        element("path", d=f"M{x:.1f} 19V{bottom:.1f}", class_="today"),
    )


def _flares(chart: Chart, canvas: Canvas, bottom: float) -> Html:
    shapes = []
    for shade in chart.shades:
        left, right = canvas.scale.x(shade.start), canvas.scale.x(shade.end)
        box = {"x": left, "y": 20.0, "width": max(3.0, right - left), "height": bottom - 20}
        fill = f"url(#{canvas.prefix}-hatch)" if shade.is_silent else None
        shapes.append(
            element(
                "g",
                element("title", shade.words),
                element("rect", **box, class_="flare-silent" if shade.is_silent else "flare",
                        fill=fill),
                element("text", shade.label, class_="flare-name", x=left + 4, y=29),
            )
        )  # fmt: skip
    return element("g", shapes)


def _line(class_: str, start: float, end: float, y: float) -> Html:
    return element("path", d=f"M{start:.1f} {y:.1f}H{end:.1f}", class_=class_)
