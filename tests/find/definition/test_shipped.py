"""The shipped definitions on hand-made children, by the reference engine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from crmo.find.answer import Holds, PersonAnswer
from crmo.find.definition import CodeRow, CodeTable, in_words, load_definition
from crmo.find.reference import Event, PersonEvents, answer_person
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import Grade, selections

SHIPPED = sorted(load_knowledge().case_definitions)
SUSPECTED = [key for key in SHIPPED if key.startswith("suspected")]
Told = tuple[int, str, dict[str, Any]]

# What a child's record holds: (concept_kind, concept) or (system, code).
MEANINGS = {
    "pain": ("concept", "bone_pain"),
    "osteomyelitis": ("icd10cm", "M86.16"),
    "m86_3": ("icd10cm", "M86.35"),
    "cno": ("snomed", "240151005"),
    "antibiotic": ("drug", "flucloxacillin"),
    "culture": ("concept", "blood_culture"),
    "germ": ("concept", "bacterial_growth"),
    "white": ("analyte", "white_cells"),
    "crp": ("analyte", "crp"),
    "platelets": ("analyte", "platelets"),
    "mri": ("modality", "mri"),
    "whole_body_mri": ("modality", "whole_body_mri"),
    "lesion": ("concept", "marrow_oedema"),
    "leukaemia": ("icd10cm", "C91.00"),
    "oncology": ("specialty", "oncology"),
    "rheumatology": ("specialty", "rheumatology"),
    "orthopaedics": ("specialty", "orthopaedics"),
    "pamidronate": ("drug", "pamidronic_acid"),
    "naproxen": ("drug", "naproxen"),
    "fracture": ("icd10cm", "S82.101A"),
    "sickle": ("icd10cm", "D57.1"),
    "translated_m86_3": ("snomed", "240151005"),
    "blood_culture_result": ("loinc", "600-7"),
    "organism": ("concept", "organism"),
    "biopsy": ("concept", "bone_biopsy"),
    "inflamed": ("concept", "histology_inflammation"),
    "knee_pain": ("snomed", "30989003"),
    "discitis": ("icd10cm", "M46.46"),
    "vertebra_coded": ("icd10cm", "M46.26"),
    "mssa": ("icd10cm", "B95.61"),
    "crohn": ("icd10cm", "K50.90"),
    "methotrexate": ("drug", "methotrexate"),
    "chest_x_ray": ("snomed", "399208008"),
    "langerhans": ("icd10cm", "C96.6"),
    "jia": ("icd10cm", "M08.00"),
    "skin": ("concept", "psoriasis"),
}
# The code of the source behind the one that a row is shown under.
ALSO = {"translated_m86_3": ("icd10cm:M86.30",)}
CODE_IDS = {name: number for number, name in enumerate(MEANINGS, start=1)}
_KINDS = ("concept", "drug", "analyte", "modality", "specialty")


def rows() -> Iterable[CodeRow]:
    knowledge = load_knowledge()
    for name, (kind, word) in MEANINGS.items():
        if kind in _KINDS:
            yield CodeRow(
                code_id=CODE_IDS[name], system="local", code=name, concept=word, concept_kind=kind
            )
            continue
        found = knowledge.concept_for_code(kind, word)
        yield CodeRow(
            code_id=CODE_IDS[name],
            system=kind,
            code=word,
            concept=found.id if found else None,
            concept_kind="concept" if found else None,
            also=ALSO.get(name, ()),
        )


def said(key: str, told: Iterable[Told], birth: date = date(2008, 3, 1)) -> PersonAnswer | None:
    knowledge = load_knowledge()
    definition = load_definition(key, knowledge)
    events = []
    for number, (day, name, more) in enumerate(told, start=1):
        when = date(2018, 1, 15) + timedelta(days=day)
        events.append(Event(event_id=number, code_id=CODE_IDS[name], d_lo=when, d_hi=when, **more))
    person = PersonEvents(person_id=1, birth_lo=birth, birth_hi=birth, events=events)
    return answer_person(definition, CodeTable.of(definition, rows(), knowledge), person)


def at(day: int, name: str, **more: Any) -> Told:
    return day, name, more


def band(key: str, told: Iterable[Told]) -> str:
    """The band of a hit; `none` for no hit."""
    found = said(key, told)
    if found is None or not found.is_hit:
        return "none"
    bands = load_definition(key, load_knowledge()).bands
    return next((each.id for each in bands if found.score_lo >= each.at_least), "")


def answer(key: str, criterion: str, told: Iterable[Told]) -> Holds:
    found = said(key, told)
    assert found is not None
    return found.answers[list(load_definition(key, load_knowledge()).criteria).index(criterion)]


# A girl treated twice for an osteomyelitis without a germ, with lesions in two bones.
TYPICAL: tuple[Told, ...] = (
    at(0, "pain"),
    at(20, "orthopaedics"),
    at(30, "osteomyelitis"),
    at(31, "culture"),
    at(33, "germ", state="absent"),
    at(31, "antibiotic"),
    at(32, "white", value=7.1, unit="10*9/L", ref_lo=4.5, ref_hi=13.0),
    at(32, "crp", value=18.0, unit="mg/L", ref_hi=5.0),
    at(40, "mri", site="tibia_left"),
    at(40, "lesion", site="tibia_distal_metaphysis_left"),
    at(90, "antibiotic"),
    at(100, "pain"),
    at(140, "osteomyelitis"),
    at(150, "mri", site="clavicle_left"),
    at(150, "lesion", site="clavicle_medial_left"),
)
GROWING: tuple[Told, ...] = tuple(at(day, "pain") for day in (0, 60, 150, 240, 400, 500))


@pytest.mark.parametrize("key", SUSPECTED)
def test_a_child_treated_twice_without_a_germ_is_high(key: str) -> None:
    assert band(key, TYPICAL) == "high"


def test_pain_alone_is_shown_by_the_sensitive_definition_only() -> None:
    assert band("suspected_crmo", GROWING) == "none"
    assert band("suspected_crmo_specific", GROWING) == "none"
    assert band("suspected_crmo_sensitive", GROWING) == "lowest"


@pytest.mark.parametrize("key", SUSPECTED)
def test_a_child_whose_cno_is_known_is_not_proposed(key: str) -> None:
    assert band(key, [*TYPICAL, at(400, "cno")]) == "none"
    assert band(key, [*TYPICAL, at(400, "m86_3"), at(430, "rheumatology")]) == "none"
    assert band(key, [*TYPICAL, at(400, "m86_3"), at(430, "m86_3")]) == "none"


def test_m86_3_coded_once_and_never_again_does_not_make_a_child_known() -> None:
    assert band("suspected_crmo", [*TYPICAL, at(400, "m86_3")]) == "high"


@pytest.mark.parametrize("key", SUSPECTED)
def test_a_suspicion_of_cno_does_not_take_a_child_out(key: str) -> None:
    told = [*TYPICAL, at(400, "cno", state="uncertain")]
    assert band(key, told) == "high"
    assert answer(key, "cno_considered", told) is Holds.YES


@pytest.mark.parametrize("key", SUSPECTED)
def test_a_leukaemia_that_is_treated_takes_a_child_out(key: str) -> None:
    told = [*TYPICAL, at(160, "leukaemia"), at(240, "oncology")]
    assert band(key, told) == "none"


def test_low_platelets_are_shown_and_never_called_normal_without_a_count() -> None:
    assert answer("suspected_crmo", "low_platelets", TYPICAL) is Holds.UNKNOWN
    low = at(30, "platelets", value=60.0, unit="10*9/L")
    assert answer("suspected_crmo", "low_platelets", [*TYPICAL, low]) is Holds.YES
    plenty = at(30, "platelets", value=300.0, unit="10*9/L")
    assert answer("suspected_crmo", "low_platelets", [*TYPICAL, plenty]) is Holds.NO


def test_no_culture_leaves_the_germ_unknown_and_gives_no_points() -> None:
    without = [each for each in TYPICAL if each[1] not in {"culture", "germ"}]
    assert answer("suspected_crmo", "no_germ", without) is Holds.UNKNOWN
    assert answer("suspected_crmo", "antibiotics_without_germ", without) is Holds.UNKNOWN
    assert answer("suspected_crmo", "antibiotics_without_germ", TYPICAL) is Holds.YES


def test_a_germ_counts_against_and_the_specific_definition_stops_there() -> None:
    told = [*TYPICAL, at(31, "germ")]
    assert answer("suspected_crmo", "germ_in_bone", told) is Holds.YES
    assert band("suspected_crmo_specific", told) == "none"


def test_sickle_cell_disease_takes_out_but_for_the_sensitive_definition() -> None:
    told = [*TYPICAL, at(-500, "sickle"), at(-400, "sickle")]
    assert band("suspected_crmo", told) == "none"
    assert band("suspected_crmo_sensitive", told) in {"high", "medium"}
    once = said("suspected_crmo", [*TYPICAL, at(-500, "sickle")])
    never = said("suspected_crmo", TYPICAL)
    assert once is not None
    assert never is not None
    assert once.is_hit
    assert once.score_lo == never.score_lo - 2


def test_an_adult_is_never_looked_at() -> None:
    for key in SHIPPED:
        assert said(key, TYPICAL, birth=date(1990, 1, 1)) is None


@pytest.mark.parametrize("key", SUSPECTED)
def test_a_culture_without_a_readable_result_does_not_say_that_there_was_no_germ(key: str) -> None:
    without = [each for each in TYPICAL if each[1] not in {"culture", "germ"}]
    unread = [*without, at(31, "blood_culture_result")]
    assert answer(key, "no_germ", unread) is Holds.UNKNOWN
    assert answer(key, "no_germ", [*unread, at(40, "germ", state="absent")]) is Holds.UNKNOWN
    negative = [*without, at(31, "blood_culture_result", state="absent")]
    assert answer(key, "no_germ", negative) is Holds.YES
    coded = at(31, "blood_culture_result", value_code_id=CODE_IDS["organism"])
    assert answer(key, "no_germ", [*without, coded]) is Holds.NO
    assert answer(key, "germ_in_bone", [*without, coded]) is Holds.YES
    assert answer(key, "no_germ", [*negative, at(31, "mssa")]) is Holds.NO


def test_m86_3_translated_into_the_code_of_cno_names_nobody() -> None:
    told = [*TYPICAL, at(400, "translated_m86_3")]
    assert band("suspected_crmo", told) == "high"
    assert answer("suspected_crmo", "cno_named", told) is Holds.NO
    assert answer("suspected_crmo", "m86_3_once", told) is Holds.YES
    assert answer("recorded_cno", "named", told) is Holds.NO
    assert answer("recorded_cno", "m86_3", told) is Holds.YES


DISCITIS: tuple[Told, ...] = (
    *(at(day, "pain") for day in (0, 20, 45, 60, 80, 100)),
    *(at(day, "white", value=8.0, unit="10*9/L", ref_lo=4.5, ref_hi=13.0) for day in (20, 60)),
    *(at(day, "crp", value=30.0, unit="mg/L", ref_hi=5.0) for day in (20, 60)),
    at(20, "vertebra_coded"),
    at(20, "discitis"),
    at(21, "antibiotic"),
    at(100, "antibiotic"),
    at(120, "vertebra_coded"),
    at(21, "germ", state="absent"),
    at(21, "mri", site="vertebra_l3"),
    at(60, "mri", site="vertebra_l4"),
    at(21, "lesion", site="vertebra_l3"),
    at(21, "lesion", site="vertebra_l4"),
    at(21, "orthopaedics"),
    at(22, "rheumatology"),
)


@pytest.mark.parametrize("key", SUSPECTED)
def test_a_disc_that_was_infected_with_its_two_vertebrae_is_never_high(key: str) -> None:
    assert answer(key, "several_bones", DISCITIS) is Holds.NO
    assert band(key, DISCITIS) != "high"


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ("vertebra_l3", "vertebra_l4", Holds.NO),
        ("vertebra_t6", "vertebra_l1", Holds.YES),
        ("femur_distal_metaphysis_left", "tibia_proximal_metaphysis_left", Holds.NO),
        ("femur_distal_metaphysis_left", "tibia_distal_metaphysis_left", Holds.YES),
        ("femur_distal_metaphysis_left", "femur_distal_metaphysis_right", Holds.YES),
        ("talus_left", "calcaneus_left", Holds.NO),
        ("acetabulum_left", "femur_proximal_metaphysis_left", Holds.NO),
        ("clavicle_medial_left", "manubrium", Holds.NO),
        ("clavicle_medial_left", "clavicle_medial_right", Holds.YES),
        ("mandible_left", "femur_diaphysis_right", Holds.YES),
        ("ilium_left", "sacral_ala_left", Holds.NO),
    ],
)
def test_bones_that_touch_count_once(one: str, other: str, holds: Holds) -> None:
    told = [at(0, "pain"), at(5, "mri"), at(5, "lesion", site=one), at(9, "lesion", site=other)]
    assert answer("suspected_crmo", "several_bones", told) is holds


def test_a_biopsy_counts_by_its_result_only() -> None:
    taken = [*TYPICAL, at(50, "biopsy")]
    assert answer("suspected_crmo", "biopsy_without_malignancy", taken) is Holds.UNKNOWN
    assert answer("suspected_crmo", "nothing_malignant", taken) is Holds.UNKNOWN
    inflamed = [*taken, at(52, "inflamed")]
    assert answer("suspected_crmo", "biopsy_without_malignancy", inflamed) is Holds.YES
    reported = [*taken, at(52, "inflamed", state="absent")]
    assert answer("suspected_crmo", "biopsy_without_malignancy", reported) is Holds.NO


FAMILIES = {
    ("pain_over_six_weeks", "pain_often"): 2,
    ("raised_markers_normal_count", "inflammation_marked"): 2,
    ("imaged_again", "widely_imaged"): 2,
    ("biopsy_without_malignancy",): 2,
    ("several_specialties", "nsaid_again"): 1,
    ("pustulosis", "companion"): 2,
}
OF_A_BONE = {
    "osteomyelitis_again",
    "antibiotics_without_germ",
    "several_bones",
    "typical_site",
    "imaged_again",
    "widely_imaged",
    "biopsy_without_malignancy",
    "m86_3_once",
}


@pytest.mark.parametrize("key", SUSPECTED)
def test_one_kind_of_fact_gives_few_points_and_none_without_a_bone_the_most(key: str) -> None:
    definition = load_definition(key, load_knowledge())
    gives = {name: each.points for name, each in definition.criteria.items() if each.points > 0}
    named = {name for family in FAMILIES for name in family}
    assert set(gives) == named | OF_A_BONE
    for family, most in FAMILIES.items():
        assert sum(gives[name] for name in family) <= most
    without = sum(points for name, points in gives.items() if name not in OF_A_BONE)
    assert without < definition.bands[0].at_least


def test_knee_pain_is_a_complaint_and_a_picture_of_the_chest_is_none_of_bone() -> None:
    knees = [at(day, "knee_pain") for day in (0, 30, 60)]
    assert answer("suspected_crmo", "pain_over_six_weeks", knees) is Holds.YES
    chest = [at(0, "pain"), at(3, "chest_x_ray")]
    assert answer("suspected_crmo", "bone_lesion", chest) is Holds.UNKNOWN


def test_old_psoriasis_and_a_late_cold_do_not_count() -> None:
    told = [at(-1500, "skin"), at(0, "pain"), at(300, "crp", value=40.0, unit="mg/L", ref_hi=5.0)]
    assert answer("suspected_crmo", "skin_or_gut", told) is Holds.NO
    assert answer("suspected_crmo", "crp_ten_or_more", told) is Holds.NO


def test_arthritis_coded_twice_at_rheumatology_counts_against() -> None:
    once = [*TYPICAL, at(10, "jia"), at(10, "rheumatology")]
    assert answer("suspected_crmo", "arthritis_treated", once) is Holds.NO
    assert answer("suspected_crmo", "arthritis_treated", [*once, at(90, "jia")]) is Holds.YES


# --- recorded CNO ------------------------------------------------------------------------------


def test_m86_3_alone_is_not_recorded_cno() -> None:
    assert band("recorded_cno", [at(0, "m86_3")]) == "none"
    assert band("recorded_cno", [at(day, "m86_3") for day in (0, 60, 200, 400)]) == "none"


def test_a_code_with_corroboration_is_recorded_cno() -> None:
    clinic = [at(10, "rheumatology"), at(20, "whole_body_mri"), at(40, "pamidronate")]
    assert band("recorded_cno", [at(0, "m86_3"), *clinic]) == "corroborated"
    assert band("recorded_cno", [at(0, "cno"), *clinic]) == "corroborated"
    assert band("recorded_cno", [at(0, "cno"), at(10, "rheumatology")]) == "probable"
    assert band("recorded_cno", [at(0, "m86_3"), at(10, "rheumatology")]) == "weak"


def test_painkillers_and_a_culture_corroborate_nothing() -> None:
    treated = [at(0, "naproxen"), at(60, "naproxen"), at(3, "culture"), at(5, "mri"), at(99, "mri")]
    coded = [at(0, "m86_3"), at(60, "m86_3")]
    assert band("recorded_cno", [*coded, *treated, at(3, "mssa")]) == "none"
    assert band("recorded_cno", [*coded, *treated]) == "none"


def test_bowel_disease_explains_its_drugs_and_one_osteomyelitis_is_no_cno() -> None:
    told = [
        at(0, "osteomyelitis"),
        at(-100, "crohn"),
        at(30, "methotrexate"),
        at(30, "rheumatology"),
        at(100, "rheumatology"),
    ]
    assert answer("recorded_cno", "second_line", told) is Holds.NO
    assert band("recorded_cno", told) == "none"
    assert band("recorded_cno", [each for each in told if each[1] != "crohn"]) == (
        "treated_not_named"
    )


def test_an_osteomyelitis_that_is_treated_as_cno_has_a_band_of_its_own() -> None:
    told = [
        at(0, "osteomyelitis"),
        at(30, "rheumatology"),
        at(100, "rheumatology"),
        at(40, "whole_body_mri"),
    ]
    assert band("recorded_cno", told) == "treated_not_named"
    assert band("recorded_cno", [*told, at(50, "pamidronate")]) == "treated_not_named"


def test_histiocytosis_coded_twice_is_not_recorded_cno() -> None:
    told = [at(0, "cno"), at(10, "rheumatology"), at(5, "langerhans")]
    assert band("recorded_cno", told) != "none"
    assert band("recorded_cno", [*told, at(50, "langerhans")]) == "none"


# --- all of them -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SHIPPED)
def test_every_criterion_can_be_put_into_words(key: str) -> None:
    definition = load_definition(key, load_knowledge())
    for criterion in definition.criteria.values():
        words = in_words(criterion, definition)
        assert words
        assert not words.endswith(".")


@pytest.mark.parametrize("key", SHIPPED)
def test_points_are_called_published_only_where_they_are(key: str) -> None:
    """None of our points was printed anywhere; whoever adds some says where."""
    definition = load_definition(key, load_knowledge())
    for criterion in definition.criteria.values():
        assert criterion.grade is Grade.JUDGEMENT or criterion.source
    assert definition.decision
    assert definition.cautions


@pytest.mark.parametrize("key", SHIPPED)
def test_every_code_set_is_used(key: str) -> None:
    definition = load_definition(key, load_knowledge())
    used = {select.set for select in selections(definition)}
    used |= {select.values for select in selections(definition)}
    used |= {criterion.seen_by for criterion in definition.criteria.values()}
    assert set(definition.code_sets) <= used
