"""How the clinic works, in numbers: visits, scans, when a drug is begun, stopped and changed."""

from __future__ import annotations

from attrs import frozen

from crmo.simulate.course.drug_numbers import BISPHOSPHONATE, CLASSES, STEROID

STEPS_PER_YEAR = 13
MONTHS_PER_YEAR = 12


@frozen(kw_only=True)
class ClinicNumbers:
    """The group `clinic` of the natural history; what each number means stands there."""

    grown_up_years: float
    lost_per_year: float
    moved_share: float
    visit_months: tuple[float, ...]
    later_visit_months: float
    missed_share: float
    recheck_months: float
    call_pain: float
    call_rise: float
    call_share: float
    whole_body_share: float
    mri_months: tuple[float, ...]
    mri_share: float
    mri_after_clear_ratio: float
    mri_in_flare_share: float
    first_line_nsaid_share: float
    nsaid_if_bowel_ratio: float
    steroid_at_diagnosis_share: float
    steroid_bridge_share: float
    steroid_months: float
    active_pain: float
    quiet_pain: float
    nsaid_trial_months: float
    nsaid_quiet_months: float
    second_line_quiet_months: float
    stop_share: float
    evaluate_months: float
    wanted_improvement: float
    bisphosphonate_months: float


@frozen(kw_only=True)
class SecondLineNumbers:
    """The group `second_line` of the natural history; what each number means stands there."""

    odds: float
    odds_per_region: float
    odds_symmetric: float
    odds_joints_or_bowel: float
    odds_per_active_visit: float
    next_drug_share: float
    spine_share: float
    spine_height_loss_share: float
    spine_odds_symmetric: float
    bowel_share: float
    joints_share: float
    weight_methotrexate: float
    weight_sulfasalazine: float
    weight_tnf_inhibitor: float
    weight_bisphosphonate: float
    bisphosphonate_if_spine: float
    bisphosphonate_if_bowel: float
    tnf_inhibitor_if_joints: float
    tnf_inhibitor_if_bowel: float
    tnf_inhibitor_if_tired: float
    methotrexate_if_joints: float
    sulfasalazine_if_bowel: float
    methotrexate_with_tnf_share: float


def steps_of(months: float) -> int:
    """Return the number of four-week steps nearest to a number of months."""
    return int(months * STEPS_PER_YEAR / MONTHS_PER_YEAR + 0.5)


def course_steps(numbers: ClinicNumbers) -> tuple[int, ...]:
    """Return for each class of drugs after how many steps a course ends by itself, or -1."""
    lengths = {STEROID: numbers.steroid_months, BISPHOSPHONATE: numbers.bisphosphonate_months}
    return tuple(
        steps_of(lengths[place]) if place in lengths else -1 for place in range(len(CLASSES))
    )
