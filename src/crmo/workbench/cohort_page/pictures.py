"""The clinic's body map, and bars whose length is a share of the children."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crmo.anatomy.body_map import Mark, body_map_svg, sequential_scale
from crmo.report.html import Html, element
from crmo.report.words import name_words

_STEPS = 5
_BAR = 100


def clinic_map(counts: Mapping[str, int], *, title: str, prefix: str) -> Html:
    """Return the skeleton with each place shaded by how many children have a lesion there.

    Args:
        counts: children by place.
        title: what the picture shows.
        prefix: put before every id, as there may be several maps on the page.
    """
    bounds = bounds_of(max(counts.values(), default=0))
    labels = step_labels(bounds)
    scale = sequential_scale(title, bounds, labels)
    marks = {
        place: Mark(category=scale.level(n), label=_children(n)) for place, n in counts.items()
    }
    return Html(
        body_map_svg(
            marks,
            title=title,
            views=("front", "back"),
            scale=scale,
            static=True,
            has_legend=True,
            id_prefix=prefix,
            say=name_words,
        )
    )


def bounds_of(most: int) -> tuple[float, ...]:
    """Return the least number of children of each step after the first, up to the largest."""
    size = max(1, -(-most // (_STEPS + 1)))
    found = [1 + size * k for k in range(1, _STEPS + 1)]
    return tuple(float(each) for each in found if each <= most) or (2.0,)


def step_labels(bounds: tuple[float, ...]) -> tuple[str, ...]:
    """Return what the steps are called: numbers of children."""
    starts = [1, *(int(each) for each in bounds)]
    ends = [start - 1 for start in starts[1:]]
    inner = [
        _children(low) if low == high else _("{low} to {high} children").format(low=low, high=high)
        for low, high in zip(starts[:-1], ends, strict=True)
    ]
    return (*inner, _("{n} children or more").format(n=starts[-1]))


def _children(n: int) -> str:
    return ngettext("{n} child", "{n} children", n).format(n=n)


def bar(n: int, of: int) -> Html:
    """Return a bar as long as the share; the number stands beside it in the table."""
    width = _BAR * n / of if of else 0.0
    return element(
        "svg",
        element("rect", x=0, y=0, width=_BAR, height=8, rx=1, class_="bar-whole"),
        element("rect", x=0, y=0, width=width, height=8, rx=1, class_="bar-part"),
        viewBox=f"0 0 {_BAR} 8",
        preserveAspectRatio="none",
        class_="bar",
        aria_hidden="true",
    )
