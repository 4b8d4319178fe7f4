"""Children who do not have CNO: one machine for every mimic and for the healthy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from crmo.knowledge import Knowledge
from crmo.record import Sex
from crmo.simulate.chance import Integers, normal_quantile
from crmo.simulate.child import Bout, Condition, States, VirtualChild
from crmo.simulate.incidental import incidental_spots
from crmo.simulate.others.care import Story, Way, ways_of
from crmo.simulate.others.contacts import EverydayContacts, contacts_of
from crmo.simulate.others.illness import LEAVES, Illness, draw_illness
from crmo.simulate.others.places import bones_of, bouts_of, regions_of
from crmo.simulate.others.read_profile import profile_of
from crmo.simulate.others.states import HealthyBlood, OtherChildren, states_of
from crmo.simulate.others.symptoms import chosen_of, days_of, symptoms_of
from crmo.simulate.parameters import Parameters

Entry = TypeVar("Entry")
_About = tuple[int, Sex, int, int, int, str, float, dict[str, bool], tuple[str, ...]]

_DAY: Callable[[Any], int] = attrgetter("day")
_FIRST_DAY: Callable[[Any], int] = attrgetter("first_day")


def other_children(
    kind: str,
    numbers: Integers,
    onset_days: NDArray[np.int64],
    until_day: NDArray[np.int64],
    seed: int,
    parameters: Parameters,
    knowledge: Knowledge,
) -> list[VirtualChild]:
    """Return children of one kind other than CNO.

    What a child is like depends on its number, its seed and the numbers of its kind; not on who
    else is made at the same time.

    Args:
        kind: id in the knowledge's virtual kinds (`leukaemia`, `growing_pains`, `healthy`).
        numbers: numbers of the children, shape (n,).
        onset_days: ordinal day of the first symptom, for the healthy of the first contact,
            shape (n,).
        until_day: ordinal day on which the data are cut, not before the onset, shape (n,).
        seed: seed of the simulation.
        parameters: numbers of the natural history; groups `other_children`, `healthy_blood` and
            `incidental` are read.
        knowledge: what holds the kinds.

    Raises:
        KnowledgeError: there is no such kind, or its profile cannot be read.
        ValueError: the data are cut before an onset.
    """
    if len(numbers) == 0:
        return []
    if (until_day < onset_days).any():
        raise ValueError("the data are cut before an onset")
    common = parameters.group(OtherChildren, "other_children")
    illness = draw_illness(
        profile_of(kind, knowledge),
        numbers,
        onset_days.astype(np.int64),
        until_day.astype(np.int64),
        seed,
        grown_up_years=common.grown_up_years,
        work_up_at_most=common.work_up_at_most,
    )
    return _children(kind, illness, parameters, knowledge, common)


def _children(
    kind: str,
    illness: Illness,
    parameters: Parameters,
    knowledge: Knowledge,
    common: OtherChildren,
) -> list[VirtualChild]:
    regions = regions_of(illness)
    bones = bones_of(illness, regions)
    bouts = bouts_of(illness, bones)
    days = days_of(illness)
    disease = knowledge.virtual_kinds[kind].concept
    healthy = parameters.group(HealthyBlood, "healthy_blood")
    everyday = contacts_of(illness, knowledge)
    states = states_of(illness, bouts, everyday, common, healthy)
    conditions = symptoms_of(illness, days, bones, regions)
    story = Story(days=days, bones=bones, regions=regions, conditions=conditions, states=states)
    ways = ways_of(illness, story, knowledge, disease=disease, missed=common.missed_visits)
    draws = illness.draws
    spots = incidental_spots(draws.numbers, illness.onset - illness.born, draws.seed, parameters)
    return [
        _child(kind, draws.seed, *parts)
        for parts in zip(
            _about(illness, common), bouts, spots, conditions, states, ways, everyday, strict=True
        )
    ]


def _child(
    kind: str,
    seed: int,
    about: _About,
    bouts: tuple[Bout, ...],
    spots: tuple[str, ...],
    conditions: list[Condition],
    states: States,
    way: Way,
    extra: EverydayContacts,
) -> VirtualChild:
    number, sex, born, onset, until, leaves, height, traits, family = about
    conditions.sort(key=_FIRST_DAY)
    return VirtualChild(
        number=number,
        seed=seed,
        kind=kind,
        sex=sex,
        born=born,
        onset=onset,
        until=until,
        leaves=leaves,
        bouts=bouts,
        incidental=spots,
        conditions=_merged(conditions, extra.conditions, _FIRST_DAY),
        traits=traits,
        family=family,
        states=states,
        treatments=way.treatments,
        visits=_merged(way.visits, extra.visits, _DAY),
        scans=_merged(way.scans, extra.scans, _DAY),
        samplings=_merged(way.samplings, extra.samplings, _DAY),
        beliefs=_merged(way.beliefs, extra.beliefs, _FIRST_DAY),
        height_z=height,
    )


def _about(illness: Illness, common: OtherChildren) -> list[_About]:
    """Return what was always so about each child, and the days of its story."""
    profile, draws = illness.profile, illness.draws
    height = profile.height_z + common.height_spread * normal_quantile(draws.uniform("height"))
    traits = chosen_of(illness, "trait", tuple(profile.traits.items()))
    family = chosen_of(illness, "family", tuple(profile.family.items()))
    return [
        (
            number,
            Sex.FEMALE if is_female else Sex.MALE,
            born,
            onset,
            until,
            LEAVES[leaves],
            round(z, 2),
            {name: name in has for name in profile.traits},
            tuple(relatives),
        )
        for number, is_female, born, onset, until, leaves, z, has, relatives in zip(
            draws.numbers.tolist(),
            illness.is_female.tolist(),
            illness.born.tolist(),
            illness.onset.tolist(),
            illness.until.tolist(),
            illness.leaves.tolist(),
            height.tolist(),
            traits,
            family,
            strict=True,
        )
    ]


def _merged(
    first: Sequence[Entry], second: Sequence[Entry], day: Callable[[Entry], int]
) -> tuple[Entry, ...]:
    """Return two series that are in order as one in order."""
    if not first or not second:
        return tuple(first or second)
    return tuple(sorted((*first, *second), key=day))
