"""Places things that would overlap in lanes above one another."""

from __future__ import annotations

from collections.abc import Iterable


def lanes(spans: Iterable[tuple[float, float]], *, most: int) -> list[tuple[int, bool]]:
    """Return a lane for each span, left to right, and whether there was room in it.

    Args:
        spans: left and right end of each, sorted by left end.
        most: number of lanes there may be; when all are full, the one that frees first is used
            though it overlaps.
    """
    ends: list[float] = []
    chosen = []
    for left, right in spans:
        free = next((lane for lane, end in enumerate(ends) if end <= left), None)
        if free is None and len(ends) < most:
            ends.append(right)
            free = len(ends) - 1
        has_room = free is not None
        if free is None:
            free = min(range(len(ends)), key=ends.__getitem__)
        if has_room:
            ends[free] = right
        chosen.append((free, has_room))
    return chosen


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in a plain sans serif of a size; a little too wide."""
    return 0.56 * size * len(text)


def shortened(text: str, limit: int) -> str:
    """Return text cut to a number of characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
