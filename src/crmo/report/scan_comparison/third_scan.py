"""What a third scan adds to two that are compared: a relapse between, an older history."""

from __future__ import annotations

from crmo.assess.lesions.comparison import Change
from crmo.assess.lesions.index import timelines
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import LesionState, PlaceState, track_of
from crmo.record import ImagingStudy, PartialDate
from crmo.report.case import Case
from crmo.report.words import date_words, say

_GONE = (Look.CLEAR, Look.HEALED)


def third_scan_words(case: Case, change: Change, earlier: ImagingStudy, later: ImagingStudy) -> str:
    """Return what other scans of the same kind say of a place; empty if nothing to the point.

    A lesion on both scans that was gone in between has come back, and a lesion that is new to
    the two may have been there before the first of them.
    """
    if earlier.on is None or later.on is None:
        return ""
    states = _states(case, change, later)
    if change.change is LesionState.PERSISTENT:
        gone = [s for s in states if s.look in _GONE and _is_between(s.on, earlier.on, later.on)]
        return say("gone in between, on {date}", date=date_words(gone[-1].on)) if gone else ""
    if change.change is LesionState.NEW:
        before = [s for s in states if s.is_present and s.on.is_before(earlier.on) is True]
        return say("was there before, on {date}", date=date_words(before[-1].on)) if before else ""
    return ""


def _states(case: Case, change: Change, later: ImagingStudy) -> list[PlaceState]:
    track = track_of(later.modality)
    return [
        state
        for line in timelines(case.facts)
        if line.place.id == change.place.id
        for state in line.states
        if state.track == track
    ]


def _is_between(day: PartialDate, start: PartialDate, end: PartialDate) -> bool:
    return start.is_before(day) is True and day.is_before(end) is True
