"""Rows of the time axis that are marks or bars: scans, events, treatments."""

from __future__ import annotations

from crmo.report.html import Html, element
from crmo.report.time_axis.draw import Canvas
from crmo.report.time_axis.lanes import lanes, shortened, text_width
from crmo.report.time_axis.values import Bar, BarGroup, Mark
from crmo.report.words import say

_SCAN_LANE = 24.0
_EVENT_LANE = 19.0
_BAR_LANE = 21.0
_BAR_HEIGHT = 16.0
_GAP = 12.0
_NAME_SIZE = 10.5


def draw_scans(canvas: Canvas, scans: tuple[Mark, ...]) -> None:
    """Add a row with one mark per scan; the number is that of the active places it listed."""
    if not scans:
        return
    top = canvas.y
    spans = [(canvas.scale.centre(m.when) - 11, canvas.scale.centre(m.when) + 11) for m in scans]
    chosen = lanes(spans, most=4)
    for mark, (lane, _has_room) in zip(scans, chosen, strict=True):
        canvas.plot.append(_scan(canvas, mark, top + _SCAN_LANE * (lane + 0.5)))
    canvas.label(say("Scans"), top + 12)
    canvas.label(say("active places"), top + 24, class_="row-note")
    canvas.y = top + max(30.0, _SCAN_LANE * (max(chosen)[0] + 1)) + _GAP / 2


def _scan(canvas: Canvas, mark: Mark, y: float) -> Html:
    x = canvas.scale.centre(mark.when)
    if mark.kind == "film":
        shape = element("rect", x=x - 7.5, y=y - 7.5, width=15, height=15, rx=1.5, class_="film")
    else:
        shape = element("circle", cx=x, cy=y, r=10 if mark.kind == "whole_body" else 9,
                        class_=mark.kind)  # fmt: skip
    number = element(
        "text", mark.sign, x=x, y=y + 3.8, text_anchor="middle", class_=f"{mark.kind}-sign"
    )
    return canvas.link(mark.entry, mark.words, (_date_span(canvas, mark, y), shape, number))


def draw_events(canvas: Canvas, events: tuple[Mark, ...]) -> None:
    """Add a row with biopsies, diagnoses and other procedures, each with its name."""
    if not events:
        return
    top = canvas.y
    signs = [shortened(mark.sign, 32) for mark in events]
    spans = []
    for mark, sign in zip(events, signs, strict=True):
        left = canvas.scale.centre(mark.when) - 8
        spans.append((left, left + 24 + text_width(sign, _NAME_SIZE)))
    chosen = lanes(spans, most=6)
    for mark, sign, (lane, has_room) in zip(events, signs, chosen, strict=True):
        # Where there is no room for the name, the mark alone is drawn; its title has the name.
        name = sign if has_room else ""
        canvas.plot.append(_event(canvas, mark, name, top + _EVENT_LANE * (lane + 0.5)))
    canvas.label(say("Events"), top + 13)
    canvas.y = top + _EVENT_LANE * (max(chosen)[0] + 1) + _GAP


def _event(canvas: Canvas, mark: Mark, sign: str, y: float) -> Html:
    x = canvas.scale.centre(mark.when)
    if mark.kind.startswith("diagnosis"):
        outline = f"M{x - 4:.1f} {y - 6:.1f}h9l-3 3.5 3 3.5h-9zv12"
    else:
        outline = f"M{x:.1f} {y - 6:.1f}l6 6-6 6-6-6z"
    width = text_width(sign, _NAME_SIZE)
    # A name that would leave the drawing at the right is written to the left of its mark.
    is_left = x + 10 + width > canvas.scale.width + 36
    name = element(
        "text", sign, x=x - 10 if is_left else x + 10, y=y + 3.6, class_="event-name",
        text_anchor="end" if is_left else None,
    )  # fmt: skip
    shapes = (_date_span(canvas, mark, y), element("path", d=outline, class_=mark.kind), name)
    return canvas.link(mark.entry, mark.words, shapes)


