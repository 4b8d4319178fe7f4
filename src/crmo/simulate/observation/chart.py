"""One child's record while it is being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from attrs import define
from numpy.typing import NDArray

from crmo.record import Entry, Fact, FactStatus, PartialDate, Source
from crmo.simulate.chance import Floats
from crmo.simulate.child import STEP_DAYS, VIRTUAL_HOSPITAL, Bout, Treatment, VirtualChild
from crmo.simulate.observation.days import day_of, iso_of, remembered
from crmo.simulate.observation.hospital import chosen
from crmo.simulate.observation.lots import Questions, added, key_of, matter
from crmo.simulate.observation.practice import Practice

_QUESTIONS = Questions([f"question/{number}" for number in range(10)])
_DAYS_PER_YEAR = 365.25


@lru_cache(maxsize=4096)
def present(concept: str) -> Fact:
    """Return the fact that a concept is there; the same one each time."""
    return Fact(concept=concept, status=FactStatus.PRESENT)


@lru_cache(maxsize=4096)
def absent(concept: str) -> Fact:
    """Return the fact that a concept is not there; the same one each time."""
    return Fact(concept=concept, status=FactStatus.ABSENT)


@lru_cache(maxsize=4096)
def spelt(concept: str) -> str:
    """Return a concept as it stands in ids of entries, `bone-pain`."""
    return concept.replace("_", "-")


@define(eq=False)
class Visit:
    """A visit that the child came to.

    Args:
        day: ordinal.
        on: the day as the record writes it.
        iso: the day as text.
        age_years: age of the child.
        habits_of: department whose habits hold.
        lots: one per question of the practice.
        step: four-week step of the child's states.
        previous: day of the visit before, or of the birth.
        is_first: whether it is the first to this department.
        felt: positions of the lesions that hurt and are brought up.
    """

    day: int
    on: PartialDate
    iso: str
    age_years: float
    habits_of: str
    lots: Sequence[float]
    step: int
    previous: int
    is_first: bool
    felt: tuple[int, ...]


class Chart:
    """A record being written: the child, its hospital, its luck, the entries so far.

    Args:
        child: the truth.
        practice: how hospitals work.
        complete: whether everything is asked and written.
    """

    def __init__(self, child: VirtualChild, practice: Practice, *, complete: bool) -> None:
        self.child = child
        self.practice = practice
        self.complete = complete
        self.hospital = chosen(practice.hospitals, child)
        self.source = Source(document=f"{VIRTUAL_HOSPITAL}{self.hospital.id}")
        self.entries: list[Entry] = []
        self.key = key_of(child.seed, child.number)
        self._ids: set[str] = set()
        born, until = child.born, child.until
        self.bouts = tuple(b for b in child.bouts if b.first_day <= until)
        self.scans = tuple(s for s in child.scans if born <= s.day <= until)
        self.samplings = tuple(s for s in child.samplings if born <= s.day <= until)
        self.beliefs = tuple(b for b in child.beliefs if born <= b.first_day <= until)
        self.courses = tuple(t for t in child.treatments if born <= t.start <= until)
        self._draw_lots()
        self.own_lots: Sequence[float] = ()
        self.visits = self._visits()

    # luck --------------------------------------------------------------------------------

    def _draw_lots(self) -> None:
        """Give ten lots to each lesion, condition, drug, diagnosis, sample, scan and spot."""
        child = self.child
        groups = (
            [(f"bout/{b.bone_unit}", b.first_day) for b in self.bouts],
            [(f"condition/{c.concept}/{c.site}", c.first_day) for c in child.conditions],
            [(f"treatment/{t.drug}", t.start) for t in self.courses],
            [(f"belief/{b.certainty}/{b.concept}", b.first_day) for b in self.beliefs],
            [(f"sampling/{s.concept}/{s.site}", s.day) for s in self.samplings],
            [(f"scan/{s.modality}", s.day) for s in self.scans],
            [(f"spot/{unit}", 0) for unit in child.incidental],
        )
        lots = iter(self.lots_of([each for group in groups for each in group]))
        drawn = [[next(lots) for _ in group] for group in groups]
        self.bout_lots, self.condition_lots, self.course_lots, self.belief_lots = drawn[:4]
        self.sampling_lots, self.scan_lots, self.spot_lots = drawn[4:]

    def lots_of(self, matters: Sequence[tuple[str, int]]) -> list[list[float]]:
        """Return ten lots for each matter, given by its name and the day on which it begins."""
        return self.lots_at([matter(name) for name, _ in matters], [day for _, day in matters])

    def lots_at(self, matters: Sequence[int], days: Sequence[int]) -> list[list[float]]:
        """Return ten lots for each matter, given by its number and the day on which it begins."""
        if not matters:
            return []
        lots: list[list[float]] = _QUESTIONS.drawn(self.key, matters, days).tolist()
        return lots

    def writes(self, lot: float, share: float) -> bool:
        """Whether a fact is written; in a complete record each one is."""
        return self.complete or lot < share

    # time --------------------------------------------------------------------------------

    def told(self, day: int, told_on: int, lot: float) -> PartialDate:
        """Return a past day as it is told later."""
        return remembered(day, told_on, lot, self.practice.examination, self.child.born)

    def visit_from(self, day: int) -> Visit | None:
        """Return the first visit on or after a day, or None."""
        return next((visit for visit in self.visits if visit.day >= day), None)

    # ids ---------------------------------------------------------------------------------

    def new_id(self, name: str) -> str:
        """Return a name, or with a number behind it when it is taken.

        It is asked for whether or not the entry is written, so that an entry has the same id
        in the complete record.
        """
        found, n = name, 1
        while found in self._ids:
            n += 1
            found = f"{name}-{n}"
        self._ids.add(found)
        return found

    # visits ------------------------------------------------------------------------------

    def written(self, columns: slice) -> Iterator[tuple[Visit, int]]:
        """Return each visit with each of some questions that the record answers for it.

        Args:
            columns: which questions; they are numbered from the first of them.
        """
        rows, found = np.nonzero(self._is_written[:, columns])
        return zip(map(self.visits.__getitem__, rows.tolist()), found.tolist(), strict=True)

    def _visits(self) -> tuple[Visit, ...]:
        child, practice = self.child, self.practice
        came = [v for v in child.visits if v.is_attended and child.born <= v.day <= child.until]
        departments = {visit.day: visit.department for visit in reversed(came)}
        days = sorted(departments)
        table = practice.visit_questions.drawn(self.key, [0] * (len(days) + 1), [0, *days])
        lots = [row.data for row in table]  # few are looked at: cheaper than lists
        self.own_lots = lots[0]
        visits = tuple(self._made(days, departments, lots))
        self._is_written = self._decided(visits, table[1:])
        return visits

    def _decided(self, visits: Sequence[Visit], table: Floats) -> NDArray[np.bool_]:
        """Return whether each question of each visit is answered in the record."""
        practice = self.practice
        if self.complete:
            return np.ones(table.shape, dtype=np.bool_)
        rows = [practice.row_of(visit.habits_of, is_first=visit.is_first) for visit in visits]
        decided: NDArray[np.bool_] = table < practice.shares[rows]
        decided[:, practice.columns["values"]] &= decided[:, practice.panel_columns]
        return decided

    def _made(
        self, days: Iterable[int], departments: dict[int, str], lots: Sequence[Sequence[float]]
    ) -> Iterator[Visit]:
        states, practice, born = self.child.states, self.practice, self.child.born
        first_day, last_step = states.first_day, len(next(iter(states.values.values()), ())) - 1
        missed = practice.visit_questions.column["missed"]
        hurting = self._hurting()
        seen: set[str] = set()
        previous = born
        for day, own in zip(days, lots[1:], strict=True):
            department = practice.department(departments[day])
            step = min(max((day - first_day) // STEP_DAYS, 0), last_step)
            hurts = [each for each in hurting if each[1] <= day <= each[2]]
            yield Visit(
                day,
                day_of(day),
                iso_of(day),
                (day - born) / _DAYS_PER_YEAR,
                department,
                own,
                step,
                previous,
                department not in seen,
                self._felt(hurts, own[missed]) if hurts else (),
            )
            seen.add(department)
            previous = day

    def _hurting(self) -> list[tuple[int, int, int, float]]:
        """Return position, first and last day, and a lot of each lesion that is felt."""
        until = self.child.until
        return [
            (position, b.first_day, until if b.last_day is None else b.last_day, lots[0])
            for position, (b, lots) in enumerate(zip(self.bouts, self.bout_lots, strict=True))
            if b.is_felt
        ]

    def _felt(self, hurting: Sequence[tuple[int, int, int, float]], lot: float) -> tuple[int, ...]:
        """Return the positions of the lesions that hurt on a day and are not forgotten."""
        share = self.practice.examination.missed_share
        return tuple([position for position, _, _, own in hurting if added(lot, own) >= share])


def is_active(bout: Bout, day: int) -> bool:
    """Whether a lesion is active on a day."""
    return bout.first_day <= day and (bout.last_day is None or day <= bout.last_day)


def is_taken(treatment: Treatment, day: int) -> bool:
    """Whether a drug is taken on a day."""
    return treatment.start <= day and (treatment.stop is None or day <= treatment.stop)
