"""Simulated children at different points of their stories, on the day the clinic is opened.

Each story is stopped on some day before a visit and moved so that this day is today: then the
visit is an appointment, and what was written before it is the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise

from attrs import evolve, frozen

from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.simulate import Parameters, Plan, VirtualChild, mix_of, observe, simulate_children
from crmo.simulate.chance import Luck
from crmo.workbench.demo.moved import moved
from crmo.workbench.demo.names import hospital_number, invented_name

SEED = 20
# Any day would do, but always the same one: luck depends on dates, and stories shall not change.
_STORIES_UNTIL = date(2026, 1, 1)
CLINIC = "paediatric rheumatology"
CLINICIANS = ("Dr Mensah", "Dr Lindqvist")
_DAYS_PER_YEAR = 365.25
_CALENDAR_YEARS = 8.0  # the stories of a clinic begin within as many years
_LONG_CALENDAR_YEARS = 30.0  # many stories of ten years lie within it
_MOST_YEARS = 12.0  # few are followed for longer before they grow up
_NEAR = 4  # visits after the years asked for, among which the last one is chosen
_SHORTEST_GAP_DAYS, _SOON_DAYS, _LOST_DAYS = 20, 14, (200, 420)
_FIRST_HOUR, _SLOT_MINUTES, _SLOTS_OF_A_DAY, _SATURDAY = 9, 20, 24, 5
_SHARES = {"today": 0.065, "soon": 0.165, "lost": 0.08}  # of our own choosing; the others later


class Coming(StrEnum):
    """When a child comes next."""

    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    LOST = "lost"


@frozen(kw_only=True)
class DemoAppointment:
    """A visit that is planned.

    Args:
        on: the day.
        at: the time of day, where the clinic stands.
        with_whom: who will see the child.
    """

    on: date
    at: time
    with_whom: str


@frozen(kw_only=True)
class DemoChild:
    """One child of the simulated clinic.

    Args:
        record: as it is known today; every entry says when it became known.
        appointments: none for a child that has not come for long.
    """

    record: PatientRecord
    appointments: tuple[DemoAppointment, ...]


def demo_children(
    n: int,
    *,
    on: date,
    knowledge: Knowledge,
    seed: int = SEED,
    years: float | None = None,
) -> Iterator[DemoChild]:
    """Yield simulated children of a clinic for the disease, each at its own point of follow-up.

    Of 150, about ten come today and 25 within two weeks; about one in twelve has not come for
    long. The same seed gives the same children; another day moves their stories.

    Args:
        n: how many.
        on: today.
        knowledge: the rules, and the numbers of the natural history.
        seed: decides all luck.
        years: how long each child has been followed; None for what a clinic has, from weeks to
            some years.

    Raises:
        ValueError: `years` is above 12.
    """
    if years is not None and years > _MOST_YEARS:
        raise ValueError("few children are followed for more than 12 years")
    nature = Parameters.of(knowledge)
    coming, diary = _coming(n, seed), _Diary(on)
    for story in _stories(n, knowledge, seed, years):
        if not coming:
            return
        stop = _stop(story, coming[-1], years)
        if stop is not None:
            coming.pop()
            record = _record(story, observe(story, nature, knowledge), stop, on)
            visit = () if stop.visit is None else (diary.slot(stop.visit - stop.day),)
            yield DemoChild(record=record, appointments=visit)


def _coming(n: int, seed: int) -> list[Coming]:
    """Return when each child comes, in a random order."""
    listed = [Coming(name) for name, share in _SHARES.items() for _ in range(round(share * n))]
    listed += [Coming.LATER] * (n - len(listed))
    return Luck(seed, "coming", 0).shuffled(listed)


def _stories(
    n: int, knowledge: Knowledge, seed: int, years: float | None
) -> Iterator[VirtualChild]:
    """Yield more stories than needed, as long as somebody asks."""
    calendar = _CALENDAR_YEARS if years is None else _LONG_CALENDAR_YEARS
    mix = mix_of("clinic", knowledge)
    plan = Plan(n=max(1000 * n, 1000), seed=seed, mix=mix, until=_STORIES_UNTIL, years=calendar)
    step = max(64, n * 2)
    for first in range(0, plan.n, step):
        numbers = range(first, min(first + step, plan.n))
        yield from simulate_children(plan, knowledge, numbers=numbers)


@frozen(kw_only=True)
class _Stop:
    """Where a story is stopped.

    Args:
        day: the day that becomes today.
        known_until: last day of which anything is written.
        visit: the visit that comes then, or None.
    """

    day: int
    known_until: int
    visit: int | None


def _stop(story: VirtualChild, coming: Coming, years: float | None) -> _Stop | None:
    """Return where to stop a story; None if it has no fitting day."""
    visits = [v.day for v in story.visits if v.is_attended and v.department == CLINIC]
    gaps = [pair for pair in pairwise(visits) if pair[1] - pair[0] > _SHORTEST_GAP_DAYS]
    if years is not None and gaps:
        earliest = next(v.day for v in story.visits if v.is_attended) + years * _DAYS_PER_YEAR
        gaps = [gap for gap in gaps if gap[1] >= earliest][:_NEAR]
    if not gaps:
        return None
    luck = Luck(story.seed, "stop", story.number)
    before, visit = luck.one_of(gaps)
    if coming is Coming.LOST:
        day = before + luck.between(*_LOST_DAYS)
        return _Stop(day=day, known_until=before, visit=None)
    if coming is Coming.TODAY:
        day = visit
    elif coming is Coming.SOON:
        day = visit - luck.between(1, _SOON_DAYS)
    else:
        day = luck.between(before + 2, max(before + 2, visit - _SOON_DAYS - 1))
    return _Stop(day=day, known_until=day - 1, visit=visit)


def _record(story: VirtualChild, record: PatientRecord, stop: _Stop, on: date) -> PatientRecord:
    """Return what is known on the day of the stop, moved to today, under an invented name."""
    patient = evolve(
        record.patient,
        id=hospital_number(story.number),
        name=invented_name(story.seed, story.number, record.patient.sex),
    )
    known = evolve(record, patient=patient).as_of(date.fromordinal(stop.known_until))
    first = date.fromordinal(story.visits[0].day)
    dated = [evolve(each, recorded_on=each.known_from() or first) for each in known.entries]
    return moved(evolve(known, entries=dated), on.toordinal() - stop.day)


class _Diary:
    """The appointments of the clinic: one after the other on each day, none at weekends.

    Args:
        today: whatever day of the week it is.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self._n_on: Counter[date] = Counter()

    def slot(self, days: int) -> DemoAppointment:
        """Return the next free slot some days from today, or on the Monday after."""
        day = self._today + timedelta(days=days)
        if days and day.weekday() >= _SATURDAY:
            day += timedelta(days=7 - day.weekday())
        place = self._n_on[day]
        self._n_on[day] += 1
        minutes = place % _SLOTS_OF_A_DAY * _SLOT_MINUTES
        at = time(_FIRST_HOUR + minutes // 60, minutes % 60)
        return DemoAppointment(on=day, at=at, with_whom=CLINICIANS[place % len(CLINICIANS)])
