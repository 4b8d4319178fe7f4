"""Directions that hold whatever else is known of the child."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.differential import Differential, differential
from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
PEOPLE = ("born 2021-03-01", "born 2017-03-01", "born 2012-03-01", "born unknown")
CONTEXT = (
    "bone_pain since 2024-02-01", "limp", "night_pain", "swelling", "fatigue", "no trauma",
    "joint_pain", "no good_general_health", "lab crp 4 mg/L", "lab crp 60 mg/L", "back_pain",
    "mri: femur_left +marrow_oedema", "radiograph: femur_left +lysis", "no arthritis",
)  # fmt: skip
LINES = st.tuples(st.sampled_from(PEOPLE), st.sets(st.sampled_from(CONTEXT), max_size=6)).map(
    lambda told: (told[0], *sorted(told[1]))
)
MIRRORED = (
    "whole-body mri: tibia_distal_metaphysis_left +marrow_oedema;"
    " tibia_distal_metaphysis_right +marrow_oedema; rest clear"
)
STERILE = "bone_biopsy: +histology_inflammation -bacterial_growth -malignant_cells"
DANGEROUS = {key for key, disease in KNOWLEDGE.likelihoods.items() if disease.danger}


def weigh(*lines: str) -> Differential:
    return differential(record_of(lines), KNOWLEDGE, on=ASKED_ON, with_questions=False)


def probability(disease: str, *lines: str) -> float:
    return weigh(*lines).candidate(disease).probability


@given(LINES)
def test_fever_with_low_blood_counts_raises_leukaemia(lines: tuple[str, ...]) -> None:
    more = (*lines, "fever", "lab platelets 60 10*9/L", "anaemia")
    assert probability("leukaemia", *more) > probability("leukaemia", *lines)
    assert "leukaemia" in {item.disease for item in weigh(*more).rule_out_first[:3]}


@given(LINES)
def test_mirrored_metaphyses_without_growth_raise_cno(lines: tuple[str, ...]) -> None:
    assume(not any("mri" in line or "radiograph" in line for line in lines))
    assert probability("cno", *lines, MIRRORED, STERILE) > probability("cno", *lines)


@given(LINES)
def test_a_low_alkaline_phosphatase_leads_what_to_rule_out(lines: tuple[str, ...]) -> None:
    # A child who is ill may have an infection, which comes first.
    assume(not {"lab crp 60 mg/L", "no good_general_health"} & set(lines))
    raised = weigh(*lines, "lab alp low").rule_out_first
    assert "hypophosphatasia" in {item.disease for item in raised[:2]}
    assert probability("hypophosphatasia", *lines, "lab alp low") > probability(
        "hypophosphatasia", *lines
    )


@given(LINES)
def test_a_destroyed_cortex_raises_a_sarcoma_and_lowers_cno(lines: tuple[str, ...]) -> None:
    more = (*lines, "radiograph: femur_left +cortical_destruction")
    before = probability("ewing_sarcoma", *lines) + probability("osteosarcoma", *lines)
    after = probability("ewing_sarcoma", *more) + probability("osteosarcoma", *more)
    assert after > before
    assert probability("cno", *more) < probability("cno", *lines)


@given(LINES)
def test_bleeding_gums_and_a_poor_diet_raise_scurvy(lines: tuple[str, ...]) -> None:
    more = (*lines, "gum_bleeding", "restricted_diet")
    assert probability("scurvy", *more) > probability("scurvy", *lines)


@given(LINES)
def test_a_dangerous_disease_is_listed_unless_something_excludes_it(
    lines: tuple[str, ...],
) -> None:
    """Nothing in these lines excludes any; only age may put two of them out of question."""
    listed = {item.disease for item in weigh(*lines).rule_out_first}
    by_age = {key for key in DANGEROUS if "unless" in KNOWLEDGE.likelihoods[key].danger}
    assert listed >= DANGEROUS - by_age
    if lines[0] in ("born unknown", "born 2022-03-01"):
        assert listed == DANGEROUS
