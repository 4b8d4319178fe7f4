"""The body map of the form: drawn once for each language, coloured by the page itself."""

from __future__ import annotations

from functools import lru_cache

from crmo.anatomy.body_map import Category, ColourScale, body_map_css, body_map_svg
from crmo.report.words import language, name_words

_STRIPES = '<path fill="{ink}" d="M0 0h{w}v6H0z"/>'
_CROSSED = '<path fill="{ink}" d="M0 0h{w}v6H0zM0 0h6v{w}H0z"/>'
_DOTS = '<circle fill="{ink}" cx="3" cy="3" r="{w}"/>'

# Felt is warm and plain, seen on imaging is striped, both is crossed; what was there last time
# and is not confirmed has a dashed outline and nearly no colour.
MARKS = ColourScale(
    "mark",
    "This visit",
    (
        Category("last", "last time", "#f6d9a0", "#8a5a00", outline_width=1.6, dashes="2.4 1.6"),
        Category("felt", "painful, tender or swollen", "#e8742c", "#5c2800", outline_width=1.6),
        Category(
            "active", "active on imaging", "#9cc7ea", "#124a78",
            _STRIPES.format(ink="#1f6fb0", w=2), 1.6,
        ),
        Category(
            "both", "felt, and active on imaging", "#e8742c", "#3b1a4a",
            _CROSSED.format(ink="#1b4f86", w=1.6), 2.2,
        ),
        Category(
            "healed", "healed on imaging", "#cfeade", "#00694b",
            _DOTS.format(ink="#3f9f7f", w=1.2),
        ),
        Category("clear", "clear", "#e7edf1", "#5b7f99", outline_width=1.4),
        Category(
            "uncertain", "uncertain on imaging", "#e9eaec", "#55595f",
            _STRIPES.format(ink="#9aa0a8", w=0.8), 1.1, "2.4 1.6",
        ),
    ),
)  # fmt: skip


def map_svg() -> str:
    """Return the map in the language of the page, without marks and out of the tab order."""
    return _drawn(language())


def map_css() -> str:
    """Return the CSS of the map."""
    return _css()


@lru_cache(maxsize=8)
def _drawn(_language: str) -> str:
    return body_map_svg(
        {},
        title=name_words("Body map"),
        scale=MARKS,
        focusable=False,
        has_style=False,
        say=name_words,
    )


@lru_cache(maxsize=1)
def _css() -> str:
    return body_map_css(MARKS)
