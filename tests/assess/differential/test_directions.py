"""What each finding does to the ranking, and in which direction."""

from __future__ import annotations

import pytest
from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.differential import Differential, differential
from crmo.assess.differential.features import look
from crmo.assess.differential.posterior import is_known
from crmo.assess.facts import Facts
from crmo.errors import InvalidValueError
from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
WELL = ("born 2014-01-01", "bone_pain since 2024-02-01", "no fever")
MULTIFOCAL = (
    "whole-body mri: tibia_distal_metaphysis_left +marrow_oedema;"
    " femur_distal_metaphysis_right +marrow_oedema; rest clear"
)
MIRRORED = (
    "whole-body mri: tibia_distal_metaphysis_left +marrow_oedema;"
    " tibia_distal_metaphysis_right +marrow_oedema; rest clear"
)
STERILE = "bone_biopsy: +histology_inflammation -bacterial_growth -malignant_cells"


def weigh(*lines: str, setting: str = "rheumatology") -> Differential:
    return differential(
        record_of(lines), KNOWLEDGE, on=ASKED_ON, setting=setting, with_questions=False
    )


def probability(disease: str, *lines: str, setting: str = "rheumatology") -> float:
    return weigh(*lines, setting=setting).candidate(disease).probability


@pytest.mark.parametrize(
    ("finding", "disease"),
    [
        ("fever", "leukaemia"),
        ("fever", "bacterial_osteomyelitis"),
        ("lab platelets 60 10*9/L", "leukaemia"),
        ("hepatosplenomegaly", "leukaemia"),
        ("blood_smear: +blasts", "leukaemia"),
        ("mri: femur_left +cortical_destruction", "osteosarcoma"),
        ("mri: femur_left +cortical_destruction", "ewing_sarcoma"),
        (STERILE, "cno"),
        (MULTIFOCAL, "cno"),
        (MIRRORED, "cno"),
        ("radiograph: clavicle_medial_left +sclerosis +hyperostosis", "cno"),
        ("swelling at clavicle_medial_left", "cno"),
        ("palmoplantar_pustulosis", "cno"),
        ("lab alp low", "hypophosphatasia"),
        ("dental_disease", "hypophosphatasia"),
        ("lab vitamin_c low", "scurvy"),
        ("gum_bleeding", "scurvy"),
        ("blood_culture: +bacterial_growth", "bacterial_osteomyelitis"),
        ("tuberculosis_screen: +tuberculosis_positive", "tuberculosis"),
        ("bone_biopsy: +langerhans_cells", "lch"),
        ("radiograph: parietal_right +punched_out_lysis", "lch"),
        ("arthritis", "jia_era"),
        ("hla_b27_positive", "jia_era"),
        ("nsaid_response", "osteoid_osteoma"),
        ("night_pain", "osteoid_osteoma"),
        ("trauma", "trauma_stress_fracture"),
        ("intermittent_pain", "growing_pains"),
        ("pain_amplification", "crps"),
        ("mri of femur: rest clear", "growing_pains"),
    ],
)
def test_a_finding_raises_its_disease(finding: str, disease: str) -> None:
    lines = WELL[:2] if finding == "fever" else WELL
    assert probability(disease, *lines, finding) > probability(disease, *lines)


@pytest.mark.parametrize(
    ("finding", "disease"),
    [
        ("mri: femur_left +cortical_destruction", "cno"),
        ("bone_biopsy: +malignant_cells", "cno"),
        ("fever", "growing_pains"),
        ("lab crp 90 mg/L", "growing_pains"),
        ("whole-body mri: rest clear", "cno"),
        ("mri of femur: rest clear", "cno"),
        ("no nsaid_response", "osteoid_osteoma"),
        ("blood_smear: -blasts", "leukaemia"),
        ("lab alp normal", "hypophosphatasia"),
    ],
)
def test_a_finding_lowers_what_it_speaks_against(finding: str, disease: str) -> None:
    lines = WELL[:2] if finding == "fever" else WELL
    assert probability(disease, *lines, finding) < probability(disease, *lines)


def test_fever_with_low_blood_counts_puts_leukaemia_first() -> None:
    found = weigh("born 2019-01-01", "bone_pain", "fever", "lab platelets 60 10*9/L", "anaemia")
    assert found.ranking[0].disease == "leukaemia"
    assert found.rule_out_first[0].disease == "leukaemia"


