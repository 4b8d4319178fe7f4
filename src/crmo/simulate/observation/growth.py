"""Height, weight and leg length as they were measured."""

from __future__ import annotations

from bisect import bisect_right

from crmo.record import Measurement, Sex
from crmo.simulate.chance import exp
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.lots import deviate
from crmo.simulate.observation.measurements import quantity
from crmo.simulate.observation.practice import BODY

_DAYS_PER_MONTH = 30.4375
_HEIGHT, _WEIGHT, _LEGS = BODY
_NAMES = {_HEIGHT: _HEIGHT, _WEIGHT: _WEIGHT, _LEGS: "leg-lengths"}


def write_growth(chart: Chart) -> None:
    """Write what was measured of the body at each visit, in centimetres and kilograms."""
    measure = {_HEIGHT: _height, _WEIGHT: _weight, _LEGS: _legs}
    for visit, position in chart.written(chart.practice.columns["body"]):
        name = BODY[position]
        value = measure[name](chart, visit)
        if value is not None:
            chart.entries.append(
                Measurement(
                    id=f"{_NAMES[name]}-{visit.iso}",
                    on=visit.on,
                    source=chart.source,
                    analyte=name,
                    quantity=quantity(value, "kg" if name == _WEIGHT else "cm", None),
                )
            )


def height_cm(chart: Chart, day: int) -> float:
    """Return the child's true height on a day."""
    growth, is_boy = chart.practice.growth, chart.child.sex is Sex.MALE
    medians = growth.height_median_boys_cm if is_boy else growth.height_median_girls_cm
    variation = growth.height_variation_boys if is_boy else growth.height_variation_girls
    left, share = _between(growth.height_ages_months, _months(chart, day))
    spread = chart.child.height_z * _on_line(variation, left, share)
    return _on_line(medians, left, share) * (1.0 + spread)


def _height(chart: Chart, visit: Visit) -> float:
    column = chart.practice.visit_questions.column["error/height"]
    error = chart.practice.growth.height_error_cm * deviate(visit.lots[column])
    return round(height_cm(chart, visit.day) + error, 1)


def _weight(chart: Chart, visit: Visit) -> float:
    growth, column = chart.practice.growth, chart.practice.visit_questions.column
    is_boy, ages = chart.child.sex is Sex.MALE, growth.body_mass_ages_months
    medians = growth.body_mass_median_boys if is_boy else growth.body_mass_median_girls
    spreads = growth.body_mass_variation_boys if is_boy else growth.body_mass_variation_girls
    # A table that begins after infancy is not continued downwards.
    left, share = _between(ages, max(_months(chart, visit.day), ages[0]))
    stoutness = _on_line(spreads, left, share) * deviate(chart.own_lots[column["body_mass"]])
    body_mass = _on_line(medians, left, share) * exp(stoutness)
    height_m = height_cm(chart, visit.day) / 100
    error = growth.weight_error_share * deviate(visit.lots[column["error/weight"]])
    lost = growth.weight_lost_share if _has(chart, "weight_loss", visit.day) else 0.0
    return round(body_mass * height_m * height_m * (1.0 + error) * (1.0 - lost), 1)


def _legs(chart: Chart, visit: Visit) -> float | None:
    """Return the difference in leg length as measured, or None where there is none."""
    growth, column = chart.practice.growth, chart.practice.visit_questions.column
    series = chart.child.states.values.get(_LEGS)
    if series is not None:
        size = series[visit.step]
    elif _has(chart, _LEGS, visit.day):
        spread = growth.leg_difference_spread * deviate(chart.own_lots[column["leg_size"]])
        size = growth.leg_difference_median_cm * exp(spread)
    else:
        return None
    error = growth.leg_difference_error_cm * deviate(visit.lots[column[f"error/{_LEGS}"]])
    return max(round(size + error, 1), 0.0) if size > 0 else None


def _between(ages: tuple[float, ...], months: float) -> tuple[int, float]:
    """Return the place before an age in a table, and how far on the way to the next one it lies.

    Below the first age the first line goes on; above the last age its value holds.
    """
    left = min(max(bisect_right(ages, months), 1), len(ages) - 1) - 1
    return left, min((months - ages[left]) / (ages[left + 1] - ages[left]), 1.0)


def _on_line(values: tuple[float, ...], left: int, share: float) -> float:
    return values[left] + share * (values[left + 1] - values[left])


def _months(chart: Chart, day: int) -> float:
    return (day - chart.child.born) / _DAYS_PER_MONTH


def _has(chart: Chart, concept: str, day: int) -> bool:
    return any(
        each.concept == concept
        and each.first_day <= day
        and (each.last_day is None or day <= each.last_day)
        for each in chart.child.conditions
    )
