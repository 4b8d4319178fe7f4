"""Safety gates: met stands in the way, not met was checked and is clear, else nobody knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.assess.longitudinal.children import (
    NO,
    UNKNOWN,
    child,
    diagnosis,
    drug,
    facts,
    finding,
    lab,
    procedure,
    the,
)

from crmo.assess.assessment import Assessment, Reason
from crmo.assess.safety.overview import safety_from
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Certainty, Comparator, Encounter, Entry, Flag, PatientRecord, Sex, Subject

ON = "2024-06-01"
NOW, RECENT, OLD = "2024-05-28", "2024-05-01", "2024-02-01"
BP = "bisphosphonate_gates"


def answer(
    rule: str,
    *entries: Entry,
    record: PatientRecord | None = None,
    knowledge: Knowledge | None = None,
) -> Assessment:
    return the(safety_from(facts(record or child(*entries), ON, knowledge)), rule)


def gate(rule: str, name: str, *entries: Entry, record: PatientRecord | None = None) -> Reason:
    (found,) = [r for r in answer(rule, *entries, record=record).reasons if r.criterion == name]
    return found


def test_every_class_of_the_brief_has_a_rule() -> None:
    assert {rule.body["drug_class"] for rule in load_knowledge().rules("safety").values()} == {
        "bisphosphonate", "nsaid", "methotrexate", "sulfasalazine", "tnf_inhibitor",
    }  # fmt: skip


def test_an_empty_record_is_checked_for_nothing() -> None:
    for found in safety_from(facts(child(), ON)):
        assert found.verdict == "cannot_tell"
        assert not [r for r in found.reasons if r.verdict == "met"]


def test_no_gate_ever_offers_a_dose() -> None:
    text = " ".join(str(rule.body) for rule in load_knowledge().rules("safety").values())
    assert "mg/kg" not in text
    assert "mg/m2" not in text


# numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "analyte", "value", "verdict"),
    [
        ("vitamin_d", "vitamin_d", 49.9, "met"),
        ("vitamin_d", "vitamin_d", 50, "not_met"),
        ("vitamin_d", "vitamin_d", 50.1, "not_met"),
        ("calcium", "calcium", 2.09, "met"),
        ("calcium", "calcium", 2.1, "not_met"),
        ("calcium", "calcium", 2.11, "not_met"),
        ("creatinine_clearance", "creatinine_clearance", 29.9, "met"),
        ("creatinine_clearance", "creatinine_clearance", 30, "not_met"),
        ("creatinine_clearance", "egfr", 29, "met"),
        ("creatinine_clearance", "egfr", 31, "not_met"),
    ],
)
def test_each_limit_below_at_and_above(name: str, analyte: str, value: float, verdict: str) -> None:
    assert gate(BP, name, lab(analyte, RECENT, value)).verdict == verdict


def test_units_are_converted_before_the_limit_is_asked() -> None:
    assert gate(BP, "vitamin_d", lab("vitamin_d", RECENT, 19, unit="ng/mL")).verdict == "met"
    assert gate(BP, "vitamin_d", lab("vitamin_d", RECENT, 21, unit="ng/mL")).verdict == "not_met"
    assert gate(BP, "calcium", lab("calcium", RECENT, 8, unit="mg/dL")).verdict == "met"


def test_a_value_without_a_unit_is_not_used() -> None:
    found = gate(BP, "vitamin_d", lab("vitamin_d", RECENT, 20, unit=None))
    assert found.verdict == "cannot_tell"
    assert "unit" in found.observed


def test_a_value_given_as_a_limit_decides_only_where_it_can() -> None:
    for value, verdict in ((50, "met"), (60, "cannot_tell")):
        one = lab("vitamin_d", RECENT, value, comparator=Comparator.LESS)
        assert gate(BP, "vitamin_d", one).verdict == verdict


@pytest.mark.parametrize(
    ("day", "verdict"), [("2024-03-01", "not_met"), ("2024-02-29", "cannot_tell")]
)
def test_a_value_older_than_three_months_is_measured_again(day: str, verdict: str) -> None:
    found = answer(BP, lab("vitamin_d", day, 80))
    assert {r.criterion: str(r.verdict) for r in found.reasons}["vitamin_d"] == verdict


def test_the_newest_value_counts() -> None:
    pair = [lab("calcium", "2024-04-01", 1.9), lab("calcium", RECENT, 2.3)]
    assert gate(BP, "calcium", *pair).verdict == "not_met"


# the laboratory's own range -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "low", "flag", "verdict"),
    [
        (99, 100, None, "met"),
        (100, 100, None, "not_met"),
        (101, 100, None, "not_met"),
        (99, None, None, "cannot_tell"),
        (99, None, Flag.LOW, "met"),
        (99, None, Flag.NORMAL, "not_met"),
        (400, None, Flag.HIGH, "not_met"),
        (None, None, Flag.LOW, "met"),
    ],
)
def test_alp_is_low_by_the_laboratorys_own_range_and_by_none_of_ours(
    value: float | None, low: float | None, flag: Flag | None, verdict: str
) -> None:
    assert (
        gate(BP, "alp_below_normal", lab("alp", RECENT, value, low=low, flag=flag)).verdict
        == verdict
    )


def test_a_low_alp_stands_in_the_way_however_old_and_a_normal_one_does_not_clear_for_ever() -> None:
    assert gate(BP, "alp_below_normal", lab("alp", "2019-01-01", 60, low=100)).verdict == "met"
    assert (
        gate(BP, "alp_below_normal", lab("alp", "2019-01-01", 200, low=100)).verdict
        == "cannot_tell"
    )


def test_a_low_alp_is_a_hard_stop_and_names_hypophosphatasia() -> None:
    found = answer(BP, lab("alp", RECENT, 60, low=100))
    assert found.verdict == "met"
    assert found.details["hard_stops"] == ("Low alkaline phosphatase for age or hypophosphatasia",)
    (stop,) = [g for g in found.details["gates"] if g["id"] == "alp_below_normal"]  # type: ignore[union-attr]
    assert "hypophosphatasia" in stop["why"]
    assert stop["source"] == ("sparn_pamidronate",)


def test_hypophosphatasia_stands_in_the_way_with_a_normal_alp() -> None:
    normal = lab("alp", RECENT, 200, low=100)
    known = diagnosis(concept="hypophosphatasia", certainty=Certainty.SUSPECTED)
    assert gate(BP, "alp_below_normal", normal, known).verdict == "met"
    excluded = diagnosis(concept="hypophosphatasia", certainty=Certainty.EXCLUDED)
    assert gate(BP, "alp_below_normal", normal, excluded).verdict == "not_met"
    assert gate(BP, "alp_below_normal", excluded).verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([lab("alt", RECENT, 41, high=40)], "met"),
        ([lab("alt", RECENT, 40, high=40)], "not_met"),
        ([lab("alt", RECENT, 30, high=40), lab("ast", RECENT, 80, high=40)], "met"),
        ([lab("alt", RECENT, 30)], "cannot_tell"),
        ([lab("alt", "2024-01-15", 90, high=40)], "cannot_tell"),
        ([], "cannot_tell"),
    ],
)
def test_liver_tests_on_methotrexate(entries: list[Entry], verdict: str) -> None:
    assert gate("methotrexate_gates", "liver_tests", *entries).verdict == verdict


@pytest.mark.parametrize("analyte", ["neutrophils", "platelets"])
def test_low_counts_on_methotrexate(analyte: str) -> None:
    for value, verdict in ((1.4, "met"), (1.5, "not_met")):
        assert (
            gate("methotrexate_gates", analyte, lab(analyte, RECENT, value, low=1.5)).verdict
            == verdict
        )


# findings and diseases ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([finding("uveitis", OLD)], "met"),
        ([finding("scleritis", OLD)], "met"),
        ([finding("uveitis", OLD, NO)], "cannot_tell"),
        ([finding("uveitis", OLD, NO), finding("scleritis", OLD, NO)], "not_met"),
        ([finding("uveitis", OLD, UNKNOWN), finding("scleritis", OLD, NO)], "cannot_tell"),
        ([finding("uveitis", OLD, about=Subject.FAMILY)], "cannot_tell"),
    ],
)
def test_eye_inflammation_must_be_denied_for_both_to_be_clear(
    entries: list[Entry], verdict: str
) -> None:
    assert gate(BP, "eye_inflammation", *entries).verdict == verdict


def test_absence_of_the_wider_finding_clears_and_presence_of_a_narrower_one_closes() -> None:
    bowel = "inflammatory_bowel_disease"
    assert gate("nsaid_gates", "bowel_disease", finding(bowel, OLD, NO)).verdict == "not_met"
    assert gate("nsaid_gates", "bowel_disease", finding("crohn_disease", OLD)).verdict == "met"
    assert (
        gate("nsaid_gates", "bowel_disease", finding("crohn_disease", OLD, NO)).verdict
        == "cannot_tell"
    )
    assert gate("nsaid_gates", "bowel_disease", diagnosis(concept="crohn_disease")).verdict == "met"


@pytest.mark.parametrize(("day", "verdict"), [(RECENT, "met"), (OLD, "cannot_tell")])
def test_an_old_fever_is_no_acute_illness(day: str, verdict: str) -> None:
    assert gate(BP, "acute_illness", finding("fever", day)).verdict == verdict


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([procedure("pregnancy_test", NOW, "test_normal")], "not_met"),
        ([procedure("pregnancy_test", "2024-05-25", "test_normal")], "not_met"),
        ([procedure("pregnancy_test", "2024-05-24", "test_normal")], "cannot_tell"),
        ([procedure("pregnancy_test", "2023-09-01", "test_abnormal")], "met"),
        ([procedure("pregnancy_test", NOW, absent=["test_abnormal"])], "not_met"),
        ([procedure("pregnancy_test", RECENT, "test_abnormal")], "met"),
        ([procedure("pregnancy_test", RECENT)], "cannot_tell"),
        ([procedure("pregnancy_test", OLD, "test_normal")], "cannot_tell"),
        ([finding("pregnancy", RECENT)], "met"),
        ([finding("pregnancy", RECENT, NO)], "cannot_tell"),
        ([], "cannot_tell"),
    ],
)
def test_pregnancy_is_cleared_by_a_recent_test_only(entries: list[Entry], verdict: str) -> None:
    assert gate(BP, "pregnancy", *entries).verdict == verdict


@pytest.mark.parametrize(
    ("sex", "born", "verdict"),
    [
        (Sex.MALE, "2010-01-01", "not_met"),
        (Sex.FEMALE, "2016-06-01", "cannot_tell"),
        (Sex.FEMALE, "2016-06-02", "not_met"),
        (Sex.UNKNOWN, "2010-01-01", "cannot_tell"),
        (Sex.FEMALE, None, "cannot_tell"),
    ],
)
def test_pregnancy_concerns_girls_from_the_stated_age(
    sex: Sex, born: str | None, verdict: str
) -> None:
    assert gate(BP, "pregnancy", record=child(sex=sex, born=born)).verdict == verdict


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([procedure("dental_review", RECENT)], "not_met"),
        ([Encounter(id="d", on=RECENT, department="dental clinic")], "not_met"),
        ([finding("dental_disease", RECENT), procedure("dental_review", RECENT)], "met"),
        ([finding("dental_disease", RECENT, NO)], "not_met"),
        ([], "cannot_tell"),
    ],
)
def test_teeth_are_looked_at_before_a_bisphosphonate(entries: list[Entry], verdict: str) -> None:
    assert gate(BP, "dental", *entries).verdict == verdict


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([drug("gentamicin", RECENT)], "met"),
        ([drug("gentamicin", RECENT, "2024-05-10")], "cannot_tell"),
        ([], "cannot_tell"),
        ([drug("gentamicin", RECENT, ongoing=UNKNOWN)], "cannot_tell"),
        ([drug("clindamycin", RECENT)], "cannot_tell"),
    ],
)
def test_an_aminoglycoside_at_the_same_time(entries: list[Entry], verdict: str) -> None:
    assert gate(BP, "aminoglycoside", *entries).verdict == verdict


# TNF inhibitors -----------------------------------------------------------------------------------

TNF = "tnf_inhibitor_gates"


@pytest.mark.parametrize(
    ("name", "entries", "verdict"),
    [
        ("psoriasis", [finding("palmoplantar_pustulosis", OLD)], "met"),
        (
            "psoriasis",
            [finding("psoriasis", OLD, NO), finding("palmoplantar_pustulosis", OLD, NO)],
            "not_met",
        ),
        ("psoriasis", [finding("psoriasis", OLD, about=Subject.FAMILY)], "cannot_tell"),
        ("family_psoriasis", [finding("psoriasis", OLD, about=Subject.FAMILY)], "met"),
        ("family_psoriasis", [finding("psoriasis", OLD, NO, about=Subject.FAMILY)], "not_met"),
        ("family_psoriasis", [finding("psoriasis", OLD)], "cannot_tell"),
        ("majeed", [diagnosis(concept="majeed")], "met"),
        ("majeed", [diagnosis(concept="dira", certainty=Certainty.SUSPECTED)], "met"),
        ("majeed", [], "cannot_tell"),
        (
            "tuberculosis",
            [procedure("tuberculosis_screen", RECENT, "tuberculosis_positive")],
            "met",
        ),
        ("tuberculosis", [procedure("tuberculosis_screen", RECENT, "test_normal")], "not_met"),
        (
            "tuberculosis",
            [procedure("tuberculosis_screen", "2023-05-31", "test_normal")],
            "cannot_tell",
        ),
        ("tuberculosis", [diagnosis(concept="tuberculosis")], "met"),
        (
            "tuberculosis",
            [diagnosis(concept="tuberculosis", certainty=Certainty.EXCLUDED)],
            "cannot_tell",
        ),
        ("hepatitis_b", [procedure("hepatitis_b_screen", RECENT, "test_normal")], "not_met"),
        ("hepatitis_b", [], "cannot_tell"),
        ("demyelination", [finding("demyelinating_disease", OLD)], "met"),
        ("heart_failure", [finding("heart_failure", OLD, NO)], "not_met"),
        ("serious_infection", [finding("serious_infection", RECENT)], "met"),
        ("bowel_disease", [finding("ulcerative_colitis", OLD)], "met"),
    ],
)
def test_tnf_inhibitor_gates(name: str, entries: list[Entry], verdict: str) -> None:
    assert gate(TNF, name, *entries).verdict == verdict


@pytest.mark.parametrize(
    ("rule", "name", "concept"),
    [
        ("nsaid_gates", "kidney_disease", "renal_disease"),
        ("nsaid_gates", "gastrointestinal_bleeding", "gastrointestinal_bleeding"),
        ("nsaid_gates", "aspirin_sensitive_asthma", "aspirin_sensitive_asthma"),
        ("nsaid_gates", "dehydration", "dehydration"),
        ("nsaid_gates", "sulfonamide_allergy", "sulfonamide_allergy"),
        ("methotrexate_gates", "liver_disease", "liver_disease"),
        ("methotrexate_gates", "infection", "serious_infection"),
        ("sulfasalazine_gates", "sulfonamide_allergy", "sulfonamide_allergy"),
        ("sulfasalazine_gates", "g6pd", "g6pd_deficiency"),
    ],
)
def test_gates_that_rest_on_one_finding(rule: str, name: str, concept: str) -> None:
    assert gate(rule, name, finding(concept, RECENT)).verdict == "met"
    assert gate(rule, name, finding(concept, NOW, NO)).verdict == "not_met"
    assert gate(rule, name).verdict == "cannot_tell"


def test_gates_from_memory_are_marked_so() -> None:
    gates = answer(TNF).details["gates"]
    marked = {g["id"]: g["is_verified"] for g in gates}  # type: ignore[union-attr]
    assert marked["majeed"]
    assert not any(marked[name] for name in ("tuberculosis", "hepatitis_b", "psoriasis"))


# the whole ----------------------------------------------------------------------------------------


def ready() -> list[Entry]:
    """Everything a bisphosphonate asks for, checked and clear."""
    return [
        lab("alp", RECENT, 200, low=100), lab("egfr", RECENT, 110), lab("vitamin_d", RECENT, 75),
        lab("calcium", RECENT, 2.4), procedure("pregnancy_test", NOW, "test_normal"),
        finding("fever", NOW, NO), finding("acute_illness", NOW, NO),
        finding("uveitis", RECENT, NO), finding("scleritis", RECENT, NO),
        procedure("dental_review", RECENT), lab("creatinine", RECENT, 40, high=60),
        finding("dehydration", NOW, NO),
    ]  # fmt: skip


def test_a_record_that_names_no_aminoglycoside_leaves_a_bisphosphonate_open() -> None:
    found = answer(BP, *ready())
    assert (found.verdict, [fact.fact for fact in found.missing]) == (
        "cannot_tell",
        ["aminoglycoside"],
    )


@pytest.mark.parametrize("index", range(12))
def test_taking_one_check_away_is_told_as_one_more_thing_not_known(index: int) -> None:
    rest = [entry for i, entry in enumerate(ready()) if i != index]
    found = answer(BP, *rest)
    assert (found.verdict, len(found.missing)) == ("cannot_tell", 2)
    assert {str(case.verdict) for fact in found.missing for case in fact.what_if} == {
        "met",
        "cannot_tell",
    }


def checked() -> list[Entry]:
    """Everything sulfasalazine asks for, checked and clear."""
    return [
        finding("sulfonamide_allergy", OLD, NO), finding("g6pd_deficiency", OLD, NO),
        lab("alt", RECENT, 20, high=40), lab("neutrophils", RECENT, 3, low=1.5),
    ]  # fmt: skip


def test_all_gates_checked_and_clear_is_not_met_and_no_advice() -> None:
    found = answer("sulfasalazine_gates", *checked())
    assert (found.verdict, found.missing) == ("not_met", ())
    assert "never say that the drug is right" in found.cautions[0]


@pytest.mark.parametrize("index", range(4))
def test_taking_the_only_check_away_says_what_it_would_change(index: int) -> None:
    rest = [entry for i, entry in enumerate(checked()) if i != index]
    (missing,) = answer("sulfasalazine_gates", *rest).missing
    assert [str(case.verdict) for case in missing.what_if] == ["met", "not_met"]


def test_one_closed_gate_decides_whatever_else_is_unknown() -> None:
    found = answer(BP, lab("calcium", RECENT, 1.8))
    assert found.verdict == "met"
    assert found.details["weigh"] == ("Low calcium (below 2.1 mmol/L)",)
    assert found.details["hard_stops"] == ()
    assert not any(fact.could_change(found.verdict) for fact in found.missing)


@pytest.mark.parametrize(
    ("entries", "in_use"),
    [
        ([], False),
        ([drug("adalimumab", RECENT)], True),
        ([drug("adalimumab", RECENT, ongoing=UNKNOWN)], None),
    ],
)
def test_whether_the_class_is_in_use_is_told_beside_the_gates(
    entries: list[Entry], in_use: bool | None
) -> None:
    assert answer(TNF, *entries).details["in_use"] is in_use


def test_a_limit_changed_by_a_clinic_is_used_and_shown(
    overlaid: Callable[[str], Knowledge],
) -> None:
    knowledge = overlaid(
        "  - id: bisphosphonate_gates\n    body:\n      gates:\n"
        "        - {id: vitamin_d, below: {value: 75, decision: our own protocol}}\n"
    )
    found = answer(BP, lab("vitamin_d", RECENT, 60), knowledge=knowledge)
    assert found.details["hard_stops"] == ("Low 25-OH vitamin D (below 75 nmol/L)",)
    assert found.is_overridden
