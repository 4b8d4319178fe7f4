"""Which places were active on the newest MRI before each of two days."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.lesions.index import mri_views, timelines
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.place import Place
from crmo.assess.lesions.timeline import MRI_TRACK, PlaceState, PlaceTimeline
from crmo.record import PartialDate

_TELLING = frozenset({Look.PRESENT, Look.HEALED, Look.CLEAR, Look.UNCERTAIN})


@frozen(kw_only=True)
class PlaceActivity:
    """What MRI had said of one place by each of two days.

    Attributes:
        place: where.
        earlier: the newest definite word by the earlier day, or None.
        later: the newest definite word by the later day, or None.
    """

    place: Place
    earlier: PlaceState | None
    later: PlaceState | None

    @property
    def is_old(self) -> bool:
        """Whether no MRI between the two days spoke of the place."""
        return self.earlier is not None and self.earlier == self.later


def place_activities(facts: Facts, earlier: date, later: date) -> tuple[PlaceActivity, ...]:
    """Return the places that were active, or uncertain, on MRI by either day."""
    found = (
        PlaceActivity(place=line.place, earlier=_by(line, earlier), later=_by(line, later))
        for line in timelines(facts)
    )
    return tuple(each for each in found if _is_open(each.earlier) or _is_open(each.later))


def newest_mri(facts: Facts, day: date) -> PartialDate | None:
    """Return the date of the newest MRI that was certainly made by a day, or None."""
    made = [view.on for view in mri_views(facts) if view.on.latest <= day]
    return made[-1] if made else None


def _by(line: PlaceTimeline, day: date) -> PlaceState | None:
    told = [
        state
        for state in line.states
        if state.track == MRI_TRACK and state.look in _TELLING and state.on.latest <= day
    ]
    return told[-1] if told else None


def _is_open(state: PlaceState | None) -> bool:
    return state is not None and state.look in (Look.PRESENT, Look.UNCERTAIN)
