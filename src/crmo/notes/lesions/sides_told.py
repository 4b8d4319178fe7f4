"""The side of a bone that a note names with a side once and without one later."""

from __future__ import annotations

from functools import cache

from crmo.anatomy import resolve_site
from crmo.notes.context import NoteContext
from crmo.notes.places.lent import with_side
from crmo.record import LesionStatus

_REGIONS = frozenset({"shoulder", "elbow", "wrist", "hip", "knee", "ankle", "hand", "foot"})

# The left half of the jaw says nothing of which maxilla is meant.
_HEAD = frozenset({"jaw", "face", "skull"})


class SidesTold:
    """Which side each bone was named with anywhere in a note.

    Args:
        context: the note.
    """

    def __init__(self, context: NoteContext) -> None:
        self._kinds: dict[str, set[str]] = {}
        self._sites = {site for place in context.places for site in place.sites}

    def site(self, site: str) -> str:
        """Return a site without a side on the one side that the note tells of it, if any."""
        kinds = kinds_of(site)
        if kinds is None:
            return site
        sides = set()
        for other in self._sites:
            side = other.rsplit("_", 1)[-1]
            if side in ("left", "right"):
                others = kinds_of(other.removesuffix(f"_{side}"))
                bare = other.removesuffix(f"_{side}")
                is_wide = bare in _HEAD
                if others and (others <= kinds or (kinds <= others and not is_wide)):
                    sides.add(side)
        return with_side(site, sides.pop()) if len(sides) == 1 else site


@cache
def kinds_of(site: str) -> frozenset[str] | None:
    """Return the kinds of bone units of a site without a side; None if it has one or needs none."""
    from crmo.anatomy import is_site

    if not is_site(f"{site}_left"):
        return None
    return frozenset(unit.kind for unit in resolve_site(site).units)


def is_only_a_region(site: str, status: LesionStatus) -> bool:
    """Whether a joint without a side was found normal: too vague for a statement on bones."""
    return site in _REGIONS and status is LesionStatus.ABSENT
