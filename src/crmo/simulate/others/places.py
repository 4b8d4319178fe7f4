"""Where it is: diseased bones, joints, and the regions that a scan would cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from attrs import frozen

from crmo.anatomy import bone_unit, bone_units_by_id, is_site, resolve_site
from crmo.errors import KnowledgeError
from crmo.simulate.child import Bout
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.illness import NEVER, Illness
from crmo.simulate.others.profile import Bones, Regions, Weights

MOST_BONES = 24  # bone units that one child of these kinds can have diseased

# What a scan is asked for around a bone: the first that holds it.
_SCANNED = (
    "knee", "ankle", "hip", "shoulder", "elbow", "wrist", "foot", "hand", "lumbar_spine",
    "thoracic_spine", "cervical_spine", "pelvis", "skull", "sternum", "rib", "lower_leg", "femur",
    "humerus", "forearm", "clavicle", "scapula",
)  # fmt: skip

_JOINTS = ("knee", "ankle", "hip", "shoulder", "elbow", "wrist")
_BOTH = 2
_SIDES = ("_left", "_right")


def regions_of(illness: Illness) -> list[tuple[str, ...]]:
    """Return the regions of each child where it hurts or swells, with their sides."""
    regions = illness.profile.regions
    if regions is None:
        return [()] * illness.n
    return _drawn_sites(illness.draws, "regions", regions.number, regions.weights, regions)


def bones_of(illness: Illness, regions: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the diseased bone units of each child; those first named hurt.

    Args:
        illness: the children.
        regions: their regions, in whose bones they lie where the profile says so.
    """
    bones = illness.profile.bones
    if bones is None:
        return [()] * illness.n
    draws = illness.draws
    if bones.beside_regions:
        places = _beside(draws, bones, regions)
    else:
        places = _drawn_sites(draws, "bones", bones.number, bones.weights, bones)
    has_any = draws.happens("has_bones", bones.share).tolist()
    return [place[:MOST_BONES] if has else () for place, has in zip(places, has_any, strict=True)]


def bouts_of(illness: Illness, bones: Sequence[tuple[str, ...]]) -> list[tuple[Bout, ...]]:
    """Return the activity of each child's bones: one bout for each period of the disease."""
    profile = illness.profile.bones
    if profile is None:
        return [()] * illness.n
    lesions = _lesions(illness, profile, bones)
    heals = _heals(illness, profile)
    starts, ends, until = illness.starts.tolist(), illness.ends.tolist(), illness.until.tolist()
    made: list[tuple[Bout, ...]] = []
    for row, found in enumerate(lesions):
        spans = _spans(starts[row], ends[row], heals[row], until[row]) if found else ()
        made.append(tuple(lesion.bout(span, until[row]) for span in spans for lesion in found))
    return made


@frozen
class _Lesion:
    """What stays the same about one diseased bone from bout to bout."""

    bone_unit: str
    is_felt: bool
    size_mm: float
    features: tuple[tuple[str, int], ...]

    def bout(self, span: tuple[int, int], until: int) -> Bout:
        first, last = span
        seen = min(last, until)
        return Bout(
            bone_unit=self.bone_unit,
            first_day=first,
            last_day=last if last <= until else None,
            is_felt=self.is_felt,
            size_mm=self.size_mm,
            features={name: first + days for name, days in self.features if first + days <= seen},
        )


def _lesions(
    illness: Illness, profile: Bones, bones: Sequence[tuple[str, ...]]
) -> list[tuple[_Lesion, ...]]:
    draws, names = illness.draws, list(profile.features)
    days = [(name, int(profile.features[name].after_days)) for name in names]
    only = {name: feature.only for name, feature in profile.features.items() if feature.only}
    shares = np.array([profile.features[name].share for name in names])
    n = max((len(units) for units in bones), default=0)
    if n == 0:
        return [()] * illness.n
    felt = (draws.uniforms("felt", n) < profile.felt).tolist()
    size = profile.size_mm.at(draws.uniforms("size", n)).round(1).tolist()
    luck = draws.uniforms("features", n * len(names)).reshape(illness.n, n, len(names))
    has = (luck < shares).tolist()
    return [
        tuple(
            _Lesion(
                unit,
                slot == 0 or felt[row][slot],
                size[row][slot],
                tuple(
                    day
                    for day, there in zip(days, has[row][slot], strict=True)
                    if there and (day[0] not in only or lies_in(unit, only[day[0]]))
                ),
            )
            for slot, unit in enumerate(units)
        )
        for row, units in enumerate(bones)
    ]


