"""What a child complains of beside pain of the bones.

The words are those that children without the disease use too: what tells the diseases apart is
how often and how long, not which words there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream, log_normal
from crmo.simulate.course.bouts import BoutTable
from crmo.simulate.course.spells import (
    Spells,
    felt_spells,
    hips,
    joints_beside,
    parts_of_limbs,
    whole_child,
    whole_child_if_in,
)
from crmo.simulate.onset.onset import COMORBIDITIES, Onset

Whole = NDArray[np.int64]
_Column = tuple[str, Whole, Whole, Whole, NDArray[np.str_]]  # concept, child, first, last, site
_STIFFENING = ("arthritis", "sacroiliitis")


@frozen(kw_only=True)
class ComplaintNumbers:
    """The group `complaints` of the natural history; what each number means stands there."""

    fever_median_days: float
    fever_spread: float
    with_felt_lesions: Mapping[str, float]
    sleep_disturbance_with_night_pain: float
    morning_stiffness_with_arthritis: float
    near_joints: Mapping[str, float]
    limb_pain: float
    hip_pain: float
    back_pain: float
    neck_pain: float
    refusal_to_bear_weight: float
    refusal_days: int
    until_diagnosis: Mapping[str, float]
    with_fever: Mapping[str, float]
    with_amplified_pain: Mapping[str, float]
    everyday_contacts_per_year: float


@frozen(kw_only=True, eq=False)
class ComplaintTable:
    """Complaints as columns, in order of child and first day; one number per complaint.

    Args:
        child: row of the child in the onset.
        concept: finding in the knowledge.
        site: joint or part of a limb, or empty.
        first_day: ordinal day.
        last_day: ordinal day; the last of the story where it goes on.
    """

    child: Whole
    concept: NDArray[np.str_]
    site: NDArray[np.str_]
    first_day: Whole
    last_day: Whole


def fever_days(onset: Onset, seed: int, numbers: ComplaintNumbers) -> Whole:
    """Return for how many days each child would have fever in the beginning, at least 1."""
    deviate = Stream(seed, "course/fever").normal(onset.children)[:, 0]
    lasts = log_normal(numbers.fever_median_days, numbers.fever_spread, deviate)
    return np.maximum(lasts, 1.0).astype(np.int64)


def complaints_of(
    onset: Onset, bouts: BoutTable, until: Whole, numbers: ComplaintNumbers, seed: int
) -> ComplaintTable:
    """Return what each child complains of while its lesions are felt, and for how long.

    Args:
        onset: the beginnings, n children.
        bouts: their lesions.
        until: ordinal day on which each story ends, shape (n,).
        numbers: how often.
        seed: seed of the simulation.
    """
    made = _Complaints(onset, bouts, until, numbers, seed)
    columns = [*made.of_lesions(), *made.of_joints(), *made.of_places(), *made.of_the_child()]
    child = np.concatenate([column[1] for column in columns])
    first = np.concatenate([column[2] for column in columns])
    last = np.concatenate([column[3] for column in columns])
    concept = np.concatenate([np.full(len(column[1]), column[0]) for column in columns])
    site = np.concatenate([column[4] for column in columns])
    is_told = first <= until[child]
    order = np.flatnonzero(is_told)
    order = order[np.argsort((child[order] << 24) | first[order], kind="stable")]
    return ComplaintTable(
        child=child[order],
        concept=concept[order],
        site=site[order],
        first_day=first[order],
        last_day=np.minimum(last, until[child])[order],
    )


class _Complaints:
    """Complaints of a block of children, one kind after the other."""

    def __init__(
        self, onset: Onset, bouts: BoutTable, until: Whole, numbers: ComplaintNumbers, seed: int
    ) -> None:
        self._onset, self._bouts, self._until = onset, bouts, until
        self._numbers, self._seed = numbers, seed

    def of_lesions(self) -> Iterator[_Column]:
        """Yield what comes and goes with any felt lesion."""
        spells, numbers = self._spells(whole_child()), self._numbers
        for concept, share in numbers.with_felt_lesions.items():
            chance = np.full(self._onset.n, share)
            if concept == "morning_stiffness":
                chance[self._is_stiffening()] = numbers.morning_stiffness_with_arthritis
            yield self._told(concept, spells, self._luck(concept) < chance)
        wakes = self._luck("night_pain") < numbers.with_felt_lesions["night_pain"]
        sleeps_badly = self._luck("sleep_disturbance") < numbers.sleep_disturbance_with_night_pain
        yield self._told("sleep_disturbance", spells, wakes & sleeps_badly)

    def of_joints(self) -> Iterator[_Column]:
        """Yield what is told of joints beside felt ends of long bones."""
        spells = self._spells(joints_beside())
        luck = self._luck("near_joints")  # one for all: who has the rarer has the others too
        for concept, share in self._numbers.near_joints.items():
            yield self._told(concept, spells, luck < share)

    def of_places(self) -> Iterator[_Column]:
        """Yield what families call the pain by where it is, and a leg that is spared."""
        numbers = self._numbers
        for concept, share, sites in (
            ("limb_pain", numbers.limb_pain, parts_of_limbs()),
            ("hip_pain", numbers.hip_pain, hips()),
            ("back_pain", numbers.back_pain, _BACK),
            ("neck_pain", numbers.neck_pain, _NECK),
        ):
            yield self._told(concept, self._spells(sites), self._luck(concept) < share)
        spells, concept = self._spells(_LEGS), "refusal_to_bear_weight"
        chosen = self._luck(concept) < numbers.refusal_to_bear_weight
        name, child, first, last, site = self._told(concept, spells, chosen)
        yield name, child, first, np.minimum(last, first + numbers.refusal_days), site

    def of_the_child(self) -> Iterator[_Column]:
        """Yield what is told until the diagnosis, with fever, and with amplified pain."""
        onset, numbers = self._onset, self._numbers
        for concept, share in numbers.until_diagnosis.items():
            yield self._from_onset(concept, self._luck(concept) < share, onset.diagnosed)
        lasts = fever_days(onset, self._seed, numbers)
        for concept, share in numbers.with_fever.items():
            has_it = onset.has_fever & (self._luck(concept) < share)
            yield self._from_onset(concept, has_it, onset.onset + lasts - 1)
        for concept, share in numbers.with_amplified_pain.items():
            has_it = onset.amplifies_pain & (self._luck(f"amplified/{concept}") < share)
            yield self._from_onset(concept, has_it, self._until)

    def _luck(self, concept: str) -> Floats:
        return Stream(self._seed, f"course/complaint/{concept}").uniform(self._onset.children)[:, 0]

    def _spells(self, sites: tuple[str | None, ...]) -> Spells:
        return felt_spells(self._bouts, self._until, sites)

    def _is_stiffening(self) -> NDArray[np.bool_]:
        places = [COMORBIDITIES.index(name) for name in _STIFFENING]
        found: NDArray[np.bool_] = (
            self._onset.comorbidity_day[:, places].min(axis=1) <= self._onset.diagnosed
        )
        return found

    def _told(self, concept: str, spells: Spells, who: NDArray[np.bool_]) -> _Column:
        rows = np.flatnonzero(who[spells.child])
        first, last = spells.first_day[rows], spells.last_day[rows]
        return concept, spells.child[rows], first, last, spells.site[rows]

    def _from_onset(self, concept: str, who: NDArray[np.bool_], last: Whole) -> _Column:
        rows = np.flatnonzero(who)
        return concept, rows, self._onset.onset[rows], last[rows], np.full(len(rows), "")


_BACK = whole_child_if_in("thoracic_spine", "lumbar_spine", "sacroiliac")
_NECK = whole_child_if_in("cervical_spine")
_LEGS = whole_child_if_in("lower_extremity", "hip")
