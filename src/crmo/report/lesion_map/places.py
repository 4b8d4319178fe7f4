"""The places of a record and what each scan says of them, for map, table and comparison."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from crmo.assess.lesions.comparison import Change, StudyComparison, compare_studies
from crmo.assess.lesions.index import study_views, timelines
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import (
    LesionState,
    PlaceState,
    PlaceTimeline,
)
from crmo.record import FactStatus, ImagingStudy
from crmo.report.case import Case

# Every pair of so many scans is compared; of more, each scan with the two before it.
_ALL_PAIRS_UP_TO = 9


@frozen(kw_only=True)
class LesionBook:
    """What the lesion section shows.

    Args:
        scans: the studies that say something of some place, oldest first.
        timelines: one per place at which a lesion was present, uncertain or healed.
        comparisons: pairs of scans laid side by side, by the ids of both, earlier first.
    """

    scans: tuple[ImagingStudy, ...]
    timelines: tuple[PlaceTimeline, ...]
    comparisons: Mapping[tuple[str, str], StudyComparison]

    def newest_comparison(self) -> StudyComparison | None:
        """Return the last two scans of one kind that covered the whole body, or the last two."""
        whole = [s for s in self.scans if s.whole_body is FactStatus.PRESENT]
        chosen = whole if len(whole) > 1 else list(self.scans)
        return self.comparisons.get((chosen[-2].id, chosen[-1].id)) if len(chosen) > 1 else None


def lesion_book(case: Case) -> LesionBook:
    """Return the lesions of a case, followed over its dated scans."""
    views, followed = study_views(case.facts), timelines(case.facts)
    telling = {
        state.study
        for timeline in followed
        for state in timeline.states
        if state.look not in (Look.NOT_COVERED, Look.NOT_MENTIONED)
    }
    telling |= {v.study.id for v in views if v.study.whole_body is FactStatus.PRESENT}
    scans = tuple(view.study for view in views if view.study.id in telling)
    return LesionBook(scans=scans, timelines=tuple(followed), comparisons=_comparisons(case, scans))


def _comparisons(
    case: Case, scans: tuple[ImagingStudy, ...]
) -> dict[tuple[str, str], StudyComparison]:
    found = {}
    for later in range(1, len(scans)):
        first = 0 if len(scans) <= _ALL_PAIRS_UP_TO else max(0, later - 2)
        for earlier in range(first, later):
            pair = (scans[earlier].id, scans[later].id)
            found[pair] = compare_studies(case.record, *pair)
    return found


def latest_state(timeline: PlaceTimeline) -> PlaceState | None:
    """Return what is said last of a place: by MRI where one spoke of it, else by any picture."""
    by_mri = timeline.latest("mri")
    if by_mri is not None:
        return by_mri
    tracks = dict.fromkeys(state.track for state in timeline.states)
    found = [state for state in map(timeline.latest, tracks) if state is not None]
    return max(found, key=lambda state: state.on.latest, default=None)


def n_scans_with_lesion(timeline: PlaceTimeline) -> int:
    """Return on how many scans the place held a lesion."""
    return sum(state.is_present for state in timeline.states)


__all__ = [
    "Change",
    "LesionBook",
    "LesionState",
    "latest_state",
    "lesion_book",
    "n_scans_with_lesion",
]
