"""Who needs more than an NSAID, and what goes with it."""

from __future__ import annotations

from math import exp, sqrt

from crmo.simulate.child import Treatment, VirtualChild
from crmo.simulate.measures.extent import is_symmetric, n_regions
from crmo.simulate.measures.lesions import units_on_mri
from crmo.simulate.measures.logistic import Fit, logistic_regression
from crmo.simulate.measures.measured import NOTHING, Measured, share
from crmo.simulate.measures.register import Children, Function, add, measure
from crmo.simulate.measures.who import days, followed, is_a

_FOLLOWED_MONTHS = 36  # the study does not say how long; three years are taken
_LONG_NSAID_MONTHS = 7
# What the study called second line; courses of steroids were not.
SECOND_LINE = ("csdmard", "biologic", "bisphosphonate", "jak_inhibitor")


def _is_any(treatment: Treatment, classes: tuple[str, ...]) -> bool:
    return any(is_a(treatment.drug, wanted) for wanted in classes)


def has_second_line(child: VirtualChild, by: int) -> bool:
    """Tell whether a second-line drug was begun by a day."""
    return any(one.start <= by and _is_any(one, SECOND_LINE) for one in child.treatments)


@measure("nsaid_only", "diagnosed children followed for three years; no second-line drug begun")
def nsaid_only(children: Children) -> Measured:
    """Share of children without a second-line drug."""
    late = days(_FOLLOWED_MONTHS)
    return share(
        not has_second_line(child, day + late)
        for child, day in followed(children, _FOLLOWED_MONTHS)
    )


@measure(
    "bisphosphonate_given", "diagnosed children followed for three years; a bisphosphonate begun"
)
def bisphosphonate_given(children: Children) -> Measured:
    """Share of children who were given a bisphosphonate."""
    late = days(_FOLLOWED_MONTHS)
    return share(
        any(
            one.start <= day + late and _is_any(one, ("bisphosphonate",))
            for one in child.treatments
        )
        for child, day in followed(children, _FOLLOWED_MONTHS)
    )


def _nsaid_days(child: VirtualChild, by: int) -> int:
    return sum(
        min(by if one.stop is None else one.stop, by) - one.start
        for one in child.treatments
        if one.start < by and _is_any(one, ("nsaid", "coxib"))
    )


@measure(
    "nsaid_only_at_least_7_months",
    "diagnosed children followed for three years without a second-line drug; days on NSAIDs summed",
)
def nsaid_only_at_least_7_months(children: Children) -> Measured:
    """Share of long courses among children with NSAIDs alone."""
    late = days(_FOLLOWED_MONTHS)
    return share(
        _nsaid_days(child, day + late) >= days(_LONG_NSAID_MONTHS)
        for child, day in followed(children, _FOLLOWED_MONTHS)
        if not has_second_line(child, day + late)
    )


def _fit(children: Children) -> tuple[Fit, int] | None:
    """Regress second line on regions and symmetry together, as the study did."""
    rows, answers = [], []
    for child, day in followed(children, _FOLLOWED_MONTHS):
        units = units_on_mri(child, day)
        rows.append((1.0, float(n_regions(units)), float(is_symmetric(units))))
        answers.append(has_second_line(child, day + days(_FOLLOWED_MONTHS)))
    found = logistic_regression(rows, answers)
    return None if found is None else (found, len(rows))


def _odds_ratio(position: int) -> Function:
    def function(children: Children) -> Measured:
        found = _fit(children)
        if found is None:
            return NOTHING
        fit, n = found
        value = exp(fit.coefficients[position])
        error = fit.standard_errors[position]
        return Measured(value=value, n=n, spread=error * sqrt(n), standard_error=value * error)

    return function


_COUNTS = (
    "diagnosed children followed for three years; logistic regression of a second-line drug on the "
    "number of body regions (of six) and on symmetry, both on whole-body MRI at diagnosis"
)
add("second_line_odds_ratio_region", _COUNTS, _odds_ratio(1))
add("second_line_odds_ratio_symmetric", _COUNTS, _odds_ratio(2))
