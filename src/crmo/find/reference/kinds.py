"""What each kind of criterion means for the events of one person.

Every function answers for one criterion whose selections are already made. It sees the events
*possibly in the window* of the criterion, each with whether it is there for *certain*, and
returns how the criterion holds and the events that it rests on:

- *yes*: it holds however the partial dates are read;
- *possible*: it may hold for some reading (never denied where a reading makes it true);
- *no*: it holds for no reading.

The bounds are safe rather than tight: where the dates of several events would have to be read
together, `possible` may be said of what no joint reading gives, but a `yes` or `no` is always
right. With exact dates there is no `possible`. *Unknown* is not decided here, but by `seen_by`
in `answer_person`. Undated events count only where a function says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from crmo.find.answer import Holds
from crmo.find.reference.days import Fit, difference_fit
from crmo.find.reference.person_events import Event
from crmo.knowledge.case_definition import (
    Count,
    Distinct,
    Episodes,
    FollowedBy,
    Paired,
    Repeat,
    Without,
)


@frozen
class Candidate:
    """An event of a selection, possibly in the window.

    Args:
        event: the event.
        is_certain: whether it is in the window for every reading of the dates.
    """

    event: Event
    is_certain: bool


@frozen
class Support:
    """An event that an answer rests on.

    Args:
        role: `of`, `first`, `then` or `second`.
        event_id: the event.
        is_certain: False if it takes part only for some reading of the dates.
    """

    role: str
    event_id: int
    is_certain: bool


@frozen
class Answer:
    """How a criterion holds, and on which events that rests.

    Args:
        holds: yes, possible or no.
        support: the events, in any order; kept for yes and possible (for Without: for no and
            possible) and dropped otherwise.
    """

    holds: Holds
    support: tuple[Support, ...] = ()


def _by_counts(certain: int, possible: int, at_least: int) -> Holds:
    if certain >= at_least:
        return Holds.YES
    return Holds.POSSIBLE if possible >= at_least else Holds.NO


def _supports(role: str, candidates: Iterable[Candidate]) -> tuple[Support, ...]:
    return tuple(Support(role, each.event.event_id, each.is_certain) for each in candidates)


def count_answer(
    criterion: Count, of: Sequence[Candidate], concept_of: Callable[[int], str | None]
) -> Answer:
    """Decide whether there are at least so many events, days, sites, codes or concepts.

    *Yes* if the events certainly in the window are enough; *possible* if those possibly in it
    are. Events without a site or concept do not count where sites or concepts are counted.
    Days: certain are the different days of exact-dated events certainly in the window; possible,
    the different days of exact-dated events possibly in it and one more for every event with a
    partial date. Undated events count (possibly, in an unlimited window) except for days.
    Evidence: every event that counts, certain if it is certainly in the window (for days: and
    its day is known).

    Args:
        criterion: at least how many, of what.
        of: events of its selection.
        concept_of: from the number of a code to the id of what it means, or None.
    """
    if criterion.distinct is Distinct.DAY:
        return _count_days(criterion, of)
    key_of: dict[Distinct, Callable[[Event], Any]] = {
        Distinct.EVENT: lambda event: event.event_id,
        Distinct.SITE: lambda event: event.site,
        Distinct.CODE: lambda event: event.code_id,
        Distinct.CONCEPT: lambda event: concept_of(event.code_id),
    }
    key = key_of[criterion.distinct]
    counted = [each for each in of if key(each.event) is not None]
    possible = {key(each.event) for each in counted}
    certain = {key(each.event) for each in counted if each.is_certain}
    holds = _by_counts(len(certain), len(possible), criterion.at_least)
    return Answer(holds, _supports("of", counted))


def _count_days(criterion: Count, of: Sequence[Candidate]) -> Answer:
    dated = [
        Candidate(each.event, each.is_certain and each.event.is_exact)
        for each in of
        if each.event.is_dated
    ]
    certain = {each.event.d_lo for each in dated if each.is_certain}
    exact = {each.event.d_lo for each in dated if each.event.is_exact}
    n_partial = sum(not each.event.is_exact for each in dated)
    holds = _by_counts(len(certain), len(exact) + n_partial, criterion.at_least)
    return Answer(holds, _supports("of", dated))


def repeat_answer(criterion: Repeat, of: Sequence[Candidate]) -> Answer:
    """Decide whether two different events lie so many days apart.

    *Yes* if for some pair, the later minus the earlier lies within `min_days` and `max_days` for
    every reading of both dates and both are certainly in the window; *possible* if for some pair
    it may. With `min_days: 0` two events of one day are a pair. Undated events have no partner.
    Evidence: every event with a partner, certain if it has one with which the pair is certain.
    """
    fits = _pair_fits(of, of, criterion.min_days, criterion.max_days)
    return _pair_answer(fits, ("of", "of"))


def followed_by_answer(
    criterion: FollowedBy, first: Sequence[Candidate], then: Sequence[Candidate]
) -> Answer:
    """Decide whether an event is followed by another so many days after it.

    As for Repeat, with the earlier event from one selection and the later from another; one and
    the same event is no pair. Evidence: roles `first` and `then`.
    """
    fits = _pair_fits(first, then, criterion.min_days, criterion.max_days)
    return _pair_answer(fits, ("first", "then"))


def paired_answer(
    criterion: Paired, first: Sequence[Candidate], second: Sequence[Candidate]
) -> Answer:
    """Decide whether an event of each selection lie within so many days of each other.

    As for FollowedBy, in either order. Evidence: roles `first` and `second`.
    """
    fits = _pair_fits(first, second, -criterion.days, criterion.days)
    return _pair_answer(fits, ("first", "second"))


_PairFit = tuple[Candidate, Candidate, Fit]


def _pair_fits(
    first: Sequence[Candidate], second: Sequence[Candidate], lowest: int, highest: int
) -> list[_PairFit]:
    found = []
    for one in first:
        for other in second:
            if one.event.event_id == other.event.event_id:
                continue
            if not (one.event.is_dated and other.event.is_dated):
                continue
            fit = difference_fit(one.event.dates, other.event.dates, lowest, highest)
            if fit.is_possible:
                is_certain = fit.is_certain and one.is_certain and other.is_certain
                found.append((one, other, Fit(is_possible=True, is_certain=is_certain)))
    return found


def _pair_answer(fits: Sequence[_PairFit], roles: tuple[str, str]) -> Answer:
    if not fits:
        return Answer(Holds.NO)
    is_certain: dict[tuple[str, int], bool] = {}
    for one, other, fit in fits:
        for role, each in zip(roles, (one, other), strict=True):
            key = role, each.event.event_id
            is_certain[key] = is_certain.get(key, False) or fit.is_certain
    holds = Holds.YES if any(fit.is_certain for _, _, fit in fits) else Holds.POSSIBLE
    support = tuple(Support(role, event, sure) for (role, event), sure in is_certain.items())
    return Answer(holds, support)


def episodes_answer(criterion: Episodes, of: Sequence[Candidate]) -> Answer:
    """Decide whether there are at least so many episodes.

    Events are put in the order of their first day; one that begins more than `gap_days` after
    everything before it has ended begins a new episode. An event ends on its last day (`e_hi`,
    or its own day). *Fixed* are events with an exact day that are certainly in the window; all
    other dated ones are loose. *Yes* if enough episodes remain when loose events are stretched
    over all days they may reach, and so join what they can, counting episodes that hold a fixed
    event; *possible* if the episodes of the fixed events alone, with one more for every loose
    event, are enough. Undated events do not count. Evidence: every dated event; certain if fixed.
    """
    dated = [each for each in of if each.event.is_dated]
    events = [Candidate(each.event, each.is_certain and each.event.is_exact) for each in dated]
    fixed = [each for each in events if each.is_certain]
    certain = sum(
        any(each.is_certain for each in episode) for episode in _episodes(criterion, events)
    )
    possible = len(_episodes(criterion, fixed)) + len(events) - len(fixed)
    return Answer(_by_counts(certain, possible, criterion.at_least), _supports("of", events))


def _episodes(criterion: Episodes, events: Iterable[Candidate]) -> list[list[Candidate]]:
    found: list[list[Candidate]] = []
    end = 0
    for each in sorted(events, key=lambda one: (one.event.dates[0], one.event.event_id)):
        if not found or each.event.dates[0] - end > criterion.gap_days:
            found.append([])
            end = each.event.last_day
        found[-1].append(each)
        end = max(end, each.event.last_day)
    return found


def without_answer(criterion: Without, of: Sequence[Candidate]) -> Answer:  # noqa: ARG001
    """Decide whether there is no event of the selection.

    *Yes* if none is possibly in the window; *possible* if some are, but none for certain; *no* if
    one is for certain. Undated events are possibly in an unlimited window. Evidence: the events
    that speak against, for no and possible.
    """
    if not of:
        return Answer(Holds.YES)
    is_certain = any(each.is_certain for each in of)
    return Answer(Holds.NO if is_certain else Holds.POSSIBLE, _supports("of", of))
