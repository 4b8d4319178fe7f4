"""Places: where a lesion is, as the thing that is followed from study to study."""

from __future__ import annotations

from functools import cache

from attrs import frozen

from crmo.anatomy import Side, resolve_site


@frozen(slots=True)
class Place:
    """One place in the skeleton at which lesions are followed.

    A place is *certain* when every bone unit it may stand for shares one lesion site, so that
    two reports of it speak of the same lesion. "Left femur" is not: two reports of it may be
    two lesions.

    Attributes:
        id: the lesion site (`femur_distal_left`, `vertebra_t8`), or the partial site as
            reported (`femur_left`).
        label: plain English, the patient's side.
        units: ids of every bone unit it may be.
        sites: the lesion sites of those units.
        kinds: bone unit kinds without side, for symmetry.
        side: the patient's side, or None when not told.
        groups: groups and bones that hold all its units.
        possible_groups: groups and bones that hold some of its units.
        is_certain: whether it is one lesion site.
    """

    id: str
    label: str
    units: frozenset[str]
    sites: frozenset[str]
    kinds: frozenset[str]
    side: Side | None
    groups: frozenset[str]
    possible_groups: frozenset[str]
    is_certain: bool

    def is_in(self, group: str) -> bool | None:
        """Tell whether the place lies in a group or bone; None when the report cannot tell."""
        if group in self.groups:
            return True
        return None if group in self.possible_groups else False

    def may_be(self, other: Place) -> bool:
        """Whether both could be the same lesion."""
        return not self.sites.isdisjoint(other.sites)


@cache
def place_of(site_id: str) -> Place:
    """Return the place under which a lesion reported at this site is followed.

    Args:
        site_id: a bone unit or partial site of `crmo.anatomy`.

    Raises:
        InvalidValueError: no such site.
    """
    site = resolve_site(site_id)
    lesion_sites = {unit.lesion_site for unit in site.units}
    if len(lesion_sites) == 1 and site_id not in lesion_sites:
        return place_of(lesion_sites.pop())
    return Place(
        id=site_id,
        label=site.label.removesuffix(", part not stated"),
        units=frozenset(unit.id for unit in site.units),
        sites=frozenset(lesion_sites),
        kinds=frozenset(unit.kind for unit in site.units),
        side=site.side,
        groups=frozenset.intersection(*(unit.groups | {unit.bone} for unit in site.units)),
        possible_groups=frozenset().union(*(unit.groups | {unit.bone} for unit in site.units)),
        is_certain=len(lesion_sites) == 1,
    )


@cache
def units_looked_at(site_id: str) -> frozenset[str]:
    """Return the bone units that a study covering this site certainly looked at.

    "Pelvis" or "thoracic spine" is looked at whole. "Femur" without a side may be either one,
    so nothing certain follows from it.
    """
    site = resolve_site(site_id)
    crosses_midline = any(unit.side is Side.MIDLINE for unit in site.units)
    if site.side is None and not crosses_midline:
        return frozenset()
    return frozenset(unit.id for unit in site.units)
