"""Who falls ill, when, and for how long: drawn for a whole block of children at once."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Integers, log
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.profile import Care, Course, Profile

NEVER = 2**40  # ordinal day after every calendar
DAYS_A_YEAR = 365.25
FLARES = 8  # at most in any kind

Days = NDArray[np.int64]


@frozen(kw_only=True, eq=False)
class Illness:
    """The stories of a block of children, in days; n children.

    Args:
        draws: their luck.
        profile: what makes them one of a kind.
        is_female: shape (n,).
        born: day of birth, shape (n,).
        onset: first symptom, or first contact, shape (n,).
        first_visit: day on which the child is first seen for it, shape (n,).
        referred: first day of the work-up; that of the diagnosis where there is none, shape (n,).
        diagnosed: right diagnosis; `NEVER` for children without a disease, shape (n,).
        until: last day that is simulated, shape (n,).
        leaves: why it is the last: index into `LEAVES`, shape (n,).
        starts: first day of each period of activity, `NEVER` where there is none, shape (n, p).
        ends: last day of each, `NEVER` where it goes on, shape (n, p).
    """

    draws: Draws
    profile: Profile
    is_female: NDArray[np.bool_]
    born: Days
    onset: Days
    first_visit: Days
    referred: Days
    diagnosed: Days
    until: Days
    leaves: NDArray[np.int64]
    starts: Days
    ends: Days

    @property
    def n(self) -> int:
        """Number of children."""
        return len(self.onset)


LEAVES = ("cut", "grown_up", "other_care")


def draw_illness(
    profile: Profile,
    numbers: Integers,
    onset: Days,
    until: Days,
    seed: int,
    *,
    grown_up_years: float,
    work_up_at_most: float,
) -> Illness:
    """Draw who falls ill and when.

    Args:
        profile: what makes them one of a kind.
        numbers: numbers of the children, shape (n,).
        onset: day of the first symptom, shape (n,).
        until: day on which the data are cut, shape (n,).
        seed: seed of the simulation.
        grown_up_years: age at which children's care ends.
        work_up_at_most: share of the way from the first visit to the diagnosis that the work-up
            takes at most.
    """
    draws = Draws(seed, numbers)
    age = profile.age_years.at(draws.uniform("age"))
    born = onset - whole(age * DAYS_A_YEAR)
    diagnosed = np.full_like(onset, NEVER)
    if profile.care is not None:
        diagnosed = onset + whole(profile.care.delay_days.at(draws.uniform("delay")))
    first_visit, referred = _seen(draws, profile.care, onset, diagnosed, work_up_at_most)
    last, leaves = _end(draws, profile, (onset, born, diagnosed, until), grown_up_years)
    starts, ends = _periods(draws, profile.course, onset, diagnosed)
    return Illness(
        draws=draws,
        profile=profile,
        is_female=draws.happens("sex", profile.female),
        born=born,
        onset=onset,
        first_visit=first_visit,
        referred=referred,
        diagnosed=diagnosed,
        until=last,
        leaves=leaves,
        starts=starts,
        ends=ends,
    )


def whole(days: Floats) -> Days:
    """Return whole days, the part of a day left out."""
    return np.floor(days).astype(np.int64)


def _seen(
    draws: Draws, care: Care | None, onset: Days, diagnosed: Days, work_up_at_most: float
) -> tuple[Days, Days]:
    """Return the first visit and the first day of the work-up."""
    if care is None:
        return onset, diagnosed
    first = onset + _part(care.first_visit, diagnosed - onset)
    if care.work_up_days is None:
        return first, diagnosed
    wanted = whole(care.work_up_days.at(draws.uniform("work_up")))
    return first, diagnosed - np.minimum(wanted, _part(work_up_at_most, diagnosed - first))


def _part(share: float, days: Days) -> Days:
    return whole(days.astype(np.float64) * share)


def _end(
    draws: Draws, profile: Profile, days: tuple[Days, Days, Days, Days], grown_up_years: float
) -> tuple[Days, NDArray[np.int64]]:
    onset, born, diagnosed, until = days
    grown_up = np.maximum(born + int(grown_up_years * DAYS_A_YEAR), onset)
    away = np.full_like(onset, NEVER)
    if profile.care is not None and profile.care.stays_days is not None:
        away = diagnosed + whole(profile.care.stays_days.at(draws.uniform("stays")))
    last = np.minimum(np.minimum(until, grown_up), away)
    leaves = np.where(last == until, 0, np.where(last == away, 2, 1))
    return last, leaves


def _periods(
    draws: Draws, course: Course | None, onset: Days, diagnosed: Days
) -> tuple[Days, Days]:
    if course is None:
        return np.full((len(onset), 1), NEVER), np.full((len(onset), 1), NEVER)
    end = np.full_like(onset, NEVER)
    if course.lasts_days is not None:
        end = onset + whole(course.lasts_days.at(draws.uniform("lasts")))
    if course.settles_days is not None:
        settled = diagnosed + whole(course.settles_days.at(draws.uniform("settles_days")))
        settles = draws.happens("settles", course.settles)
        end = np.where(settles, np.minimum(end, settled), end)
    starts, ends = [onset], [end]
    if course.flares_within_a_year > 0 and course.flare_days is not None:
        quiet = _quiet_days(draws, course.flares_within_a_year)
        lengths = course.flare_days.at(draws.uniforms("flare_days", FLARES))
        can = draws.happens("flares", course.flares_in)
        for flare in range(min(course.most_flares, FLARES)):
            start = np.minimum(ends[-1] + 1 + whole(quiet[:, flare]), NEVER)
            start = np.where(can, start, NEVER)
            starts.append(start)
            over = start + whole(lengths[:, flare])
            ends.append(np.where(start == NEVER, NEVER, over))
    return np.stack(starts, axis=1), np.stack(ends, axis=1)


def _quiet_days(draws: Draws, within_a_year: float) -> Floats:
    """Waiting times of a constant hazard with the given share within the first year."""
    hazard = -log(1.0 - within_a_year) / DAYS_A_YEAR
    return draws.waits("quiet", FLARES) / hazard
