"""Symptoms and signs of a child, and what it always had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmo.simulate.child import Condition
from crmo.simulate.others.illness import NEVER, Illness
from crmo.simulate.others.places import joint_of, lies_in
from crmo.simulate.others.profile import Symptom


class Days(NamedTuple):
    """The days of one child's story that symptoms hang on."""

    onset: int
    diagnosed: int
    until: int
    periods: tuple[tuple[int, int], ...]


def days_of(illness: Illness) -> list[Days]:
    """Return the days of each child; periods of activity that begin after the end are left out."""
    made = []
    for onset, diagnosed, until, starts, ends in zip(
        illness.onset.tolist(),
        illness.diagnosed.tolist(),
        illness.until.tolist(),
        illness.starts.tolist(),
        illness.ends.tolist(),
        strict=True,
    ):
        periods = zip(starts, ends, strict=True)
        seen = tuple((start, end) for start, end in periods if start <= until)
        made.append(Days(onset, diagnosed, until, seen))
    return made


def symptoms_of(
    illness: Illness,
    days: Sequence[Days],
    bones: Sequence[tuple[str, ...]],
    regions: Sequence[tuple[str, ...]],
) -> list[list[Condition]]:
    """Return the symptoms and signs of each child, in the order of the profile.

    Args:
        illness: the children.
        days: their days.
        bones: their diseased bones, the first of which hurts most.
        regions: their regions.
    """
    made: list[list[Condition]] = [[] for _ in days]
    for concept, symptom in illness.profile.symptoms.items():
        purpose = f"symptom/{symptom.driver or concept}"
        has_it = illness.draws.happens(purpose, symptom.share).tolist()
        for row, has in enumerate(has_it):
            if has:
                sites = _sites(symptom, bones[row], regions[row])
                made[row].extend(_conditions(concept, symptom, days[row], sites))
    return made


def chosen_of(
    illness: Illness, purpose: str, shares: Sequence[tuple[str, float]]
) -> list[list[str]]:
    """Return which of several things each child has, each drawn for itself."""
    made: list[list[str]] = [[] for _ in range(illness.n)]
    for name, share in shares:
        for row, has in enumerate(illness.draws.happens(f"{purpose}/{name}", share).tolist()):
            if has:
                made[row].append(name)
    return made


def _sites(
    symptom: Symptom, bones: tuple[str, ...], regions: tuple[str, ...]
) -> tuple[str | None, ...]:
    """Return the places of a symptom, None for one without a place, nothing if it cannot be."""
    places = _places(symptom, bones, regions)
    if not symptom.only:
        return places
    return tuple(place for place in places if place is not None and lies_in(place, symptom.only))


def _places(
    symptom: Symptom, bones: tuple[str, ...], regions: tuple[str, ...]
) -> tuple[str | None, ...]:
    if symptom.where == "bone":
        return bones[:1] or regions[:1] or (None,)
    if symptom.where == "joint":
        beside = (joint_of(bone) for bone in bones)
        joints = tuple(joint for joint in beside if joint is not None)
        return joints[:1] if bones else (regions[:1] or (None,))
    if symptom.where == "region":
        return regions[:1] or (None,)
    if symptom.where == "each_region":
        return regions or (None,)
    return (None,)


def _conditions(
    concept: str, symptom: Symptom, days: Days, sites: tuple[str | None, ...]
) -> Iterator[Condition]:
    for start, end in _spans(symptom, days):
        for site in sites:
            yield Condition(
                concept=concept,
                first_day=start,
                last_day=end if end <= days.until else None,
                site=site,
            )


def _spans(symptom: Symptom, days: Days) -> Iterator[tuple[int, int]]:
    way = days.diagnosed - days.onset if days.diagnosed < NEVER else 0
    begins = days.onset + int(symptom.begins * way)
    if begins > days.until:
        return
    if symptom.lasts == "stays":
        yield begins, NEVER
    elif symptom.lasts == "until_treated":
        yield begins, max(days.diagnosed, begins)
    else:
        end = days.periods[0][1] if days.periods else begins
        yield begins, max(end, begins)
        if symptom.lasts == "active":
            yield from days.periods[1:]
