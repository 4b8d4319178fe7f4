"""How the disease of a block of children begins: what is decided on the day of the first symptom.

Everything here is true whether or not anybody finds it. What follows from it in time (healing,
new lesions, pain, blood) is the work of `crmo.simulate.course`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from crmo.anatomy import all_bone_units
from crmo.knowledge.immutable import immutable
from crmo.simulate.chance import Floats, Integers

SLOTS = 40  # lesions that a child can have in its life, one bone unit each
NEVER = 2**40  # ordinal day after every calendar: it does not happen
NO_UNIT = -1  # a slot that no bone unit fills

BONE_UNITS: tuple[str, ...] = tuple(unit.id for unit in all_bone_units())

PATTERNS: tuple[str, ...] = (
    "tibio_appendicular",
    "claviculo_spinal",
    "clavicle_and_tibia",
    "mixed",
    "jaw",
    "unifocal",
)

COMORBIDITIES: tuple[str, ...] = (
    "palmoplantar_pustulosis",
    "psoriasis",
    "severe_acne",
    "inflammatory_bowel_disease",
    "arthritis",
    "sacroiliitis",
    "enthesitis",
    "uveitis",
    "other_autoimmune_disease",
)


@frozen(kw_only=True, eq=False)
class Onset:
    """The beginnings of one block of children with the disease; n children, `SLOTS` slots.

    Args:
        seed: seed of the simulation.
        children: numbers of the children, uint64, shape (n,).
        is_female: shape (n,).
        born: ordinal day, shape (n,).
        onset: ordinal day of the first symptom, shape (n,).
        diagnosed: ordinal day of the right diagnosis, which may lie after the end, shape (n,).
        pattern: index into `PATTERNS`, int8, shape (n,).
        unit: index into `BONE_UNITS`, int16, shape (n, `SLOTS`); `NO_UNIT` from the first empty
            slot on. Drawn jointly within the pattern, none twice. The first `n_at_onset` are the
            lesions of the beginning; the rest is the queue that later ones come from, in order.
        n_at_onset: lesions that come into being from about the first symptom to the diagnosis,
            int16, shape (n,), at least 1: what a whole-body MRI at diagnosis would show, had
            none of them healed.
        is_felt: whether the first bout in a slot hurts or swells, shape (n, `SLOTS`); at least
            one of the first `n_at_onset` does, and none beyond, where the course decides.
        frailty: how prone to new and returning lesions, mean 1, shape (n,).
        inflammation: how prone to raised markers, standard normal, shape (n,).
        severity: pain per lesion, standard normal, shape (n,).
        amplifies_pain: pain goes beyond what lesions explain, shape (n,).
        comorbidity_day: ordinal day on which each of `COMORBIDITIES` begins, int64, shape
            (n, len(COMORBIDITIES)); may lie before the first symptom; `NEVER` if it does not.
        has_fever: fever in the beginning, shape (n,).
        traits: `hla_b27_positive`, `ana_positive` -> shape (n,).
        family: concept of a disease among relatives -> shape (n,).
    """

    seed: int
    children: Integers
    is_female: NDArray[np.bool_]
    born: NDArray[np.int64]
    onset: NDArray[np.int64]
    diagnosed: NDArray[np.int64]
    pattern: NDArray[np.int8]
    unit: NDArray[np.int16]
    n_at_onset: NDArray[np.int16]
    is_felt: NDArray[np.bool_]
    frailty: Floats
    inflammation: Floats
    severity: Floats
    amplifies_pain: NDArray[np.bool_]
    comorbidity_day: NDArray[np.int64]
    has_fever: NDArray[np.bool_]
    traits: Mapping[str, NDArray[np.bool_]] = field(converter=immutable)
    family: Mapping[str, NDArray[np.bool_]] = field(converter=immutable)

    @property
    def n(self) -> int:
        """Number of children in the block."""
        return len(self.children)

    def units_of(self, row: int) -> tuple[str, ...]:
        """Return the bone units of one child's lesions of the beginning, by row in the block."""
        return tuple(BONE_UNITS[u] for u in self.unit[row, : self.n_at_onset[row]].tolist())
