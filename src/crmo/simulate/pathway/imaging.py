"""Radiographs and regional MRI before the diagnosis, each ordered at a visit."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.record import Modality
from crmo.simulate.chance import Luck
from crmo.simulate.child import Scan, Visit
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.places import covered, requested_sites
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.spells import Spell, active_day
from crmo.simulate.pathway.visits import hospital_visits


def scans_of(patient: Patient, profile: PathwayProfile, visits: Sequence[Visit]) -> list[Scan]:
    """Return radiographs of painful places, and regional MRI, in order of their day.

    A radiograph is made at a visit, an MRI after a visit to a hospital and never as the first
    picture. What they show is decided where they are observed.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        visits: visits before the diagnosis that took place.
    """
    luck = Luck(patient.seed, "pathway/scans", patient.number)
    felt = [spell for spell in patient.spells if spell.is_felt]
    hospital = hospital_visits(visits)
    mri = _regional_mri(luck, patient, profile, hospital, felt)
    radiographs = _radiographs(luck, profile, visits, felt)
    if mri and not any(radiograph.day <= mri[0].day for radiograph in radiographs):
        ordered = max(visit.day for visit in hospital if visit.day < mri[0].day)
        radiographs.append(Scan(day=ordered, modality=Modality.RADIOGRAPH, sites=mri[0].sites))
    return sorted([*radiographs, *mri], key=lambda scan: scan.day)


def shown(patient: Patient, scan: Scan) -> list[Spell]:
    """Return what there is to be seen in a picture: activity by MRI, what stays by radiograph."""
    there = [
        spell for site in scan.sites for spell in patient.spells if spell.site in covered(site)
    ]
    if scan.modality is Modality.MRI:
        return [spell for spell in there if spell.is_active_on(scan.day)]
    return [spell for spell in there if spell.shows_from <= scan.day]


def first_sight(patient: Patient, scans: Sequence[Scan]) -> int | None:
    """Return the day of the first picture in which a lesion is to be seen, or None."""
    return next((scan.day for scan in scans if shown(patient, scan)), None)


def _radiographs(
    luck: Luck, profile: PathwayProfile, visits: Sequence[Visit], felt: Sequence[Spell]
) -> list[Scan]:
    """Return radiographs: one painful place after the other, a place again if all were taken."""
    made: list[Scan] = []
    for visit in visits:
        if luck.happens(profile.radiograph.get(visit.department, 0.0)):
            places = _places(felt, visit.day)
            place = places[len(made) % len(places)]
            made.append(Scan(day=visit.day, modality=Modality.RADIOGRAPH, sites=(place,)))
    return made


def _regional_mri(
    luck: Luck,
    patient: Patient,
    profile: PathwayProfile,
    hospital: Sequence[Visit],
    felt: Sequence[Spell],
) -> list[Scan]:
    """Return the regional MRI of one place, and perhaps that of a second one at or after it."""
    first, second = luck.uniform(), luck.uniform()
    waits = int(luck.log_normal(profile.mri_wait_median_days, profile.mri_wait_spread))
    before, later = (
        int(
            luck.log_normal(
                profile.mri_before_diagnosis_median_days, profile.mri_before_diagnosis_spread
            )
        )
        for _ in range(2)
    )
    latest = patient.diagnosed - 1
    if first >= profile.regional_mri or not hospital or hospital[0].day >= latest:
        return []
    # Half the time that is left at most, for what a scan leads to takes time as well.
    earliest = hospital[0].day + 1 + min(waits, (latest - hospital[0].day - 1) // 2)
    taken = _mri(felt, max(earliest, latest - before), earliest, latest)
    if second < profile.second_regional_mri:
        others = [spell for spell in felt if _requested(spell) not in taken.sites]
        if others:
            return [taken, _mri(others, max(taken.day, latest - later), taken.day, latest)]
    return [taken]


def _mri(felt: Sequence[Spell], day: int, earliest: int, latest: int) -> Scan:
    """Return the MRI of a place that hurts, on the wanted day or when it does.

    Nobody is scanned for a place that has long been well, if another day will do.
    """
    at = active_day(felt, day, earliest, latest)
    chosen = day if at is None else at
    return Scan(day=chosen, modality=Modality.MRI, sites=(_places(felt, chosen)[0],))


def _places(felt: Sequence[Spell], day: int) -> list[str]:
    """Return what is requested for the places that hurt on a day, or for those that have."""
    hurting = [spell for spell in felt if spell.is_active_on(day)]
    known = hurting or [spell for spell in felt if spell.first_day <= day] or felt
    return list(dict.fromkeys(_requested(spell) for spell in known))


def _requested(spell: Spell) -> str:
    return requested_sites().get(spell.site, spell.site)
