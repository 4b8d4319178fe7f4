"""The bone biopsy: after an MRI has shown where, and while something serious is feared."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.record import Modality
from crmo.simulate.chance import Luck
from crmo.simulate.child import Sampling, Scan
from crmo.simulate.pathway.beliefs import Suspicion
from crmo.simulate.pathway.imaging import shown
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.places import reach
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.samplings import drawn_results
from crmo.simulate.pathway.spells import Spell, active_day


def biopsy_of(
    patient: Patient,
    profile: PathwayProfile,
    scans: Sequence[Scan],
    thoughts: Sequence[Suspicion],
) -> tuple[Sampling, int] | None:
    """Return the biopsy before the diagnosis and the day of its answer, or None.

    It is taken after an MRI, from a place that the MRI showed ill, that a needle reaches, and
    that is still ill that day.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        scans: pictures before the diagnosis.
        thoughts: what was thought of.
    """
    luck = Luck(patient.seed, "pathway/biopsy", patient.number)
    is_taken = luck.uniform()
    wait = luck.log_normal(profile.biopsy_after_mri_median_days, profile.biopsy_after_mri_spread)
    answer = luck.between(profile.biopsy_answer_least_days, profile.biopsy_answer_most_days)
    target = _target(patient, profile, scans)
    if target is None:
        return None
    scan, spells = target
    earliest = scan.day + 1
    latest = max(earliest, patient.diagnosed - answer)
    day = active_day(spells, min(earliest + int(wait), latest), earliest, latest)
    if earliest >= patient.diagnosed or day is None:
        return None
    ill = [spell.site for spell in spells if spell.is_active_on(day)]
    site = max(ill, key=lambda place: reach(place, profile.biopsy_reach))
    chance = _chance(patient, profile, thoughts, day) * reach(site, profile.biopsy_reach)
    if is_taken >= chance:
        return None
    results = drawn_results(luck, profile.biopsy_looked_for, profile.biopsy_results)
    biopsy = Sampling(day=day, concept="bone_biopsy", site=site, results=results)
    return biopsy, day + answer


def _target(
    patient: Patient, profile: PathwayProfile, scans: Sequence[Scan]
) -> tuple[Scan, list[Spell]] | None:
    """Return the first MRI that shows places within reach, with these places."""
    for scan in scans:
        if scan.modality is Modality.MRI:
            seen = [
                spell
                for spell in shown(patient, scan)
                if reach(spell.site, profile.biopsy_reach) > 0.0
            ]
            if seen:
                return scan, seen
    return None


def _chance(
    patient: Patient, profile: PathwayProfile, thoughts: Sequence[Suspicion], day: int
) -> float:
    chance = profile.biopsy
    signs = {thought.concept for thought in thoughts if thought.day <= day}
    if len(patient.painful) == 1:
        signs.add("one_place")
    for sign, factor in profile.biopsy_factors.items():
        if sign in signs:
            chance *= factor
    return chance
