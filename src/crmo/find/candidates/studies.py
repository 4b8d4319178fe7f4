"""Imaging put together again: one study from its places, and the lesions told of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from attrs import evolve, frozen

from crmo.anatomy import is_site
from crmo.find.candidates.chart import ChartEvent
from crmo.find.candidates.entries import entry_of
from crmo.knowledge import Knowledge
from crmo.record import Entry, ImagingStudy, Lesion, LesionStatus

_LESION = "detail:lesion"
_STATUS = {
    "present": LesionStatus.PRESENT,
    "absent": LesionStatus.ABSENT,
    "uncertain": LesionStatus.UNCERTAIN,
}
Days = tuple[date | None, date | None]


@frozen(kw_only=True)
class Studies:
    """The studies of one person.

    Args:
        entries: one per study.
        used: events that are in them, and are no entries of their own.
    """

    entries: tuple[Entry, ...]
    used: frozenset[int]


def studies_of(events: Sequence[ChartEvent], knowledge: Knowledge) -> Studies:
    """Return a person's imaging studies.

    The event table has one event per place of a study, and lesions apart. Events of one source row
    are one study. A lesion joins the study of its day if there is just one; otherwise it stays a
    statement of its own, as nobody can tell where it was seen.
    """
    rows: dict[tuple[str, str], list[ChartEvent]] = defaultdict(list)
    for event in events:
        if event.kind == "imaging":
            own = event.source_id or f"event {event.event_id}"
            rows[event.source_table or "", own].append(event)
    lesions = _by_day([event for event in events if _is_lesion(event)])
    n_of_day: dict[Days, int] = defaultdict(int)
    for found in rows.values():
        n_of_day[_days(found[0])] += 1
    entries: list[Entry] = []
    used: set[int] = set()
    for found in rows.values():
        day = _days(found[0])
        seen = lesions.get(day, []) if n_of_day[day] == 1 and None not in day else []
        entries.append(_study(found, seen, knowledge))
        used.update(event.event_id for event in (*found, *seen))
    return Studies(entries=tuple(entries), used=frozenset(used))


def _study(
    places: Sequence[ChartEvent], lesions: Sequence[ChartEvent], knowledge: Knowledge
) -> Entry:
    study = entry_of(places[0], knowledge)
    if not isinstance(study, ImagingStudy):
        return study
    sites = (event.site for event in places if event.site and is_site(event.site))
    note = study.note
    if lesions:
        note = f"{note} Lesions are those that the source tells of the same day.".strip()
    return evolve(
        study,
        covers=tuple(dict.fromkeys(sites)),
        lesions=tuple(_lesion(event) for event in lesions),
        note=note,
    )


def _lesion(event: ChartEvent) -> Lesion:
    return Lesion(
        bone_unit=event.site or "", status=_STATUS.get(event.state or "", LesionStatus.UNCERTAIN)
    )


def _is_lesion(event: ChartEvent) -> bool:
    return event.code == _LESION and event.site is not None and is_site(event.site)


def _by_day(events: Sequence[ChartEvent]) -> dict[Days, list[ChartEvent]]:
    found: dict[Days, list[ChartEvent]] = defaultdict(list)
    for event in events:
        found[_days(event)].append(event)
    return found


def _days(event: ChartEvent) -> Days:
    return event.d_lo, event.d_hi
