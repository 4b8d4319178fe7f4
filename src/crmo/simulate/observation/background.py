"""What is asked or tested once: the family, HLA-B27, antinuclear antibodies."""

from __future__ import annotations

from crmo.record import FactStatus, Subject
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit, spelt
from crmo.simulate.observation.lots import another

_SPECIALISTS = ("paediatrics", "paediatric rheumatology")


def write_background(chart: Chart) -> None:
    """Write the family history at the first specialist visit, blood tests of traits after it."""
    visit = next((v for v in chart.visits if v.habits_of in _SPECIALISTS), None)
    if visit is not None:
        _write_family(chart, visit)
        _write_traits(chart, visit)


def _write_family(chart: Chart, visit: Visit) -> None:
    recording, family = chart.practice.recording, chart.child.family
    present, absent = recording.family_asked_share
    lot = chart.own_lots[chart.practice.visit_questions.column["family"]]
    silenced = chart.practice.silenced(family)
    for concept in dict.fromkeys((*family, *recording.family_asked)):
        is_there = concept in family
        if not is_there and concept in silenced:
            continue
        if chart.writes(another(lot, concept), present if is_there else absent):
            chart.entries.append(
                makers.finding(
                    id=f"family-{spelt(concept)}-{visit.iso}",
                    on=visit.on,
                    source=chart.source,
                    concept=concept,
                    status=FactStatus.PRESENT if is_there else FactStatus.ABSENT,
                    about=Subject.FAMILY,
                )
            )


def _write_traits(chart: Chart, visit: Visit) -> None:
    shares = chart.practice.recording.trait_tested_share
    lot = chart.own_lots[chart.practice.visit_questions.column["trait"]]
    for trait, is_there in chart.child.traits.items():
        share = shares.get(trait)
        if share is not None and chart.writes(another(lot, trait), share):
            chart.entries.append(
                makers.finding(
                    id=f"test-{spelt(trait)}-{visit.iso}",
                    on=visit.on,
                    source=chart.source,
                    concept=trait,
                    status=FactStatus.PRESENT if is_there else FactStatus.ABSENT,
                )
            )