def _spans(starts: list[int], ends: list[int], heals: int, until: int) -> Iterator[tuple[int, int]]:
    """Yield first and last day of each bout; the next one ends a picture that had not cleared."""
    for period, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start > until:
            return
        last = end + heals if end < NEVER else NEVER
        if period + 1 < len(starts):
            last = min(last, max(starts[period + 1] - 1, start))
        yield start, last


def _heals(illness: Illness, bones: Bones) -> list[int]:
    if bones.heals_days is None:
        return [NEVER] * illness.n
    days: list[float] = bones.heals_days.at(illness.draws.uniform("heals")).tolist()
    return [int(day) for day in days]


def _drawn_sites(
    draws: Draws,
    purpose: str,
    number: Mapping[int, float],
    weights: Weights,
    places: Bones | Regions,
) -> list[tuple[str, ...]]:
    kinds = tuple(weights)
    order = draws.order(purpose, list(weights.values())).tolist()
    counts = list(number)
    chosen = draws.index(f"{purpose}/number", list(number.values())).tolist()
    side = draws.uniforms(f"{purpose}/side", len(kinds)).tolist()
    both = draws.uniforms(f"{purpose}/both", len(kinds)).tolist()
    made = []
    for row, positions in enumerate(order):
        sites: list[str] = []
        for position in positions[: counts[chosen[row]]]:
            sided = _sided(kinds[position])
            if both[row][position] < places.both_sides:
                sites.extend(sided[_BOTH])
            else:
                sites.extend(sided[int(side[row][position] * 2)])
        made.append(tuple(dict.fromkeys(sites)))
    return made


@cache
def _sided(kinds: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return sites on the left, on the right, and on both; the midline is the same in all."""
    left = tuple(_site(kind.strip(), _SIDES[0]) for kind in kinds.split("+"))
    right = tuple(_site(kind.strip(), _SIDES[1]) for kind in kinds.split("+"))
    return left, right, tuple(dict.fromkeys((*left, *right)))


def _site(kind: str, side: str) -> str:
    if is_site(f"{kind}{side}"):
        return f"{kind}{side}"
    if is_site(kind):
        return kind
    raise KnowledgeError(
        "A profile names a bone that does not exist.",
        where="virtual_kinds",
        came=kind,
        expected="a kind of bone unit or a group of bones",
        todo="See `crmo bones`.",
    )


def _beside(
    draws: Draws, bones: Bones, regions: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    counts = list(bones.number)
    chosen = draws.index("bones/number", list(bones.number.values())).tolist()
    luck = draws.uniforms("bones", 8).tolist()
    made = []
    for row, places in enumerate(regions):
        units = [unit for place in places for unit in _units(place)]
        picks = luck[row][: counts[chosen[row]]]
        made.append(tuple(dict.fromkeys(units[int(pick * len(units))] for pick in picks if units)))
    return made


@cache
def _units(site: str) -> tuple[str, ...]:
    return tuple(unit.id for unit in resolve_site(site).units)


@cache
def scanned_region(site: str) -> str:
    """Return what a regional scan of a bone unit or of a region is asked for (`knee_left`)."""
    if site not in bone_units_by_id():
        return site
    unit = bone_unit(site)
    for group in _SCANNED:
        if group in unit.groups or group == unit.bone:
            sided = f"{group}_{unit.side}"
            return sided if is_site(sided) else group
    return unit.id


@cache
def joint_of(unit: str) -> str | None:
    """Return the joint beside a bone unit (`knee_left`), or None where it lies beside none."""
    found = bone_unit(unit)
    joint = next((name for name in _JOINTS if name in found.groups), None)
    return None if joint is None else f"{joint}_{found.side}"


@cache
def lies_in(site: str, groups: tuple[str, ...]) -> bool:
    """Whether a bone unit, or a part of a region, belongs to one of several groups of bones."""
    return any(group in unit.groups for unit in resolve_site(site).units for group in groups)
