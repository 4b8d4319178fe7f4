"""The way of one child, and of a block of children, to the diagnosis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.child import Visit
from crmo.simulate.onset import BONE_UNITS, Onset
from crmo.simulate.parameters import Parameters
from crmo.simulate.pathway.investigations import samplings_of, scans_of
from crmo.simulate.pathway.patient import Pathway, Patient
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.treatments import treatments_of
from crmo.simulate.pathway.visits import (
    beliefs_of,
    suspicions,
    through_oncology,
    visits_before,
)


def way_to_diagnosis(patient: Patient, profile: PathwayProfile) -> Pathway:
    """Return what happened from the first symptom to the diagnosis, or to the end of the data.

    Args:
        patient: what doctors meet.
        profile: the numbers for its disease.
    """
    visits = visits_before(patient, profile)
    thoughts = suspicions(patient, profile, visits)
    visits = through_oncology(patient, profile, visits, thoughts)
    seen = [visit for visit in visits if visit.is_attended]
    treatments = treatments_of(patient, profile, thoughts)
    samplings = samplings_of(patient, profile, seen, thoughts, treatments)
    last = Visit(day=patient.diagnosed, department=profile.diagnosing_department)
    return Pathway(
        visits=(*visits, last),
        scans=tuple(scans_of(patient, profile, seen)),
        samplings=tuple(samplings),
        beliefs=tuple(beliefs_of(patient, profile, thoughts)),
        treatments=tuple(treatments),
    ).until(patient.until)


def ways_to_diagnosis(
    onset: Onset, until: NDArray[np.int64], seed: int, parameters: Parameters
) -> list[Pathway]:
    """Return the way of each child of a block with the disease, in the order of the block.

    Args:
        onset: how the disease began.
        until: last day that is simulated, of each child.
        seed: seed of the simulation.
        parameters: the numbers of the natural history.

    Raises:
        KnowledgeError: a number of the way to the diagnosis is missing.
    """
    profile = parameters.group(PathwayProfile, "way_to_diagnosis")
    columns = zip(
        onset.children.tolist(),
        onset.onset.tolist(),
        onset.diagnosed.tolist(),
        until.tolist(),
        onset.has_fever.tolist(),
        strict=True,
    )
    return [
        way_to_diagnosis(
            Patient(
                number=number,
                seed=seed,
                onset=begin,
                diagnosed=diagnosed,
                until=end,
                painful=_painful(onset, row),
                has_fever=has_fever,
            ),
            profile,
        )
        for row, (number, begin, diagnosed, end, has_fever) in enumerate(columns)
    ]


def _painful(onset: Onset, row: int) -> tuple[str, ...]:
    felt = onset.unit[row][onset.is_felt[row]]
    return tuple(BONE_UNITS[unit] for unit in felt.tolist())
