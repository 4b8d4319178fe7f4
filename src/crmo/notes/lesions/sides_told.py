"""The side of a bone that a note names with a side once and without one later."""

from __future__ import annotations

from functools import cache

from crmo.anatomy import resolve_site
from crmo.notes.context import NoteContext
from crmo.notes.places.compose import region_of
from crmo.notes.places.lent import side_of, with_side
from crmo.record import LesionStatus

_REGIONS = frozenset({"shoulder", "elbow", "wrist", "hip", "knee", "ankle", "hand", "foot"})

# "Pain in the right arm" is too wide a word to tell the side of a lesion of the ulna.
_LIMBS = ("upper_extremity", "lower_extremity")

# The left half of the jaw says nothing of which maxilla is meant.
_HEAD = frozenset({"jaw", "face", "skull"})


# Several bones with one name: one of them tells no side of the others.
_MANY = frozenset(
    {"pelvis", "rib", "skull", "face", "jaw", "tarsal", "carpals", "metatarsal", "metacarpal",
     "hand_phalanges", "foot_phalanges", "long_bone", "anterior_chest_wall", "neurocranium"}
)  # fmt: skip


# The bones of the trunk that a scan of a limb shows.
_GIRDLES = (
    ("arm", ("clavicle", "scapula")),
    ("leg", ("ilium", "ischium", "pubis", "acetabulum", "hip_bone")),
)


_NO_LIMB = frozenset({"head", "skull", "face", "jaw", "spine", "trunk"})


class SidesTold:
    """Which side each bone was named with anywhere in a note.

    Args:
        context: the note.
    """

    def __init__(self, context: NoteContext) -> None:
        self._kinds: dict[str, set[str]] = {}
        self._sites = {
            site for place in context.places for site in place.sites if not site.startswith(_LIMBS)
        }

    def site(self, site: str, status: LesionStatus, *, whole_body: bool) -> str:
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
                if site in _MANY and others and others < kinds:
                    # "Oedema of the left ilium, the pelvis is otherwise normal": all of it is.
                    continue
                if others and (others <= kinds or (kinds <= others and not is_wide)):
                    sides.add(side)
        is_one_bone = site not in _MANY
        if not sides and is_one_bone and status is LesionStatus.ABSENT and not whole_body:
            sides = self._of_region(site)
        return with_side(site, sides.pop()) if len(sides) == 1 else site

    def _of_region(self, site: str) -> set[str]:
        """Return the sides told of the limb in which a normal bone lies: the one scanned."""
        if region_of(site) <= _NO_LIMB:
            return set()
        limb = region_of(site) | {girdle for girdle, bones in _GIRDLES if site.startswith(bones)}
        return {
            side
            for other in self._sites
            if (side := side_of(other)) and region_of(other.removesuffix(f"_{side}")) & limb
        }


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
