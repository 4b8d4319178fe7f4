"""The numbers of the observation, one class per group of the natural history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

Shares = Mapping[str, float]
Pair = tuple[float, float]
Limits = tuple[tuple[float, float | None, float | None], ...]


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words)


@frozen(kw_only=True, eq=False)
class Growth:
    """Height and weight; see natural_history/growth.yaml for what each number means."""

    height_ages_months: tuple[float, ...]
    height_median_boys_cm: tuple[float, ...]
    height_median_girls_cm: tuple[float, ...]
    height_variation_boys: tuple[float, ...]
    height_variation_girls: tuple[float, ...]
    body_mass_ages_months: tuple[float, ...]
    body_mass_median_boys: tuple[float, ...]
    body_mass_median_girls: tuple[float, ...]
    body_mass_variation_boys: tuple[float, ...]
    body_mass_variation_girls: tuple[float, ...]
    stoutness_lowest: float
    stoutness_highest: float
    height_error_cm: float
    weight_error_share: float
    weight_lost_share: float
    leg_difference_median_cm: float
    leg_difference_spread: float
    leg_difference_error_cm: float


@frozen(kw_only=True, eq=False)
class Examination:
    """History and hands; see natural_history/examination.yaml."""

    tender_share: float
    swollen_share_near_skin: float
    swollen_share_deep: float
    near_skin: tuple[str, ...]
    warm_share: float
    limp_share: float
    limp_bones: tuple[str, ...]
    missed_share: float
    place_named_exactly: Shares
    place_named_vaguely: Mapping[str, Shares]
    school_absence_pain: float
    recalled_days: int
    remembered_exactly_days: int
    remembered_month_days: int
    remembered_better_share: float
    physician_miscount_share: float
    clinic_score_error: float
    limitation_chaq: float
    unwell_with: frozenset[str] = field(converter=_words)


@frozen(kw_only=True, eq=False)
class Imaging:
    """Scans and reports; see natural_history/imaging.yaml."""

    place_seen: Shares
    place_seen_whole_body: Shares
    small_bones_seen_whole_body: float
    known_place_seen: float
    uncertain_below_mm: float
    uncertain_share_small: float
    uncertain_share_large: float
    size_told_share: float
    size_error: float
    size_step_mm: float
    feature_seen: Mapping[str, Shares]
    feature_seen_else: Shares
    fades_with_activity: frozenset[str] = field(converter=_words)
    lytic_share: float
    lytic_delay_median_days: float
    lytic_delay_spread: float
    periosteal_share: float
    physis_share: float
    soft_tissue_share: float
    effusion_share: float
    low_t1_share: float
    contrast_share: float
    healed_told_share: float
    spot_told_share: float
    spot_uncertain_share: float
    spot_size_mm: float
    features_told_absent_share: float
    features_worth_naming: tuple[str, ...]
    features_of_vertebrae: frozenset[str] = field(converter=_words)
    complaint_told_share: float
    complaint_window_days: int
    report_days: tuple[int, ...]


@frozen(kw_only=True, eq=False)
class LaboratoryReport:
    """Laboratory reports; see natural_history/laboratory_report.yaml."""

    panels: Mapping[str, tuple[str, ...]]
    taken: Mapping[str, Shares]
    drawn_share: Shares
    limits: Mapping[str, Limits]
    without_limit_middle: Shares
    normal_spread_share: float
    own_level_share: float
    method_variation: Shares
    units_us: Mapping[str, str]
    decimals: Mapping[str, int]
    decimals_us: Mapping[str, int]
    limits_printed_share: float


@frozen(kw_only=True, eq=False)
class Recording:
    """What gets written down; see natural_history/recording.yaml."""

    asked: Mapping[str, Pair]
    examined: Mapping[str, Pair]
    else_present_share: float
    diligence_present: Shares
    diligence_absent: Shares
    later_visits_present: float
    later_visits_absent: float
    put_down_as_unknown: float
    put_down_as_not_looked_for: float
    since_told_share: float
    severity_told_share: float
    encounter_kept_share: Shares
    scores: Mapping[str, Shares]
    growth: Mapping[str, Shares]
    laboratory_kept_share: Shares
    scan_kept_share: Shares
    treatment_kept_share: float
    treatment_end_kept_share: float
    treatment_end_corrected_share: float
    response_kept_share: float
    stop_reason_kept_share: float
    indication_kept_share: float
    adverse_event_kept_share: float
    belief_kept_share: Shares
    belief_end_kept_share: float
    procedure_kept_share: float
    result_kept_share: float
    result_not_looked_for_share: float
    usual_results: Mapping[str, tuple[str, ...]]
    antibiotics_at_sampling_share: float
    not_done_share: Shares
    family_asked_share: Pair
    family_asked: tuple[str, ...]
    trait_tested_share: Shares
    disease_noticed_first: tuple[str, ...]
