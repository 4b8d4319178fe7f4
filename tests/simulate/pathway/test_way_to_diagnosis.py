from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from tests.simulate.onset.blocks import SEED, changed, drawn, many, nature

from crmo.anatomy import all_sites, groups
from crmo.errors import InvalidValueError, KnowledgeError
from crmo.knowledge import load_knowledge
from crmo.record import Certainty, Modality
from crmo.simulate.child import Treatment
from crmo.simulate.onset import BONE_UNITS
from crmo.simulate.pathway import (
    Pathway,
    PathwayProfile,
    Patient,
    Spell,
    way_to_diagnosis,
    ways_to_diagnosis,
)
from crmo.simulate.pathway.places import requested_sites

FOR_EVER = 800_000
SOME = 1500


@cache
def ways() -> list[Pathway]:
    onset = many()
    return ways_to_diagnosis(onset, np.full(onset.n, FOR_EVER), SEED, nature())


def some_ways(name: str, value: object) -> list[Pathway]:
    other = changed("way_to_diagnosis", name, value)
    return ways_to_diagnosis(drawn(SOME), np.full(SOME, FOR_EVER), SEED, other)


def profile() -> PathwayProfile:
    return nature().group(PathwayProfile, "way_to_diagnosis")


def spells(*sites: str, **about: Any) -> tuple[Spell, ...]:
    return tuple(Spell(site, **{"first_day": 735_000, **about}) for site in sites)


def patient(**changes: object) -> Patient:
    usual = Patient(
        number=5,
        seed=SEED,
        onset=735_000,
        diagnosed=735_400,
        until=FOR_EVER,
        born=731_000,
        spells=spells("tibia_distal_metaphysis_left", "clavicle_medial_right"),
    )
    return evolve(usual, **changes)


def share(found: Iterator[bool]) -> float:
    return float(np.mean(list(found)))


def has_sampling(way: Pathway, concept: str) -> bool:
    return any(sampling.concept == concept for sampling in way.samplings)


def thought_of(way: Pathway, concept: str) -> bool:
    return any(belief.concept == concept for belief in way.beliefs)


def antibiotics_of(way: Pathway) -> list[Treatment]:
    drugs = load_knowledge().drugs
    return [c for c in way.treatments if drugs[c.drug].drug_class == "antibiotic"]


def has_antibiotic(way: Pathway) -> bool:
    return bool(antibiotics_of(way))


# --- luck ---------------------------------------------------------------------------------------


def test_a_child_alone_goes_the_same_way_as_in_a_block() -> None:
    together = ways_to_diagnosis(drawn(300), np.full(300, FOR_EVER), SEED, nature())
    for row in (0, 7, 299):
        alone = drawn(1, first=row)
        assert ways_to_diagnosis(alone, np.array([FOR_EVER]), SEED, nature()) == [together[row]]


def test_another_seed_leads_another_way() -> None:
    other = ways_to_diagnosis(drawn(20), np.full(20, FOR_EVER), SEED + 1, nature())
    assert other != ways()[:20]


# --- order and limits ---------------------------------------------------------------------------


def test_everything_lies_between_first_symptom_and_diagnosis_and_in_order() -> None:
    onset = many()
    for way, begin, end in zip(ways(), onset.onset.tolist(), onset.diagnosed.tolist(), strict=True):
        days = (
            [visit.day for visit in way.visits],
            [scan.day for scan in way.scans],
            [sampling.day for sampling in way.samplings],
            [belief.first_day for belief in way.beliefs],
            [course.start for course in way.treatments],
        )
        for part in days:
            assert part == sorted(part)
            assert all(begin <= day <= end for day in part)
        assert way.visits[-1].day == end


def test_nothing_is_made_before_the_first_visit() -> None:
    for way in ways():
        first = way.visits[0].day
        assert all(scan.day >= first for scan in way.scans)
        assert all(sampling.day >= first for sampling in way.samplings)
        assert all(belief.first_day >= first for belief in way.beliefs)


def test_the_first_visit_takes_place_and_the_last_is_with_rheumatologists() -> None:
    for way in ways():
        assert way.visits[0].is_attended
        assert way.visits[-1].department == "paediatric rheumatology"


# --- drugs --------------------------------------------------------------------------------------


def test_no_drug_against_the_disease_is_given_before_the_diagnosis() -> None:
    drugs = load_knowledge().drugs
    diagnosed = many().diagnosed.tolist()
    for way, day in zip(ways(), diagnosed, strict=True):
        for course in way.treatments:
            assert course.stop is not None
            assert course.start <= course.stop < day
            is_antibiotic = drugs[course.drug].drug_class == "antibiotic"
            assert is_antibiotic or course.drug in profile().painkiller
            assert course.indication == ("bacterial_osteomyelitis" if is_antibiotic else "pain")


def test_antibiotics_are_given_only_where_infection_was_thought_of() -> None:
    for way in ways():
        if has_antibiotic(way):
            assert thought_of(way, "bacterial_osteomyelitis")


# --- beliefs ------------------------------------------------------------------------------------


