"""Relapse-free curves of virtual children, with both shapes of hazard, and the published points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools.comparison.svg import BLUE, GRID, INK, ORANGE, QUIET, dot, line, picture, words

_WIDTH, _HEIGHT = 820.0, 470.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 640.0, 64.0, 410.0
_LAST_MONTH = 96
_LOOKS = {
    "weibull": (BLUE, "", ("hazard falls as a", "power of time")),
    "cure_fraction": (ORANGE, "7 4", ("a share of children", "never relapses")),
}


def relapse_picture(
    curves: Sequence[Mapping[str, Any]], published: Sequence[tuple[int, float, float, float]]
) -> str:
    """Return the picture as SVG.

    Args:
        curves: `shape` and `points` (month, share free of relapse).
        published: (month, share, lower limit, upper limit).
    """
    parts = [*_frame(), *_curves(curves), *_points(published)]
    return picture(_WIDTH, _HEIGHT, "Children free of relapse after the diagnosis", parts)


def _x(month: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * month / _LAST_MONTH


def _y(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share


def _frame() -> list[str]:
    parts = [
        words("Free of clinical relapse after the diagnosis", _LEFT, 30, size=18, weight=600),
        words("share of children who had reached a remission", _LEFT, 50, size=13, colour=QUIET),
    ]
    for percent in range(0, 101, 20):
        y = _y(percent / 100)
        parts.append(line([(_LEFT, y), (_RIGHT, y)], colour=GRID))
        parts.append(words(f"{percent} %", _LEFT - 10, y + 5, anchor="end", colour=QUIET))
    for year in range(_LAST_MONTH // 12 + 1):
        x = _x(12 * year)
        parts.append(line([(x, _BOTTOM), (x, _BOTTOM + 5)], colour=QUIET))
        parts.append(words(str(year), x, _BOTTOM + 22, anchor="middle", colour=QUIET))
    middle = (_LEFT + _RIGHT) / 2
    parts.append(words("years since diagnosis", middle, _BOTTOM + 44, anchor="middle"))
    return parts


def _curves(curves: Sequence[Mapping[str, Any]]) -> list[str]:
    ends = {curve["shape"]: _y(curve["points"][-1][1]) for curve in curves}
    parts = []
    for shape, y in zip(ends, _apart(list(ends.values())), strict=True):
        colour, dashes, label = _LOOKS[shape]
        points = next(curve["points"] for curve in curves if curve["shape"] == shape)
        steps = [(_x(month), _y(share)) for month, share in points]
        parts.append(line(steps, colour=colour, width=2.6, dashes=dashes))
        for place, text in enumerate(("simulated:", *label)):
            parts.append(words(text, _RIGHT + 12, y - 12 + 17 * place, colour=colour))
    return parts


def _apart(heights: list[float], least: float = 64.0) -> list[float]:
    """Move two labels apart when they would lie over one another."""
    if len(heights) < 2 or abs(heights[0] - heights[1]) >= least:
        return heights
    middle = sum(heights) / 2
    side = 1 if heights[0] >= heights[1] else -1
    return [middle + side * least / 2, middle - side * least / 2]


def _points(published: Sequence[tuple[int, float, float, float]]) -> list[str]:
    parts = []
    for month, share, low, high in published:
        x = _x(month)
        parts.append(line([(x, _y(low)), (x, _y(high))], colour=INK, width=1.6))
        for limit in (low, high):
            parts.append(line([(x - 6, _y(limit)), (x + 6, _y(limit))], colour=INK, width=1.6))
        parts.append(dot(x, _y(share), 6, fill=INK))
    if published:
        month, _, low, _ = published[0]
        x, y = _x(month), _y(low) + 22  # below both curves
        parts.append(words("published (Dresden, n = 56)", x, y, anchor="middle", weight=600))
        parts.append(words("with 95 % limits", x, y + 17, anchor="middle", size=13, colour=QUIET))
    return parts
