"""Laboratory values as the hospital's laboratory prints them."""

from __future__ import annotations

from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.laboratory import Assay, Range
from crmo.simulate.observation.lots import deviate


def write_measurements(chart: Chart) -> None:
    """Write what was drawn at each visit, each value with its unit, limits and flag."""
    practice, source = chart.practice, chart.source
    assays = practice.assays[chart.hospital.id]
    courses = [chart.child.states.values.get(assay.analyte) for assay in assays]
    printed = practice.visit_questions.column["printed"]
    share = practice.laboratory.limits_printed_share
    make, add = makers.measurement, chart.entries.append
    for visit, position in chart.written(practice.columns["values"]):
        assay, course, lots = assays[position], courses[position], visit.lots
        limits = assay.range_at(visit.age_years)
        if course is None:
            value = _healthy(chart, visit, assay, limits)
        else:
            value = course[visit.step] * (1.0 + assay.variation * deviate(lots[assay.column]))
        shown, flag = assay.printed(value, limits)
        is_limited = lots[printed] < share
        add(
            make(
                id=f"{assay.name}-{visit.iso}",
                on=visit.on,
                source=source,
                analyte=assay.analyte,
                quantity=shown,
                flag=flag,
                reference_low=limits.low if is_limited else None,
                reference_high=limits.high if is_limited else None,
            )
        )


def _healthy(chart: Chart, visit: Visit, assay: Assay, limits: Range) -> float:
    """Return a healthy value where the story says nothing, in the canonical unit."""
    own, within = chart.practice.own_and_within
    own_lot, lot = chart.own_lots[assay.column], visit.lots[assay.column]
    return limits.middle + limits.spread * (own * deviate(own_lot) + within * deviate(lot))
