"""Views, timelines and counts of a record's studies, made once per day."""

from __future__ import annotations

from crmo.assess.answer import number, remembered
from crmo.assess.facts import Facts
from crmo.assess.lesions.counts import StudyCount, study_count
from crmo.assess.lesions.look import Look, StudyView
from crmo.assess.lesions.timeline import (
    MRI_TRACK,
    PlaceTimeline,
    place_timelines,
    views_in_order,
)
from crmo.record import Modality, PartialDate


def study_views(facts: Facts) -> list[StudyView]:
    """Return the dated studies, earliest first."""
    return remembered(facts, _make_views)


def _make_views(facts: Facts) -> list[StudyView]:
    return views_in_order(facts.studies)


def timelines(facts: Facts) -> tuple[PlaceTimeline, ...]:
    """Return the timeline of every place that any study lists."""
    return remembered(facts, _make_timelines)


def _make_timelines(facts: Facts) -> tuple[PlaceTimeline, ...]:
    return place_timelines(study_views(facts))


def counts(facts: Facts) -> dict[str, StudyCount]:
    """Return the lesion count of every dated study by its id."""
    return remembered(facts, _make_counts)


def _make_counts(facts: Facts) -> dict[str, StudyCount]:
    return {view.study.id: study_count(view) for view in study_views(facts)}


def mri_views(facts: Facts) -> list[StudyView]:
    """Return the dated MRI studies, earliest first."""
    return remembered(facts, _make_mri_views)


def _make_mri_views(facts: Facts) -> list[StudyView]:
    return [view for view in study_views(facts) if view.study.modality is Modality.MRI]


def active_places(facts: Facts) -> tuple[PlaceTimeline, ...]:
    """Return the places whose latest definite MRI word is a lesion."""
    return remembered(facts, _make_active_places)


def _make_active_places(facts: Facts) -> tuple[PlaceTimeline, ...]:
    return tuple(
        line
        for line in timelines(facts)
        if (state := line.latest(MRI_TRACK)) is not None and state.is_present
    )


def places_ever(facts: Facts) -> tuple[PlaceTimeline, ...]:
    """Return the places at which some study saw a lesion, active or healed."""
    return remembered(facts, _make_places_ever)


def _make_places_ever(facts: Facts) -> tuple[PlaceTimeline, ...]:
    return tuple(
        line
        for line in timelines(facts)
        if any(state.look in (Look.PRESENT, Look.HEALED) for state in line.states)
    )


def is_recent(facts: Facts, on: PartialDate) -> bool:
    """Whether a picture of this date still counts as current, by the rule `current_measures`."""
    return (facts.on - on.earliest).days <= remembered(facts, _imaging_window_days)


def _imaging_window_days(facts: Facts) -> float:
    body = facts.knowledge.rules("activity")["current_measures"].body
    return number(body["windows"]["imaging"]) or 0.0


def has_complete_study(facts: Facts) -> bool:
    """Whether some whole-body MRI says that all it does not list is clear."""
    return remembered(facts, _make_has_complete_study)


def _make_has_complete_study(facts: Facts) -> bool:
    return any(counts(facts)[view.study.id].is_complete for view in mri_views(facts))
