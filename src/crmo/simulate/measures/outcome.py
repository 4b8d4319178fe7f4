"""How the children are after months and years: PedCNO70, symptoms, drugs."""

from __future__ import annotations

from functools import cache

from attrs import frozen

from crmo.knowledge import load_knowledge
from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.lesions import felt_sites, sites_on_mri
from crmo.simulate.measures.measured import Measured, share
from crmo.simulate.measures.register import Children, measure
from crmo.simulate.measures.who import days, followed, is_a

PAIN_FREE_BELOW = 1.0  # of 10
SEVERE_GLOBAL = 4.0  # of 10, as the German register has it
_PEDCNO_MONTHS = 12
_NAPROXEN_MONTHS = 6
_NAPROXEN_BEGUN_BY_MONTHS = 2


@frozen(kw_only=True)
class PedCnoRule:
    """The counts of the PedCNO rule, as the knowledge has them.

    Args:
        items: core items; `mri_lesion_count` and names of states.
        improved_by: least improvement in percent.
        improved_at_least: number of items that must improve so far.
        worse_at_most: number of items that may worsen.
        worse_by_more_than: percent beyond which an item counts as worse.
    """

    items: tuple[str, ...]
    improved_by: float
    improved_at_least: int
    worse_at_most: int
    worse_by_more_than: float


@cache
def pedcno70_rule() -> PedCnoRule:
    """Return the rule for an improvement by 70 percent."""
    body = load_knowledge().rule("pedcno").body
    level = next(row for row in body["levels"] if row["id"] == "pedcno70")
    return PedCnoRule(
        items=tuple(body["items"]),
        improved_by=level["percent"]["value"],
        improved_at_least=body["improved_at_least"]["value"],
        worse_at_most=body["worse_at_most"]["value"],
        worse_by_more_than=body["worse_by_more_than"]["value"],
    )


def meets_pedcno(child: VirtualChild, rule: PedCnoRule, before: int, after: int) -> bool:
    """Tell whether a child improved between two days by the rule.

    The rule leaves open what holds for a baseline of zero: here it cannot improve, and any rise
    counts as worse. A normal ESR may improve like any other.
    """
    improved = worse = 0
    for item in rule.items:
        then, now = _core_item(child, item, before), _core_item(child, item, after)
        improved += then > 0 and now <= then * (1 - rule.improved_by / 100)
        worse += now > then * (1 + rule.worse_by_more_than / 100)
    return improved >= rule.improved_at_least and worse <= rule.worse_at_most


def _core_item(child: VirtualChild, item: str, day: int) -> float:
    if item == "mri_lesion_count":
        return float(len(sites_on_mri(child, day)))
    return child.states.at(item, day)


@measure(
    "pedcno70_at_12_months",
    "diagnosed children followed for a year; ESR, lesions on MRI, both globals and CHAQ at "
    "diagnosis and 12 months later, as they truly were",
)
def pedcno70_at_12_months(children: Children) -> Measured:
    """Share of children with PedCNO70 a year after the diagnosis."""
    rule, late = pedcno70_rule(), days(_PEDCNO_MONTHS)
    return share(
        meets_pedcno(child, rule, day, day + late)
        for child, day in followed(children, _PEDCNO_MONTHS)
    )


@measure(
    "severe_at_12_months",
    "diagnosed children followed for a year; physician's global of 4 or more of 10 in truth",
)
def severe_at_12_months(children: Children) -> Measured:
    """Share of children whose disease the doctor calls severe a year after the diagnosis."""
    late = days(_PEDCNO_MONTHS)
    return share(
        child.states.at("physician_global", day + late) >= SEVERE_GLOBAL
        for child, day in followed(children, _PEDCNO_MONTHS)
    )


def is_symptom_free(child: VirtualChild, day: int) -> bool:
    """Tell whether nothing is felt on a day: no felt lesion, and pain below 1 of 10."""
    return not felt_sites(child, day) and child.states.at("pain", day) < PAIN_FREE_BELOW


def begins_with_nsaid(child: VirtualChild, diagnosis: int) -> bool:
    """Tell whether an NSAID was being taken two months after the diagnosis."""
    day = diagnosis + days(_NAPROXEN_BEGUN_BY_MONTHS)
    return any(
        one.start <= day
        and (one.stop is None or one.stop >= diagnosis)
        and (is_a(one.drug, "nsaid") or is_a(one.drug, "coxib"))
        for one in child.treatments
    )


@measure(
    "symptom_free_at_6_months",
    "children given an NSAID within two months of the diagnosis, whatever else, followed for six "
    "months; no felt lesion and pain below 1 of 10",
)
def symptom_free_at_6_months(children: Children) -> Measured:
    """Share of children free of symptoms after six months."""
    late = days(_NAPROXEN_MONTHS)
    return share(
        is_symptom_free(child, day + late)
        for child, day in followed(children, _NAPROXEN_MONTHS)
        if begins_with_nsaid(child, day)
    )


@measure(
    "symptom_free_at_3_years",
    "diagnosed children followed for three years; no felt lesion and pain below 1 of 10",
)
def symptom_free_at_3_years(children: Children) -> Measured:
    """Share of children free of symptoms three years after the diagnosis."""
    return share(is_symptom_free(child, day + days(36)) for child, day in followed(children, 36))


@measure(
    "off_drugs_at_3_years",
    "diagnosed children followed for three years; no drug for the disease is being taken",
)
def off_drugs_at_3_years(children: Children) -> Measured:
    """Share of children off drugs three years after the diagnosis."""
    return share(
        not any(
            one.start <= day + days(36) and (one.stop is None or one.stop >= day + days(36))
            for one in child.treatments
        )
        for child, day in followed(children, 36)
    )