def _date_span(canvas: Canvas, mark: Mark, y: float) -> Html | None:
    """Draw a month or a year as the span it is."""
    if mark.when.is_day:
        return None
    left, right = canvas.scale.x(mark.when.earliest), canvas.scale.x(mark.when.latest)
    return element("path", d=f"M{left:.1f} {y - 4:.1f}v8m0-4H{right:.1f}m0-4v8", class_="date-span")


def draw_treatments(canvas: Canvas, groups: tuple[BarGroup, ...]) -> None:
    """Add treatments as bars, grouped by class of drug."""
    for tone, group in enumerate(groups):
        canvas.label(shortened(group.label, 21), canvas.y + 12)
        for row in group.rows:
            for bar in row:
                canvas.plot.append(_bar(canvas, bar, canvas.y, tone % 6))
            canvas.y += _BAR_LANE
        canvas.y += 3
    if groups:
        canvas.y += _GAP - 3


def _bar(canvas: Canvas, bar: Bar, y: float, tone: int) -> Html:
    left, solid_left, solid_right, right = _ends(canvas, bar)
    shapes = []
    if solid_left > left:
        shapes.append(_fading(canvas, "in", left, solid_left, y))
    if right > solid_right:
        shapes.append(_fading(canvas, "out", solid_right, right, y))
    solid = max(3.0, solid_right - solid_left)
    shapes.append(
        element("rect", x=solid_left, y=y, width=solid, height=_BAR_HEIGHT, rx=2,
                class_=f"bar tone-{tone}")
    )  # fmt: skip
    if bar.is_open:
        tip = f"M{right:.1f} {y:.1f}l7 {_BAR_HEIGHT / 2:g}-7 {_BAR_HEIGHT / 2:g}z"
        shapes.append(element("path", d=tip, class_=f"bar tone-{tone}"))
    shapes.append(_bar_name(canvas, bar, (left, right), y))
    return canvas.link(bar.entry, bar.words, shapes)


def _ends(canvas: Canvas, bar: Bar) -> tuple[float, float, float, float]:
    """Return where a bar may begin, surely runs from, surely runs to, and may end."""
    scale = canvas.scale
    start, end = bar.start or bar.end, bar.end
    if start is None:
        return 0.0, 0.0, 0.0, 0.0
    left = scale.x(start.earliest) if bar.start else 0.0
    solid_left = scale.x(start.latest)
    right_edge = scale.x(scale.end) - scale.width * 25 / max(1, (scale.end - scale.start).days)
    if end is not None:
        solid_right, right = scale.x(end.earliest), scale.x(end.latest)
    elif bar.is_open:
        solid_right = right = right_edge
    else:
        solid_right, right = solid_left + 3, right_edge
    return left, solid_left, max(solid_left, solid_right), max(solid_left, right)


def _fading(canvas: Canvas, direction: str, left: float, right: float, y: float) -> Html:
    return element(
        "rect", x=left, y=y, width=right - left, height=_BAR_HEIGHT,
        fill=f"url(#{canvas.prefix}-fade-{direction})", class_="fading",
    )  # fmt: skip


def _bar_name(canvas: Canvas, bar: Bar, ends: tuple[float, float], y: float) -> Html:
    left, right = ends
    name = shortened(bar.label, 34)
    width = text_width(name, _NAME_SIZE)
    if width + 10 <= right - left:
        return element("text", name, x=left + 6, y=y + 11.8, class_="bar-name")
    if right + 6 + width <= canvas.scale.width + 36:
        return element("text", name, x=right + (12 if bar.is_open else 5), y=y + 11.8,
                       class_="bar-name beside")  # fmt: skip
    return element("text", name, x=left - 5, y=y + 11.8, text_anchor="end",
                   class_="bar-name beside")  # fmt: skip
