"""Rows of the time axis that are lines: scores and blood values."""

from __future__ import annotations

import math

from crmo.report.html import Html, element
from crmo.report.time_axis.draw import PLOT_WIDTH, Canvas
from crmo.report.time_axis.lanes import shortened
from crmo.report.time_axis.values import Point, Track
from crmo.report.words import interval_words, number_words, say_n

_GAP = 14.0


def draw_track(canvas: Canvas, track: Track) -> None:
    """Add a track: reference band, line, a mark per value, newest value in figures."""
    top, bottom = canvas.y, canvas.y + canvas.track_height
    canvas.label(shortened(track.label, 20), top + 12)
    canvas.label(track.unit, top + 25, class_="row-note")
    if track.left_out:
        left_out = say_n("{n} not drawable", "{n} not drawable", track.left_out)
        canvas.label(left_out, top + 38, class_="row-note")
    canvas.scale_mark(number_words(track.high), top + 7)
    canvas.scale_mark(number_words(track.low), bottom)
    canvas.plot.append(_frame(canvas, track, top))
    canvas.plot.append(_line(canvas, track, top))
    for point in track.points:
        canvas.plot.append(_mark(canvas, track, point, top))
    if track.points:
        canvas.plot.append(_newest(canvas, track, top))
    canvas.y = bottom + (_GAP if canvas.track_height > 40 else _GAP - 5)


def _y(canvas: Canvas, track: Track, value: float, top: float) -> float:
    share = (value - track.low) / (track.high - track.low)
    return top + canvas.track_height * (1 - min(1.0, max(0.0, share)))


def _frame(canvas: Canvas, track: Track, top: float) -> Html:
    width, shapes = canvas.scale.width, []
    if track.band:
        high, low = _y(canvas, track, track.band.high, top), _y(canvas, track, track.band.low, top)
        shapes.append(element("title", track.band.words))
        shapes.append(element("rect", x=0, y=high, width=width, height=low - high, class_="band"))
    bottom = top + canvas.track_height
    shapes.append(element("path", d=f"M0 {bottom:.1f}H{width:.1f}", class_="base"))
    shapes.append(element("path", d=f"M0 {top:.1f}H{width:.1f}", class_="hair"))
    return element("g", shapes)


def _line(canvas: Canvas, track: Track, top: float) -> Html:
    places = [
        f"{canvas.scale.centre(p.when):.1f} {_y(canvas, track, _drawn_at(p), top):.1f}"
        for p in track.points
    ]
    return element("path", d="M" + "L".join(places) if places else "M0 0", class_="line")


def _drawn_at(point: Point) -> float:
    """Return the value at which a mark stands: a `< 3` stands at 3, a `> 200` at 200."""
    return point.value.high if math.isfinite(point.value.high) else point.value.low


def _mark(canvas: Canvas, track: Track, point: Point, top: float) -> Html:
    x, y = canvas.scale.centre(point.when), _y(canvas, track, _drawn_at(point), top)
    is_high = track.band is not None and point.value.low > track.band.high
    shapes = []
    if not point.when.is_day:
        left, right = canvas.scale.x(point.when.earliest), canvas.scale.x(point.when.latest)
        shapes.append(
            element(
                "path", d=f"M{left:.1f} {y - 3:.1f}v6m0-3H{right:.1f}m0-3v6", class_="date-span"
            )
        )
    if point.value.is_exact:
        class_ = "dot high" if is_high else "dot"
        shapes.append(element("circle", cx=x, cy=y, r=3.2, class_=class_))
    else:
        turn = 1 if math.isfinite(point.value.high) else -1
        outline = f"M{x - 4:.1f} {y:.1f}h8l-4 {6 * turn}z"
        shapes.append(element("path", d=outline, class_="dot open"))
    # An unseen larger circle makes the mark easy to hit with a finger.
    shapes.append(element("circle", cx=x, cy=y, r=9, class_="target"))
    return canvas.link(point.entry, point.words, shapes)


def _newest(canvas: Canvas, track: Track, top: float) -> Html:
    point = track.points[-1]
    y = min(
        top + canvas.track_height - 1, max(top + 9, _y(canvas, track, _drawn_at(point), top) + 3.8)
    )
    x = min(PLOT_WIDTH - 4, canvas.scale.centre(point.when) + 8)
    return element("text", _short(point), x=x, y=y, class_="newest")


def _short(point: Point) -> str:
    if point.value.is_exact:
        return number_words(point.value.low)
    if math.isfinite(point.value.high) and point.value.low == 0:
        sign = "<" if point.value.high_open else "≤"
        return f"{sign} {number_words(point.value.high)}"
    return interval_words(point.value)
