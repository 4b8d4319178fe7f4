"""What was asked and examined at a visit, beside the painful places."""

from __future__ import annotations

from crmo.record import FactStatus, Finding
from crmo.simulate.child import Condition
from crmo.simulate.observation.chart import Chart, Visit, spelt
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
        silenced = local.write(visit) | derived | chart.practice.silenced(there)
        _write_absent(chart, visit, absent[visit.day], silenced)
        for concept in sorted(derived - there.keys()):
            _write_derived(chart, visit, _habit(chart, visit, concept))
        for concept, positions in there.items():
            _write_there(chart, visit, concept, positions)


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


def _derived(chart: Chart, visit: Visit, there: dict[str, list[int]]) -> frozenset[str]:
    """Return what follows from pain, difficulties and other findings."""
    examination, states = chart.practice.examination, chart.child.states.values
    found: set[str] = set()
    if states["pain"][visit.step] >= examination.school_absence_pain:
        found.add("school_absence")
    if states["chaq"][visit.step] >= examination.limitation_chaq:
        found.add("functional_limitation")
    if there.keys().isdisjoint(examination.unwell_with):
        found.add("good_general_health")
    for position in visit.felt:
        place = chart.practice.places[chart.bouts[position].bone_unit]
        if place.makes_limp and chart.bout_lots[position][9] < examination.limp_share:
            found.add("limp")
    return frozenset(found)


# What is written -----------------------------------------------------------------------------


def _write_absent(
    chart: Chart, visit: Visit, positions: list[int], silenced: frozenset[str]
) -> None:
    """Write facts that are not there; a few of those left out stand as not known."""
    facts, habits = chart.practice.facts, chart.practice.habits[visit.habits_of]
    source, entries, lots = chart.source, chart.entries, visit.lots
    for position in positions:
        concept = facts[position]
        if concept in silenced:
            continue
        habit, lot = habits[position], lots[position]
        share = habit.absent if visit.is_first else habit.still_absent
        is_told = chart.complete or lot < share
        status = FactStatus.ABSENT if is_told else _left_out(chart, (lot - share) / (1.0 - share))
        name = f"{spelt(concept)}-{visit.iso}"
        entries.append(Finding(id=name, on=visit.on, source=source, concept=concept, status=status))


def _left_out(chart: Chart, lot: float) -> FactStatus:
    """Return how a fact that was left out stands in the record, if it does."""
    is_unknown = lot < chart.practice.recording.put_down_as_unknown
    return FactStatus.UNKNOWN if is_unknown else FactStatus.NOT_LOOKED_FOR


def _write_derived(chart: Chart, visit: Visit, habit: Habit) -> None:
    if chart.writes(visit.lots[habit.column], habit.present):
        chart.entries.append(
            Finding(
                id=f"{spelt(habit.concept)}-{visit.iso}",
                on=visit.on,
                source=chart.source,
                concept=habit.concept,
                status=FactStatus.PRESENT,
            )
        )


def _write_there(chart: Chart, visit: Visit, concept: str, positions: list[int]) -> None:
    """Write what is there, once for each site."""
    habit = _habit(chart, visit, concept)
    lot = visit.lots[habit.column]
    told: set[str | None] = set()
    for position in positions:
        condition = chart.child.conditions[position]
        if condition.site in told:
            continue
        told.add(condition.site)
        is_new = condition.first_day > visit.previous or visit.is_first
        share = habit.present if is_new else habit.still_present
        own = chart.condition_lots[position]
        name = f"{spelt(concept)}-{condition.site}" if condition.site else spelt(concept)
        if chart.writes(added(another(lot, concept), own[0]), share):
            _write_condition(chart, visit, condition, own, name)


def _habit(chart: Chart, visit: Visit, concept: str) -> Habit:
    """Return how often what is there is written; one share for all that no form asks for."""
    found = chart.practice.habit[visit.habits_of].get(concept)
    if found is not None:
        return found
    recording = chart.practice.recording
    present = recording.else_present_share * recording.diligence_present[visit.habits_of]
    still = present * recording.later_visits_present
    return Habit(concept, chart.practice.visit_questions.column["else"], present, still, 0.0, 0.0)


def _write_condition(
    chart: Chart, visit: Visit, condition: Condition, own: list[float], name: str
) -> None:
    is_new = condition.first_day > visit.previous
    tells_since = is_new and chart.writes(own[1], chart.practice.recording.since_told_share)
    last = condition.last_day
    has_ended = last is not None and last < visit.day
    chart.entries.append(
        Finding(
            id=f"{name}-{visit.iso}",
            on=visit.on,
            source=chart.source,
            concept=condition.concept,
            status=FactStatus.PRESENT,
            site=condition.site,
            since=chart.told(condition.first_day, visit.day, own[2]) if tells_since else None,
            until=chart.told(last, visit.day, own[3]) if has_ended and last is not None else None,
        )
    )
