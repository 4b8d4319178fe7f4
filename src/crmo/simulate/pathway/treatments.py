"""What was given before the diagnosis: for the wrong disease, and against pain at home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo.record import StopReason, ToldResponse
from crmo.simulate.chance import Luck
from crmo.simulate.child import Treatment
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.visits import BACTERIAL, Suspicion

_PAIN = "pain"


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
        *_antibiotic(luck, patient, profile, thoughts),
    ]
    return sorted(courses, key=lambda course: course.start)


def _antibiotic(
    luck: Luck, patient: Patient, profile: PathwayProfile, thoughts: Sequence[Suspicion]
) -> Iterator[Treatment]:
    is_given, drug = (
        luck.happens(profile.antibiotic_if_bacterial),
        luck.weighted(profile.antibiotics),
    )
    response = ToldResponse(luck.weighted(profile.antibiotic_responses))
    reason = StopReason(luck.weighted(profile.antibiotic_stops))
    start = next((thought.day for thought in thoughts if thought.concept == BACTERIAL), None)
    if start is None or not is_given or start >= patient.diagnosed:
        return
    days = int(luck.log_normal(profile.antibiotic_median_days, profile.antibiotic_spread))
    yield Treatment(
        drug=drug,
        start=start,
        stop=_stop(patient, start, days),
        indication=BACTERIAL,
        response=response,
        stop_reason=reason,
    )


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
