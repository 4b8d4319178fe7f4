"""Height, weight and leg length as they were measured."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache

from crmo.record import Quantity, Sex
from crmo.simulate.chance import exp
from crmo.simulate.child import Condition
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit
from crmo.simulate.observation.lots import deviate
from crmo.simulate.observation.practice import BODY

_DAYS_PER_MONTH = 30.4375
_HEIGHT, _WEIGHT, _LEGS = BODY
_NAMES = {_HEIGHT: _HEIGHT, _WEIGHT: _WEIGHT, _LEGS: "leg-lengths"}


def write_growth(chart: Chart) -> None:
    """Write what was measured of the body at each visit, in centimetres and kilograms."""
    body = _Body(chart)
    measure = {_HEIGHT: body.height_cm, _WEIGHT: body.weight_kg, _LEGS: body.legs_cm}
    for visit, position in chart.written(chart.practice.columns["body"]):
        name = BODY[position]
        value = measure[name](visit)
        if value is not None:
            chart.entries.append(
                makers.measurement(
                    id=f"{_NAMES[name]}-{visit.iso}",
                    on=visit.on,
                    source=chart.source,
                    analyte=name,
                    quantity=_quantity(value, "kg" if name == _WEIGHT else "cm"),
                )
            )


def height_cm(chart: Chart, day: int) -> float:
    """Return the child's true height on a day."""
    return _Body(chart).true_height_cm(day)


@lru_cache(maxsize=16384)
def _quantity(value: float, unit: str) -> Quantity:
    """Return a printed value; the same one for the same number."""
    # -0.0 equals 0.0: which of them is kept would depend on who came first.
    return Quantity(value=value + 0.0, unit=unit)


class _Body:
    """Size and weight of one child, as they are and as they are measured."""

    def __init__(self, chart: Chart) -> None:
        growth, is_boy = chart.practice.growth, chart.child.sex is Sex.MALE
        self._chart, self._growth = chart, growth
        self._column = chart.practice.visit_questions.column
        self._heights = growth.height_median_boys_cm if is_boy else growth.height_median_girls_cm
        self._varying = growth.height_variation_boys if is_boy else growth.height_variation_girls
        self._masses = growth.body_mass_median_boys if is_boy else growth.body_mass_median_girls
        self._spreads = (
            growth.body_mass_variation_boys if is_boy else growth.body_mass_variation_girls
        )
        drawn = deviate(chart.own_lots[self._column["body_mass"]])
        self._stoutness = min(max(drawn, growth.stoutness_lowest), growth.stoutness_highest)
        self._losses = [each for each in chart.child.conditions if each.concept == "weight_loss"]
        self._unequal = [each for each in chart.child.conditions if each.concept == _LEGS]
        self._height_of: dict[int, float] = {}  # asked for the height and for the weight

    def true_height_cm(self, day: int) -> float:
        """Return the height on a day."""
        found = self._height_of.get(day)
        if found is None:
            left, share = _between(self._growth.height_ages_months, self._months(day))
            spread = self._chart.child.height_z * _on_line(self._varying, left, share)
            found = _on_line(self._heights, left, share) * (1.0 + spread)
            self._height_of[day] = found
        return found

    def height_cm(self, visit: Visit) -> float:
        """Return the height as measured."""
        error = deviate(visit.lots[self._column["error/height"]])
        return round(self.true_height_cm(visit.day) + self._growth.height_error_cm * error, 1)

    def weight_kg(self, visit: Visit) -> float:
        """Return the weight as measured."""
        ages = self._growth.body_mass_ages_months
        # A table that begins after infancy is not continued downwards.
        left, share = _between(ages, max(self._months(visit.day), ages[0]))
        # One over the square is normal: thin children differ less than stout ones.
        stoutness = 1.0 - 2.0 * _on_line(self._spreads, left, share) * self._stoutness
        body_mass = _on_line(self._masses, left, share) / math.sqrt(stoutness)
        height_m = self.true_height_cm(visit.day) / 100
        error = deviate(visit.lots[self._column["error/weight"]])
        has_lost = self._losses and _is_any_on(self._losses, visit.day)
        lost = self._growth.weight_lost_share if has_lost else 0.0
        weight = body_mass * height_m * height_m
        return round(weight * (1.0 + self._growth.weight_error_share * error) * (1.0 - lost), 1)

    def legs_cm(self, visit: Visit) -> float | None:
        """Return the difference in leg length as measured, or None where there is none."""
        growth, series = self._growth, self._chart.child.states.values.get(_LEGS)
        if series is not None:
            size = series[visit.step]
        elif self._unequal and _is_any_on(self._unequal, visit.day):
            deviation = deviate(self._chart.own_lots[self._column["leg_size"]])
            size = growth.leg_difference_median_cm * exp(growth.leg_difference_spread * deviation)
        else:
            return None
        error = growth.leg_difference_error_cm * deviate(visit.lots[self._column[f"error/{_LEGS}"]])
        return max(round(size + error, 1), 0.0) if size > 0 else None

    def _months(self, day: int) -> float:
        return (day - self._chart.child.born) / _DAYS_PER_MONTH


def _between(ages: tuple[float, ...], months: float) -> tuple[int, float]:
    """Return the place before an age in a table, and how far on the way to the next one it lies.

    Below the first age the first line goes on; above the last age its value holds.
    """
    left = min(max(bisect_right(ages, months), 1), len(ages) - 1) - 1
    return left, min((months - ages[left]) / (ages[left + 1] - ages[left]), 1.0)


def _on_line(values: tuple[float, ...], left: int, share: float) -> float:
    return values[left] + share * (values[left + 1] - values[left])


def _is_any_on(conditions: list[Condition], day: int) -> bool:
    return any(
        each.first_day <= day and (each.last_day is None or day <= each.last_day)
        for each in conditions
    )
