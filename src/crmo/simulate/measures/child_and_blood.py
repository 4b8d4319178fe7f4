"""The child, the family, fever and blood at the diagnosis."""

from __future__ import annotations

from crmo.record import Sex
from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.measured import Measured, mean, median, share
from crmo.simulate.measures.register import Children, Function, add, measure
from crmo.simulate.measures.who import DAYS_A_YEAR, diagnosed, is_a

CRP_FRANCE_MG_PER_L = 10  # cut-off of the French cohort
CRP_TURKEY_MG_PER_L = 5
ESR_MM_PER_H = 20


@measure("girls", "diagnosed children")
def girls(children: Children) -> Measured:
    """Share of girls."""
    return share(child.sex is Sex.FEMALE for child, _ in diagnosed(children))


@measure("onset_age_median", "diagnosed children; age in years at the first symptom")
def onset_age_median(children: Children) -> Measured:
    """Median age at the first symptom."""
    return median((child.onset - child.born) / DAYS_A_YEAR for child, _ in diagnosed(children))


@measure("onset_age_mean", "diagnosed children; age in years at the first symptom")
def onset_age_mean(children: Children) -> Measured:
    """Mean age at the first symptom."""
    return mean((child.onset - child.born) / DAYS_A_YEAR for child, _ in diagnosed(children))


@measure("diagnosis_age_mean", "diagnosed children; age in years at the diagnosis")
def diagnosis_age_mean(children: Children) -> Measured:
    """Mean age at the diagnosis."""
    return mean((day - child.born) / DAYS_A_YEAR for child, day in diagnosed(children))


def _trait(name: str) -> Function:
    def function(children: Children) -> Measured:
        return share(child.traits.get(name, False) for child, _ in diagnosed(children))

    return function


add("hla_b27", "diagnosed children, all of them tested", _trait("hla_b27_positive"))
add("ana", "diagnosed children, all of them tested", _trait("ana_positive"))


@measure("family_autoimmunity", "diagnosed children; any disease named in the family")
def family_autoimmunity(children: Children) -> Measured:
    """Share of children with autoimmune disease among relatives."""
    return share(bool(child.family) for child, _ in diagnosed(children))


@measure("fever", "diagnosed children; fever at any time up to the diagnosis")
def fever(children: Children) -> Measured:
    """Share of children with fever."""
    return share(had(child, "fever", by=day) for child, day in diagnosed(children))


def had(child: VirtualChild, concept: str, *, by: int) -> bool:
    """Tell whether a child had a condition, or a kind of it, that began by a day."""
    return any(
        condition.first_day <= by and is_a(condition.concept, concept)
        for condition in child.conditions
    )


def is_raised(child: VirtualChild, analyte: str, above: float, day: int) -> bool:
    """Tell whether a blood value is above a cut-off on a day."""
    return analyte in child.states.values and child.states.at(analyte, day) > above


@measure("crp_over_10_or_esr_over_20", "diagnosed children; blood on the day of the diagnosis")
def crp_over_10_or_esr_over_20(children: Children) -> Measured:
    """Share of children with a raised marker, by the French cut-off for CRP."""
    return share(
        is_raised(child, "crp", CRP_FRANCE_MG_PER_L, day)
        or is_raised(child, "esr", ESR_MM_PER_H, day)
        for child, day in diagnosed(children)
    )


@measure("esr_over_20", "diagnosed children; blood on the day of the diagnosis")
def esr_over_20(children: Children) -> Measured:
    """Share of children with an ESR above 20 mm/h."""
    return share(is_raised(child, "esr", ESR_MM_PER_H, day) for child, day in diagnosed(children))


@measure("crp_over_5", "diagnosed children; blood on the day of the diagnosis")
def crp_over_5(children: Children) -> Measured:
    """Share of children with a CRP above 5 mg/L."""
    return share(
        is_raised(child, "crp", CRP_TURKEY_MG_PER_L, day) for child, day in diagnosed(children)
    )
