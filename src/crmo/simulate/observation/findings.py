"""What was asked and examined at a visit, beside the painful places."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from crmo.record import FactStatus
from crmo.simulate.child import Condition
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.local_signs import LocalSigns
from crmo.simulate.observation.lots import added, another
from crmo.simulate.observation.practice import Habit


def write_findings(chart: Chart) -> None:
    """Write findings of all visits: present, absent, and seldom unknown or not looked for."""
    local = LocalSigns(chart)
    absent: dict[int, list[int]] = {visit.day: [] for visit in chart.visits}
    for visit, position in chart.written(chart.practice.columns["facts"]):
        absent[visit.day].append(position)
    for visit in chart.visits:
        there = _there(chart, visit)
        derived = _derived(chart, visit, there)
        found = local.write(visit)
        if absent[visit.day]:
            silenced = chart.practice.silenced(there) | derived | found
            _write_absent(chart, visit, absent[visit.day], silenced)
        habits = chart.practice.habit[visit.habits_of]
        for concept in sorted(derived.difference(there)):
            _write_derived(chart, visit, habits[concept])
        for concept, positions in there.items():
            _write_there(chart, visit, habits[concept], positions)


# What is there -------------------------------------------------------------------------------


def _there(chart: Chart, visit: Visit) -> dict[str, list[int]]:
    """Return the positions of the conditions told or seen at a visit, by concept.

    A sign must be there on the day; a symptom may have ended since the visit before.
    """
    found: dict[str, list[int]] = {}
    asked = chart.practice.recording.asked
    recalled = max(visit.previous + 1, visit.day - chart.practice.examination.recalled_days)
    for position, each in enumerate(chart.child.conditions):
        if each.first_day > visit.day:
            continue
        last = each.last_day
        if last is None or last >= visit.day or (last >= recalled and each.concept in asked):
            found.setdefault(each.concept, []).append(position)
    return found


def _derived(chart: Chart, visit: Visit, there: dict[str, list[int]]) -> set[str]:
    """Return what follows from pain, difficulties and other findings."""
    examination, states = chart.practice.examination, chart.child.states.values
    found: set[str] = set()
    if states["pain"][visit.step] >= examination.school_absence_pain:
        found.add("school_absence")
    if states["chaq"][visit.step] >= examination.limitation_chaq:
        found.add("functional_limitation")
    if not there or examination.unwell_with.isdisjoint(there):
        found.add("good_general_health")
    for position in visit.felt:
        place = chart.practice.places[chart.bouts[position].bone_unit]
        if place.makes_limp and chart.bout_lots[position][9] < examination.limp_share:
            found.add("limp")
    return found


# What is written -----------------------------------------------------------------------------


def _write_absent(
    chart: Chart, visit: Visit, positions: list[int], silenced: AbstractSet[str]
) -> None:
    """Write facts that are not there; a few of those left out stand as not known."""
    habits, complete = chart.practice.habits[visit.habits_of], chart.complete
    for position in positions:
        habit = habits[position]
        concept = habit.concept
        if concept in silenced:
            continue
        lot, status = visit.lots[position], FactStatus.ABSENT
        share = habit.absent if visit.is_first else habit.still_absent
        if lot >= share and not complete:
            status = _left_out(chart, (lot - share) / (1.0 - share))
        chart.entries.append(
            makers.finding(
                id=f"{habit.name}-{visit.iso}",
                on=visit.on,
                source=chart.source,
                concept=concept,
                status=status,
            )
        )


def _left_out(chart: Chart, lot: float) -> FactStatus:
    """Return how a fact that was left out stands in the record, if it does."""
    is_unknown = lot < chart.practice.recording.put_down_as_unknown
    return FactStatus.UNKNOWN if is_unknown else FactStatus.NOT_LOOKED_FOR


def _write_derived(chart: Chart, visit: Visit, habit: Habit) -> None:
    if chart.complete or visit.lots[habit.column] < habit.present:
        chart.entries.append(
            makers.finding(
                id=f"{habit.name}-{visit.iso}",
                on=visit.on,
                source=chart.source,
                concept=habit.concept,
                status=FactStatus.PRESENT,
            )
        )


def _write_there(chart: Chart, visit: Visit, habit: Habit, positions: list[int]) -> None:
    """Write what is there, once for each site."""
    lot = another(visit.lots[habit.column], habit.concept)
    told: set[tuple[str | None, str]] = set()
    for position in positions:
        condition = chart.child.conditions[position]
        where = _where(chart, visit, position)
        if where in told:
            continue
        told.add(where)
        is_new = condition.first_day > visit.previous or visit.is_first
        share = habit.present if is_new else habit.still_present
        own = chart.condition_lots[position]
        if chart.complete or added(lot, own[0]) < share:
            _write_condition(chart, visit, condition, own, (habit.name, *where))


def _where(chart: Chart, visit: Visit, position: int) -> tuple[str | None, str]:
    """Return the site of a condition as the department writes it, or None and the words for it."""
    site = chart.child.conditions[position].site
    place = None if site is None else chart.practice.places.get(site)
    if place is None:
        return site, ""
    lots = chart.condition_lots[position]
    return place.spoken(visit.habits_of, lots[4:6], chart.practice.examination)


def _write_condition(
    chart: Chart,
    visit: Visit,
    condition: Condition,
    own: list[float],
    named: tuple[str, str | None, str],
) -> None:
    name, site, words = named
    place = site or words.replace(" ", "-")
    is_new = condition.first_day > visit.previous
    tells_since = is_new and chart.writes(own[1], chart.practice.recording.since_told_share)
    last = condition.last_day
    has_ended = last is not None and last < visit.day
    chart.entries.append(
        makers.finding(
            id=f"{name}-{place}-{visit.iso}" if place else f"{name}-{visit.iso}",
            on=visit.on,
            source=chart.source,
            concept=condition.concept,
            status=FactStatus.PRESENT,
            site=site,
            site_text=words,
            since=chart.told(condition.first_day, visit.day, own[2]) if tells_since else None,
            until=chart.told(last, visit.day, own[3]) if has_ended and last is not None else None,
        )
    )
