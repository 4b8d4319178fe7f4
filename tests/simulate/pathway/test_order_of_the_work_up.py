"""What comes before what on the way to the diagnosis, in children whose lesions come and go."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest
from tests.simulate.onset.blocks import SEED, drawn, nature

from crmo.knowledge import load_knowledge
from crmo.record import Certainty, Modality
from crmo.simulate import Plan, mix_of, simulate_children
from crmo.simulate.child import Sampling, Scan, VirtualChild
from crmo.simulate.course import children_of, run_course
from crmo.simulate.onset import draw_onset
from crmo.simulate.pathway import (
    PathwayProfile,
    Patient,
    Spell,
    way_to_diagnosis,
    ways_to_diagnosis,
)
from crmo.simulate.pathway.places import covered

HARMLESS = {"growing_pains", "stress_fracture", "crps", "jia"}
LASTING = ("sclerosis", "hyperostosis", "height_loss")


@cache
def clinic() -> list[VirtualChild]:
    """Return children diagnosed before eighteen, without contacts for other matters."""
    children, days = np.arange(1500, dtype=np.uint64), np.full(1500, 735_000)
    onset = draw_onset(children, SEED, nature(), onset_days=days, diagnosed_before_years=18.0)
    course = run_course(onset, days + 6000, SEED, nature())
    ways = ways_to_diagnosis(onset, course.until, SEED, nature(), bouts=course.bouts)
    return children_of(onset, course, pathways=ways)


@cache
def mixed() -> list[VirtualChild]:
    knowledge = load_knowledge()
    plan = Plan(n=400, seed=5, mix=mix_of("clinic", knowledge), until=dt.date(2025, 12, 31))
    return list(simulate_children(plan, knowledge))


def profile() -> PathwayProfile:
    return nature().group(PathwayProfile, "way_to_diagnosis")


def biopsies() -> list[tuple[VirtualChild, Sampling]]:
    found = [(c, s) for c in clinic() for s in c.samplings if s.concept == "bone_biopsy"]
    assert len(found) > 700
    return found


def before_diagnosis(child: VirtualChild, modality: Modality) -> list[Scan]:
    end = child.diagnosed or child.until
    return [s for s in child.scans if s.modality is modality and s.day < end]


def patient(**about: object) -> Patient:
    usual: dict[str, object] = {
        "number": 1,
        "seed": 3,
        "born": 731_000,
        "onset": 735_000,
        "diagnosed": 735_400,
        "until": 800_000,
        "spells": (Spell("tibia_distal_metaphysis_left", 735_000),),
    }
    return Patient(**{**usual, **about})  # type: ignore[arg-type]


def thoughts(concept: str, **about: object) -> int:
    made = (way_to_diagnosis(patient(number=n, **about), profile()) for n in range(300))
    return sum(any(b.concept == concept for b in way.beliefs) for way in made)


def test_visit_radiograph_mri_biopsy_and_diagnosis_come_in_this_order() -> None:
    for child, biopsy in biopsies():
        assert child.diagnosed is not None
        visit = next(v for v in child.visits if v.is_attended)
        radiograph = before_diagnosis(child, Modality.RADIOGRAPH)[0]
        mri = before_diagnosis(child, Modality.MRI)[0]
        days = [visit.day, radiograph.day, mri.day, biopsy.day, child.diagnosed]
        assert days == sorted(days)
        assert visit.day < mri.day < biopsy.day < child.diagnosed


def test_an_mri_is_ordered_by_a_hospital_and_never_the_first_picture() -> None:
    for child in clinic():
        for mri in before_diagnosis(child, Modality.MRI):
            seen = [v for v in child.visits if v.is_attended and v.day < mri.day]
            assert seen[-1].department != "general practice"
            assert before_diagnosis(child, Modality.RADIOGRAPH)[0].day <= mri.day


def test_a_biopsy_is_of_a_place_ill_that_day_that_an_mri_has_shown() -> None:
    for child, biopsy in biopsies():
        assert biopsy.site is not None
        bouts = [b for b in child.bouts if b.bone_unit == biopsy.site]
        assert any(bout.is_active_on(biopsy.day) for bout in bouts)
        assert not biopsy.site.startswith("vertebra_c")
        assert any(
            mri.day < biopsy.day and biopsy.site in covered(site)
            for mri in before_diagnosis(child, Modality.MRI)
            for site in mri.sites
        )


def test_nobody_is_biopsied_by_a_family_doctor_or_while_the_belief_is_harmless() -> None:
    for child, biopsy in biopsies():
        seen = [v for v in child.visits if v.is_attended and v.day <= biopsy.day]
        assert seen[-1].department != "general practice"
        for belief in child.beliefs:
            is_held = belief.last_day is None or belief.last_day >= biopsy.day
            if belief.first_day <= biopsy.day and is_held:
                assert belief.concept not in HARMLESS


def test_a_biopsy_without_growth_ends_the_fear_it_was_taken_for() -> None:
    ended = 0
    for child, biopsy in biopsies():
        late = biopsy.day + profile().biopsy_answer_most_days
        if biopsy.results["bacterial_growth"]:
            continue
        for belief in child.beliefs:
            if belief.certainty is Certainty.SUSPECTED and belief.first_day <= biopsy.day:
                assert belief.last_day is not None
                assert belief.last_day <= late
                ended += belief.last_day >= biopsy.day
    assert ended > 200


def test_destruction_on_a_radiograph_ends_harmless_beliefs() -> None:
    for child in clinic():
        for scan in before_diagnosis(child, Modality.RADIOGRAPH):
            shows = any(
                bout.bone_unit in covered(scan.sites[0])
                and bout.features.get(name, scan.day) < scan.day
                for bout in child.bouts
                for name in LASTING
            )
            if shows:
                held = {
                    b.concept
                    for b in child.beliefs
                    if b.certainty is Certainty.SUSPECTED
                    and (b.last_day or scan.day) > scan.day
                    and b.concept in HARMLESS
                }
                assert not held


def test_nothing_lies_after_the_end_and_everybody_in_the_clinic_is_diagnosed_there() -> None:
    for child in (*clinic(), *mixed()):
        assert child.diagnosed is not None
        assert child.diagnosed <= child.until
        assert child.diagnosed < child.born + int(18 * 365.25)
        days = [
            *(visit.day for visit in child.visits),
            *(scan.day for scan in child.scans),
            *(sampling.day for sampling in child.samplings),
            *(belief.first_day for belief in child.beliefs),
            *(course.start for course in child.treatments),
            *(course.stop or 0 for course in child.treatments),
        ]
        assert max(days) <= child.until


def test_no_delay_exceeds_the_longest() -> None:
    longest = nature().values["delay"]["highest_months"]
    days = drawn(5000).diagnosed - drawn(5000).onset
    assert days.max() <= longest * 30.4375  # type: ignore[operator]
    assert np.mean(days) / 30.4375 > 15.0


def test_nothing_goes_into_a_vein_beyond_six_weeks_and_a_drug_by_mouth_takes_over() -> None:
    followed = 0
    for child in clinic():
        courses = [t for t in child.treatments if t.indication == "bacterial_osteomyelitis"]
        for first in courses:
            if first.drug in profile().intravenous_antibiotics:
                assert (first.stop or 0) - first.start <= 42
                followed += any(then.start == (first.stop or 0) + 1 for then in courses)
        if courses:
            assert (courses[-1].stop or 0) - courses[0].start <= profile().antibiotic_longest_days
    assert followed > 30


def test_growing_pains_are_thought_of_in_legs_and_between_three_and_twelve() -> None:
    assert thoughts("growing_pains") > 30
    assert thoughts("growing_pains", born=735_000 - 14 * 366) == 0
    assert thoughts("growing_pains", born=735_000 - 500) == 0
    assert thoughts("growing_pains", spells=(Spell("clavicle_medial_left", 735_000),)) == 0


@pytest.mark.parametrize("last", [735_010, 735_060])
def test_a_place_that_has_healed_is_not_biopsied(last: int) -> None:
    healed = (Spell("tibia_distal_metaphysis_left", 735_000, last),)
    for number in range(200):
        way = way_to_diagnosis(patient(number=number, spells=healed), profile())
        assert all(s.day <= last for s in way.samplings if s.concept == "bone_biopsy")
