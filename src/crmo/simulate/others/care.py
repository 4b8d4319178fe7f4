"""The way to the diagnosis and what follows: visits, beliefs, scans, samples, drugs."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from crmo.knowledge import Knowledge
from crmo.simulate.child import Belief, Condition, Sampling, States, Treatment, Visit
from crmo.simulate.child import Scan as MadeScan
from crmo.simulate.others.beliefs import beliefs_of, held_first
from crmo.simulate.others.drugs import planned_courses
from crmo.simulate.others.illness import Illness
from crmo.simulate.others.ladder import ladder_courses
from crmo.simulate.others.occasions import Occasions, occasions_of
from crmo.simulate.others.studies import samplings_of, scans_of
from crmo.simulate.others.symptoms import Days
from crmo.simulate.others.visits import visits_of


@frozen(kw_only=True)
class Way:
    """What was done and thought about one child; each in the order of its day."""

    visits: tuple[Visit, ...] = ()
    beliefs: tuple[Belief, ...] = ()
    scans: tuple[MadeScan, ...] = ()
    samplings: tuple[Sampling, ...] = ()
    treatments: tuple[Treatment, ...] = ()


@frozen(kw_only=True)
class Story:
    """What is true of each child of a block, before anybody does anything about it.

    Args:
        days: their days.
        bones: their diseased bones.
        regions: their regions.
        conditions: their symptoms.
        states: what changes from step to step.
    """

    days: Sequence[Days]
    bones: Sequence[tuple[str, ...]]
    regions: Sequence[tuple[str, ...]]
    conditions: Sequence[Sequence[Condition]]
    states: Sequence[States]


def ways_of(
    illness: Illness, story: Story, knowledge: Knowledge, *, disease: str, missed: float
) -> list[Way]:
    """Return the way of each child to its diagnosis and afterwards.

    Args:
        illness: the children.
        story: what is true of them.
        knowledge: which diseases are kinds of others.
        disease: concept of the right diagnosis, or empty if nothing is wrong with them.
        missed: share of planned visits that are missed.
    """
    care = illness.profile.care
    if care is None:
        return [Way()] * illness.n
    draws = illness.draws
    occasions = occasions_of(illness, story.days, story.conditions)
    where = [
        bone[:1] or region[:1] for bone, region in zip(story.bones, story.regions, strict=True)
    ]
    wrong = held_first(draws, care, occasions)
    beliefs = beliefs_of(draws, care, occasions, wrong, disease, knowledge)
    scans = scans_of(draws, care.scans, occasions, where)
    samplings = samplings_of(draws, care.samples, occasions, story.bones)
    drugs = planned_courses(draws, care.drugs, occasions, wrong, disease)
    visits = [
        _came(child, day, made, taken, given)
        for child, day, made, taken, given in zip(
            visits_of(draws, care, occasions, missed), occasions, scans, samplings, drugs,
            strict=True,
        )
    ]  # fmt: skip
    if care.ladder is not None:
        climbed = ladder_courses(draws, care.ladder, story.days, visits, story.states, disease)
        drugs = [
            tuple(sorted((*planned, *more), key=lambda course: course.start))
            for planned, more in zip(drugs, climbed, strict=True)
        ]
    return [
        Way(visits=v, beliefs=b, scans=s, samplings=p, treatments=t)
        for v, b, s, p, t in zip(visits, beliefs, scans, samplings, drugs, strict=True)
    ]


def _came(
    visits: tuple[Visit, ...],
    day: Occasions,
    scans: tuple[MadeScan, ...],
    samplings: tuple[Sampling, ...],
    drugs: tuple[Treatment, ...],
) -> tuple[Visit, ...]:
    """Return the visits, none of them missed on a day on which something was done."""
    if all(visit.is_attended for visit in visits):
        return visits
    done = {scan.day for scan in scans} | {sampling.day for sampling in samplings}
    done |= {course.start for course in drugs} | {start for _, start, _ in day.symptoms}
    return tuple(
        visit if visit.is_attended or visit.day not in done else evolve(visit, is_attended=True)
        for visit in visits
    )
