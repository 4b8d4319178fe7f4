"""Everything else a child has had: complaints, diseases that come along, lasting damage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmo.simulate.child import Condition
from crmo.simulate.course.bouts import STILL
from crmo.simulate.course.complaints import ComplaintTable
from crmo.simulate.course.course import Course
from crmo.simulate.onset.onset import COMORBIDITIES, Onset

Whole = NDArray[np.int64]


def conditions_of(onset: Onset, course: Course) -> list[tuple[Condition, ...]]:
    """Return the conditions of each child, in order of their first day.

    Only what began before the story ends is told.
    """
    found: list[list[Condition]] = [[] for _ in range(onset.n)]
    fever = np.where(onset.has_fever, onset.onset, course.until + 1)
    tired = np.where(course.is_tired, onset.onset, course.until + 1)
    amplified = np.where(onset.amplifies_pain, onset.onset, course.until + 1)
    _add_complaints(found, course.complaints, course.until)
    _add(found, course, "fever", fever, onset.onset + course.fever_days - 1)
    _add(found, course, "fatigue", tired, _last_activity(onset, course))
    _add(found, course, "pain_amplification", amplified, None)
    for place, concept in enumerate(COMORBIDITIES):
        _add(found, course, concept, onset.comorbidity_day[:, place], None)
    damage = course.damage
    _add(found, course, "kyphosis", damage.kyphosis_day, None)
    _add(found, course, "scoliosis", damage.scoliosis_day, None)
    _add(found, course, "leg_length_difference", damage.leg_length_day, None)
    return [tuple(sorted(conditions, key=_first_day)) for conditions in found]


def _first_day(condition: Condition) -> int:
    return condition.first_day


def _add(
    found: list[list[Condition]], course: Course, concept: str, first: Whole, last: Whole | None
) -> None:
    for row in np.flatnonzero(first <= course.until).tolist():
        end = None if last is None or last[row] >= course.until[row] else int(last[row])
        condition = Condition(concept=concept, first_day=int(first[row]), last_day=end)
        found[row].append(condition)


def _add_complaints(found: list[list[Condition]], complaints: ComplaintTable, until: Whole) -> None:
    goes_on = complaints.last_day >= until[complaints.child]
    for child, concept, site, first, last, is_open in zip(
        complaints.child.tolist(),
        complaints.concept.tolist(),
        complaints.site.tolist(),
        complaints.first_day.tolist(),
        complaints.last_day.tolist(),
        goes_on.tolist(),
        strict=True,
    ):
        end = None if is_open else last
        found[child].append(
            Condition(concept=concept, first_day=first, last_day=end, site=site or None)
        )


def _last_activity(onset: Onset, course: Course) -> Whole:
    """Return the last day on which any lesion was active; the last of all if one still is."""
    last = onset.onset.copy()
    bouts = course.bouts
    ends = np.where(bouts.last_day == STILL, course.until[bouts.child], bouts.last_day)
    np.maximum.at(last, bouts.child, ends)
    return last
