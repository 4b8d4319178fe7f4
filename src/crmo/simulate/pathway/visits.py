"""Where a child was seen before the diagnosis."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from crmo.record import Modality
from crmo.simulate.chance import Luck
from crmo.simulate.child import Scan, Visit
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.profile import PathwayProfile

ONCOLOGY = "paediatric oncology"
GENERAL_PRACTICE = "general practice"


def visits_before(patient: Patient, profile: PathwayProfile) -> list[Visit]:
    """Return the visits before the diagnosis in order; the first one always takes place.

    Each visit takes the same number of draws, so that with other intervals the same visits come
    on other days. Nobody comes to the diagnosis straight from general practice if there is time
    for a hospital visit between.
    """
    luck = Luck(patient.seed, "pathway/visits", patient.number)
    waited = luck.log_normal(profile.first_visit_median_days, profile.first_visit_spread)
    day = patient.onset + int(min(waited, profile.first_visit_latest * patient.days))
    department = luck.weighted(profile.first_department)
    visits = [Visit(day=day, department=department, is_planned=False)]
    gap = profile.visit_gap_median_days
    while len(visits) < profile.most_visits:
        day += 1 + int(luck.log_normal(gap, profile.visit_gap_spread))
        if day >= patient.diagnosed:
            break
        gap *= profile.visit_gap_growth
        department = luck.weighted(profile.next_department[department])
        is_planned = luck.happens(profile.planned_share[department])
        is_missed = luck.happens(profile.missed_share) and is_planned
        visits.append(
            Visit(day=day, department=department, is_attended=not is_missed, is_planned=is_planned)
        )
    return _sent_to_hospital(patient, profile, visits)


def hospital_visits(visits: Sequence[Visit]) -> list[Visit]:
    """Return the visits that took place in a hospital."""
    return [visit for visit in visits if visit.is_attended and visit.department != GENERAL_PRACTICE]


def kept_in_hospital(visits: list[Visit], scans: Sequence[Scan]) -> list[Visit]:
    """Return the visits; from the hospital that ordered the first MRI on, all in hospitals."""
    day = next((scan.day for scan in scans if scan.modality is Modality.MRI), None)
    if day is None:
        return visits
    orders = [visit for visit in hospital_visits(visits) if visit.day < day][-1]
    if not any(_is_astray(visit, orders) for visit in visits):
        return visits
    return [
        evolve(visit, department=orders.department) if _is_astray(visit, orders) else visit
        for visit in visits
    ]


def through_oncology(
    patient: Patient, profile: PathwayProfile, visits: list[Visit], feared: int | None
) -> list[Visit]:
    """Return the visits, the first one after a thought of malignancy perhaps with oncologists.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        visits: all before the diagnosis.
        feared: day on which malignancy was first thought of, or None.
    """
    if feared is None:
        return visits
    luck = Luck(patient.seed, "pathway/oncology", patient.number)
    if not luck.happens(profile.to_oncology_if_malignancy):
        return visits
    for position, visit in enumerate(visits):
        if visit.day > feared and visit.is_attended:
            at_oncology = evolve(visit, department=ONCOLOGY, is_planned=True)
            return [*visits[:position], at_oncology, *visits[position + 1 :]]
    return visits


def _is_astray(visit: Visit, orders: Visit) -> bool:
    return visit.day > orders.day and visit.department == GENERAL_PRACTICE


def _sent_to_hospital(
    patient: Patient, profile: PathwayProfile, visits: list[Visit]
) -> list[Visit]:
    room = patient.diagnosed - 1 - visits[-1].day
    if room < 1 or hospital_visits(visits):
        return visits
    luck = Luck(patient.seed, "pathway/referral", patient.number)
    weights = {
        department: weight
        for department, weight in profile.next_department[GENERAL_PRACTICE].items()
        if department != GENERAL_PRACTICE
    }
    day = visits[-1].day + 1 + int(luck.uniform() * min(room / 2.0, profile.visit_gap_median_days))
    return [*visits, Visit(day=day, department=luck.weighted(weights))]
