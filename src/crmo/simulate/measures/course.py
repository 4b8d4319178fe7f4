"""The course after the diagnosis: relapses, lesions left, types of course."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt

from crmo.simulate.child import Bout, VirtualChild
from crmo.simulate.measures.lesions import felt_sites, sites_on_mri
from crmo.simulate.measures.measured import NOTHING, Measured, ratio, share
from crmo.simulate.measures.register import Children, Function, add, measure
from crmo.simulate.measures.who import days, diagnosed, followed

REMISSION_MONTHS = 3  # interval between the visits of the Dresden cohort
_REMISSION_REACHED_BY_MONTHS = 12
_PERSISTENT_MONTHS = 6
_SWISS_FOLLOW_UP_MONTHS = 52
_MRI_MONTHS = (3, 6, 12)  # scans of the Würzburg cohort after the first one
_NEW_AFTER_DAYS = 14


def felt_periods(child: VirtualChild, gap_days: int) -> list[tuple[int, int]]:
    """Return the periods with felt activity, first and last day, in order.

    Args:
        child: one child.
        gap_days: periods with less than so many quiet days between them are one.
    """
    periods: list[tuple[int, int]] = []
    for bout in sorted((b for b in child.bouts if b.is_felt), key=lambda b: b.first_day):
        last = child.until if bout.last_day is None else bout.last_day
        if periods and bout.first_day - periods[-1][1] <= gap_days:
            periods[-1] = (periods[-1][0], max(periods[-1][1], last))
        else:
            periods.append((bout.first_day, last))
    return periods


def remission(child: VirtualChild, diagnosis: int) -> int | None:
    """Return the first day of the first clinical remission since the diagnosis, or None.

    Three months without a felt lesion, all of which must be over by the end of the story.
    """
    quiet = days(REMISSION_MONTHS)
    begins = diagnosis
    for first, last in felt_periods(child, gap_days=quiet):
        if first > begins + quiet:
            break
        begins = max(begins, last + 1)
    return begins if begins + quiet <= child.until else None


def first_relapse(child: VirtualChild, since: int) -> int | None:
    """Return the first day of felt activity after a remission that began on a day, or None."""
    return min(
        (b.first_day for b in child.bouts if b.is_felt and b.first_day > since), default=None
    )


def relapse_times(children: Children) -> list[tuple[int, bool]]:
    """Return (days since diagnosis, whether a relapse) of children with a remission in year one."""
    times: list[tuple[int, bool]] = []
    for child, day in diagnosed(children):
        begins = remission(child, day)
        if begins is None or begins > day + days(_REMISSION_REACHED_BY_MONTHS):
            continue
        relapse = first_relapse(child, begins)
        end = child.until if relapse is None or relapse > child.until else relapse
        times.append((end - day, end == relapse))
    return times


def kaplan_meier(times: Iterable[tuple[int, bool]]) -> list[tuple[int, float, float]]:
    """Return (day, share still free, Greenwood's standard error) at each event.

    Args:
        times: (day, whether the event happened then; False if observation ended).
    """
    ordered = sorted(times)
    curve: list[tuple[int, float, float]] = []
    free, variance, position = 1.0, 0.0, 0
    while position < len(ordered):
        day, at_risk = ordered[position][0], len(ordered) - position
        events = 0
        while position < len(ordered) and ordered[position][0] == day:
            events += ordered[position][1]
            position += 1
        if events:
            free *= 1 - events / at_risk
            variance += events / (at_risk * max(at_risk - events, 1))
            curve.append((day, free, free * sqrt(variance)))
    return curve


def _free_at(months: int) -> Function:
    def function(children: Children) -> Measured:
        times = relapse_times(children)
        if not times:
            return NOTHING
        free, error = 1.0, 0.0
        for day, still_free, standard_error in kaplan_meier(times):
            if day > days(months):
                break
            free, error = still_free, standard_error
        return Measured(value=free, n=len(times), spread=0.0, standard_error=error)

    return function


for _months in (29, 60):
    add(
        f"relapse_free_at_{_months}_months",
        "diagnosed children with a clinical remission (three months without a felt lesion) within "
        "the first year; first felt activity after it, Kaplan-Meier from the diagnosis",
        _free_at(_months),
    )


@measure(
    "remission_within_a_year",
    "diagnosed children followed for 15 months; three months without a felt lesion began in year 1",
)
def remission_within_a_year(children: Children) -> Measured:
    """Share of children with a clinical remission within the first year."""
    year = days(_REMISSION_REACHED_BY_MONTHS)
    watched = followed(children, _REMISSION_REACHED_BY_MONTHS + REMISSION_MONTHS)
    return share((remission(child, day) or day + year + 1) <= day + year for child, day in watched)


def _swiss_episodes(children: Children) -> list[list[tuple[int, int]]]:
    """Return each child's felt episodes in the first 52 months, six quiet months apart."""
    found: list[list[tuple[int, int]]] = []
    for child, _ in diagnosed(children):
        end = child.onset + days(_SWISS_FOLLOW_UP_MONTHS)
        if child.until >= end:
            periods = felt_periods(child, gap_days=days(_PERSISTENT_MONTHS))
            found.append([(first, min(last, end)) for first, last in periods if first <= end])
    return found


@measure(
    "relapsing_course",
    "diagnosed children followed for 52 months from the first symptom; felt again after six quiet "
    "months",
)
def relapsing_course(children: Children) -> Measured:
    """Share of children with a relapsing course."""
    return share(len(episodes) > 1 for episodes in _swiss_episodes(children))


@measure(
    "single_episode",
    "diagnosed children followed for 52 months from the first symptom; one felt episode of at most "
    "six months",
)
def single_episode(children: Children) -> Measured:
    """Share of children with a single short episode."""
    short = days(_PERSISTENT_MONTHS)
    return share(
        len(episodes) == 1 and episodes[0][1] - episodes[0][0] <= short
        for episodes in _swiss_episodes(children)
    )


def _new_on_mri(children: Children) -> list[list[Bout]]:
    """Return each child's bouts that the scans of the first year show and the first did not."""
    found: list[list[Bout]] = []
    for child, day in followed(children, max(_MRI_MONTHS)):
        scans = [day + days(month) for month in _MRI_MONTHS]
        found.append(
            [
                bout
                for bout in child.bouts
                if bout.first_day > day + _NEW_AFTER_DAYS and any(map(bout.is_active_on, scans))
            ]
        )
    return found


@measure(
    "mri_relapse_within_a_year",
    "diagnosed children followed for a year; a lesion that began after the diagnosis is active 3, "
    "6 or 12 months after it",
)
def mri_relapse_within_a_year(children: Children) -> Measured:
    """Share of children with new or returning lesions on MRI in the first year."""
    return share(bool(bouts) for bouts in _new_on_mri(children))


@measure("mri_relapse_silent", "children with such a lesion; none of these is felt")
def mri_relapse_silent(children: Children) -> Measured:
    """Share of relapses on MRI that are clinically silent."""
    return share(not any(b.is_felt for b in bouts) for bouts in _new_on_mri(children) if bouts)


def _left_after(months: int, look: Callable[[VirtualChild, int], set[str]]) -> Function:
    def function(children: Children) -> Measured:
        return ratio(
            (len(look(child, day + days(months))), len(look(child, day)))
            for child, day in followed(children, months)
        )

    return function


for _name, _months, _look in (
    ("clinical_left_at_12_months", 12, felt_sites),
    ("clinical_left_at_48_months", 48, felt_sites),
    ("clinical_left_at_60_months", 60, felt_sites),
    ("mri_left_at_12_months", 12, sites_on_mri),
    ("mri_left_at_48_months", 48, sites_on_mri),
    ("mri_left_at_60_months", 60, sites_on_mri),
):
    add(
        _name,
        f"diagnosed children followed for {_months} months; lesion sites then over those at "
        "diagnosis, new ones included",
        _left_after(_months, _look),
    )
