"""Bone units as a clinic speaks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from attrs import frozen

from crmo.anatomy import BoneUnit, Side, all_bone_units, is_site, resolve_site
from crmo.simulate.observation.parameters import Examination

# Words of families for a region, from the most to the least exact; each a group of bones.
_JOINTS = ("ankle", "knee", "hip", "shoulder", "elbow", "wrist", "foot", "hand", "jaw", "rib")
_BACK = {"cervical_spine": "neck", "thoracic_spine": "upper back", "spine": "lower back"}


@frozen(kw_only=True)
class Place:
    """One bone unit and how it is spoken of.

    Args:
        unit: id of the bone unit.
        end: partial site without the segment (`femur_distal_left`), or the unit itself.
        bone: the whole bone or stretch of spine (`femur_left`, `thoracic_spine`).
        words: the region in a family's words (`left knee`); empty if there are none.
        is_near_skin: whether a swelling there can be seen.
        makes_limp: whether pain there can make a child limp.
        is_growing_end: whether it lies beside a growth plate of a long bone.
        is_hand_or_foot: whether it is one of the small bones at the edge of the picture.
        is_vertebra: whether it is one.
    """

    unit: str
    end: str
    bone: str
    words: str
    is_near_skin: bool
    makes_limp: bool
    is_growing_end: bool
    is_hand_or_foot: bool
    is_vertebra: bool

    def spoken(
        self, department: str, lots: Sequence[float], examination: Examination
    ) -> tuple[str | None, str]:
        """Return the site as a department writes it, or None and the words for it.

        Args:
            department: whose habits hold.
            lots: the first decides whether it is named exactly, the second how vaguely.
            examination: how often.
        """
        if lots[0] < examination.place_named_exactly[department]:
            return self.unit, ""
        vaguely, rest = examination.place_named_vaguely[department], lots[1]
        if rest < vaguely["end"]:
            return self.end, ""
        if rest < vaguely["end"] + vaguely["bone"] or not self.words:
            return self.bone, ""
        return None, self.words


def places(examination: Examination) -> Mapping[str, Place]:
    """Return every bone unit as a place, by id."""
    near_skin, limp_bones = frozenset(examination.near_skin), frozenset(examination.limp_bones)
    return {
        unit.id: Place(
            unit=unit.id,
            end=unit.lesion_site,
            bone=_bone(unit),
            words=_words(unit),
            is_near_skin=not near_skin.isdisjoint(unit.groups),
            makes_limp=not limp_bones.isdisjoint(unit.groups),
            is_growing_end="metaphysis_or_epiphysis" in unit.groups,
            is_hand_or_foot=not unit.groups.isdisjoint(("hand", "foot")),
            is_vertebra="vertebral" in unit.groups,
        )
        for unit in all_bone_units()
    }


@lru_cache(maxsize=4096)
def units_of(site: str) -> frozenset[str]:
    """Return the ids of all bone units that a site may be."""
    return frozenset(unit.id for unit in resolve_site(site).units)


def _bone(unit: BoneUnit) -> str:
    for stretch in ("cervical_spine", "thoracic_spine", "lumbar_spine"):
        if stretch in unit.groups:
            return stretch
    whole = unit.bone if unit.side is Side.MIDLINE else f"{unit.bone}_{unit.side}"
    return whole if is_site(whole) else unit.id


def _words(unit: BoneUnit) -> str:
    for stretch, word in _BACK.items():
        if stretch in unit.groups:
            return word
    for joint in _JOINTS:
        if joint in unit.groups:
            word = "ribs" if joint == "rib" else joint
            return word if unit.side is Side.MIDLINE else f"{unit.side} {word}"
    return ""
