"""What a criterion says of the record: which entries, which dates, and why it cannot tell."""

from __future__ import annotations

from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.assessment import Assessment, Reason
from crmo.assess.criteria import criteria, criteria_set
from crmo.assess.facts import Facts
from crmo.assess.red_flags import red_flag
from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
WELL = ("bone_pain", "good_general_health", "no fever", "no local_inflammation")
TWO_BONES = "mri: femur_left +marrow_oedema; tibia_left +marrow_oedema"


def facts(*lines: str) -> Facts:
    return Facts(record_of(lines), KNOWLEDGE, ASKED_ON)


def reason(answer: Assessment, criterion: str) -> Reason:
    return next(found for found in answer.reasons if found.criterion == criterion)


def test_an_old_scan_is_named_with_its_date_where_a_recent_one_is_asked_for() -> None:
    got = criteria_set("carra_eligible", facts("whole-body mri on 2024-03-01: rest clear"))
    said = reason(got, "recent_oedema")
    assert said.verdict == "cannot_tell"
    assert said.observed == "no MRI in the last 84 days; the last was on 2024-03-01"
    assert said.entries == ("e1",)


def test_imaging_that_found_nothing_is_cited() -> None:
    got = criteria_set("carra_active_spinal_lesion", facts("whole-body mri: rest clear"))
    assert got.verdict == "not_met"
    assert got.reasons[0].observed == "imaging found none: MRI on 2024-05-01"
    assert got.entries == ("e1",)


def test_pain_told_long_ago_is_called_last_recorded() -> None:
    got = criteria_set("carra_active_disease", facts("bone_pain on 2024-01-13", "tenderness"))
    said = reason(got, "persistent_pain")
    assert "last recorded as present on 2024-01-13, not in the last 92 days" in said.observed
    assert said.entries == ("e1",)


def test_a_place_never_imaged_is_called_so() -> None:
    got = criteria_set("carra_typical_distribution", facts("mri of pelvis: ilium_left"))
    assert reason(got, "clavicle").observed.startswith("not imaged: ")
    got = criteria_set("rome_2008", facts("mri: ilium_left"))
    assert reason(got, "bone_scan_multifocal").observed == "no bone scan recorded"
    got = criteria_set("carra_typical_distribution", facts("mri: ilium_left"))
    assert reason(got, "clavicle").observed == "no such lesion recorded"


def test_a_suspected_diagnosis_is_not_called_unrecorded() -> None:
    suspected = "disease bacterial_osteomyelitis suspected on 2024-03-20"
    said = reason(criteria_set("eular_acr_2025", facts(suspected)), "infection")
    assert said.verdict == "cannot_tell"
    assert said.observed == (
        "bacterial osteomyelitis suspected on 2024-03-20, neither confirmed nor excluded"
    )
    assert said.entries == ("e1",)


def test_a_suspicion_later_excluded_is_not_told_as_open() -> None:
    said = reason(
        criteria_set(
            "eular_acr_2025",
            facts(
                "disease bacterial_osteomyelitis suspected on 2024-03-20",
                "disease bacterial_osteomyelitis excluded",
            ),
        ),
        "infection",
    )
    assert said.verdict == "not_met"
    assert "suspected" not in said.observed


def test_a_value_without_mark_or_range_is_shown_first() -> None:
    got = red_flag(
        "flag_ldh_or_urate",
        facts(
            "lab ldh 250 U/L normal on 2024-01-01",
            "lab ldh 240 U/L normal on 2024-02-01",
            "lab ldh 230 U/L normal on 2024-03-01",
            "lab ldh 900 U/L",
        ),
    )
    assert "LDH) 900 U/L (no mark or range) on 2024-05-01" in reason(got, "ldh").observed


def test_the_course_of_antibiotics_that_spoils_a_culture_is_cited() -> None:
    got = criteria_set(
        "jansson_2007",
        facts(
            "bone_biopsy: +histology_inflammation -bacterial_growth",
            "drug clindamycin from 2024-04-20 ongoing present",
        ),
    )
    said = reason(got, "major_4_biopsy")
    assert said.verdict == "cannot_tell"
    assert said.entries == ("e1", "e2")
    assert "under antibiotics" in said.observed


def test_back_pain_is_named_where_bone_pain_is_asked_for() -> None:
    got = criteria_set("eular_acr_2025", facts("back_pain since 2023-12-01", "mri: vertebra_t9"))
    said = reason(got, "symptom")
    assert said.verdict == "cannot_tell"
    assert "back pain for 21 to 26 weeks" in said.observed
    asked = next(fact for fact in got.missing if fact.fact == "symptom_duration")
    assert asked.label.endswith("On record: back pain. Is that pain of bone?")


def test_pain_recorded_as_absent_in_between_does_not_run_on() -> None:
    got = criteria_set(
        "eular_acr_2025",
        facts(
            "bone_pain on 2021-01-08 since 2021-01-01",
            "no bone_pain on 2021-02-05",
            "bone_pain on 2024-05-20 since 2024-05-20",
        ),
    )
    said = reason(got, "symptom")
    assert "bone pain for 1 to 5 weeks" in said.observed


def test_an_infants_age_is_told_in_months() -> None:
    got = red_flag("flag_age_under_3", facts("born 2023-10-01", "bone_pain since 2024-05-04"))
    assert got.reasons[0].observed == "age at onset 7 months"


def test_the_branch_that_is_met_is_named_instead_of_a_count() -> None:
    got = criteria_set("bristol_2016", facts(*WELL, "lab crp 12 mg/L", TWO_BONES))
    assert got.summary.startswith("Met by: Criterion 1")
    assert "criteria fulfilled" not in got.summary


def test_a_set_that_is_met_names_the_red_flags_raised_beside_it() -> None:
    lines = (*WELL, "lab crp 12 mg/L", TWO_BONES)
    calm = criteria_set("bristol_2016", facts(*lines))
    assert "raised_flags" not in calm.details
    got = criteria_set("bristol_2016", facts(*lines, "night_pain", "neurological_signs"))
    assert got.verdict == "met"
    assert got.details["raised_flags"] == ("flag_night_pain", "flag_emergency")
    assert got.cautions[-1].startswith("2 red flags are raised (Pain at night; Neurological")
    assert set(calm.cautions) < set(got.cautions)


def test_every_met_set_mentions_raised_flags_and_no_other_does() -> None:
    found = criteria(facts("fever", "lab crp 12 mg/L", TWO_BONES, "psoriasis"))
    assert {"met", "cannot_tell"} <= {str(answer.verdict) for answer in found}
    for answer in found:
        assert ("raised_flags" in answer.details) is (answer.verdict == "met")


EXACT = "femur_distal_metaphysis_left"


def test_a_doubt_settled_by_a_later_scan_is_no_longer_counted() -> None:
    got = criteria_set(
        "jansson_2007",
        facts(
            f"whole-body mri on 2024-01-01: {EXACT}; ilium_left uncertain; rest clear",
            f"whole-body mri: {EXACT}; rest clear",
        ),
    )
    said = reason(got, "major_2_multifocal")
    assert said.verdict == "not_met"
    assert "ilium" not in said.observed
    assert "MRI on 2024-05-01" in said.observed