def test_a_sterile_biopsy_and_mirrored_metaphyses_put_cno_first() -> None:
    assert weigh(*WELL, MIRRORED, STERILE).ranking[0].disease == "cno"


def test_a_low_alkaline_phosphatase_puts_hypophosphatasia_on_top_of_what_to_rule_out() -> None:
    assert weigh(*WELL, MIRRORED, "lab alp low").rule_out_first[0].disease == "hypophosphatasia"


def test_tumours_lead_what_to_rule_out_once_the_cortex_is_destroyed() -> None:
    found = weigh(*WELL, "radiograph: femur_distal_metaphysis_left +cortical_destruction")
    assert {item.disease for item in found.rule_out_first[:2]} == {"osteosarcoma", "ewing_sarcoma"}


def test_strain_and_injury_lead_in_primary_care_and_cno_in_rheumatology() -> None:
    lines = ("bone_pain",)
    settings = ("primary_care", "rheumatology")
    first = {each: weigh(*lines, setting=each).ranking[0].disease for each in settings}
    assert first["primary_care"] in {"trauma_stress_fracture", "overuse"}
    assert first["rheumatology"] == "cno"
    assert probability("cno", *lines, setting="primary_care") < 0.01


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="no such setting"):
        weigh(*WELL, setting="pharmacy")


def test_a_disease_that_no_fact_explains_leaves_room_for_something_else() -> None:
    odd = ("severe_acne", "hepatosplenomegaly", "gum_bleeding", "lab alp high", "sacroiliitis")
    assert probability("something_else", *WELL, *odd) > probability("something_else", *WELL)


def test_what_a_course_of_treatment_is_told_to_have_done_counts() -> None:
    helped = "drug ibuprofen from 2024-03-01 response complete"
    failed = "drug ibuprofen from 2024-03-01 response none"
    assert probability("osteoid_osteoma", *WELL, helped) > probability("osteoid_osteoma", *WELL)
    assert probability("pain_amplification", *WELL, failed) > probability(
        "pain_amplification", *WELL
    )


def test_every_argument_names_its_entries_and_its_basis() -> None:
    found = weigh(*WELL, MIRRORED, STERILE, "lab crp 4 mg/L").candidate("cno")
    assert found.supports
    for argument in (*found.supports, *found.against):
        assert argument.basis
        assert argument.low < argument.ratio < argument.high
        assert bool(argument.source) != argument.is_assumption
        assert argument.entries or argument.feature in {"age", "female"}
    assert all(a.ratio > 1 for a in found.supports)
    assert all(a.ratio < 1 for a in found.against)


def test_counts_are_shown_where_somebody_counted() -> None:
    found = weigh(*WELL, MIRRORED).candidate("cno")
    symmetric = next(a for a in found.supports if a.feature == "symmetric")
    assert (symmetric.source, symmetric.basis) == ("zhao_2020_acr", "140 of 264 children")


def test_one_lesion_so_far_speaks_for_focal_disease_and_less_than_one_in_the_whole_skeleton() -> (
    None
):
    region = "mri of tibia_left: tibia_distal_metaphysis_left +marrow_oedema"
    whole = "whole-body mri: tibia_distal_metaphysis_left +marrow_oedema; rest clear"
    several = MULTIFOCAL
    assert "one_lesion_so_far" in _features(*WELL, region)
    assert not {"multifocal"} & _features(*WELL, region)
    assert "one_lesion_so_far" not in _features(*WELL, whole)
    assert "one_lesion_so_far" not in _features(*WELL, several)
    shares = [probability("cno", *WELL, line) for line in (whole, region, several)]
    assert shares == sorted(shares)


def test_a_lesion_of_the_ilium_alone_is_no_sacroiliitis() -> None:
    assert "sacroiliitis" not in {
        key
        for key in _features(*WELL, "mri: ilium_right +marrow_oedema")
        if look(Facts(record_of([*WELL, "mri: ilium_right +marrow_oedema"]), KNOWLEDGE, ASKED_ON))
        .features[key]
        .possible
        == ("present",)
    }


