"""The way to the diagnosis: how long, what was thought, given, cut out and seen."""

from __future__ import annotations

from functools import cache

from crmo.anatomy import resolve_site
from crmo.record import Modality
from crmo.simulate.child import Scan, VirtualChild
from crmo.simulate.measures.measured import Measured, mean, median, share
from crmo.simulate.measures.register import Children, Function, add, measure
from crmo.simulate.measures.who import days, diagnosed, is_a, months

_AROUND_DIAGNOSIS_MONTHS = 3  # biopsies and first radiographs made to settle the diagnosis


@measure("delay_mean", "diagnosed children; months from first symptom to diagnosis")
def delay_mean(children: Children) -> Measured:
    """Mean time to the diagnosis."""
    return mean(months(day - child.onset) for child, day in diagnosed(children))


@measure("delay_median", "diagnosed children; months from first symptom to diagnosis")
def delay_median(children: Children) -> Measured:
    """Median time to the diagnosis."""
    return median(months(day - child.onset) for child, day in diagnosed(children))


@measure("antibiotics_before_diagnosis", "diagnosed children; an antibiotic begun before that day")
def antibiotics_before_diagnosis(children: Children) -> Measured:
    """Share of children who were given antibiotics before the diagnosis."""
    return share(
        any(one.start < day and is_a(one.drug, "antibiotic") for one in child.treatments)
        for child, day in diagnosed(children)
    )


@measure("biopsied", "diagnosed children; a bone biopsy up to three months after the diagnosis")
def biopsied(children: Children) -> Measured:
    """Share of children with a bone biopsy."""
    late = days(_AROUND_DIAGNOSIS_MONTHS)
    return share(
        any(one.concept == "bone_biopsy" and one.day <= day + late for one in child.samplings)
        for child, day in diagnosed(children)
    )


def _believed(disease: str) -> Function:
    def function(children: Children) -> Measured:
        return share(
            any(one.first_day < day and is_a(one.concept, disease) for one in child.beliefs)
            for child, day in diagnosed(children)
        )

    return function


add(
    "first_belief_malignancy",
    "diagnosed children; a malignant disease was thought of before the diagnosis",
    _believed("malignancy"),
)
add(
    "first_belief_bacterial",
    "diagnosed children; a bacterial bone infection was thought of before the diagnosis",
    _believed("bacterial_osteomyelitis"),
)


def _first_radiograph(child: VirtualChild, diagnosis: int) -> Scan | None:
    """Return the last radiograph before the diagnosis, or the first one soon after it."""
    radiographs = [scan for scan in child.scans if scan.modality is Modality.RADIOGRAPH]
    before = [scan for scan in radiographs if scan.day <= diagnosis]
    if before:
        return before[-1]
    soon = diagnosis + days(_AROUND_DIAGNOSIS_MONTHS)
    return next((scan for scan in radiographs if scan.day <= soon), None)


def _seen_on_radiograph(*features: str) -> Function:
    def function(children: Children) -> Measured:
        found = ((child, _first_radiograph(child, day)) for child, day in diagnosed(children))
        return share(_shows(child, scan, features) for child, scan in found if scan is not None)

    return function


def _shows(child: VirtualChild, scan: Scan, features: tuple[str, ...]) -> bool:
    covered = frozenset(unit for site in scan.sites for unit in _units(site))
    return any(
        (scan.whole_body or bout.bone_unit in covered)
        and any(bout.features.get(feature, scan.day + 1) <= scan.day for feature in features)
        for bout in child.bouts
    )


@cache
def _units(site: str) -> frozenset[str]:
    return frozenset(unit.id for unit in resolve_site(site).units)


add(
    "radiograph_sclerosis_or_lysis",
    "diagnosed children with a radiograph; what is there to be seen on the last one before the "
    "diagnosis, or the first within three months after it",
    _seen_on_radiograph("sclerosis", "lysis"),
)
add(
    "radiograph_hyperostosis",
    "diagnosed children with a radiograph; what is there to be seen on the last one before the "
    "diagnosis, or the first within three months after it",
    _seen_on_radiograph("hyperostosis"),
)
