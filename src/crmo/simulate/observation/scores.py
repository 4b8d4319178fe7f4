"""Answers on scales: pain, globals, questionnaire, count of active places."""

from __future__ import annotations

from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.lots import deviate
from crmo.simulate.observation.practice import SCORES

_CHAQ, _COUNT = SCORES[-2:]
_CHAQ_STEP, _CHAQ_HIGH = 0.125, 3.0  # eight domains of 0 to 3, averaged
_COUNT_HIGH = 100.0
_NAMES = {instrument: instrument.replace("_", "-") for instrument in SCORES}
_NAMES["pain"] = "pain-score"  # `pain` is a finding, too


def write_scores(chart: Chart) -> None:
    """Write the scales that were filled in at each visit, on the scale of the hospital."""
    scale_high, states = chart.hospital.pain_scale, chart.child.states.values
    for visit, position in chart.written(chart.practice.columns["scores"]):
        instrument = SCORES[position]
        if instrument == _COUNT:
            value, high = _count(chart, visit), _COUNT_HIGH
        elif instrument == _CHAQ:
            marked = round(states[_CHAQ][visit.step] / _CHAQ_STEP) * _CHAQ_STEP
            value, high = min(max(marked, 0.0), _CHAQ_HIGH), _CHAQ_HIGH
        else:
            meant = states[instrument][visit.step]
            value, high = _marked(chart, visit, instrument, meant), scale_high
        chart.entries.append(
            makers.score(
                id=f"{_NAMES[instrument]}-{visit.iso}",
                on=visit.on,
                source=chart.source,
                instrument=instrument,
                value=value,
                scale_high=high,
            )
        )


def _marked(chart: Chart, visit: Visit, instrument: str, meant: float) -> float:
    """Return the mark on the hospital's scale for what was meant, 0 to 10."""
    hospital, practice = chart.hospital, chart.practice
    lot = visit.lots[practice.mark_columns[instrument]]
    error = practice.examination.clinic_score_error * deviate(lot)
    marked = meant + error * meant / (meant + 1.0)  # who has no pain marks none
    step = hospital.pain_step if instrument == "pain" else hospital.global_step
    on_scale = round(marked * hospital.pain_scale / 10 / step) * step
    return min(max(on_scale, 0.0), hospital.pain_scale)


def _count(chart: Chart, visit: Visit) -> float:
    """Return the number of places found active by hand, now and then one too many or too few."""
    n = len(visit.felt)
    if n:
        lot = visit.lots[chart.practice.visit_questions.column["miscount"]]
        wrong = chart.practice.examination.physician_miscount_share
        if lot < wrong:
            n += 1 if lot < wrong / 2 else -1
    return float(n)
