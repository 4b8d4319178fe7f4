"""Laboratory values as the hospital's laboratory prints them."""

from __future__ import annotations

from functools import lru_cache

from crmo.record import Comparator, Flag, Measurement, Quantity
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.laboratory import Assay, Range
from crmo.simulate.observation.lots import deviate


def write_measurements(chart: Chart) -> None:
    """Write what was drawn at each visit, each value with its unit, limits and flag."""
    practice, source, flags = chart.practice, chart.source, chart.hospital.flags
    assays = practice.assays[chart.hospital.id]
    printed = practice.visit_questions.column["printed"]
    share = practice.laboratory.limits_printed_share
    for visit, position in chart.written(practice.columns["values"]):
        assay = assays[position]
        limits = assay.range_at(visit.age_years)
        value = _in_the_tube(chart, visit, assay, limits)
        shown, flag = _printed(assay, limits, flags, round(value * assay.factor, assay.decimals))
        is_limited = visit.lots[printed] < share
        chart.entries.append(
            Measurement(
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


@lru_cache(maxsize=65536)  # reports repeat the same few numbers
def _printed(
    assay: Assay, limits: Range, flags: str, number: float
) -> tuple[Quantity, Flag | None]:
    """Return a value as printed and its flag, by the habit of the hospital."""
    if number < assay.lowest_printed:
        shown, flag = quantity(assay.lowest_printed, assay.unit, Comparator.LESS), Flag.NORMAL
    else:
        shown, flag = quantity(number, assay.unit, None), limits.flag_of(number)
    is_flagged = flags == "all" or (flags == "abnormal" and flag is not Flag.NORMAL)
    return shown, flag if is_flagged else None


@lru_cache(maxsize=65536)
def quantity(value: float, unit: str, comparator: Comparator | None) -> Quantity:
    """Return a printed value; the same one for the same number."""
    return Quantity(value=value, unit=unit, comparator=comparator)


def _in_the_tube(chart: Chart, visit: Visit, assay: Assay, limits: Range) -> float:
    """Return the value measured, in the canonical unit; healthy where the story says nothing."""
    lot = visit.lots[assay.column]
    series = chart.child.states.values.get(assay.analyte)
    if series is not None:
        value = series[visit.step] * (1.0 + assay.variation * deviate(lot))
    else:
        own, within = chart.practice.own_and_within
        level = own * deviate(chart.own_lots[assay.column]) + within * deviate(lot)
        value = limits.middle + limits.spread * level
    return max(0.0, value)
