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
}
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
GROWING: tuple[Told, ...] = tuple(at(day, "pain") for day in (0, 60, 150, 240, 400))


@pytest.mark.parametrize("key", SUSPECTED)
def test_a_child_treated_twice_without_a_germ_is_high(key: str) -> None:
    assert band(key, TYPICAL) == "high"


def test_pain_alone_is_shown_by_the_sensitive_definition_only() -> None:
    assert band("suspected_crmo", GROWING) == "none"
    assert band("suspected_crmo_specific", GROWING) == "none"
    assert band("suspected_crmo_sensitive", GROWING) == "low"


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
    without = [each for each in TYPICAL if each[1] != "culture"]
    assert answer("suspected_crmo", "no_germ", without) is Holds.UNKNOWN
    assert answer("suspected_crmo", "antibiotics_without_germ", without) is Holds.UNKNOWN
    assert answer("suspected_crmo", "antibiotics_without_germ", TYPICAL) is Holds.YES


def test_a_germ_counts_against_and_the_specific_definition_stops_there() -> None:
    told = [*TYPICAL, at(31, "germ")]
    assert answer("suspected_crmo", "germ_in_bone", told) is Holds.YES
    assert band("suspected_crmo_specific", told) == "none"


def test_sickle_cell_disease_takes_out_but_for_the_sensitive_definition() -> None:
    told = [*TYPICAL, at(-500, "sickle")]
    assert band("suspected_crmo", told) == "none"
    assert band("suspected_crmo_sensitive", told) == "high"


def test_an_adult_is_never_looked_at() -> None:
    for key in SHIPPED:
        assert said(key, TYPICAL, birth=date(1990, 1, 1)) is None


# --- recorded CNO ------------------------------------------------------------------------------


def test_m86_3_alone_is_not_recorded_cno() -> None:
    assert band("recorded_cno", [at(0, "m86_3")]) == "none"
    assert band("recorded_cno", [at(day, "m86_3") for day in (0, 60, 200, 400)]) == "none"


def test_a_code_with_corroboration_is_recorded_cno() -> None:
    clinic = [at(10, "rheumatology"), at(20, "whole_body_mri"), at(40, "pamidronate")]
    assert band("recorded_cno", [at(0, "m86_3"), *clinic]) == "corroborated"
    assert band("recorded_cno", [at(0, "cno"), *clinic]) == "corroborated"
    assert band("recorded_cno", [at(0, "cno"), at(10, "rheumatology")]) == "probable"


def test_an_osteomyelitis_that_is_treated_as_cno_is_probable_without_a_code() -> None:
    told = [
        at(0, "osteomyelitis"),
        at(30, "rheumatology"),
        at(100, "rheumatology"),
        at(40, "whole_body_mri"),
    ]
    assert band("recorded_cno", told) == "probable"


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
