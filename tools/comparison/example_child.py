"""One virtual child whose course shows many things at once, as plain values for the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crmo.record import Modality
from crmo.simulate.child import STEP_DAYS, VirtualChild
from crmo.simulate.measures.course import felt_periods
from crmo.simulate.measures.second_line import has_second_line
from crmo.simulate.measures.who import days, diagnosed

_FOLLOWED_MONTHS = 66
_BONES = range(5, 10)
_EPISODES = range(2, 5)


def example_child(children: Iterable[VirtualChild]) -> dict[str, Any]:
    """Return the first child whose course has everything the picture is to show.

    Five to nine places, of which some were never felt; two to four episodes with quiet half years
    between them; a second-line drug; five and a half years of follow-up or more. It is chosen for
    that, and typical of nothing.

    Args:
        children: in the order of their numbers.
    """
    for child, day in diagnosed(children):
        if _shows_everything(child, day):
            return _plain(child, day)
    return {}


def _shows_everything(child: VirtualChild, diagnosis: int) -> bool:
    until = min(child.until, diagnosis + days(_FOLLOWED_MONTHS))
    units = {bout.bone_unit for bout in child.bouts if bout.first_day <= until}
    felt = {bout.bone_unit for bout in child.bouts if bout.is_felt}
    episodes = [period for period in felt_periods(child, days(6)) if period[0] <= until]
    return (
        child.until >= diagnosis + days(_FOLLOWED_MONTHS)
        and days(4) <= diagnosis - child.onset <= days(20)
        and len(units) in _BONES
        and len(felt & units) < len(units)
        and len(episodes) in _EPISODES
        and has_second_line(child, until)
        and any(bout.first_day > diagnosis and not bout.is_felt for bout in child.bouts)
    )


def _plain(child: VirtualChild, diagnosis: int) -> dict[str, Any]:
    """Return what the picture needs; days count from the first symptom."""
    end = min(child.until, diagnosis + days(_FOLLOWED_MONTHS)) - child.onset
    return {
        "number": child.number,
        "sex": child.sex.value,
        "age_years": round((child.onset - child.born) / 365.25, 1),
        "diagnosed": diagnosis - child.onset,
        "end": end,
        "bouts": [
            [
                bout.bone_unit,
                bout.first_day - child.onset,
                _last(bout.last_day, child),
                bout.is_felt,
            ]
            for bout in child.bouts
            if bout.first_day - child.onset <= end
        ],
        "pain": [round(value, 1) for value in _steps(child.states.values["pain"], end)],
        "step_days": STEP_DAYS,
        "drugs": [
            [one.drug, one.start - child.onset, _last(one.stop, child)]
            for one in child.treatments
            if one.start - child.onset <= end
        ],
        "visits": [
            one.day - child.onset
            for one in child.visits
            if one.is_attended and one.day - child.onset <= end
        ],
        "scans": [
            [one.day - child.onset, one.whole_body]
            for one in child.scans
            if one.modality is Modality.MRI and one.day - child.onset <= end
        ],
    }


def _last(day: int | None, child: VirtualChild) -> int:
    return (child.until if day is None else day) - child.onset


def _steps(series: Sequence[float], end: int) -> list[float]:
    return list(series[: end // STEP_DAYS + 1])
