"""The way of one child, and of a block of children, to the diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.child import Visit
from crmo.simulate.onset import Onset
from crmo.simulate.parameters import Parameters
from crmo.simulate.pathway.beliefs import (
    MALIGNANT,
    after_biopsy,
    beliefs_of,
    day_of,
    suspicions,
)
from crmo.simulate.pathway.biopsy import biopsy_of
from crmo.simulate.pathway.imaging import first_sight, scans_of
from crmo.simulate.pathway.patient import Pathway, Patient
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.samplings import samplings_of, under_antibiotics
from crmo.simulate.pathway.spells import spells_of
from crmo.simulate.pathway.treatments import treatments_of
from crmo.simulate.pathway.visits import kept_in_hospital, through_oncology, visits_before

if TYPE_CHECKING:
    from crmo.simulate.course.bouts import BoutTable


def way_to_diagnosis(patient: Patient, profile: PathwayProfile) -> Pathway:
    """Return what happened from the first symptom to the diagnosis, or to the end of the data.

    Each part builds on those before it: a picture is ordered at a visit, a biopsy taken from
    what an MRI showed, a belief ended by what was found, a drug given for what was believed.

    Args:
        patient: what doctors meet.
        profile: the numbers for its disease.
    """
    visits = visits_before(patient, profile)
    seen = [visit for visit in visits if visit.is_attended]
    scans = scans_of(patient, profile, seen)
    thoughts = suspicions(patient, profile, seen, first_sight(patient, scans))
    biopsied = biopsy_of(patient, profile, scans, thoughts)
    if biopsied is not None and biopsied[1] < patient.diagnosed:
        thoughts = after_biopsy(thoughts, *biopsied, profile)
    visits = kept_in_hospital(visits, scans)
    visits = through_oncology(patient, profile, visits, day_of(thoughts, MALIGNANT))
    seen = [visit for visit in visits if visit.is_attended]
    treatments = treatments_of(patient, profile, thoughts)
    samplings = samplings_of(patient, profile, seen, thoughts)
    if biopsied is not None:
        samplings.append(under_antibiotics(biopsied[0], profile, treatments))
    last = Visit(day=patient.diagnosed, department=profile.diagnosing_department)
    return Pathway(
        visits=(*visits, last),
        scans=tuple(scans),
        samplings=tuple(sorted(samplings, key=lambda sampling: sampling.day)),
        beliefs=tuple(beliefs_of(patient, profile, thoughts)),
        treatments=tuple(treatments),
    ).until(patient.until)


def ways_to_diagnosis(
    onset: Onset,
    until: NDArray[np.int64],
    seed: int,
    parameters: Parameters,
    *,
    bouts: BoutTable | None = None,
) -> list[Pathway]:
    """Return the way of each child of a block with the disease, in the order of the block.

    Args:
        onset: how the disease began.
        until: last day that is simulated, of each child.
        seed: seed of the simulation.
        parameters: the numbers of the natural history.
        bouts: what became of the lesions, so that pictures and biopsies are of places that are
            ill then; without it all lesions of the beginning last until the diagnosis.

    Raises:
        KnowledgeError: a number of the way to the diagnosis is missing.
    """
    profile = parameters.group(PathwayProfile, "way_to_diagnosis")
    columns = zip(
        onset.children.tolist(),
        onset.born.tolist(),
        onset.onset.tolist(),
        onset.diagnosed.tolist(),
        until.tolist(),
        spells_of(onset, bouts),
        onset.has_fever.tolist(),
        strict=True,
    )
    return [
        way_to_diagnosis(
            Patient(
                number=number,
                seed=seed,
                born=born,
                onset=begin,
                diagnosed=diagnosed,
                until=end,
                spells=spells,
                has_fever=has_fever,
            ),
            profile,
        )
        for number, born, begin, diagnosed, end, spells, has_fever in columns
    ]
