"""How many lesions: on each study, at each visit, kept apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attrs import frozen

from crmo.assess.lesions.look import Look, Seen, StudyView
from crmo.assess.lesions.place import Place, place_of
from crmo.record import FactStatus, Interval


@frozen(slots=True)
class StudyCount:
    """How many lesions one study shows.

    Attributes:
        present: possible number of lesions. Open upwards when the study did not look at the
            whole skeleton or its report does not say that the rest is clear.
        silent: possible number of these that are not clinically active.
        clinically_active: possible number of these that are.
        is_complete: whether the whole skeleton was looked at and the rest said to be clear.
    """

    present: Interval
    silent: Interval
    clinically_active: Interval
    is_complete: bool


def study_count(view: StudyView) -> StudyCount:
    """Count the lesions of one study.

    A lesion counts once however many pieces of its lesion site are listed. A vague place
    ("left femur") adds one unless it may be a place that is listed exactly.
    """
    present = {key: seen for key, seen in view.listed.items() if seen.look is Look.PRESENT}
    doubtful = sum(seen.look is Look.UNCERTAIN for seen in view.listed.values())
    is_complete = view.covers_all and view.study.unlisted is FactStatus.ABSENT
    more = doubtful if is_complete else math.inf
    return StudyCount(
        present=Interval(n_distinct(map(place_of, present)), len(present) + more),
        silent=_by_activity(present.values(), FactStatus.ABSENT, more),
        clinically_active=_by_activity(present.values(), FactStatus.PRESENT, more),
        is_complete=is_complete,
    )


def _by_activity(lesions: Iterable[Seen], wanted: FactStatus, more: float) -> Interval:
    told = [seen.lesion.clinically_active for seen in lesions if seen.lesion]
    certain = sum(status is wanted for status in told)
    return Interval(certain, certain + sum(status.truth is None for status in told) + more)


def n_distinct(places: Iterable[Place]) -> int:
    """Return the number of lesions that there are at least, vague places counted with care."""
    found = list(places)
    taken = [place for place in found if place.is_certain]
    n_certain = len({place.id for place in taken})
    vague = sorted((p for p in found if not p.is_certain), key=lambda p: (len(p.sites), p.id))
    extra = 0
    for place in vague:
        if not any(place.may_be(other) for other in taken):
            taken.append(place)
            extra += 1
    return n_certain + extra


def has_mirrored_pair(places: Sequence[Place]) -> bool | None:
    """Tell whether two places are the same piece of bone on both sides.

    Returns:
        True for a certain pair; None when a place without a side could be half of one.
    """
    seen: dict[frozenset[str], set[object]] = {}
    for place in places:
        if place.is_certain and place.side is not None:
            seen.setdefault(place.kinds, set()).add(place.side)
    if any(len(sides) > 1 for sides in seen.values()):
        return True
    return None if any(place.side is None for place in places) else False
