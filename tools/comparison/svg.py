"""Small pieces of SVG, for pictures that need no chart library."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

INK = "#24303a"
QUIET = "#66737d"
GRID = "#dfe4e8"
BLUE = "#0072b2"
ORANGE = "#d55e00"
GREEN = "#00785a"
FONT = "font-family='Helvetica, Arial, sans-serif'"


def picture(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """Return a whole picture on white, with a title for screen readers.

    Args:
        width: in drawing units.
        height: in drawing units.
        title: what the picture shows.
        parts: what is drawn, the hindmost first.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" {FONT}>'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>{"".join(parts)}</svg>'
    ).replace("'", '"')


def words(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 14,
    anchor: str = "start",
    colour: str = INK,
    weight: int = 400,
) -> str:
    """Return a line of text whose base line is at y."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
        f'fill="{colour}" font-weight="{weight}">{escape(text)}</text>'
    )


def line(
    points: Iterable[tuple[float, float]],
    *,
    colour: str = INK,
    width: float = 1,
    dashes: str = "",
) -> str:
    """Return a line through points."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round"{dashed}/>'
    )


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str,
    stroke: str = "none",
    radius: float = 0,
) -> str:
    """Return a rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'rx="{radius:g}" fill="{fill}" stroke="{stroke}"/>'
    )


def dot(x: float, y: float, radius: float, *, fill: str, stroke: str = "#ffffff") -> str:
    """Return a disc."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="1.5"/>'
    )
