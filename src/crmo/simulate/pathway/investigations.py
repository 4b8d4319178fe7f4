"""Radiographs, regional MRI, biopsies and cultures before the diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crmo.record import Modality
from crmo.simulate.chance import Luck
from crmo.simulate.child import Sampling, Scan, Treatment, Visit
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.places import requested_sites
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.visits import MALIGNANT, Suspicion

_ANTIBIOTICS_THEN = "antibiotics_at_sampling"


def scans_of(patient: Patient, profile: PathwayProfile, visits: Sequence[Visit]) -> list[Scan]:
    """Return radiographs of painful places, and regional MRI before the diagnosis.

    What they show is decided where they are observed.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        visits: visits before the diagnosis that took place.
    """
    luck = Luck(patient.seed, "pathway/scans", patient.number)
    places = _places(patient)
    first, second = luck.uniform(), luck.uniform()
    scans = list(_radiographs(luck, profile, visits, places))
    if first < profile.regional_mri:
        scans.append(_regional_mri(luck, patient, profile, visits, places[0]))
    if second < profile.second_regional_mri and len(places) > 1:
        scans.append(_regional_mri(luck, patient, profile, visits, places[1]))
    return sorted(scans, key=lambda scan: scan.day)


def samplings_of(
    patient: Patient,
    profile: PathwayProfile,
    visits: Sequence[Visit],
    thoughts: Sequence[Suspicion],
    treatments: Sequence[Treatment],
) -> list[Sampling]:
    """Return biopsies, blood cultures, marrow examinations and smears in order of their day.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        visits: visits before the diagnosis that took place.
        thoughts: what was thought of at them.
        treatments: drugs before the diagnosis, since antibiotics blunt a culture.
    """
    luck = Luck(patient.seed, "pathway/samplings", patient.number)
    samplings = [
        *_blood_culture(luck, patient, profile, visits),
        *_blood_and_marrow(luck, patient, profile, visits, thoughts),
        *_biopsy(luck, patient, profile, visits, thoughts, treatments),
    ]
    return sorted(samplings, key=lambda sampling: sampling.day)


def _places(patient: Patient) -> list[str]:
    sites = requested_sites()
    return list(dict.fromkeys(sites.get(unit, unit) for unit in patient.painful))


def _radiographs(
    luck: Luck, profile: PathwayProfile, visits: Sequence[Visit], places: Sequence[str]
) -> Iterator[Scan]:
    """Yield radiographs: one painful place after the other, a place again if all were taken."""
    taken = 0
    for visit in visits:
        if luck.happens(profile.radiograph.get(visit.department, 0.0)):
            place = places[taken % len(places)]
            taken += 1
            yield Scan(day=visit.day, modality=Modality.RADIOGRAPH, sites=(place,))


def _regional_mri(
    luck: Luck, patient: Patient, profile: PathwayProfile, visits: Sequence[Visit], place: str
) -> Scan:
    before = luck.log_normal(
        profile.mri_before_diagnosis_median_days, profile.mri_before_diagnosis_spread
    )
    day = max(visits[0].day, patient.diagnosed - 1 - int(before))
    return Scan(day=day, modality=Modality.MRI, sites=(place,))


def _biopsy(
    luck: Luck,
    patient: Patient,
    profile: PathwayProfile,
    visits: Sequence[Visit],
    thoughts: Sequence[Suspicion],
    treatments: Sequence[Treatment],
) -> Iterator[Sampling]:
    chance = profile.biopsy
    signs = {thought.concept for thought in thoughts}
    if len(patient.painful) == 1:
        signs.add("one_place")
    for sign, factor in profile.biopsy_factors.items():
        if sign in signs:
            chance *= factor
    if luck.happens(chance):
        before = luck.log_normal(
            profile.biopsy_before_diagnosis_median_days, profile.biopsy_before_diagnosis_spread
        )
        results = _results(luck, profile.biopsy_looked_for, profile.biopsy_results)
        day = max(visits[0].day, patient.diagnosed - 1 - int(before))
        yield Sampling(
            day=day,
            concept="bone_biopsy",
            site=patient.painful[0],
            results={**results, _ANTIBIOTICS_THEN: _has_antibiotics(treatments, profile, day)},
        )


def _blood_culture(
    luck: Luck, patient: Patient, profile: PathwayProfile, visits: Sequence[Visit]
) -> Iterator[Sampling]:
    is_made = luck.happens(profile.blood_culture_if_fever)
    results = _results(luck, {}, profile.blood_culture_results)
    hospital = [visit for visit in visits if visit.department != "general practice"]
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
    marrow = _results(luck, {}, profile.marrow_results)
    smear = _results(luck, {}, profile.smear_results)
    start = visits[-1].day if day is None else day
    if has_smear and day is not None:
        yield Sampling(day=day, concept="blood_smear", results=smear)
    if has_marrow:
        yield Sampling(
            day=min(start + after, max(start, patient.diagnosed - 1)),
            concept="bone_marrow_examination",
            results=marrow,
        )


def _results(
    luck: Luck, looked_for: Mapping[str, float], found: Mapping[str, float]
) -> dict[str, bool]:
    """Return what was found; what was not looked for is left out."""
    results = {}
    for concept, share in found.items():
        is_looked_for, is_found = luck.happens(looked_for.get(concept, 1.0)), luck.happens(share)
        if is_looked_for:
            results[concept] = is_found
    return results


def _has_antibiotics(treatments: Sequence[Treatment], profile: PathwayProfile, day: int) -> bool:
    return any(
        course.drug in profile.antibiotics
        and course.start <= day
        and (course.stop is None or course.stop >= day)
        for course in treatments
    )
