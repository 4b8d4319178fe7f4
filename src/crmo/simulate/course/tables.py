"""From the books of the step loop to tables in calendar days, in the order of the onset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream, at_draw, exp, normal_quantile
from crmo.simulate.child import STEP_DAYS
from crmo.simulate.course.block import Block
from crmo.simulate.course.bouts import STILL, BoutTable
from crmo.simulate.course.clinic import Clinic
from crmo.simulate.course.clinic_numbers import ClinicNumbers
from crmo.simulate.course.complaints import ComplaintNumbers, complaints_of, fever_days
from crmo.simulate.course.course import Course
from crmo.simulate.course.damage import DamageNumbers, damage_of, lasting_features
from crmo.simulate.course.draws import PIECES, bits_at, happens
from crmo.simulate.course.drug_numbers import ADVERSE_EVENTS, DrugNumbers
from crmo.simulate.course.drugs import Drugs
from crmo.simulate.course.lesion_numbers import least_days
from crmo.simulate.course.lesions import Lesions
from crmo.simulate.course.pain import Pain
from crmo.simulate.course.scans import ScanTable
from crmo.simulate.course.treatments import (
    ADVERSE_EVENT,
    COMPLETE,
    NO_RESPONSE,
    PARTIAL,
    WORSE,
    TreatmentTable,
)
from crmo.simulate.course.visits import VisitTable
from crmo.simulate.onset.onset import SLOTS

Whole = NDArray[np.int64]
Scalar = TypeVar("Scalar", bound=np.generic)


class Tables:
    """Turns rows of the block and steps into rows of the onset and days.

    Args:
        block: the children.
        damage: how damage comes.
        drugs: adverse events.
        clinic: what the clinician calls a response.
        complaints: what is told beside pain, and how long.
        seed: seed of the simulation.
    """

    def __init__(
        self,
        block: Block,
        damage: DamageNumbers,
        drugs: DrugNumbers,
        clinic: ClinicNumbers,
        complaints: ComplaintNumbers,
        seed: int,
    ) -> None:
        self._block, self._damage, self._drug_numbers = block, damage, drugs
        self._clinic_numbers, self._seed = clinic, seed
        self._complaints = complaints
        self._fever_days = fever_days(block.onset, seed, complaints)
        self._day_keys = Stream(seed, "course/day_of_visit").keys(block.onset.children)
        self._bout_day_keys = Stream(seed, "course/day_of_bout").keys(block.onset.children)
        self._place = np.empty(block.n, dtype=np.int64)
        self._place[block.order] = np.arange(block.n)
        self._until = self._restored(block.until)

    def course(
        self,
        states: Mapping[str, Floats],
        lesions: Lesions,
        drugs: Drugs,
        pain: Pain,
        clinic: Clinic,
    ) -> Course:
        """Return everything that became of the children."""
        block = self._block
        bouts, columns = self._bouts(lesions)
        height_loss = bouts.feature_day["height_loss"]
        return Course(
            seed=self._seed,
            until=self._until,
            leaves=self._restored(block.leaves),
            n_steps=self._restored(block.n_steps),
            states={name: values.T for name, values in states.items()},
            is_tired=self._restored(pain.is_tired),
            fever_days=self._fever_days,
            complaints=complaints_of(block.onset, bouts, self._until, self._complaints, self._seed),
            bouts=bouts,
            treatments=self._treatments(drugs, states["pain"]),
            visits=self._visits(clinic),
            scans=self._scans(clinic),
            damage=damage_of(self._damage, block.onset, columns, height_loss, self._seed),
        )

    def _restored(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """Return values per child in the order of the onset."""
        return values[self._place]

    def _visit_day(self, child: Whole, step: Whole) -> Whole:
        """Return the day of the visit in a step; in that of the diagnosis, its own day."""
        onset = self._block.onset
        within = (at_draw(self._day_keys[child], step) * STEP_DAYS).astype(np.int64)
        first_step = (onset.diagnosed[child] - onset.onset[child]) // STEP_DAYS
        day = onset.onset[child] + step * STEP_DAYS + within
        return np.where(step == first_step, onset.diagnosed[child], day)

    def _bouts(self, lesions: Lesions) -> tuple[BoutTable, dict[str, Whole]]:
        rows, slots, steps, felt, number, ended = lesions.book.columns()
        child, onset = self._block.order[rows], self._block.onset
        draw = slots + SLOTS * number
        luck = at_draw(self._bout_day_keys[child], 2 * draw)
        before = np.where(steps > 0, (luck * STEP_DAYS).astype(np.int64), 0)
        first = onset.onset[child] + steps * STEP_DAYS - before
        within = (at_draw(self._bout_day_keys[child], 2 * draw + 1) * STEP_DAYS).astype(np.int64)
        last = onset.onset[child] + (ended - 1) * STEP_DAYS + within
        last = np.maximum(last, first + least_days(lesions.numbers) - 1)
        is_open = (ended == STILL) | (last > self._until[child])
        order = _in_order_of(child, first, slots)
        columns = {
            "child": child, "slot": slots, "number": number, "first_day": first,
            "unit": onset.unit[child, slots].astype(np.int64),
            "last_day": np.where(is_open, self._until[child], last),
        }  # fmt: skip
        columns = {name: values[order] for name, values in columns.items()}
        features = lasting_features(self._damage, onset, columns, self._seed)
        table = BoutTable(
            **{**columns, "last_day": np.where(is_open[order], STILL, columns["last_day"])},
            is_felt=felt[order],
            size_mm=self._sizes(lesions, columns),
            feature_day=features,
        )
        return table, columns

    def _sizes(self, lesions: Lesions, columns: Mapping[str, Whole]) -> Floats:
        keys = Stream(self._seed, "course/size").keys(self._block.onset.children)
        luck = at_draw(keys[columns["child"]], columns["slot"] + SLOTS * columns["number"])
        numbers = lesions.numbers
        sizes: Floats = numbers.size_median_mm * exp(numbers.size_spread * normal_quantile(luck))
        return sizes

    def _treatments(self, drugs: Drugs, pain: Floats) -> TreatmentTable:
        made = drugs.book.columns()
        rows = made["row"]
        child = self._block.order[rows]
        start = self._visit_day(child, made["start"])
        stop = self._visit_day(child, made["stop"])
        is_open = (made["stop"] == STILL) | (stop > self._until[child])
        last_step = self._block.n_steps[rows] - 1
        told = np.where(is_open, pain[last_step, child], made["pain_at_stop"])
        reason = np.where(is_open, 0, made["reason"])
        keep = np.flatnonzero(start <= self._until[child])
        order = keep[_in_order_of(child[keep], start[keep], made["drug"][keep])]
        drug = made["drug"]
        events = self._adverse_events(child, drug, drugs.formulary.drugs, made["number"], reason)
        return TreatmentTable(
            child=child[order],
            drug=drug[order],
            drugs=drugs.formulary.drugs,
            start=start[order],
            stop=np.where(is_open, STILL, stop)[order],
            reason=reason[order],
            line=made["line"][order],
            response=self._response(made["pain"], told)[order],
            adverse_events=tuple(events[place] for place in order.tolist()),
        )

    def _response(self, before: Floats, told: Floats) -> Whole:
        """Return what the clinician saw: from the pain at the start and at the end or now."""
        numbers = self._clinic_numbers
        response = np.full(len(told), NO_RESPONSE)
        response[told > before] = WORSE
        response[told <= before * (1.0 - numbers.wanted_improvement)] = PARTIAL
        response[told <= numbers.quiet_pain] = COMPLETE
        return response

    def _adverse_events(
        self, child: Whole, drug: Whole, drugs: tuple[str, ...], number: Whole, reason: Whole
    ) -> list[tuple[str, ...]]:
        """Return what each course brought; one that was ended for it brought something."""
        bits = np.zeros(len(drug), dtype=np.int64)
        had = np.zeros((len(ADVERSE_EVENTS), len(drug)), dtype=np.bool_)
        chances = np.zeros((len(ADVERSE_EVENTS), len(drugs)))
        for place, event in enumerate(ADVERSE_EVENTS):
            by_drug: Mapping[str, float] = getattr(self._drug_numbers, event)
            chances[place] = [by_drug.get(name, 0.0) for name in drugs]
            if place % PIECES == 0:
                keys = Stream(self._seed, f"course/{event}").keys(self._block.onset.children)
                bits = bits_at(keys[child], number)
            had[place] = happens(bits, place % PIECES, chances[place, drug])
        forced = np.flatnonzero((reason == ADVERSE_EVENT) & ~had.any(axis=0))
        had[chances[:, drug[forced]].argmax(axis=0), forced] = True
        events: list[tuple[str, ...]] = [()] * len(drug)
        for course in np.flatnonzero(had.any(axis=0)).tolist():
            places = np.flatnonzero(had[:, course]).tolist()
            events[course] = tuple(ADVERSE_EVENTS[place] for place in places)
        return events

    def _visits(self, clinic: Clinic) -> VisitTable:
        rows, steps, attended, planned = clinic.visits.columns()
        child = self._block.order[rows]
        day = self._visit_day(child, steps)
        order = self._in_order(child, day)
        return VisitTable(
            child=child[order],
            day=day[order],
            is_attended=attended[order],
            is_planned=planned[order],
        )

    def _scans(self, clinic: Clinic) -> ScanTable:
        rows, steps, whole, covers = clinic.scans.columns()
        child = self._block.order[rows]
        day = self._visit_day(child, steps)
        order = self._in_order(child, day)
        return ScanTable(
            child=child[order], day=day[order], whole_body=whole[order], covers=covers[order]
        )

    def _in_order(self, child: Whole, day: Whole) -> Whole:
        """Return the places of what happened before the end, by child and day."""
        keep = np.flatnonzero(day <= self._until[child])
        return keep[_in_order_of(child[keep], day[keep], np.zeros(len(keep), dtype=np.int64))]


def _in_order_of(child: Whole, day: Whole, last: Whole) -> Whole:
    """Return the order by child, then day, then a small number; ties stay as they are.

    One whole number per row sorts faster than three columns: a day has 22 bits at most, and the
    small number is below 256.
    """
    return np.argsort((child << 30) | (day << 8) | last, kind="stable")
