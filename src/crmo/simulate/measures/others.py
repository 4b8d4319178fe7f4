"""Children with something else, and healthy ones."""

from __future__ import annotations

from collections.abc import Iterable

from crmo.anatomy import bone_units_by_id
from crmo.record import Sex
from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.child_and_blood import CRP_FRANCE_MG_PER_L, ESR_MM_PER_H, had, is_raised
from crmo.simulate.measures.lesions import members
from crmo.simulate.measures.measured import Measured, ratio, share
from crmo.simulate.measures.register import Children, Function, add, measure
from crmo.simulate.measures.who import DAYS_A_YEAR, of_disease

HEALTHY = "healthy"
_YOUNGEST_VOLUNTEER_YEARS = 5
_LIMBS = ("upper_extremity", "lower_extremity")
_ORGANS = ("hepatomegaly", "splenomegaly", "hepatosplenomegaly", "lymphadenopathy")
_MASS = ("mass", "swelling")


def _volunteers(children: Children) -> list[VirtualChild]:
    return [
        child
        for child in children
        if child.kind == HEALTHY
        and child.onset - child.born >= _YOUNGEST_VOLUNTEER_YEARS * DAYS_A_YEAR
    ]


def _limb_units() -> frozenset[str]:
    return frozenset(unit for group in _LIMBS for unit in members(group))


@measure("healthy_limb_spot", "healthy children of five years or more; any spot in a limb")
def healthy_limb_spot(children: Children) -> Measured:
    """Share of healthy children with a bright spot in arm, hand, leg or foot."""
    limbs = _limb_units()
    return share(not limbs.isdisjoint(child.incidental) for child in _volunteers(children))


@measure("healthy_axial_spot", "healthy children of five years or more; any spot outside the limbs")
def healthy_axial_spot(children: Children) -> Measured:
    """Share of healthy children with a bright spot in jaw, shoulder girdle, trunk or pelvis."""
    limbs = _limb_units()
    return share(bool(set(child.incidental) - limbs) for child in _volunteers(children))


@measure("healthy_axial_spot_pelvic", "spots outside the limbs of healthy children")
def healthy_axial_spot_pelvic(children: Children) -> Measured:
    """Share of the spots outside the limbs that lie in the pelvis."""
    limbs, pelvis = _limb_units(), members("pelvis")
    spots = [set(child.incidental) - limbs for child in _volunteers(children)]
    return ratio((len(found & pelvis), len(found)) for found in spots if found)


def _diagnosis(child: VirtualChild) -> int:
    day = child.diagnosed
    return child.until if day is None else day


def _share_with(disease: str, concepts: Iterable[str]) -> Function:
    wanted = tuple(concepts)

    def function(children: Children) -> Measured:
        return share(
            any(had(child, concept, by=_diagnosis(child)) for concept in wanted)
            for child in of_disease(children, disease)
        )

    return function


for _name, _disease, _concepts in (
    ("bacterial_fever", "bacterial_osteomyelitis", ("fever",)),
    ("bacterial_swelling", "bacterial_osteomyelitis", ("swelling",)),
    ("leukaemia_organs", "leukaemia", _ORGANS),
    ("jia_organs", "jia", _ORGANS),
    ("ewing_night_pain", "ewing_sarcoma", ("night_pain",)),
    ("ewing_mass", "ewing_sarcoma", _MASS),
):
    add(
        _name,
        f"children with {_disease.replace('_', ' ')}; begun by the diagnosis "
        f"({', '.join(_concepts)})",
        _share_with(_disease, _concepts),
    )


@measure("bacterial_boys", "children with bacterial osteomyelitis")
def bacterial_boys(children: Children) -> Measured:
    """Share of boys among children with bacterial osteomyelitis."""
    return share(child.sex is Sex.MALE for child in of_disease(children, "bacterial_osteomyelitis"))


@measure(
    "bacterial_markers",
    "children with bacterial osteomyelitis; CRP above 10 mg/L or ESR above 20 mm/h at diagnosis",
)
def bacterial_markers(children: Children) -> Measured:
    """Share with raised markers among children with bacterial osteomyelitis."""
    return share(
        is_raised(child, "crp", CRP_FRANCE_MG_PER_L, _diagnosis(child))
        or is_raised(child, "esr", ESR_MM_PER_H, _diagnosis(child))
        for child in of_disease(children, "bacterial_osteomyelitis")
    )


@measure("bacterial_one_place", "children with bacterial osteomyelitis; one bone affected")
def bacterial_one_place(children: Children) -> Measured:
    """Share with one bone affected among children with bacterial osteomyelitis."""
    return share(
        len({_bone(bout.bone_unit) for bout in child.bouts}) == 1
        for child in of_disease(children, "bacterial_osteomyelitis")
    )


def _bone(unit: str) -> str:
    found = bone_units_by_id()[unit]
    return f"{found.bone} {found.side}"
