"""New or re-activated lesions on MRI, by the rule `radiological_relapse`."""

from __future__ import annotations

from attrs import frozen

from crmo.assess.answer import listed, remembered, spoken
from crmo.assess.facts import Facts
from crmo.assess.flares.episode import Flare
from crmo.assess.flares.felt import how_it_was_felt
from crmo.assess.lesions.index import mri_views, timelines
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import MRI_TRACK, LesionState, PlaceState, PlaceTimeline
from crmo.record import PartialDate

RULE = "radiological_relapse"


@frozen(slots=True)
class RadiologicalRelapses:
    """What the rule finds.

    Attributes:
        flares: certain ones, earliest first.
        n_comparable: number of MRI studies that follow another one.
        possible: dates at which doubt leaves a relapse open.
    """

    flares: tuple[Flare, ...]
    n_comparable: int
    possible: tuple[PartialDate, ...]


def radiological_relapses(facts: Facts) -> RadiologicalRelapses:
    """Return the relapses that MRI shows."""
    return remembered(facts, _found)


def _found(facts: Facts) -> RadiologicalRelapses:
    back: dict[PartialDate, list[tuple[PlaceTimeline, PlaceState]]] = {}
    possible: dict[PartialDate, None] = {}
    for line in timelines(facts):
        seen_before = False
        for state in line.states:
            if state.track != MRI_TRACK:
                continue
            if _is_relapse(state):
                back.setdefault(state.on, []).append((line, state))
            elif state.is_present and state.state is LesionState.UNCERTAIN and seen_before:
                possible[state.on] = None
            seen_before = seen_before or state.state is not LesionState.NOT_COVERED
    views = mri_views(facts)
    return RadiologicalRelapses(
        tuple(_flare(facts, on, back[on]) for on in sorted(back, key=_day)),
        sum(view.on.is_after(views[0].on) is True for view in views[1:]),
        tuple(sorted(possible, key=_day)),
    )


def _day(on: PartialDate) -> tuple[object, ...]:
    return on.earliest, on.latest


def _is_relapse(state: PlaceState) -> bool:
    """A lesion that no earlier MRI had a chance to see is not new in this sense."""
    if state.state is LesionState.RECURRED:
        return True
    return state.state is LesionState.NEW and state.after_clear


def _flare(facts: Facts, on: PartialDate, back: list[tuple[PlaceTimeline, PlaceState]]) -> Flare:
    lines = [line for line, _state in back]
    states = [state for _line, state in back]
    end = _end(lines, on)
    silent, felt = how_it_was_felt(facts, on, end, back)
    words = (
        f"{line.place.label} ({'back' if state.state is LesionState.RECURRED else 'new'})"
        for line, state in back
    )
    return Flare(
        rule=RULE,
        start=on,
        end=end,
        silent=silent,
        entries=tuple(dict.fromkeys(state.study for state in states)),
        places=tuple(line.place.id for line in lines),
        place_labels=tuple(line.place.label for line in lines),
        observed=f"{listed(words)} on the MRI of {spoken(on)}",
        felt=felt,
    )


def _end(lines: list[PlaceTimeline], on: PartialDate) -> PartialDate | None:
    """Return the first later MRI by which every place was clear or healed."""
    ends: list[PartialDate] = []
    for line in lines:
        gone = next(
            (
                state.on
                for state in line.states
                if state.track == MRI_TRACK
                and state.on.earliest > on.latest
                and state.look in (Look.CLEAR, Look.HEALED)
            ),
            None,
        )
        if gone is None:
            return None
        ends.append(gone)
    return max(ends, key=_day)
