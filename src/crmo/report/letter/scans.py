"""What the newest MRI shows, and what changed since the one before."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from crmo.assess.lesions.comparison import Change, StudyComparison, compare_studies
from crmo.assess.lesions.index import active_places, counts, mri_views
from crmo.assess.lesions.timeline import MRI_TRACK, LesionState, PlaceState
from crmo.record import FactStatus, ImagingStudy
from crmo.report.case import Case


@frozen(kw_only=True)
class ActivePlace:
    """A place whose newest definite word by MRI is a lesion.

    Args:
        site: id of the bone unit or place as reported.
        label: the place as doctors file it.
        state: the newest word.
        is_of_newest: whether the newest MRI says so, and not an older one.
    """

    site: str
    label: str
    state: PlaceState
    is_of_newest: bool


def newest_mri(case: Case) -> ImagingStudy | None:
    """Return the newest dated MRI, or None."""
    views = mri_views(case.facts)
    return views[-1].study if views else None


def active(case: Case) -> tuple[ActivePlace, ...]:
    """Return the places that MRI last showed to be active."""
    newest = newest_mri(case)
    found = []
    for line in active_places(case.facts):
        state = line.latest(MRI_TRACK)
        if state is not None:
            found.append(
                ActivePlace(
                    site=state.bone_unit or line.place.id,
                    label=line.place.label,
                    state=state,
                    is_of_newest=newest is not None and state.study == newest.id,
                )
            )
    return tuple(found)


def shows_all(case: Case, study: ImagingStudy) -> bool:
    """Whether the study settles the whole skeleton: nothing may be active beside its list."""
    count = counts(case.facts).get(study.id)
    return count is not None and count.is_complete


def newest_pair(case: Case) -> StudyComparison | None:
    """Return the newest MRI compared with the one before it that covered as much."""
    studies = [view.study for view in mri_views(case.facts)]
    if len(studies) < 2:
        return None
    newest, earlier = studies[-1], studies[:-1]
    whole = [study for study in earlier if study.whole_body is FactStatus.PRESENT]
    before = whole[-1] if whole else earlier[-1]
    return compare_studies(case.record, before.id, newest.id)


def by_change(comparison: StudyComparison) -> Mapping[LesionState, tuple[Change, ...]]:
    """Return the changed places by what became of them."""
    found: dict[LesionState, list[Change]] = {}
    for change in comparison.changes:
        found.setdefault(change.change, []).append(change)
    return {state: tuple(changes) for state, changes in found.items()}
