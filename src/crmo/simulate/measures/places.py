"""Where the lesions are: on MRI at diagnosis, on examination, and among all lesions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.lesions import felt_units, members, sites_of, sites_on_mri, units_on_mri
from crmo.simulate.measures.measured import Measured, ratio, share
from crmo.simulate.measures.register import Children, Function, add
from crmo.simulate.measures.who import diagnosed

# The sacrum counts to the pelvis: radiologists read it together with the sacroiliac joints.
_ON_MRI = {
    "mri_tibia": "tibia",
    "mri_femur": "femur",
    "mri_pelvis": "pelvis",
    "mri_spine": "vertebral",
    "mri_clavicle": "clavicle",
    "mri_mandible": "mandible",
    "mri_sternum": "sternum",
    "mri_foot": "foot",
    "mri_distal_tibial_metaphysis": "tibia_distal_metaphysis",
}
_BY_EXAMINATION = {
    "clinical_tibia": "tibia",
    "clinical_pelvis": "pelvis",
    "clinical_femur": "femur",
}
_AMONG_LESIONS = {
    "lesions_in_distal_femur": ("femur_distal_metaphysis",),
    "lesions_in_proximal_tibia": ("tibia_proximal_metaphysis",),
    "lesions_in_distal_tibia": ("tibia_distal_metaphysis",),
    "lesions_in_distal_fibula": ("fibula_distal_metaphysis",),
}


def _share_with(where: Iterable[str], look: Callable[[VirtualChild, int], set[str]]) -> Function:
    wanted = frozenset(where)

    def function(children: Children) -> Measured:
        return share(not wanted.isdisjoint(look(child, day)) for child, day in diagnosed(children))

    return function


def _among_sites(kinds: Iterable[str]) -> Function:
    wanted = frozenset(site for kind in kinds for site in sites_of(kind))

    def function(children: Children) -> Measured:
        found = [sites_on_mri(child, day) for child, day in diagnosed(children)]
        return ratio((len(sites & wanted), len(sites)) for sites in found)

    return function


def _in_tibia(children: Children) -> Measured:
    """The study that draws lesions on a map tells epiphyses from metaphyses: each is a lesion."""
    tibia = members("tibia")
    found = [units_on_mri(child, day) for child, day in diagnosed(children)]
    return ratio((len(units & tibia), len(units)) for units in found)


def _metaphyseal(children: Children) -> Measured:
    metaphyses, both = members("metaphyseal"), members("metaphysis_or_epiphysis")
    found = [units_on_mri(child, day) for child, day in diagnosed(children)]
    return ratio((len(units & metaphyses), len(units & both)) for units in found)


def _enter_all() -> None:
    for name, group in _ON_MRI.items():
        counts = f"diagnosed children; an active lesion there on the day of the diagnosis ({group})"
        add(name, counts, _share_with(members(group), units_on_mri))
    for name, group in _BY_EXAMINATION.items():
        counts = f"diagnosed children; a lesion that is felt there on that day ({group})"
        add(name, counts, _share_with(members(group), felt_units))
    for name, kinds in _AMONG_LESIONS.items():
        counts = "active lesion sites on the day of the diagnosis; the growth plate does not divide"
        add(name, counts, _among_sites(kinds))
    add(
        "lesions_in_tibia",
        "active bone units on the day of the diagnosis; both sides of a growth plate count",
        _in_tibia,
    )
    add(
        "lesions_metaphyseal",
        "active bone units beside a growth plate of a long bone on the day of the diagnosis",
        _metaphyseal,
    )


_enter_all()
