"""The scans and samples that a disease leads to."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.record import Modality
from crmo.simulate.child import Sampling
from crmo.simulate.child import Scan as MadeScan
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.occasions import Occasions, planned_days
from crmo.simulate.others.order import in_order
from crmo.simulate.others.places import scanned_region
from crmo.simulate.others.profile import Sample, Scan
from crmo.simulate.others.states import blood_purpose

_AT_BONE = frozenset({"bone_biopsy", "bone_culture", "surgery"})


def scans_of(
    draws: Draws,
    plans: Sequence[Scan],
    occasions: Sequence[Occasions],
    where: Sequence[tuple[str, ...]],
) -> list[tuple[MadeScan, ...]]:
    """Return the scans of each child, in order.

    Args:
        draws: their luck.
        plans: what is scanned how often and when.
        occasions: their days.
        where: what a regional scan covers; a scan for a symptom covers its own place.
    """
    made: list[list[MadeScan]] = [[] for _ in occasions]
    for number, plan in enumerate(plans):
        modality = Modality(plan.modality)
        for row, days in planned_days(draws, f"scan/{number}", plan, occasions):
            for day in days:
                place = _place(plan, occasions[row], where[row])
                if not plan.whole_body and place is None:
                    continue
                sites = () if plan.whole_body or place is None else (scanned_region(place),)
                made[row].append(
                    MadeScan(day=day, modality=modality, whole_body=plan.whole_body, sites=sites)
                )
    return [
        in_order(scans, child.until, lambda scan: scan.day)
        for scans, child in zip(made, occasions, strict=True)
    ]


def _place(plan: Scan, child: Occasions, where: tuple[str, ...]) -> str | None:
    if plan.symptom:
        named = (site for name, _, site in child.symptoms if name == plan.symptom)
        return next(named, None) or next(iter(where), None)
    return next(iter(where), None)


def samplings_of(
    draws: Draws,
    plans: Sequence[Sample],
    occasions: Sequence[Occasions],
    bones: Sequence[tuple[str, ...]],
) -> list[tuple[Sampling, ...]]:
    """Return the biopsies, cultures and other procedures of each child, in order."""
    made: list[list[Sampling]] = [[] for _ in occasions]
    for number, plan in enumerate(plans):
        found = {
            name: draws.happens(_result_purpose(plan, number, name), share).tolist()
            for name, share in plan.results.items()
        }
        at_bone = plan.concept in _AT_BONE
        for row, days in planned_days(draws, f"sample/{number}", plan, occasions):
            if at_bone and not bones[row]:
                continue
            made[row].extend(
                Sampling(
                    day=day,
                    concept=plan.concept,
                    site=bones[row][0] if at_bone else None,
                    results={name: values[row] for name, values in found.items()},
                )
                for day in days
            )
    return [
        in_order(samples, child.until, lambda sample: sample.day)
        for samples, child in zip(made, occasions, strict=True)
    ]


def _result_purpose(plan: Sample, number: int, result: str) -> str:
    driver = plan.drivers.get(result)
    return f"sample/{number}/{result}" if driver is None else blood_purpose(driver)
