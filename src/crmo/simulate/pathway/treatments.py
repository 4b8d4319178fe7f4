"""What was given before the diagnosis: for the wrong disease, and against pain at home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo.record import StopReason, ToldResponse
from crmo.simulate.chance import Luck
from crmo.simulate.child import Treatment
from crmo.simulate.pathway.beliefs import BACTERIAL, Suspicion, day_of
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.profile import PathwayProfile

_PAIN = "pain"
_ATTEMPTS = 12  # so often in a row hardly any draw lies beyond the limit


def treatments_of(
    patient: Patient, profile: PathwayProfile, thoughts: Sequence[Suspicion]
) -> list[Treatment]:
    """Return drugs before the diagnosis in order of their start; all end before it.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        thoughts: what was thought of at the visits.
    """
    luck = Luck(patient.seed, "pathway/drugs", patient.number)
    courses = [
        *_painkillers(luck, patient, profile),
        *_antibiotics(luck, patient, profile, day_of(thoughts, BACTERIAL)),
    ]
    return sorted(courses, key=lambda course: course.start)


def _antibiotics(
    luck: Luck, patient: Patient, profile: PathwayProfile, start: int | None
) -> Iterator[Treatment]:
    """Yield one course, or an intravenous one and the drug by mouth that carries it on."""
    is_given, drug = (
        luck.happens(profile.antibiotic_if_bacterial),
        luck.weighted(profile.antibiotics),
    )
    response = ToldResponse(luck.weighted(profile.antibiotic_responses))
    reason = StopReason(luck.weighted(profile.antibiotic_stops))
    by_mouth = luck.weighted(profile.oral_antibiotics)
    dripped = luck.log_normal(profile.intravenous_median_days, profile.intravenous_spread)
    if start is None or not is_given or start >= patient.diagnosed:
        return
    stop = _stop(patient, start, _antibiotic_days(luck, profile))
    if drug in profile.intravenous_antibiotics:
        switch = start + min(int(dripped), profile.intravenous_longest_days)
        if switch < stop:
            yield Treatment(
                drug=drug,
                start=start,
                stop=switch,
                indication=BACTERIAL,
                response=response,
                stop_reason=StopReason.COMPLETED,
            )
            drug, start = by_mouth, switch + 1
    yield Treatment(
        drug=drug,
        start=start,
        stop=stop,
        indication=BACTERIAL,
        response=response,
        stop_reason=reason,
    )


def _antibiotic_days(luck: Luck, profile: PathwayProfile) -> int:
    """Return for how many days antibiotics would be given; what is too long is drawn again."""
    for _ in range(_ATTEMPTS):
        days = int(luck.log_normal(profile.antibiotic_median_days, profile.antibiotic_spread))
        if days <= profile.antibiotic_longest_days:
            return days
    return profile.antibiotic_longest_days


def _painkillers(luck: Luck, patient: Patient, profile: PathwayProfile) -> Iterator[Treatment]:
    for drug, share in profile.painkiller.items():
        if not luck.happens(share):
            continue
        start = patient.onset + int(luck.uniform() * patient.days)
        days = int(luck.log_normal(profile.painkiller_median_days, profile.painkiller_spread))
        response = ToldResponse(luck.weighted(profile.painkiller_responses))
        if start < patient.diagnosed:
            yield Treatment(
                drug=drug,
                start=start,
                stop=_stop(patient, start, days),
                indication=_PAIN,
                response=response,
                stop_reason=StopReason.CHOICE,
            )


def _stop(patient: Patient, start: int, days: int) -> int:
    return max(start, min(start + days, patient.diagnosed - 1))
