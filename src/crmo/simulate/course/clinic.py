"""The clinic: what is seen at a visit, and which drug is begun, kept or stopped because of it.

The clinician knows what the child tells, which lesions hurt, and what the last MRI showed; never
the truth behind it. A drug goes to those who seem to need it, so those who got it differ from
those who did not: an honest comparison has to deal with that.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, Stream
from crmo.simulate.course.block import Block
from crmo.simulate.course.choice import ClinicPolicy
from crmo.simulate.course.clinic_numbers import ClinicNumbers, SecondLineNumbers, steps_of
from crmo.simulate.course.draws import PIECES, bits_at, happens
from crmo.simulate.course.drug_numbers import (
    BISPHOSPHONATE,
    METHOTREXATE,
    NSAID,
    STEROID,
    TNF_INHIBITOR,
)
from crmo.simulate.course.drugs import Drugs
from crmo.simulate.course.lesions import Lesions
from crmo.simulate.course.orders import Orders
from crmo.simulate.course.pain import Pain
from crmo.simulate.course.scans import IS_SCANNED, Scans
from crmo.simulate.course.second_line import NONE, SecondLine
from crmo.simulate.course.treatments import NO_EFFECT, OTHER, REMISSION
from crmo.simulate.course.visits import Visits

Rows = NDArray[np.int64]
# Which part of a child's luck decides: the visits' first, where two are used up, then our own.
_STOPS_NSAID, _STOPS_SECOND = range(IS_SCANNED + 1, PIECES)
_NEEDS_SECOND, _ANYWAY, _BEGINS_NSAID, _HAS_STEROID = range(PIECES)


@frozen(kw_only=True, eq=False)
class Seen:
    """What the clinician sees in those who came; one number per child that came.

    Args:
        rows: who came.
        luck: random bits left over from the visit, for what is stopped.
        more_luck: random bits for what is begun.
        is_active: the disease is active.
        quiet_steps: for how many steps it has been quiet; -1 if it is not.
        told: pain told.
    """

    rows: Rows
    luck: Rows
    more_luck: Rows
    is_active: NDArray[np.bool_]
    quiet_steps: Rows
    told: Floats


class Clinic:
    """The clinic that a block of n children goes to, from the diagnosis on.

    Args:
        block: the children.
        numbers: how the clinic works.
        second_line: when and what it chooses after NSAIDs.
        policy: how the second line is chosen.
        drugs: what the children take.
        scans: what MRI shows the clinic.
        seed: seed of the simulation.
    """

    def __init__(
        self,
        block: Block,
        numbers: ClinicNumbers,
        second_line: SecondLineNumbers,
        policy: ClinicPolicy,
        drugs: Drugs,
        scans: Scans,
        seed: int,
    ) -> None:
        self._block, self._numbers, self._drugs = block, numbers, drugs
        self.visits = Visits(block, numbers, seed)
        self.scans = scans
        self._second = SecondLine(block, second_line, policy, seed)
        self._keys = Stream(seed, "course/decisions").keys(block.children)
        self._quiet_since = np.full(block.n, NONE)

    def step(self, step: int, m: int, lesions: Lesions, pain: Pain) -> None:
        """See those who come in a step, and let courses end that are over."""
        classes, ended = self._drugs.end_courses(step, m, pain.told)
        if len(ended):
            failed = pain.told[ended] > self._wanted(classes, ended)
            failed &= pain.told[ended] > self._numbers.quiet_pain
            self._second.note_end(classes, ended, failed, self._drugs)
            self.visits.recall(ended, step + 1)
        rows, n_planned, bits = self.visits.who_comes(step, m, pain.told)
        if not len(rows):
            return
        self.scans.scan(step, rows, n_planned, bits, lesions)
        new = self._block.diagnosis_step[rows] == step
        seen = self._look(step, rows, bits, lesions, pain)
        orders = Orders(len(rows))
        is_free = self._second.main[rows] < 0
        begun = self._second_line(step, seen, orders, lesions, pain)
        self._first_line(step, seen, new, is_free & ~begun, orders)
        orders.carry_out(self._drugs, rows, step, pain.told)
        # A quiet child on an NSAID comes again soon, to see whether it can be stopped.
        soon = orders.is_changed | ((seen.quiet_steps >= 0) & self._drugs.on[NSAID, rows])
        soon |= seen.is_active
        self.visits.plan(step, rows, soon, pain.told)

    def _look(self, step: int, rows: Rows, bits: Rows, lesions: Lesions, pain: Pain) -> Seen:
        numbers = self._numbers
        told, is_felt = pain.told[rows], lesions.n_felt[rows] > 0
        no_pain = told <= numbers.quiet_pain
        # Pain with no place to blame and a clear MRI is not taken for active disease.
        is_quiet = (no_pain | ~self.scans.is_seen_active[rows]) & ~is_felt & ~self.scans.spine[rows]
        since = self._quiet_since[rows]
        since = np.where(is_quiet, np.where(since < 0, step, since), NONE)
        self._quiet_since[rows] = since
        is_active = is_felt & ~no_pain
        is_active |= (told >= numbers.active_pain) & self.scans.is_seen_active[rows]
        return Seen(
            rows=rows,
            luck=bits,
            more_luck=bits_at(self._keys[rows], step),
            is_active=is_active,
            quiet_steps=np.where(since >= 0, step - since, NONE),
            told=told,
        )

    def _wanted(self, classes: Rows, rows: Rows) -> Floats:
        """Return the pain to which a course should have brought these children."""
        start = self._drugs.pain_at_start[classes, rows]
        wanted: Floats = start * (1.0 - self._numbers.wanted_improvement)
        return wanted

    def _first_line(
        self,
        step: int,
        seen: Seen,
        new: NDArray[np.bool_],
        may_again: NDArray[np.bool_],
        orders: Orders,
    ) -> None:
        """Begin the first line at the diagnosis; stop it when quiet, and begin it again.

        Args:
            step: number of the step.
            seen: what the clinician sees.
            new: who is diagnosed now.
            may_again: who has no second line and is not given one now.
            orders: what is ordered.
        """
        numbers, rows, drugs = self._numbers, seen.rows, self._drugs
        on = drugs.on[NSAID, rows]
        stops = on & (seen.quiet_steps >= steps_of(numbers.nsaid_quiet_months))
        stops &= happens(seen.luck, _STOPS_NSAID, numbers.stop_share)
        orders.stop(NSAID, stops, REMISSION)
        bowel = self._second.bowel_from[rows] <= step
        came_later = self._second.bowel_from[rows] > drugs.started[NSAID, rows]
        orders.stop(NSAID, on & ~stops & bowel & came_later, OTHER)
        share = np.where(bowel, numbers.nsaid_if_bowel_ratio, 1.0) * numbers.first_line_nsaid_share
        begins = new & happens(seen.more_luck, _BEGINS_NSAID, share)
        again = seen.is_active & ~new & ~on & may_again
        begins |= again & ~bowel & ~drugs.is_barred(NSAID, rows)
        orders.start(NSAID, begins, 1)
        steroid = new & happens(seen.more_luck, _HAS_STEROID, numbers.steroid_at_diagnosis_share)
        orders.start(STEROID, steroid, 0)

    def _second_line(
        self, step: int, seen: Seen, orders: Orders, lesions: Lesions, pain: Pain
    ) -> NDArray[np.bool_]:
        """Stop what did not help or is no longer needed; begin a second line.

        Returns:
            Who begins one, shape of `seen.rows`.
        """
        second, rows = self._second, seen.rows
        main = second.main[rows]
        if (main >= 0).any():
            self._judge(step, seen, main, orders)
        needs = second.main[rows] < 0
        if not needs.any():
            return needs
        scans = self.scans
        spine = scans.spine[rows]
        spine &= ~self._drugs.has_recent(BISPHOSPHONATE, rows, step - steps_of(12))
        mirrored, here = np.zeros(len(rows), dtype=np.bool_), rows[spine]
        mirrored[spine] = second.is_symmetric(here, lesions, scans.known[here])
        anyway = second.chance_anyway(step, rows, spine, scans.height_loss[rows], mirrored)
        is_tried = (needs & seen.is_active & self._is_tried(step, rows)).nonzero()[0]
        needs &= happens(seen.more_luck, _ANYWAY, anyway)
        if len(is_tried):
            here = rows[is_tried]
            known = scans.known[here] | (lesions.is_active[here] & lesions.is_felt[here])
            chance = second.chance(step, here, lesions, known, pain)
            needs[is_tried] |= happens(seen.more_luck[is_tried], _NEEDS_SECOND, chance)
        if needs.any():
            self._begin(step, rows, needs, orders, pain)
        return needs

    def _is_tried(self, step: int, rows: Rows) -> NDArray[np.bool_]:
        """Return in whom an NSAID had its chance, or has none, or something stronger failed."""
        drugs, second = self._drugs, self._second
        trial = steps_of(self._numbers.nsaid_trial_months)
        is_tried: NDArray[np.bool_] = drugs.on[NSAID, rows] & (
            step - drugs.started[NSAID, rows] >= trial
        )
        has_none = (second.bowel_from[rows] <= step) | drugs.is_barred(NSAID, rows)
        is_tried |= has_none & (step - self._block.diagnosis_step[rows] >= trial)
        is_tried |= second.has_failed[rows]
        return is_tried

    def _judge(self, step: int, seen: Seen, main: Rows, orders: Orders) -> None:
        numbers, drugs, rows = self._numbers, self._drugs, seen.rows
        has = main >= 0
        on_for = step - drugs.started[main, rows]
        fails = has & seen.is_active & (on_for >= steps_of(numbers.evaluate_months))
        fails &= seen.told > self._wanted(main, rows)
        rests = has & ~fails & (main != BISPHOSPHONATE)
        rests &= self._second.bowel_from[rows] > step  # which needs its drug whatever bone does
        rests &= seen.quiet_steps >= steps_of(numbers.second_line_quiet_months)
        rests &= happens(seen.luck, _STOPS_SECOND, numbers.stop_share)
        for ends, reason in ((fails, NO_EFFECT), (rests, REMISSION)):
            orders.stop_each(main, ends, reason)
            both = ends & (main == TNF_INHIBITOR) & drugs.on[METHOTREXATE, rows]
            orders.stop(METHOTREXATE, both, reason)
        self._second.note_stop(rows[fails], has_failed=True)
        self._second.note_stop(rows[rests], has_failed=False)

    def _begin(
        self, step: int, rows: Rows, needs: NDArray[np.bool_], orders: Orders, pain: Pain
    ) -> None:
        second, drugs, here = self._second, self._drugs, rows[needs]
        chosen, luck = second.choose(step, here, self.scans.spine[here], pain)
        orders.start_each(needs, chosen)
        with_mtx = (chosen == TNF_INHIBITOR) & ~drugs.on[METHOTREXATE, here]
        with_mtx &= ~drugs.is_barred(METHOTREXATE, here)
        with_mtx &= luck < second.numbers.methotrexate_with_tnf_share
        bridged = (luck >= 1.0 - self._numbers.steroid_bridge_share) & ~drugs.on[STEROID, here]
        at = needs.nonzero()[0]
        orders.start_at(METHOTREXATE, at[with_mtx], 2)
        orders.start_at(STEROID, at[bridged], 0)
