"""How many lesions, and in what pattern, on the day of the diagnosis."""

from __future__ import annotations

from crmo.anatomy import bone_units_by_id, mirror
from crmo.simulate.measures.lesions import (
    felt_sites,
    members,
    sites_on_mri,
    units_on_mri,
)
from crmo.simulate.measures.measured import Measured, mean, median, ratio, share
from crmo.simulate.measures.register import Children, measure
from crmo.simulate.measures.who import diagnosed


def _mri_counts(children: Children) -> list[int]:
    """A child without any lesion on MRI at diagnosis is in no imaging series."""
    counts = [len(sites_on_mri(child, day)) for child, day in diagnosed(children)]
    return [count for count in counts if count]


def _clinical_counts(children: Children) -> list[int]:
    counts = [len(felt_sites(child, day)) for child, day in diagnosed(children)]
    return [count for count in counts if count]


@measure("mri_count_median", "diagnosed children with a lesion; active lesion sites on that day")
def mri_count_median(children: Children) -> Measured:
    """Median number of lesion sites on whole-body MRI."""
    return median(_mri_counts(children), is_count=True)


@measure("mri_count_mean", "diagnosed children with a lesion; active lesion sites on that day")
def mri_count_mean(children: Children) -> Measured:
    """Mean number of lesion sites on whole-body MRI."""
    return mean(_mri_counts(children))


@measure("mri_unifocal", "diagnosed children with a lesion; one active lesion site on that day")
def mri_unifocal(children: Children) -> Measured:
    """Share of children with one place only on whole-body MRI."""
    return share(count == 1 for count in _mri_counts(children))


@measure("clinical_unifocal", "diagnosed children with a felt lesion; one felt site on that day")
def clinical_unifocal(children: Children) -> Measured:
    """Share of children with one place only on examination."""
    return share(count == 1 for count in _clinical_counts(children))


@measure("clinical_count_if_several", "diagnosed children with two or more felt lesion sites")
def clinical_count_if_several(children: Children) -> Measured:
    """Mean number of felt places of those with several."""
    return mean(count for count in _clinical_counts(children) if count > 1)


@measure("clinical_count_mean", "diagnosed children with a felt lesion; felt sites on that day")
def clinical_count_mean(children: Children) -> Measured:
    """Mean number of felt places."""
    return mean(_clinical_counts(children))


@measure("clinical_count_median", "diagnosed children with a felt lesion; felt sites on that day")
def clinical_count_median(children: Children) -> Measured:
    """Median number of felt places."""
    return median(_clinical_counts(children), is_count=True)


@measure("silent_lesions", "active lesion sites on the day of the diagnosis that are not felt")
def silent_lesions(children: Children) -> Measured:
    """Share of lesion sites without a symptom."""
    found = [
        (sites_on_mri(child, day), felt_sites(child, day)) for child, day in diagnosed(children)
    ]
    return ratio((len(sites - felt), len(sites)) for sites, felt in found)


@measure("mri_symmetric", "diagnosed children; the same bone unit active on both sides")
def mri_symmetric(children: Children) -> Measured:
    """Share of children with symmetric lesions on whole-body MRI."""
    return share(is_symmetric(units_on_mri(child, day)) for child, day in diagnosed(children))


def is_symmetric(units: set[str]) -> bool:
    """Tell whether the same place is affected on both sides."""
    by_id = bone_units_by_id()
    mirrored = {mirror(by_id[unit]).id for unit in units}
    return any(unit in mirrored for unit in units if by_id[unit].side != "midline")


def _with_and_without(children: Children, bone: str, other: str, *, both: bool) -> Measured:
    found = [units_on_mri(child, day) for child, day in diagnosed(children)]
    return share(
        not units.isdisjoint(members(bone)) and units.isdisjoint(members(other)) is not both
        for units in found
    )


@measure("tibia_without_clavicle", "diagnosed children; active in a tibia, not in a clavicle")
def tibia_without_clavicle(children: Children) -> Measured:
    """Share of children with the tibio-appendicular pattern, by the bones alone."""
    return _with_and_without(children, "tibia", "clavicle", both=False)


@measure("clavicle_without_tibia", "diagnosed children; active in a clavicle, not in a tibia")
def clavicle_without_tibia(children: Children) -> Measured:
    """Share of children with the claviculo-spinal pattern, by the bones alone."""
    return _with_and_without(children, "clavicle", "tibia", both=False)


@measure("clavicle_and_tibia", "diagnosed children; active in a clavicle and in a tibia")
def clavicle_and_tibia(children: Children) -> Measured:
    """Share of children with both."""
    return _with_and_without(children, "clavicle", "tibia", both=True)


def n_regions(units: set[str]) -> int:
    """Return how many of the six body regions of the Colorado cohort are affected."""
    return sum(not units.isdisjoint(members(region)) for region in _COLORADO)


_COLORADO = tuple(
    f"colorado_{region}"
    for region in (
        "head_face",
        "neck_back",
        "upper_torso",
        "lower_torso",
        "upper_extremity",
        "lower_extremity",
    )
)
