"""The days in one child's story on which something is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmo.simulate.child import Condition
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.illness import Illness
from crmo.simulate.others.profile import Planned, Start
from crmo.simulate.others.symptoms import Days


class Occasions(NamedTuple):
    """The days of one child that care hangs on.

    `referred` is the first day of the work-up, that of the diagnosis itself where there is none.
    """

    first: int
    referred: int
    diagnosed: int
    until: int
    flares: tuple[int, ...]
    symptoms: tuple[tuple[str, int, str | None], ...]


def occasions_of(
    illness: Illness, days: Sequence[Days], conditions: Sequence[Sequence[Condition]]
) -> list[Occasions]:
    """Return the occasions of each child of a kind with care.

    Args:
        illness: the children.
        days: their days.
        conditions: their symptoms.
    """
    care = illness.profile.care
    wanted = {plan.symptom for plan in care.scans if plan.symptom} if care else set()
    wanted |= set(care.brings) if care else set()
    first, referred = illness.first_visit.tolist(), illness.referred.tolist()
    made = []
    for row, day in enumerate(days):
        symptoms = tuple(
            (condition.concept, condition.first_day, condition.site)
            for condition in conditions[row]
            if condition.concept in wanted
        )
        flares = tuple(start for start, _ in day.periods[1:])
        made.append(
            Occasions(first[row], referred[row], day.diagnosed, day.until, flares, symptoms)
        )
    return made


def planned_days(
    draws: Draws, purpose: str, plan: Planned, occasions: Sequence[Occasions]
) -> Iterator[tuple[int, list[int]]]:
    """Yield each child in whom something is done, by its row, with the days on which it is."""
    after = draws.days(f"{purpose}/after", plan.after_days)
    begins = [0.0] * len(occasions)
    if plan.at is Start.WORK_UP:
        begins = plan.begins.at(draws.uniform(f"{purpose}/begins")).tolist()
    for row, has in enumerate(draws.happens(purpose, plan.share).tolist()):
        if has:
            yield (
                row,
                [
                    max(day + after[row], occasions[row].first)
                    for day in _starts(plan, occasions[row], begins[row])
                ],
            )


def _starts(plan: Planned, child: Occasions, begins: float) -> Iterator[int]:
    if plan.at is Start.FLARE:
        yield from child.flares
    elif plan.at is Start.SYMPTOM:
        yield from (day for name, day, _ in child.symptoms if name == plan.symptom)
    elif plan.at is Start.FIRST_VISIT:
        yield child.first
    elif plan.at is Start.WORK_UP:
        yield child.referred + int(begins * (child.diagnosed - child.referred))
    else:
        yield child.diagnosed
