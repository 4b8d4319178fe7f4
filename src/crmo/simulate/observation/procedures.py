"""Biopsies, cultures, marrow examinations: what came out, what was not looked for."""

from __future__ import annotations

from crmo.record import Certainty, Fact, FactStatus
from crmo.simulate.child import Sampling
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, absent, is_taken, present, spelt
from crmo.simulate.observation.days import day_of, iso_of
from crmo.simulate.observation.lots import another

_ANTIBIOTICS = "antibiotics_at_sampling"


def write_procedures(chart: Chart) -> None:
    """Write what was sampled, and sometimes that a biopsy was not done."""
    for sampling, own in zip(chart.samplings, chart.sampling_lots, strict=True):
        name = chart.new_id(f"{spelt(sampling.concept)}-{iso_of(sampling.day)}")
        if chart.writes(own[0], chart.practice.recording.procedure_kept_share):
            chart.entries.append(
                makers.procedure(
                    id=name,
                    on=day_of(sampling.day),
                    source=chart.source,
                    concept=sampling.concept,
                    site=sampling.site,
                    results=_results(chart, sampling, own),
                )
            )
    _write_not_done(chart, {sampling.concept for sampling in chart.samplings})


def _results(chart: Chart, sampling: Sampling, lots: list[float]) -> tuple[Fact, ...]:
    recording = chart.practice.recording
    found = [
        present(concept) if is_there else absent(concept)
        for concept, is_there in sampling.results.items()
        if chart.writes(another(lots[1], concept), recording.result_kept_share)
    ]
    for concept in recording.usual_results.get(sampling.concept, ()):
        is_left_out = concept not in sampling.results
        share = recording.result_not_looked_for_share
        if is_left_out and chart.writes(another(lots[2], concept), share):
            found.append(Fact(concept=concept, status=FactStatus.NOT_LOOKED_FOR))
    is_asked = sampling.concept in recording.usual_results and _ANTIBIOTICS not in sampling.results
    if is_asked and chart.writes(lots[3], recording.antibiotics_at_sampling_share):
        found.append(_antibiotics(chart, sampling.day))
    return tuple(found)


def _antibiotics(chart: Chart, day: int) -> Fact:
    given = any(
        treatment.drug in chart.practice.antibiotics and is_taken(treatment, day)
        for treatment in chart.child.treatments
    )
    return present(_ANTIBIOTICS) if given else absent(_ANTIBIOTICS)


def _write_not_done(chart: Chart, done: set[str]) -> None:
    """Write at the first confirmed diagnosis that a procedure was not done."""
    beliefs = chart.child.beliefs
    day = next((b.first_day for b in beliefs if b.certainty is Certainty.CONFIRMED), None)
    if day is None or not chart.child.born <= day <= chart.child.until:
        return
    lot = chart.own_lots[chart.practice.visit_questions.column["encounter"]]
    for concept, share in chart.practice.recording.not_done_share.items():
        if concept not in done and chart.writes(another(lot, concept), share):
            chart.entries.append(
                makers.procedure(
                    id=f"no-{spelt(concept)}-{iso_of(day)}",
                    on=day_of(day),
                    source=chart.source,
                    concept=concept,
                    status=FactStatus.ABSENT,
                )
            )
