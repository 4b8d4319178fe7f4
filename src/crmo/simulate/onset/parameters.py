"""The numbers that the beginning of the disease is drawn with, as the knowledge names them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class OnsetParameters:
    """Group `onset`: who falls ill, and how badly.

    Each name is explained in `knowledge/natural_history/onset.yaml`.
    """

    age_mean_years: float
    age_sd_years: float
    age_lowest_years: float
    age_highest_years: float
    girls_by_pattern: Mapping[str, float]
    frailty_spread: float
    frailty_with_lesions: float
    inflammation_with_lesions: float
    inflammation_with_boys: float
    fever_share: float
    fever_with_inflammation: float
    amplified_pain_share: float
    amplified_pain_with_girls: float
    hla_b27_share: float
    ana_share: float


@frozen(kw_only=True)
class PatternParameters:
    """Group `patterns`: where, in which company, and how many.

    Each name is explained in `knowledge/natural_history/patterns.yaml`.
    """

    tibio_appendicular_share: float
    claviculo_spinal_share: float
    clavicle_and_tibia_share: float
    other_shares: Mapping[str, float]
    bone_weights: Mapping[str, float]
    pattern_factors: Mapping[str, Mapping[str, float]]
    region_spread: float
    surely_involved: Mapping[str, Mapping[str, float]]
    lesion_median: Mapping[str, float]
    lesion_spread: Mapping[str, float]
    lesion_lowest: Mapping[str, int]
    lesion_highest: int
    symmetric_children: float
    mirrored_if_symmetric: float
    mirrored_if_not: float
    mirrored_factors: Mapping[str, float]
    crosses_growth_plate: float
    next_vertebra: float
    felt_median: float
    felt_spread: float
    felt_with_lesions: float
    felt_weights: Mapping[str, float]


@frozen(kw_only=True)
class ComorbidityParameters:
    """Group `comorbidity`: what comes along with it, and when.

    Each name is explained in `knowledge/natural_history/comorbidity.yaml`.
    """

    lifetime_share: Mapping[str, float]
    goes_with: Mapping[str, Mapping[str, float]]
    begins_years_after_onset: Mapping[str, float]
    begins_spread_years: Mapping[str, float]
    begins_at_age_years: Mapping[str, float]
    lowest_age_years: Mapping[str, float]
    family_share: Mapping[str, float]
    family_with_proneness: float
    usual_pelvis_share: float


@frozen(kw_only=True)
class DelayParameters:
    """Group `delay`: from the first symptom to the right diagnosis.

    Each name is explained in `knowledge/natural_history/diagnosis.yaml`.
    """

    median_months: float
    spread: float
    lowest_months: float
    highest_months: float
    with_inflammation: float
    with_severity: float
    with_lesions: float