@pytest.mark.parametrize(
    ("lines", "is_anaemia"),
    [
        (("born 2021-06-01", "lab haemoglobin 108 g/L"), True),
        (("born 2022-12-01", "lab haemoglobin 108 g/L"), False),
        (("born 2012-06-01", "lab haemoglobin 118 g/L"), True),
        (("born 2015-06-01", "lab haemoglobin 118 g/L"), False),
        (("born 2015-06-01", "lab haemoglobin 104 g/L"), True),
        (("born 2023-08-01", "lab haemoglobin 92 g/L"), True),
        (("born 2024-03-01", "lab haemoglobin 103 g/L"), False),
    ],
)
def test_anaemia_is_told_by_the_limit_for_age(lines: tuple[str, ...], is_anaemia: bool) -> None:
    seen = look(Facts(record_of(lines), KNOWLEDGE, ASKED_ON)).features["anaemia"]
    assert (seen.possible == ("present",)) is is_anaemia


def test_a_child_without_pain_has_no_pain_once_and_not_also_no_pain_at_night() -> None:
    lines = ("born 2014-01-01", "no pain")
    assert "pain" in _features(*lines)
    assert not {"night_pain", "joint_pain", "intermittent_pain", "back_pain"} & _features(*lines)
    assert "night_pain" in _features("born 2014-01-01", "limb_pain", "no night_pain")
    assert probability("benign_bone_tumour", *lines) > probability("benign_bone_tumour", lines[0])


def test_anaemia_alone_is_no_low_count_of_other_cells() -> None:
    assert "cytopenia" not in _features(*WELL, "anaemia")


@pytest.mark.parametrize(
    ("finding", "disease"),
    [
        ("restricted_diet", "scurvy"),
        ("developmental_disorder", "scurvy"),
        ("tuberculosis_contact", "tuberculosis"),
        ("related_parents", "majeed"),
    ],
)
def test_what_is_told_of_the_child_raises_its_disease(finding: str, disease: str) -> None:
    assert probability(disease, *WELL, finding) > 1.5 * probability(disease, *WELL)


def test_a_complaint_that_is_not_sited_there_is_no_complaint_of_the_collar_bone() -> None:
    sited = probability("cno", *WELL, "swelling at clavicle_medial_left")
    elsewhere = probability("cno", *WELL, "swelling at femur_left")
    unsited = probability("cno", *WELL, "swelling")
    assert sited > elsewhere
    assert elsewhere == pytest.approx(unsited)
    assert "clavicle_or_sternum" in _features(*WELL, "swelling at clavicle_medial_left")
    assert "clavicle_or_sternum" not in _features(*WELL, "swelling at clavicle_medial_left unknown")


def test_clear_pictures_say_once_that_there_is_no_lesion() -> None:
    """They do not say again that it is neither lytic, nor in the spine, nor on both sides."""
    assert "lesion_on_mri" in _features(*WELL, "whole-body mri: rest clear")
    assert not {"lysis", "spine", "symmetric", "multifocal"} & _features(
        *WELL, "whole-body mri: rest clear"
    )
    with_lesion = "whole-body mri: femur_left +marrow_oedema -lysis; rest clear"
    assert {"lysis", "spine", "symmetric", "multifocal"} <= _features(*WELL, with_lesion)


def test_a_radiograph_cannot_deny_what_only_mri_shows() -> None:
    line = "radiograph: femur_left +sclerosis -lysis; rest clear"
    assert "marrow_oedema" not in _features(*WELL, line)
    assert "lysis" in _features(*WELL, line)


def _features(*lines: str) -> set[str]:
    features = look(Facts(record_of(lines), KNOWLEDGE, ASKED_ON)).features
    return {key for key, seen in features.items() if is_known(seen, KNOWLEDGE)}


@pytest.mark.parametrize(
    ("line", "bands"),
    [
        ("hip_pain since 2024-04-28", ("under_2_weeks",)),
        ("hip_pain since 2024-04-01", ("2_to_6_weeks",)),
        ("hip_pain since 2024-02-01", ("6_to_26_weeks",)),
        ("hip_pain since 2023-02-01", ("over_26_weeks",)),
    ],
)
def test_complaints_have_lasted_as_long_as_the_longest_is_told(
    line: str, bands: tuple[str, ...]
) -> None:
    """Told on 1 May; that the question is put a month later makes them no longer."""
    seen = look(Facts(record_of([line, "fever"]), KNOWLEDGE, ASKED_ON)).features["duration"]
    assert seen.possible == bands


def test_a_complaint_without_a_beginning_leaves_its_length_open() -> None:
    seen = look(Facts(record_of(["hip_pain"]), KNOWLEDGE, ASKED_ON)).features["duration"]
    assert len(seen.possible) == 4
