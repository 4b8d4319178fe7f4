"""The timelines as plain values, for pages, the command line and JSON."""

from __future__ import annotations

import math

from crmo.assess.facts import Facts
from crmo.assess.lesions.counts import StudyCount
from crmo.assess.lesions.index import counts, study_views, timelines
from crmo.assess.lesions.look import StudyView
from crmo.assess.lesions.timeline import MRI_TRACK, PlaceState, PlaceTimeline
from crmo.record import FactStatus, Interval


def timeline_details(facts: Facts) -> dict[str, object]:
    """Return `places` and `studies` of the assessment `lesions_over_time`.

    Dates are text as recorded (`2024`, `2024-05`, `2024-05-17`); numbers that have no upper
    limit have `None` there.

    Returns:
        places: one mapping per place: `id`, `label`, `units` (bone unit ids), `is_certain`,
            `first_seen` and `last_seen` (dates or None), `now` (state of the latest definite
            MRI look, or None), `states`: one mapping per dated study, earliest first: `study`,
            `on`, `modality`, `track`, `state`, `look`, `after_clear`, `clinically_active`,
            `size_mm`, `bone_unit`, `may_be` (ids of places).
        studies: one mapping per dated study: `study`, `on`, `modality`, `whole_body`,
            `is_complete`, and three counts as (low, high): `lesions`, `clinically_active`,
            `silent`.
    """
    return {
        "places": tuple(map(_place, timelines(facts))),
        "studies": tuple(_study(view, counts(facts)[view.study.id]) for view in study_views(facts)),
    }


def _place(line: PlaceTimeline) -> dict[str, object]:
    now = line.latest(MRI_TRACK)
    return {
        "id": line.place.id,
        "label": line.place.label,
        "units": tuple(sorted(line.place.units)),
        "is_certain": line.place.is_certain,
        "first_seen": str(line.first_seen.on) if line.first_seen else None,
        "last_seen": str(line.last_seen.on) if line.last_seen else None,
        "now": now.state if now else None,
        "states": tuple(map(_state, line.states)),
    }


def _state(state: PlaceState) -> dict[str, object]:
    return {
        "study": state.study,
        "on": str(state.on),
        "modality": state.modality,
        "track": state.track,
        "state": state.state,
        "look": state.look,
        "after_clear": state.after_clear,
        "clinically_active": state.clinically_active,
        "size_mm": state.size_mm,
        "bone_unit": state.bone_unit,
        "may_be": state.may_be,
    }


def _study(view: StudyView, count: StudyCount) -> dict[str, object]:
    return {
        "study": view.study.id,
        "on": str(view.on),
        "modality": view.study.modality,
        "whole_body": view.study.whole_body is FactStatus.PRESENT,
        "is_complete": count.is_complete,
        "lesions": limits(count.present),
        "clinically_active": limits(count.clinically_active),
        "silent": limits(count.silent),
    }


def limits(value: Interval) -> tuple[float, float | None]:
    """Return lower and upper limit; None where there is no upper one."""
    return value.low, None if math.isinf(value.high) else value.high
