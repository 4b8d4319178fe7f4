"""Where a child was seen before the diagnosis, and what was thought of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from crmo.record import Certainty
from crmo.simulate.chance import Luck
from crmo.simulate.child import Belief, Visit
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.profile import PathwayProfile

BACTERIAL = "bacterial_osteomyelitis"
MALIGNANT = "malignancy"
NOTHING = "nothing"
ONCOLOGY = "paediatric oncology"
GENERAL_PRACTICE = "general practice"


@frozen(kw_only=True)
class Suspicion:
    """What a visit left the doctors thinking.

    Args:
        concept: disease in the knowledge.
        day: when it was first thought of.
        is_excluded: whether the record says so when it is given up.
    """

    concept: str
    day: int
    is_excluded: bool


def visits_before(patient: Patient, profile: PathwayProfile) -> list[Visit]:
    """Return the visits before the diagnosis in order; the first one always takes place.

    Each visit takes the same number of draws, so that with other intervals the same visits come
    on other days.
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
    return visits


def suspicions(patient: Patient, profile: PathwayProfile, visits: list[Visit]) -> list[Suspicion]:
    """Return what was thought of at visits that took place, each unlike the one before.

    A serious disease is first thought of outside general practice, if the child came so far.
    """
    luck = Luck(patient.seed, "pathway/beliefs", patient.number)
    seen = [visit for visit in visits if visit.is_attended]
    factors = _factors(patient, profile)
    found: list[Suspicion] = []
    first, exclusion = luck.weighted(_weighed(profile.first_belief, factors)), luck.uniform()
    start = _first_hospital(seen) if first in profile.serious_beliefs else 0
    _think_of(found, first, seen[start].day, exclusion, profile)
    later = _weighed(profile.later_belief, factors)
    for visit in seen[start + 1 :]:
        changes, concept, exclusion = luck.uniform(), luck.weighted(later), luck.uniform()
        if changes < profile.belief_changes:
            _think_of(found, concept, visit.day, exclusion, profile)
    return found


def through_oncology(
    patient: Patient, profile: PathwayProfile, visits: list[Visit], thoughts: list[Suspicion]
) -> list[Visit]:
    """Return the visits, the first one after a thought of malignancy perhaps with oncologists."""
    day = next((thought.day for thought in thoughts if thought.concept == MALIGNANT), None)
    if day is None:
        return visits
    luck = Luck(patient.seed, "pathway/oncology", patient.number)
    if not luck.happens(profile.to_oncology_if_malignancy):
        return visits
    for position, visit in enumerate(visits):
        if visit.day > day and visit.is_attended:
            at_oncology = evolve(visit, department=ONCOLOGY, is_planned=True)
            return [*visits[:position], at_oncology, *visits[position + 1 :]]
    return visits


def beliefs_of(
    patient: Patient, profile: PathwayProfile, thoughts: list[Suspicion]
) -> Iterator[Belief]:
    """Yield each belief until the next one, serious ones excluded then, and the right one."""
    ends = [*(thought.day for thought in thoughts[1:]), patient.diagnosed]
    for thought, end in zip(thoughts, ends, strict=False):  # without thoughts, one end is left
        yield Belief(
            concept=thought.concept,
            certainty=Certainty.SUSPECTED,
            first_day=thought.day,
            last_day=max(thought.day, end - 1),
        )
        if thought.is_excluded and end > thought.day:
            yield Belief(concept=thought.concept, certainty=Certainty.EXCLUDED, first_day=end)
    yield Belief(
        concept=profile.disease, certainty=Certainty.CONFIRMED, first_day=patient.diagnosed
    )


def _think_of(
    found: list[Suspicion], concept: str, day: int, luck: float, profile: PathwayProfile
) -> None:
    is_known = bool(found) and found[-1].concept == concept
    if concept not in (NOTHING, profile.disease) and not is_known:
        share = profile.serious_beliefs.get(concept, 0.0)
        found.append(Suspicion(concept=concept, day=day, is_excluded=luck < share))


def _first_hospital(visits: list[Visit]) -> int:
    for position, visit in enumerate(visits):
        if visit.department != GENERAL_PRACTICE:
            return position
    return len(visits) - 1


def _factors(patient: Patient, profile: PathwayProfile) -> Mapping[str, float]:
    """Return the factor on each belief that this child's signs give."""
    signs = {
        "fever": patient.has_fever,
        "one_place": len(patient.painful) == 1,
        "cytopenia": patient.is_cytopenic,
    }
    factors: dict[str, float] = {}
    for sign, beliefs in profile.belief_factors.items():
        if signs[sign]:
            for concept, factor in beliefs.items():
                factors[concept] = factors.get(concept, 1.0) * factor
    return factors


def _weighed(weights: Mapping[str, float], factors: Mapping[str, float]) -> Mapping[str, float]:
    if not factors:
        return weights
    return {concept: weight * factors.get(concept, 1.0) for concept, weight in weights.items()}
