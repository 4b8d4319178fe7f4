"""Views, timelines and counts of a record's studies, made once per day."""

from __future__ import annotations

from crmo.assess.answer import remembered
from crmo.assess.facts import Facts
from crmo.assess.lesions.counts import StudyCount, study_count
from crmo.assess.lesions.look import StudyView
from crmo.assess.lesions.timeline import PlaceTimeline, place_timelines, views_in_order
from crmo.record import Modality


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
