"""The step loop: four weeks at a time, from the first symptom until the child leaves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats
from crmo.simulate.course.block import block_of
from crmo.simulate.course.blood import ANALYTES, Blood, BloodNumbers
from crmo.simulate.course.choice import ClinicPolicy
from crmo.simulate.course.clinic import Clinic
from crmo.simulate.course.clinic_numbers import (
    ClinicNumbers,
    SecondLineNumbers,
    course_steps,
)
from crmo.simulate.course.complaints import ComplaintNumbers
from crmo.simulate.course.course import Course
from crmo.simulate.course.damage import DamageNumbers, HeightLoss
from crmo.simulate.course.drug_numbers import DrugNumbers
from crmo.simulate.course.drugs import Drugs
from crmo.simulate.course.lesion_numbers import LesionNumbers
from crmo.simulate.course.lesions import Lesions
from crmo.simulate.course.pain import Pain, PainNumbers
from crmo.simulate.course.scans import Scans
from crmo.simulate.course.tables import Tables
from crmo.simulate.onset.onset import Onset
from crmo.simulate.parameters import Parameters

_SPELL = 8192  # states worked out at a time: as many as stay in the cache; changes no result
FELT = ("pain", "patient_global", "physician_global", "chaq", "n_active", "n_felt")


def run_course(
    onset: Onset,
    until_day: NDArray[np.int64],
    seed: int,
    parameters: Parameters,
    *,
    choice: ClinicPolicy | None = None,
) -> Course:
    """Let a block of children live with the disease, and be treated once it is recognised.

    What happens to a child depends on the seed, its number, its onset, the parameters and the
    policy, and on no other child of the block. With another parameter or policy only what
    depends on it changes.

    Args:
        onset: the beginnings, n children; at least one.
        until_day: ordinal day on which the data are cut, shape (n,).
        seed: seed of the simulation.
        parameters: numbers of the natural history.
        choice: how the second line is chosen; by indication if not given.
    """
    numbers = parameters.group(ClinicNumbers, "clinic")
    block = block_of(onset, until_day, seed, numbers)
    lesions = Lesions(block, parameters.group(LesionNumbers, "lesions"), seed)
    drug_numbers = parameters.group(DrugNumbers, "drug_effects")
    drugs = Drugs(block, drug_numbers, course_steps(numbers), seed)
    pain = Pain(block, parameters.group(PainNumbers, "pain"), seed)
    blood = Blood(block, parameters.group(BloodNumbers, "blood"), pain.joints_from, seed)
    second_line = parameters.group(SecondLineNumbers, "second_line")
    damage = parameters.group(DamageNumbers, "damage")
    scans = Scans(block, numbers, HeightLoss(damage, block.children, seed), seed)
    clinic = Clinic(block, numbers, second_line, choice or ClinicPolicy(), drugs, scans, seed)
    states = {name: np.empty((block.longest, block.n)) for name in (*FELT, *ANALYTES)}
    place = np.argsort(block.order)
    first = 0
    while first < block.longest:
        m = int(block.n_alive[first])
        length = min(max(_SPELL // m, 1), block.longest - first)
        steps = np.arange(first, first + length)
        spell = {name: np.empty((len(steps), m)) for name in states}
        pain.begin_spell(steps, m)
        for at, step in enumerate(steps.tolist()):
            alive = int(block.n_alive[step])
            _live(step, alive, lesions, drugs, pain, clinic)
            spell["pain"][at] = pain.told[:m]
            spell["n_active"][at] = lesions.n_active[:m]
            spell["n_felt"][at] = lesions.n_felt[:m]
        pain.end_spell(spell)
        blood.spell(steps, spell)
        _write_down(states, spell, first, place)
        first += length
    complaints = parameters.group(ComplaintNumbers, "complaints")
    tables = Tables(block, damage, drug_numbers, numbers, complaints, seed)
    return tables.course(states, lesions, drugs, pain, clinic)


def _write_down(
    states: Mapping[str, Floats],
    spell: Mapping[str, Floats],
    first: int,
    place: NDArray[np.int64],
) -> None:
    """Write the states of a spell in the order of the onset; those who have left get 0."""
    row = np.zeros(len(place))
    for name, values in spell.items():
        for at, there in enumerate(values):
            row[: len(there)] = there
            row.take(place, out=states[name][first + at], mode="clip")


def _live(
    step: int,
    m: int,
    lesions: Lesions,
    drugs: Drugs,
    pain: Pain,
    clinic: Clinic,
) -> None:
    """Live through one step of four weeks; only the first m children are still followed."""
    lesions.step(step, m, *drugs.on_lesions(m))
    pain.step(step, m, lesions.n_felt, drugs.pain_divided_by(m))
    clinic.step(step, m, lesions, pain)
    drugs.step(m)
