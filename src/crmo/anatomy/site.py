"""Sites: bone units, and the vaguer places that reports give when they leave something out.

A report may say "left femur" and not which part, or "distal tibia" and not which side. Such a
*partial site* stands for all the bone units it could be; nothing is guessed. A rule asks
`is_in(group)` and gets True, False, or None when the report cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from attrs import frozen

from crmo.anatomy.bone_unit import BoneUnit, Side
from crmo.anatomy.skeleton import all_bone_units, bone_units_by_id, groups
from crmo.errors import InvalidValueError


@frozen(slots=True)
class Site:
    """Where a lesion or a complaint is, as exactly as it was reported.

    Attributes:
        id: id of a bone unit, or of a partial site (`femur_left`, `foot_right`, `pelvis`).
        label: plain English; a partial site says what was left out.
        units: every bone unit it may be, head to toe; exactly one for a bone unit.
    """

    id: str
    label: str
    units: tuple[BoneUnit, ...]

    @property
    def is_unit(self) -> bool:
        """Whether the site is exactly one bone unit."""
        return self.id in bone_units_by_id()

    @property
    def unit(self) -> BoneUnit | None:
        """The bone unit, or None for a partial site."""
        return self.units[0] if self.is_unit else None

    @property
    def side(self) -> Side | None:
        """The side all candidate units share, or None when it is not known."""
        sides = {unit.side for unit in self.units}
        return self.units[0].side if len(sides) == 1 else None

    def is_in(self, group_id: str) -> bool | None:
        """Tell whether the site lies in a group.

        Returns:
            True if every candidate unit does, False if none does, None if it cannot be told.

        Raises:
            InvalidValueError: there is no such group.
        """
        if group_id not in groups():
            raise InvalidValueError(
                f"{group_id!r} is not a group of bones.", todo=_nearest(group_id, groups())
            )
        inside = sum(group_id in unit.groups for unit in self.units)
        if inside == len(self.units):
            return True
        return None if inside else False


def bone_unit(unit_id: str) -> BoneUnit:
    """Return the bone unit with this id.

    Raises:
        InvalidValueError: no such bone unit; `todo` names the nearest ids.
    """
    try:
        return bone_units_by_id()[unit_id]
    except KeyError:
        raise InvalidValueError(
            "This is not a bone unit.",
            came=unit_id,
            expected="the id of one bone unit, with side and segment",
            todo=_nearest(unit_id, bone_units_by_id()),
        ) from None


def is_site(site_id: str) -> bool:
    """Tell whether this is the id of a bone unit or of a partial site."""
    return site_id in all_sites()


def resolve_site(site_id: str) -> Site:
    """Return the site with this id: a bone unit, or a partial site with its candidates.

    Raises:
        InvalidValueError: no such site; `todo` names the nearest ids.
    """
    try:
        return all_sites()[site_id]
    except (KeyError, TypeError):
        raise InvalidValueError(
            "This is not a bone site.",
            came=site_id,
            expected="the id of a bone unit or of a group of bones, with or without side",
            todo=_nearest(site_id, all_sites()),
        ) from None


@cache
def all_sites() -> Mapping[str, Site]:
    """Return every site under its id: bone units first, then partial sites."""
    sites = {unit.id: Site(unit.id, unit.name, (unit,)) for unit in all_bone_units()}
    for site in _partial_sites():
        sites.setdefault(site.id, site)
    return MappingProxyType(sites)


def _partial_sites() -> Iterator[Site]:
    yield from _sites_by("kind", "side")
    yield from _end_sites()
    yield from _sites_by("bone", "part")
    for group in groups().values():
        yield from _with_sides(group.id, group.label, group.units, "exact bone")


def _sites_by(attribute: str, left_out: str) -> Iterator[Site]:
    gathered: dict[str, list[BoneUnit]] = {}
    for unit in all_bone_units():
        gathered.setdefault(getattr(unit, attribute), []).append(unit)
    for site_id, units in gathered.items():
        label = without_side(units[0].name)
        if attribute == "bone":
            label = label.partition(",")[0] if units[0].segment else label
            yield from _with_sides(site_id, label, units, left_out)
        elif len(units) > 1:
            yield Site(site_id, f"{label}, {left_out} not stated", tuple(units))


def _end_sites() -> Iterator[Site]:
    """`femur_distal` and `femur_distal_left`: one end, epiphysis or metaphysis not told."""
    gathered: dict[str, list[BoneUnit]] = {}
    for unit in all_bone_units():
        if unit.lesion_site != unit.id:
            end = unit.lesion_site.removesuffix(f"_{unit.side}")
            gathered.setdefault(end, []).append(unit)
    for site_id, units in gathered.items():
        end = site_id.rsplit("_", 1)[1]
        bone = without_side(units[0].name).partition(",")[0]
        yield from _with_sides(site_id, f"{bone}, {end} end", units, "part")


def _with_sides(
    site_id: str, label: str, units: Iterable[BoneUnit], left_out: str
) -> Iterator[Site]:
    """One site for both sides together, and one for each side that has units of its own."""
    units = tuple(units)
    lateral = [unit for unit in units if unit.side is not Side.MIDLINE]
    unsided = f"{left_out} and side" if lateral else left_out
    yield Site(site_id, f"{label}, {unsided} not stated", units)
    for side in (Side.LEFT, Side.RIGHT):
        one_side = tuple(unit for unit in lateral if unit.side is side)
        if one_side:
            yield Site(f"{site_id}_{side}", f"{side} {label}, {left_out} not stated", one_side)


def without_side(name: str) -> str:
    """Return a unit's name without the side it begins with."""
    return name.removeprefix("left ").removeprefix("right ")


def _nearest(wrong_id: object, ids: Iterable[str]) -> str:
    near = get_close_matches(str(wrong_id).lower(), list(ids), n=4, cutoff=0.5)
    found = f"Nearest: {', '.join(near)}. " if near else ""
    return f"{found}List: crmo bones"
