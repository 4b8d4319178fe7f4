"""What the doctors thought the disease was, when, and until when."""

from __future__ import annotations

from datetime import date

from crmo.record import Certainty, Diagnosis
from crmo.simulate.child import Belief
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, spelt
from crmo.simulate.observation.days import day_of, iso_of


def write_diagnoses(chart: Chart) -> None:
    """Write each diagnosis held; the day it was given up corrects the entry when that day comes.

    So the record as it was on a day in between does not know yet how the story goes on.
    """
    until = chart.child.until
    shares = chart.practice.recording.belief_kept_share
    for belief, own in zip(chart.beliefs, chart.belief_lots, strict=True):
        name = f"{belief.certainty}-{spelt(belief.concept)}-{iso_of(belief.first_day)}"
        name = chart.new_id(name)
        last = belief.last_day
        has_ended = last is not None and belief.first_day <= last <= until
        ended = chart.new_id(f"{name}-ended") if has_ended else ""
        if not chart.writes(own[0], shares[belief.certainty]):
            continue
        chart.entries.append(_diagnosis(chart, belief, name))
        is_told = chart.writes(own[1], chart.practice.recording.belief_end_kept_share)
        if has_ended and is_told and belief.certainty is not Certainty.EXCLUDED:
            chart.entries.append(_ended(chart, belief, name, ended))


def _diagnosis(chart: Chart, belief: Belief, name: str) -> Diagnosis:
    return makers.diagnosis(
        id=name,
        on=day_of(belief.first_day),
        source=chart.source,
        concept=belief.concept,
        certainty=belief.certainty,
    )


def _ended(chart: Chart, belief: Belief, name: str, ended: str) -> Diagnosis:
    last = belief.last_day or belief.first_day
    return makers.diagnosis(
        id=ended,
        on=day_of(belief.first_day),
        recorded_on=date.fromordinal(last),
        source=chart.source,
        supersedes=name,
        concept=belief.concept,
        certainty=belief.certainty,
        until=day_of(last),
    )
