"""From arrays to children: what became of each child of a block, told as one story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from crmo.record import Certainty, Modality, Sex
from crmo.simulate.chance import Stream
from crmo.simulate.child import Belief, Bout, Scan, States, Treatment, VirtualChild, Visit
from crmo.simulate.course.block import LEAVES
from crmo.simulate.course.bouts import STILL
from crmo.simulate.course.conditions import conditions_of
from crmo.simulate.course.course import Course
from crmo.simulate.course.damage import leg_length_series_cm
from crmo.simulate.course.treatments import REASONS, RESPONSES
from crmo.simulate.onset.onset import BONE_UNITS, PATTERNS, Onset
from crmo.simulate.pathway import Pathway

KIND = DISEASE = "cno"
_OEDEMA = "marrow_oedema"
_CLINIC = "paediatric rheumatology"
_START, _DAY = attrgetter("start"), attrgetter("day")
_SEXES = (Sex.MALE, Sex.FEMALE)
_Item = TypeVar("_Item")


def children_of(
    onset: Onset,
    course: Course,
    *,
    pathways: Sequence[Pathway] | None = None,
    spots: Sequence[tuple[str, ...]] | None = None,
) -> list[VirtualChild]:
    """Return the children of a block, each with the whole story.

    Args:
        onset: the beginnings, n children.
        course: what became of them.
        pathways: the way of each to the diagnosis; without them nothing is told of the time
            before it, and the diagnosis is made on its day.
        spots: bone units of each with a harmless bright spot on MRI; none if not given.
    """
    bouts = _by_child(list(_bouts(course)), course.bouts.child, onset.n)
    treatments = _by_child(list(_treatments(course)), course.treatments.child, onset.n)
    visits = _by_child(list(_visits(course)), course.visits.child, onset.n)
    scans = _by_child(list(_scans(onset, course)), course.scans.child, onset.n)
    conditions, states = conditions_of(onset, course), _states(onset, course)
    traits, family = _held(onset.traits, onset.n), _held(onset.family, onset.n)
    heights = Stream(onset.seed, "course/height").normal(onset.children)[:, 0].tolist()
    diagnosed = onset.diagnosed.tolist()
    made = []
    for row, (number, sex, born, first, until, leaves, pattern) in enumerate(_about(onset, course)):
        way = _plain_way(diagnosed[row], until) if pathways is None else pathways[row]
        known = way.visits[-1].day if way.visits else first
        made.append(
            VirtualChild(
                number=number,
                seed=onset.seed,
                kind=KIND,
                sex=sex,
                born=born,
                onset=first,
                until=until,
                leaves=leaves,
                pattern=pattern,
                bouts=tuple(bouts[row]),
                incidental=() if spots is None else spots[row],
                conditions=conditions[row],
                traits=dict.fromkeys(onset.traits, False) | dict.fromkeys(traits[row], True),
                family=tuple(family[row]),
                states=states[row],
                treatments=_merged(way.treatments, treatments[row], _START),
                visits=(*way.visits, *(visit for visit in visits[row] if visit.day > known)),
                scans=_merged(way.scans, [scan for scan in scans[row] if scan is not None], _DAY),
                samplings=way.samplings,
                beliefs=way.beliefs,
                height_z=heights[row],
            )
        )
    return made


def _by_child(items: list[_Item], child: NDArray[np.int64], n: int) -> list[list[_Item]]:
    """Return the items of each child; `child`, in rising order, says whose each is."""
    borders = np.searchsorted(child, np.arange(n + 1)).tolist()
    return [items[first:after] for first, after in pairwise(borders)]


def _merged(
    before: Sequence[_Item], after: Sequence[_Item], key: Callable[[_Item], Any]
) -> tuple[_Item, ...]:
    return tuple(sorted((*before, *after), key=key))


def _held(shares: Mapping[str, NDArray[np.bool_]], n: int) -> list[list[str]]:
    """Return for each child the names for which it holds."""
    held: list[list[str]] = [[] for _ in range(n)]
    for name, is_so in shares.items():
        for row in np.flatnonzero(is_so).tolist():
            held[row].append(name)
    return held


def _about(onset: Onset, course: Course) -> Iterator[tuple[int, Sex, int, int, int, str, str]]:
    return zip(
        onset.children.tolist(),
        [_SEXES[is_female] for is_female in onset.is_female.tolist()],
        onset.born.tolist(),
        onset.onset.tolist(),
        course.until.tolist(),
        [LEAVES[why] for why in course.leaves.tolist()],
        [PATTERNS[pattern] for pattern in onset.pattern.tolist()],
        strict=True,
    )


def _plain_way(diagnosed: int, until: int) -> Pathway:
    """Return a way to the diagnosis of which nothing is known but its end."""
    if diagnosed > until:
        return Pathway(visits=(), scans=(), samplings=(), beliefs=(), treatments=())
    return Pathway(
        visits=(Visit(day=diagnosed, department=_CLINIC),),
        scans=(),
        samplings=(),
        beliefs=(Belief(concept=DISEASE, certainty=Certainty.CONFIRMED, first_day=diagnosed),),
        treatments=(),
    )


def _bouts(course: Course) -> Iterator[Bout]:
    table = course.bouts
    columns = zip(
        table.unit.tolist(),
        table.first_day.tolist(),
        table.last_day.tolist(),
        table.is_felt.tolist(),
        table.size_mm.tolist(),
        zip(*(days.tolist() for days in table.feature_day.values()), strict=True),
        strict=True,
    )
    names = tuple(table.feature_day)
    for unit, first, last, is_felt, size, days in columns:
        lasting = {name: day for name, day in zip(names, days, strict=True) if day != STILL}
        yield Bout(
            bone_unit=BONE_UNITS[unit],
            first_day=first,
            last_day=None if last == STILL else last,
            is_felt=is_felt,
            size_mm=size,
            features={_OEDEMA: first, **lasting},
        )


def _treatments(course: Course) -> Iterator[Treatment]:
    table = course.treatments
    columns = zip(
        table.drug.tolist(),
        table.start.tolist(),
        table.stop.tolist(),
        table.reason.tolist(),
        table.response.tolist(),
        table.adverse_events,
        strict=True,
    )
    for drug, start, stop, reason, response, events in columns:
        yield Treatment(
            drug=table.drugs[drug],
            start=start,
            stop=None if stop == STILL else stop,
            indication=DISEASE,
            response=RESPONSES[response],
            stop_reason=REASONS[reason],
            adverse_events=events,
        )


def _visits(course: Course) -> Iterator[Visit]:
    table = course.visits
    columns = (table.day.tolist(), table.is_attended.tolist(), table.is_planned.tolist())
    for day, is_attended, is_planned in zip(*columns, strict=True):
        yield Visit(day=day, department=_CLINIC, is_attended=is_attended, is_planned=is_planned)


def _scans(onset: Onset, course: Course) -> Iterator[Scan | None]:
    """Yield the scans; None for a regional one that no known place asked for."""
    table = course.scans
    sites = _sites(onset, course)
    columns = zip(table.day.tolist(), table.whole_body.tolist(), sites, strict=True)
    for day, is_whole_body, places in columns:
        if not is_whole_body and not places:
            yield None
            continue
        yield Scan(day=day, modality=Modality.MRI, whole_body=is_whole_body, sites=tuple(places))


def _sites(onset: Onset, course: Course) -> list[list[str]]:
    """Return the bone units that each regional scan covers."""
    table = course.scans
    sites: list[list[str]] = [[] for _ in range(len(table.child))]
    scans, slots = np.nonzero(table.covers)
    units = onset.unit[table.child[scans], slots]
    for scan, unit in zip(scans.tolist(), units.tolist(), strict=True):
        sites[scan].append(BONE_UNITS[unit])
    return sites


def _states(onset: Onset, course: Course) -> list[States]:
    names = tuple(course.states)
    legs = leg_length_series_cm(onset, course)
    first, n_steps = onset.onset.tolist(), course.n_steps.tolist()
    # One row per child in memory, so that reading a child's states does not jump about.
    columns = [np.ascontiguousarray(course.states[name]) for name in names]
    made = []
    for row, length in enumerate(n_steps):
        values = {
            name: tuple(column[row, :length].tolist())
            for name, column in zip(names, columns, strict=True)
        }
        if row in legs:
            values["leg_length_difference"] = legs[row]
        made.append(States(first_day=first[row], values=values))
    return made
