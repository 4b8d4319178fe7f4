"""Blood cultures, marrow examinations and smears, and what each sampling finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from crmo.simulate.chance import Luck
from crmo.simulate.child import Sampling, Treatment, Visit
from crmo.simulate.pathway.beliefs import MALIGNANT, Suspicion
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.visits import hospital_visits

_ANTIBIOTICS_THEN = "antibiotics_at_sampling"


def samplings_of(
    patient: Patient,
    profile: PathwayProfile,
    visits: Sequence[Visit],
    thoughts: Sequence[Suspicion],
) -> list[Sampling]:
    """Return blood cultures, marrow examinations and smears.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        visits: visits before the diagnosis that took place.
        thoughts: what was thought of at them.
    """
    luck = Luck(patient.seed, "pathway/samplings", patient.number)
    return [
        *_blood_culture(luck, patient, profile, visits),
        *_blood_and_marrow(luck, patient, profile, visits, thoughts),
    ]


def drawn_results(
    luck: Luck, looked_for: Mapping[str, float], found: Mapping[str, float]
) -> dict[str, bool]:
    """Return what was found; what was not looked for is left out.

    Args:
        luck: decides.
        looked_for: result -> share in which it is looked for; always if it is not named.
        found: result -> share in which it is found, of those in which it was looked for.
    """
    results = {}
    for concept, share in found.items():
        is_looked_for, is_found = luck.happens(looked_for.get(concept, 1.0)), luck.happens(share)
        if is_looked_for:
            results[concept] = is_found
    return results


def under_antibiotics(
    biopsy: Sampling, profile: PathwayProfile, treatments: Sequence[Treatment]
) -> Sampling:
    """Return the biopsy with whether antibiotics were running, since they blunt a culture."""
    drugs = {*profile.antibiotics, *profile.oral_antibiotics}
    is_running = any(
        course.drug in drugs
        and course.start <= biopsy.day
        and (course.stop is None or course.stop >= biopsy.day)
        for course in treatments
    )
    return evolve(biopsy, results={**biopsy.results, _ANTIBIOTICS_THEN: is_running})


def _blood_culture(
    luck: Luck, patient: Patient, profile: PathwayProfile, visits: Sequence[Visit]
) -> Iterator[Sampling]:
    is_made = luck.happens(profile.blood_culture_if_fever)
    results = drawn_results(luck, {}, profile.blood_culture_results)
    hospital = hospital_visits(visits)
    if patient.has_fever and is_made and hospital:
        yield Sampling(day=hospital[0].day, concept="blood_culture", results=results)


def _blood_and_marrow(
    luck: Luck,
    patient: Patient,
    profile: PathwayProfile,
    visits: Sequence[Visit],
    thoughts: Sequence[Suspicion],
) -> Iterator[Sampling]:
    day = next((thought.day for thought in thoughts if thought.concept == MALIGNANT), None)
    share = profile.marrow_if_malignancy if day is not None else 0.0
    if patient.is_cytopenic:
        share = max(share, profile.marrow_if_cytopenic)
    has_marrow, has_smear = luck.happens(share), luck.happens(profile.smear_if_malignancy)
    after = luck.between(1, 7)
    marrow = drawn_results(luck, {}, profile.marrow_results)
    smear = drawn_results(luck, {}, profile.smear_results)
    start = visits[-1].day if day is None else day
    if has_smear and day is not None:
        yield Sampling(day=day, concept="blood_smear", results=smear)
    if has_marrow:
        yield Sampling(
            day=min(start + after, max(start, patient.diagnosed - 1)),
            concept="bone_marrow_examination",
            results=marrow,
        )
