"""Diseases that come along, and the spine."""

from __future__ import annotations

from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.child_and_blood import had
from crmo.simulate.measures.lesions import active, members
from crmo.simulate.measures.measured import Measured, share
from crmo.simulate.measures.register import Children, Function, add, measure
from crmo.simulate.measures.who import days, diagnosed

_FOLLOWED_MONTHS = 24  # charts hold what began before or within about two years after diagnosis
_SKIN = ("palmoplantar_pustulosis", "psoriasis", "severe_acne")
_AUTOIMMUNE = (*_SKIN, "inflammatory_bowel_disease", "uveitis", "other_autoimmune_disease")
_OUTSIDE_BONE = (*_AUTOIMMUNE, "arthritis", "sacroiliitis", "enthesitis")
_SPINE_DEFORMITY_MONTHS = 12
_NAMED = {
    "any_comorbidity": _AUTOIMMUNE,
    "any_extraosseous": _OUTSIDE_BONE,
    "bowel_disease": ("inflammatory_bowel_disease",),
    "sacroiliitis": ("sacroiliitis",),
    "skin_disease": _SKIN,
    "severe_acne": ("severe_acne",),
    "uveitis": ("uveitis",),
}


def _has_any(concepts: tuple[str, ...]) -> Function:
    def function(children: Children) -> Measured:
        late = days(_FOLLOWED_MONTHS)
        return share(
            any(had(child, concept, by=min(day + late, child.until)) for concept in concepts)
            for child, day in diagnosed(children)
        )

    return function


for _name, _concepts in _NAMED.items():
    add(
        _name,
        f"diagnosed children; begun by two years after the diagnosis ({', '.join(_concepts)})",
        _has_any(_concepts),
    )


@measure(
    "arthritis",
    "diagnosed children; begun by two years after the diagnosis; sacroiliitis is not counted",
)
def arthritis(children: Children) -> Measured:
    """Share of children with arthritis of other joints than the sacroiliac ones."""
    late = days(_FOLLOWED_MONTHS)
    return share(
        any(
            condition.concept == "arthritis" and condition.first_day <= min(day + late, child.until)
            for condition in child.conditions
        )
        for child, day in diagnosed(children)
    )


def _with_spine(children: Children) -> list[tuple[VirtualChild, int]]:
    vertebrae = members("vertebral")
    return [
        (child, day)
        for child, day in diagnosed(children)
        if any(bout.bone_unit in vertebrae for bout in active(child, day))
    ]


@measure(
    "spine_deformed",
    "diagnosed children with an active vertebra; one has lost height by a year after the diagnosis",
)
def spine_deformed(children: Children) -> Measured:
    """Share of children with spinal lesions whose vertebrae are deformed."""
    vertebrae, late = members("vertebral"), days(_SPINE_DEFORMITY_MONTHS)
    return share(
        any(
            bout.bone_unit in vertebrae
            and bout.features.get("height_loss", child.until + 1) <= min(day + late, child.until)
            for bout in child.bouts
        )
        for child, day in _with_spine(children)
    )


@measure(
    "spine_silent",
    "diagnosed children with an active vertebra on that day; none of these is felt",
)
def spine_silent(children: Children) -> Measured:
    """Share of children with spinal lesions who feel none of them."""
    vertebrae = members("vertebral")
    return share(
        not any(bout.is_felt for bout in active(child, day) if bout.bone_unit in vertebrae)
        for child, day in _with_spine(children)
    )
