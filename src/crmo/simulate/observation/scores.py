"""Answers on scales: pain, globals, questionnaire, count of active places."""

from __future__ import annotations

from crmo.record import Score
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.lots import deviate
from crmo.simulate.observation.practice import SCORES

_CHAQ_STEP, _CHAQ_HIGH = 0.125, 3.0  # eight domains of 0 to 3, averaged
_COUNT = SCORES[-1]
_COUNT_HIGH = 100.0
_NAMES = {instrument: instrument.replace("_", "-") for instrument in SCORES}
_MARKS = {instrument: f"mark/{instrument}" for instrument in SCORES}
_NAMES["pain"] = "pain-score"  # `pain` is a finding, too


def write_scores(chart: Chart) -> None:
    """Write the scales that were filled in at each visit, on the scale of the hospital."""
    for visit, position in chart.written(chart.practice.columns["scores"]):
        instrument = SCORES[position]
        value, high = _answer(chart, visit, instrument)
        chart.entries.append(
            Score(
                id=f"{_NAMES[instrument]}-{visit.iso}",
                on=visit.on,
                source=chart.source,
                instrument=instrument,
                value=value,
                scale_high=high,
            )
        )


def _answer(chart: Chart, visit: Visit, instrument: str) -> tuple[float, float]:
    """Return what was marked, and the upper end of the scale."""
    if instrument == _COUNT:
        return _count(chart, visit), _COUNT_HIGH
    meant = chart.child.states.values[instrument][visit.step]
    if instrument == "chaq":
        marked = round(meant / _CHAQ_STEP) * _CHAQ_STEP
        return min(max(marked, 0.0), _CHAQ_HIGH), _CHAQ_HIGH
    hospital = chart.hospital
    lot = visit.lots[chart.practice.visit_questions.column[_MARKS[instrument]]]
    error = chart.practice.examination.clinic_score_error * deviate(lot)
    marked = meant + error * meant / (meant + 1.0)  # who has no pain marks none
    step = hospital.pain_step if instrument == "pain" else hospital.global_step
    on_scale = round(marked * hospital.pain_scale / 10 / step) * step
    return min(max(on_scale, 0.0), hospital.pain_scale), hospital.pain_scale


def _count(chart: Chart, visit: Visit) -> float:
    """Return the number of places found active by hand, now and then one too many or too few."""
    lot = visit.lots[chart.practice.visit_questions.column["miscount"]]
    wrong = chart.practice.examination.physician_miscount_share
    n = len(visit.felt)
    if n and lot < wrong:
        n += 1 if lot < wrong / 2 else -1
    return float(n)
