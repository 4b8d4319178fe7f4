"""Whatever disease a child has, it also catches colds, gets hurt and is vaccinated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from crmo.knowledge import Knowledge
from crmo.simulate.child import VirtualChild
from crmo.simulate.course.complaints import ComplaintNumbers
from crmo.simulate.mixes import DISEASE
from crmo.simulate.others import profile_of
from crmo.simulate.others.contacts import EverydayContacts, everyday_contacts
from crmo.simulate.others.draws import Draws
from crmo.simulate.parameters import Parameters

_AS_IN = "healthy"  # the kind of children whose contacts are taken over
_Entry = TypeVar("_Entry")
_DAY: Callable[[Any], int] = attrgetter("day")
_BEGUN: Callable[[Any], int] = attrgetter("first_day")


def with_everyday_contacts(
    children: Sequence[VirtualChild], seed: int, parameters: Parameters, knowledge: Knowledge
) -> list[VirtualChild]:
    """Return children with their contacts for other reasons added.

    A contact on the day of another visit is that visit: only its reason is added. Kinds whose
    profile has contacts of its own are left as they are. Children with the disease have contacts
    from their first symptom on; those with another from its diagnosis on, because a doctor who
    sees them on the way there is part of that way.

    Args:
        children: children of one kind.
        seed: seed of the simulation.
        parameters: the group `complaints` says how often.
        knowledge: holds what the contacts of other children are for.
    """
    numbers = parameters.group(ComplaintNumbers, "complaints")
    contacts = profile_of(_AS_IN, knowledge).contacts
    if contacts is None or numbers.everyday_contacts_per_year <= 0 or not children:
        return list(children)
    kind = children[0].kind
    if kind != DISEASE and profile_of(kind, knowledge).contacts is not None:
        return list(children)
    # What a child is wrongly taken to have is told by its way to the diagnosis.
    contacts = evolve(contacts, per_year=numbers.everyday_contacts_per_year, stray_diagnoses={})
    draws = Draws(seed, np.array([child.number for child in children], dtype=np.uint64))
    span = (_days(map(_first_day, children)), _days(child.until for child in children))
    drawn = everyday_contacts(contacts, draws, span, knowledge, at_once=False)
    return [_with(child, extra) for child, extra in zip(children, drawn, strict=True)]


def _days(days: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(days, dtype=np.int64)


def _first_day(child: VirtualChild) -> int:
    if child.kind == DISEASE or child.diagnosed is None:
        return child.onset
    return child.diagnosed


def _with(child: VirtualChild, extra: EverydayContacts) -> VirtualChild:
    if not extra.visits:
        return child
    taken = {visit.day for visit in child.visits}
    visits = [visit for visit in extra.visits if visit.day not in taken]
    return evolve(
        child,
        visits=_merged(child.visits, visits, _DAY),
        conditions=_merged(child.conditions, extra.conditions, _BEGUN),
        scans=_merged(child.scans, extra.scans, _DAY),
        samplings=_merged(child.samplings, extra.samplings, _DAY),
    )


def _merged(
    before: Sequence[_Entry], extra: Sequence[_Entry], key: Callable[[_Entry], int]
) -> tuple[_Entry, ...]:
    return tuple(sorted((*before, *extra), key=key)) if extra else tuple(before)
