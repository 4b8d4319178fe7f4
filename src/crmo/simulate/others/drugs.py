"""Courses of drugs that are planned without looking at the child again."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.record import StopReason, ToldResponse
from crmo.simulate.child import Treatment
from crmo.simulate.others.beliefs import First
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.illness import NEVER
from crmo.simulate.others.occasions import Occasions, planned_days
from crmo.simulate.others.order import in_order
from crmo.simulate.others.profile import Drug

_WITHOUT_EFFECT = frozenset({ToldResponse.NONE, ToldResponse.WORSE})


def planned_courses(
    draws: Draws,
    plans: Sequence[Drug],
    occasions: Sequence[Occasions],
    wrong: Sequence[First],
    disease: str,
) -> list[tuple[Treatment, ...]]:
    """Return the planned courses of each child, in order.

    Args:
        draws: their luck.
        plans: what is given how often, when and how long.
        occasions: their days.
        wrong: their wrong first diagnoses.
        disease: what drugs are given for that name nothing else.
    """
    made: list[list[Treatment]] = [[] for _ in occasions]
    for number, plan in enumerate(plans):
        purpose = f"drug/{number}"
        names = draws.one_of(f"{purpose}/which", plan.drugs)
        responses = draws.one_of(f"{purpose}/response", plan.responses)
        lengths = [NEVER] * len(occasions)
        if plan.lasts_days is not None:
            lengths = draws.days(f"{purpose}/lasts", plan.lasts_days)
        indication = plan.indication or plan.for_belief or disease
        for row, starts in planned_days(draws, purpose, plan, occasions):
            believed = wrong[row]
            if plan.for_belief and believed.concept != plan.for_belief:
                continue
            last = believed.last_day if plan.for_belief else NEVER
            until = occasions[row].until
            made[row].extend(
                _course(
                    names[row], responses[row], indication, (start, start + lengths[row]), last,
                    until,
                )
                for start in starts
                if start <= last
            )  # fmt: skip
    return [
        in_order(courses, child.until, lambda course: course.start)
        for courses, child in zip(made, occasions, strict=True)
    ]


def _course(
    drug: str, told: str, indication: str, days: tuple[int, int], last: int, until: int
) -> Treatment:
    """Return one course; one for a wrong belief ends with it."""
    start, stop = days
    response = ToldResponse(told)
    reason = ended_by(response)
    if last < stop:
        stop = last
        reason = reason if response in _WITHOUT_EFFECT else StopReason.OTHER
    goes_on = stop > until
    return Treatment(
        drug=drug,
        start=start,
        stop=None if goes_on else stop,
        indication=indication,
        response=response,
        stop_reason=StopReason.UNKNOWN if goes_on else reason,
    )


def ended_by(response: ToldResponse) -> StopReason:
    """Return why a course ends whose length was planned, by what was seen of it."""
    return StopReason.NO_EFFECT if response in _WITHOUT_EFFECT else StopReason.COMPLETED