def test_the_right_belief_comes_once_confirmed_and_last() -> None:
    for way, day in zip(ways(), many().diagnosed.tolist(), strict=True):
        assert [b.concept for b in way.beliefs if b.certainty is Certainty.CONFIRMED] == ["cno"]
        assert way.beliefs[-1].first_day == day


def test_only_one_wrong_disease_is_held_at_a_time() -> None:
    for way in ways():
        held = [belief for belief in way.beliefs if belief.certainty is Certainty.SUSPECTED]
        for one, following in pairwise(held):
            assert one.concept != following.concept
            assert one.last_day is not None
            assert one.last_day < following.first_day or one.first_day == one.last_day


def test_nothing_is_excluded_that_was_not_suspected() -> None:
    for way in ways():
        for belief in way.beliefs:
            if belief.certainty is Certainty.EXCLUDED:
                assert any(
                    earlier.concept == belief.concept
                    and earlier.certainty is Certainty.SUSPECTED
                    and earlier.first_day < belief.first_day
                    for earlier in way.beliefs
                )


# --- scans and samples --------------------------------------------------------------------------


def test_regional_scans_are_of_places_that_hurt_and_none_is_whole_body() -> None:
    onset = many()
    for row, way in enumerate(ways()):
        painful = [BONE_UNITS[unit] for unit in onset.unit[row][onset.is_felt[row]].tolist()]
        hurts = {requested_sites()[unit] for unit in painful}
        for scan in way.scans:
            assert not scan.whole_body
            assert scan.modality in (Modality.RADIOGRAPH, Modality.MRI)
            assert set(scan.sites) <= hurts


def test_every_requested_site_exists_and_holds_the_bone() -> None:
    for unit, site in requested_sites().items():
        assert unit in {member.id for member in all_sites()[site].units}


def test_a_shaft_is_requested_by_its_bone_and_an_end_by_its_joint() -> None:
    sites = requested_sites()
    assert sites["tibia_diaphysis_left"] == "tibia_left"
    assert sites["femur_distal_metaphysis_right"] == "knee_right"
    assert sites["vertebra_t8"] == "thoracic_spine"
    assert sites["ilium_left"] == "pelvis"


def test_the_disease_is_sterile_apart_from_contamination() -> None:
    biopsies = [s for way in ways() for s in way.samplings if s.concept == "bone_biopsy"]
    assert share(s.results["bacterial_growth"] for s in biopsies) < 0.05
    assert not any(s.results["malignant_cells"] for s in biopsies)
    assert all(s.site in BONE_UNITS for s in biopsies)


def test_blood_is_cultured_only_with_fever() -> None:
    for way, has_fever in zip(ways(), many().has_fever.tolist(), strict=True):
        assert has_fever or not has_sampling(way, "blood_culture")
    assert any(has_sampling(way, "blood_culture") for way in ways())


def test_a_biopsy_says_whether_antibiotics_were_running() -> None:
    found = set()
    for way in ways():
        for sampling in way.samplings:
            if sampling.concept == "bone_biopsy":
                running = any(
                    course.start <= sampling.day and (course.stop or 0) >= sampling.day
                    for course in antibiotics_of(way)
                )
                assert sampling.results["antibiotics_at_sampling"] is running
                found.add(running)
    assert found == {True, False}


# --- frequencies --------------------------------------------------------------------------------


def test_frequencies_agree_with_what_is_published() -> None:
    def published(name: str) -> float:
        return load_knowledge().published_quantities[name].value

    assert share(has_antibiotic(way) for way in ways()) == pytest.approx(
        published("families_antibiotics"), abs=0.05
    )
    assert share(has_sampling(way, "bone_biopsy") for way in ways()) == pytest.approx(
        published("rome_biopsy"), abs=0.05
    )
    for concept, name in (
        ("malignancy", "families_first_malignancy"),
        ("bacterial_osteomyelitis", "families_first_bacterial"),
    ):
        assert share(thought_of(way, concept) for way in ways()) == pytest.approx(
            published(name), abs=0.08
        )


def test_about_a_quarter_of_antibiotics_last_over_six_months_and_none_over_the_limit() -> None:
    days = []
    for way in ways():
        courses = antibiotics_of(way)
        if courses:
            days.append((courses[-1].stop or 0) - courses[0].start)
    assert 0.18 < share(length > 183 for length in days) < 0.30
    assert max(days) <= profile().antibiotic_longest_days


# --- one number moved ---------------------------------------------------------------------------


def test_fever_and_low_counts_steer_the_first_thought() -> None:
    def first(**signs: bool) -> list[str]:
        made = [way_to_diagnosis(patient(number=n, **signs), profile()) for n in range(800)]
        return [way.beliefs[0].concept for way in made]

    bacterial, malignant = "bacterial_osteomyelitis", "malignancy"
    assert first(has_fever=True).count(bacterial) > 1.2 * first().count(bacterial)
    assert first(is_cytopenic=True).count(malignant) > 1.2 * first().count(malignant)


