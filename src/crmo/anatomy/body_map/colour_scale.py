"""Colours and patterns for what a bone unit is marked with.

Every category differs in pattern and outline as well as in colour, and sequential steps darken
from one to the next, so that a map still reads in greyscale and for colour-blind readers.
The hues are those of Okabe and Ito's palette for colour-blind readers.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import isfinite

from attrs import field, frozen


@frozen(slots=True)
class Category:
    """One look a unit can have.

    Attributes:
        id: value of `data-status` (or of `data-level`).
        label: the word in legend and titles.
        fill: colour of the area.
        ink: colour of pattern and outline.
        pattern: SVG of the pattern tile, 6 by 6; empty for a plain area.
        outline_width: in drawing units.
        dashes: `stroke-dasharray` of the outline in drawing units; empty for a whole line.
    """

    id: str
    label: str
    fill: str
    ink: str
    pattern: str = ""
    outline_width: float = 1.1
    dashes: str = ""


@frozen(slots=True)
class ColourScale:
    """What marks look like, and what they are called in the legend.

    Attributes:
        id: `status` for categories, `level` for steps; names the data attribute.
        title: heading of the legend.
        categories: the looks, in the order of the legend.
        bounds: for steps, the least value of each one after the first, ascending.
    """

    id: str
    title: str
    categories: tuple[Category, ...]
    bounds: tuple[float, ...] = field(default=())

    def category(self, category_id: str) -> Category:
        """Return the look with this id.

        Raises:
            KeyError: the scale has none.
        """
        return {each.id: each for each in self.categories}[category_id]

    def level(self, value: float) -> str:
        """Return the id of the step a value falls into; values outside take the end steps.

        Raises:
            ValueError: not a finite number.
        """
        if not isfinite(value):
            raise ValueError("A level needs a finite number.")
        return self.categories[sum(value >= bound for bound in self.bounds)].id


# Tiles are turned by 45 degrees when they are painted (see `style`).
_LINES = '<path fill="{ink}" d="M0 0h{w}v6H0z"/>'
_CROSSED = '<path fill="{ink}" d="M0 0h{w}v6H0zM0 0h6v{w}H0z"/>'
_DOTS = '<circle fill="{ink}" cx="3" cy="3" r="{w}"/>'


@cache
def lesion_status_scale() -> ColourScale:
    """Return the scale of a lesion's course: what is active is dark, what is quiet is light."""

    def drawn(tile: str, ink: str, width: float) -> str:
        return tile.format(ink=ink, w=width)

    return ColourScale(
        "status",
        "Lesions",
        (
            Category("new", "new", "#d55e00", "#5c2800", outline_width=1.6),
            Category("persistent", "still there", "#f0a93a", "#6b4600",
                     drawn(_LINES, "#8a5a00", 1.6), 1.4),
            Category("recurred", "came back", "#d9a3c4", "#5e1f49",
                     drawn(_CROSSED, "#7d2a61", 1.1), 1.6),
            Category("uncertain", "uncertain", "#e9eaec", "#55595f",
                     drawn(_LINES, "#9aa0a8", 0.8), 1.1, "2.4 1.6"),
            Category("healed", "healed", "#cfeade", "#00694b", drawn(_DOTS, "#3f9f7f", 1.2)),
            Category("clear", "looked at, clear", "#d9ecf8", "#5b7f99", outline_width=0.7),
        ),
    )  # fmt: skip


_STEP_FILLS = ("#fdeed8", "#fbc98b", "#f29a4c", "#d4631c", "#9c3a08", "#5c1f04")


def sequential_scale(
    title: str, bounds: tuple[float, ...], labels: tuple[str, ...] = ()
) -> ColourScale:
    """Return a scale of up to six steps, from pale to dark.

    Args:
        title: what is counted or measured, with its unit: "Number of scans with a lesion".
        bounds: least value of each step after the first, ascending; at most five.
        labels: name of each step; made from the bounds if left out.

    Raises:
        ValueError: too many bounds, not ascending, or labels that do not match.
    """
    n_steps = len(bounds) + 1
    if not 2 <= n_steps <= len(_STEP_FILLS) or list(bounds) != sorted(set(bounds)):
        raise ValueError("A scale needs one to five ascending bounds.")
    if labels and len(labels) != n_steps:
        raise ValueError(f"{n_steps} steps need {n_steps} labels.")
    names = labels or (
        f"below {bounds[0]:g}",
        *(f"{low:g} to below {high:g}" for low, high in pairwise(bounds)),
        f"{bounds[-1]:g} or more",
    )
    last = len(_STEP_FILLS) - 1
    fills = [_STEP_FILLS[round(step * last / (n_steps - 1))] for step in range(n_steps)]
    steps = tuple(
        Category(str(step), name, fill, "#4a2a12", outline_width=0.7 + 0.2 * step)
        for step, (name, fill) in enumerate(zip(names, fills, strict=True))
    )
    return ColourScale("level", title, steps, bounds)
