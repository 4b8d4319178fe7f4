"""Contacts that the record knows of."""

from __future__ import annotations

from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart
from crmo.simulate.observation.days import day_of, iso_of


def write_encounters(chart: Chart) -> None:
    """Write a contact for each visit that the child came to."""
    child, practice = chart.child, chart.practice
    shares = practice.recording.encounter_kept_share
    column = practice.visit_questions.column["encounter"]
    lots = {visit.day: visit.lots[column] for visit in chart.visits}
    for visit in child.visits:
        if not visit.is_attended or visit.day not in lots:
            continue
        name = chart.new_id(f"visit-{iso_of(visit.day)}")
        if chart.writes(lots[visit.day], shares[practice.department(visit.department)]):
            chart.entries.append(
                makers.encounter(
                    id=name,
                    on=day_of(visit.day),
                    source=chart.source,
                    contact="emergency" if visit.department == "emergency" else "visit",
                    department=visit.department,
                    reason="" if visit.is_planned else "unplanned",
                )
            )
