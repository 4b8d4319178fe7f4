"""What happened before, during and after one course of treatment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from crmo.assess.answer import number, remembered
from crmo.assess.facts import Facts
from crmo.assess.flares.episode import Flare
from crmo.assess.flares.overview import all_flares
from crmo.assess.lesions.index import mri_views
from crmo.assess.measures import Point, first_after, latest, measures, points
from crmo.assess.months import months_between
from crmo.assess.treatments.courses import Course, courses
from crmo.record import PartialDate


@frozen(slots=True, kw_only=True)
class Outcome:
    """What was measured around a course. It is told, and not attributed to the drug.

    Attributes:
        before: measure id to its value at the start, or None.
        at_end: the same at the end, or now while the course runs; newer than the start.
        after: the first value after the end.
        flares_during: flares that began after the start and up to the end.
        flares_after: flares that began after the end.
        months_to_next_flare: fewest and most months from the end to the next flare, or None.
        months_followed_after: months from the end to the last visit, value or study, or to the
            day on which the drug was begun again; None when nobody looked.
        n_mri_after: dated MRI studies in that time.
        n_visits_after: days with a pain score in that time.
        restarted: when the same drug was begun again after the end, or None.
    """

    before: dict[str, Point | None]
    at_end: dict[str, Point | None]
    after: dict[str, Point | None]
    flares_during: tuple[Flare, ...]
    flares_after: tuple[Flare, ...]
    months_to_next_flare: tuple[float, float] | None
    months_followed_after: float | None
    n_mri_after: int
    n_visits_after: int
    restarted: PartialDate | None


def outcome(facts: Facts, course: Course) -> Outcome:
    """Return what happened before, during and after a course."""
    start = course.start.earliest if course.start else None
    end = course.end.latest if course.end else None
    last = end or (facts.on if course.runs_on(facts.on) else None)
    during, after = _flares(facts, course, last)
    days = remembered(facts, _window_days)
    is_over = end is not None and end < facts.on
    restarted = _restarted(facts, course)
    return Outcome(
        before={key: _at(facts, key, start, days[key]) for key in days},
        at_end={key: _at(facts, key, last, days[key], after=start) for key in days},
        after={key: first_after(facts, key, end) if end and is_over else None for key in days},
        flares_during=during,
        flares_after=after,
        months_to_next_flare=(
            months_between(course.end, after[0].start) if after and course.end else None
        ),
        months_followed_after=_followed(facts, end, restarted) if is_over else None,
        n_mri_after=_n_after((view.on for view in mri_views(facts)), end, restarted),
        n_visits_after=_n_after((point.on for point in points(facts, "pain")), end, restarted),
        restarted=restarted,
    )


def _n_after(days: Iterable[PartialDate], end: date | None, restarted: PartialDate | None) -> int:
    """Count the days after the end, up to the day on which the drug was begun again."""
    if end is None:
        return 0
    last = restarted.earliest if restarted else date.max
    return sum(end < on.earliest <= last for on in days)


def _restarted(facts: Facts, course: Course) -> PartialDate | None:
    starts = (other.start for other in courses(facts) if other.drug == course.drug)
    end = course.end
    return next((on for on in starts if on and end and on.earliest > end.latest), None)


def _at(
    facts: Facts, key: str, day: date | None, days: float, after: date | None = None
) -> Point | None:
    return None if day is None else latest(facts, key, day, after=after, days=days)


def _window_days(facts: Facts) -> dict[str, float]:
    """Return how old a value of each measure may be to count as that of the start or end."""
    body = facts.knowledge.rules("treatment")["treatment_courses"].body
    values, imaging = number(body["value_window_days"]), number(body["imaging_window_days"])
    return {
        key: (imaging if key == "mri_lesion_count" else values) or 0.0 for key in measures(facts)
    }


def _flares(
    facts: Facts, course: Course, last: date | None
) -> tuple[tuple[Flare, ...], tuple[Flare, ...]]:
    """Sort the flares that certainly began within the course, and after its end."""
    if course.start is None:
        return (), ()
    begun = [f for f in all_flares(facts) if f.start.earliest > course.start.latest]
    during = tuple(f for f in begun if last and f.start.latest <= last)
    after = tuple(f for f in begun if course.end and f.start.earliest > course.end.latest)
    return during, after


def _followed(facts: Facts, end: date | None, restarted: PartialDate | None) -> float | None:
    last = remembered(facts, _last_looked_at)
    if end is None or last is None or last <= end:
        return None
    return months_between(end, min(last, restarted.earliest) if restarted else last)[0]


def _last_looked_at(facts: Facts) -> date | None:
    days = [p.on.latest for key in measures(facts) for p in points(facts, key)]
    return min(max(days), facts.on) if days else None
