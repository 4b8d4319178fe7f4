"""Simulated children at different points of their stories, on the day the clinic is opened.

Each story is stopped on some day before a visit and moved so that this day is today: then the
visit is an appointment, and what was written before it is the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.simulate import Parameters, Plan, VirtualChild, mix_of, observe, simulate_children
from crmo.simulate.chance import Luck
from crmo.workbench.demo.moved import moved
from crmo.workbench.demo.names import hospital_number, invented_name

SEED = 20
_CLINIC = "paediatric rheumatology"
_DAYS_PER_YEAR = 365.25
_CALENDAR_YEARS = 8.0  # the stories of a clinic begin within as many years
_LONG_CALENDAR_YEARS = 30.0  # long enough that many stories of ten years lie within it
_MOST_YEARS = 12.0  # few are followed for longer before they grow up
_FIRST_HOUR, _SLOT_MINUTES, _SLOTS_OF_A_DAY = 9, 20, 18
_SHARES = {"today": 0.065, "soon": 0.165, "later": 0.69, "lost": 0.08}  # our own choice


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
    long. The same seed and day give the same children.

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
    coming = _coming(n, seed)
    place = 0
    for story in _stories(n, on, knowledge, seed, years):
        stop = _stop(story, coming[place], years)
        if stop is None:
            continue
        record = observe(story, nature, knowledge)
        yield _child(story, record, stop, on, place)
        place += 1
        if place == n:
            return


def _coming(n: int, seed: int) -> list[Coming]:
    """Return when each child comes, in a random order."""
    counts = {Coming(name): round(share * n) for name, share in _SHARES.items()}
    listed = [each for each, count in counts.items() for _ in range(count)]
    listed += [Coming.LATER] * n
    return Luck(seed, "coming", 0).shuffled(listed[:n])


def _stories(
    n: int, on: date, knowledge: Knowledge, seed: int, years: float | None
) -> Iterator[VirtualChild]:
    """Yield more stories than needed, as long as somebody asks."""
    calendar = _CALENDAR_YEARS if years is None else _LONG_CALENDAR_YEARS
    mix = mix_of("clinic", knowledge)
    plan = Plan(n=max(1000 * n, 1000), seed=seed, mix=mix, until=on, years=calendar)
    step = max(64, n * 2)
    for first in range(0, plan.n, step):
        numbers = range(first, min(first + step, plan.n))
        yield from simulate_children(plan, knowledge, numbers=numbers)


@frozen(kw_only=True)
class _Stop:
    """Where a story is stopped: the day that becomes today, and the visit that comes then."""

    day: int
    visit: int | None


def _stop(story: VirtualChild, coming: Coming, years: float | None) -> _Stop | None:
    """Return where to stop a story; None if it has no fitting day."""
    luck = Luck(story.seed, "stop", story.number)
    visits = [v.day for v in story.visits if v.is_attended and v.department == _CLINIC]
    gaps = [(one, other) for one, other in zip(visits, visits[1:], strict=False) if other - one > 20]
    if years is not None:
        earliest = story.visits[0].day + years * _DAYS_PER_YEAR if story.visits else 0
        gaps = [gap for gap in gaps if gap[1] >= earliest][:4]
    if not gaps:
        return None
    before, visit = luck.one_of(gaps)
    if coming is Coming.TODAY:
        return _Stop(day=visit, visit=visit)
    if coming is Coming.SOON:
        return _Stop(day=visit - luck.between(1, 14), visit=visit)
    if coming is Coming.LATER:
        return _Stop(day=luck.between(before + 2, max(before + 3, visit - 15)), visit=visit)
    return _Stop(day=before + luck.between(200, 420), visit=None)


def _child(
    story: VirtualChild, record: PatientRecord, stop: _Stop, on: date, place: int
) -> DemoChild:
    known = record.as_of(date.fromordinal(stop.day - 1) if stop.visit is not None else _last(stop))
    patient = evolve(
        record.patient,
        id=hospital_number(story.number),
        name=invented_name(story.seed, story.number, record.patient.sex),
    )
    told = moved(evolve(known, patient=patient), on.toordinal() - stop.day)
    slots = () if stop.visit is None else (_slot(on + timedelta(stop.visit - stop.day), place),)
    return DemoChild(record=told, appointments=slots)