def test_marrow_is_examined_where_the_blood_count_is_low() -> None:
    made = [way_to_diagnosis(patient(number=n, is_cytopenic=True), profile()) for n in range(300)]
    assert share(has_sampling(way, "bone_marrow_examination") for way in made) > 0.8


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("biopsy", 0.1, lambda way: has_sampling(way, "bone_biopsy")),
        ("antibiotic_if_bacterial", 0.2, has_antibiotic),
        ("regional_mri", 0.1, lambda way: any(s.modality is Modality.MRI for s in way.scans)),
        ("blood_culture_if_fever", 0.0, lambda way: has_sampling(way, "blood_culture")),
        ("radiograph", {}, lambda way: [s.modality for s in way.scans].count("radiograph") > 1),
    ],
)
def test_a_smaller_share_makes_it_rarer(name: str, value: object, count: object) -> None:
    assert callable(count)
    usual = share(count(way) for way in ways()[:SOME])
    assert share(count(way) for way in some_ways(name, value)) < usual / 1.5


def test_a_changed_biopsy_leaves_visits_and_pictures_as_they_were() -> None:
    for before, after in zip(ways()[:SOME], some_ways("biopsy", 0.0), strict=True):
        assert [visit.day for visit in before.visits] == [visit.day for visit in after.visits]
        assert before.scans == after.scans


# --- the end of the data ------------------------------------------------------------------------


def test_what_lies_after_the_end_is_not_there_and_what_goes_on_has_no_end() -> None:
    for number in range(300):
        whole = way_to_diagnosis(patient(number=number), profile())
        cut = way_to_diagnosis(patient(number=number, until=735_150), profile())
        assert all(visit.day <= 735_150 for visit in cut.visits)
        assert not any(belief.certainty is Certainty.CONFIRMED for belief in cut.beliefs)
        assert len(cut.visits) < len(whole.visits)
        ends = [course.stop for course in cut.treatments] + [b.last_day for b in cut.beliefs]
        assert all(day is None or day <= 735_150 for day in ends)


def test_a_child_may_never_be_seen_before_the_end() -> None:
    cut = way_to_diagnosis(patient(until=735_000 - 1), profile())
    assert cut == Pathway(visits=(), scans=(), samplings=(), beliefs=(), treatments=())


def test_a_shortest_way_has_a_visit_and_a_diagnosis() -> None:
    for number in range(200):
        way = way_to_diagnosis(patient(number=number, diagnosed=735_001), profile())
        assert [visit.day for visit in way.visits] == [735_000, 735_001]


# --- other diseases -----------------------------------------------------------------------------


def test_another_disease_goes_another_way_by_the_same_rules() -> None:
    leukaemia = profile().changed(
        {
            "disease": "leukaemia",
            "diagnosing_department": "paediatric oncology",
            "marrow_if_cytopenic": 1.0,
            "marrow_results": {"blasts": 1.0},
        }
    )
    way = way_to_diagnosis(patient(is_cytopenic=True), leukaemia)
    assert way.beliefs[-1].concept == "leukaemia"
    assert way.visits[-1].department == "paediatric oncology"
    marrow = [s for s in way.samplings if s.concept == "bone_marrow_examination"]
    assert marrow[0].results == {"blasts": True}


def test_a_disease_is_never_suspected_wrongly_to_be_itself() -> None:
    infection = profile().changed({"disease": "bacterial_osteomyelitis"})
    for number in range(200):
        beliefs = way_to_diagnosis(patient(number=number), infection).beliefs
        assert [b.certainty for b in beliefs if b.concept == infection.disease] == [
            Certainty.CONFIRMED
        ]


def test_a_pain_without_a_bone_is_scanned_by_its_region() -> None:
    ways_of_knees = [
        way_to_diagnosis(patient(number=n, spells=spells("knee_left")), profile())
        for n in range(50)
    ]
    assert {s.sites for way in ways_of_knees for s in way.scans} == {("knee_left",)}


def test_a_number_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="no such number"):
        profile().changed({"biopsies": 0.1})


@pytest.mark.parametrize("change", [{"diagnosed": 735_000}, {"spells": ()}])
def test_a_way_without_time_or_pain_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidValueError, match="no way"):
        patient(**change)


def test_every_word_of_the_profile_stands_in_the_knowledge() -> None:
    knowledge, p = load_knowledge(), profile()
    beliefs = {*p.first_belief, *p.later_belief, *p.serious_beliefs, p.disease} - {"nothing"}
    assert set(p.belief_at_lesion) <= beliefs | {"nothing"}
    results = {*p.biopsy_results, *p.marrow_results, *p.smear_results, *p.blood_culture_results}
    assert beliefs | results <= set(knowledge.concepts)
    assert {*p.antibiotics, *p.oral_antibiotics, *p.painkiller} <= set(knowledge.drugs)
    assert set(p.intravenous_antibiotics) <= set(p.antibiotics)
    assert not set(p.intravenous_antibiotics) & set(p.oral_antibiotics)
    assert set(p.biopsy_reach) <= set(groups())
    assert set(p.biopsy_looked_for) <= set(p.biopsy_results)
