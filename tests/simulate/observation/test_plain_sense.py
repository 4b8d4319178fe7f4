"""Records make plain sense: features where they can be, drugs that end, sizes of real children."""

from __future__ import annotations

from attrs import evolve
from tests.simulate.observation.hand_made import ONSET, RHEUM, girl_with_cno, healthy_child

from crmo.anatomy import bone_units_by_id
from crmo.knowledge import load_knowledge
from crmo.record import FactStatus, Finding, ImagingStudy, Measurement, Subject, TreatmentCourse
from crmo.simulate.child import Condition, Treatment, VirtualChild, Visit
from crmo.simulate.observation import observe
from crmo.simulate.parameters import Parameters

KNOWLEDGE = load_knowledge()
PARAMETERS = Parameters.of(KNOWLEDGE)
_GIRLS = range(60)


def test_only_vertebrae_are_said_to_have_kept_their_height() -> None:
    named: dict[bool, int] = {True: 0, False: 0}
    for complete in (False, True):
        for number in _GIRLS:
            record = observe(girl_with_cno(number=number), PARAMETERS, KNOWLEDGE, complete=complete)
            for study in record.entries:
                if isinstance(study, ImagingStudy):
                    for lesion in study.lesions:
                        assert lesion.bone_unit is not None
                        is_vertebra = "vertebral" in bone_units_by_id()[lesion.bone_unit].groups
                        named[is_vertebra] += any(
                            f.concept == "height_loss" for f in lesion.features
                        )
    assert named[False] == 0
    assert named[True] > 0


def test_lesions_of_the_disease_show_what_those_of_others_show() -> None:
    shown = {
        fact.concept
        for number in _GIRLS
        for entry in observe(girl_with_cno(number=number), PARAMETERS, KNOWLEDGE).entries
        if isinstance(entry, ImagingStudy)
        for lesion in entry.lesions
        for fact in lesion.features
        if fact.status is FactStatus.PRESENT
    }
    assert {"t1_low_signal", "contrast_enhancement", "joint_effusion"} <= shown


def _ends_written(record_of: VirtualChild, parameters: Parameters) -> bool:
    return any(
        isinstance(entry, TreatmentCourse) and entry.end is not None
        for entry in observe(record_of, parameters, KNOWLEDGE).entries
    )


def _on_one_drug(number: int, *, visits_after: int) -> VirtualChild:
    days = [ONSET + 10, *(ONSET + 200 + 60 * n for n in range(visits_after + 1))]
    return girl_with_cno(
        number=number,
        treatments=(
            Treatment(drug="naproxen", start=ONSET + 10, stop=ONSET + 150, indication="cno"),
        ),
        visits=tuple(Visit(day=day, department=RHEUM) for day in days),
    )


def test_a_forgotten_end_is_written_when_somebody_asks() -> None:
    forgetful = PARAMETERS.changed("recording", "treatment_end_kept_share", 0.0).changed(
        "recording", "treatment_kept_share", 1.0
    )
    at_once = [_ends_written(_on_one_drug(n, visits_after=0), forgetful) for n in _GIRLS]
    soon = [_ends_written(_on_one_drug(n, visits_after=1), forgetful) for n in _GIRLS]
    late = [_ends_written(_on_one_drug(n, visits_after=8), forgetful) for n in _GIRLS]
    assert not any(at_once)
    assert 0.25 < sum(soon) / len(soon) < 0.75
    assert sum(late) > 0.9 * len(late)
    assert all(later for sooner, later in zip(soon, late, strict=True) if sooner)


def test_no_end_is_corrected_where_nobody_asks() -> None:
    never = PARAMETERS.changed("recording", "treatment_end_kept_share", 0.0).changed(
        "recording", "treatment_end_corrected_share", 0.0
    )
    assert not any(_ends_written(_on_one_drug(n, visits_after=8), never) for n in _GIRLS)


def test_children_are_neither_wasted_nor_endless() -> None:
    found = []
    for number in range(150):
        child = healthy_child(number)
        sizes: dict[str, float] = {
            entry.analyte: entry.quantity.value
            for entry in observe(child, PARAMETERS, KNOWLEDGE, complete=True).entries
            if isinstance(entry, Measurement)
            and entry.analyte in ("height", "weight")
            and entry.quantity is not None
        }
        found.append(sizes["weight"] / (sizes["height"] / 100) ** 2)
    found.sort()
    assert found[0] > 12.5
    assert found[-1] < 36
    assert 15.0 < found[75] < 16.8
    assert found[-2] - found[75] > found[75] - found[1]  # skewed to the right


def _sites(child: VirtualChild, concept: str) -> set[str]:
    return {
        entry.site or entry.site_text
        for entry in observe(child, PARAMETERS, KNOWLEDGE, complete=True).entries
        if isinstance(entry, Finding) and entry.concept == concept
    }


def test_family_doctors_name_no_end_of_the_bone_exactly() -> None:
    unit = "femur_distal_metaphysis_left"
    told: dict[str, set[str]] = {"general practice": set(), "orthopaedics": set()}
    for department in told:
        for number in _GIRLS:
            child = evolve(
                healthy_child(number),
                conditions=(Condition(concept="night_pain", first_day=ONSET, site=unit),),
                visits=(Visit(day=ONSET + 20, department=department),),
            )
            told[department] |= _sites(child, "night_pain")
    assert unit not in told["general practice"]
    assert unit in told["orthopaedics"]
    assert "left knee" in told["general practice"]


def test_nobody_denies_what_a_named_disease_of_the_family_is() -> None:
    record = observe(girl_with_cno(family=("psoriasis",)), PARAMETERS, KNOWLEDGE, complete=True)
    family = {
        entry.concept: entry.status
        for entry in record.entries
        if isinstance(entry, Finding) and entry.about is Subject.FAMILY
    }
    assert family["psoriasis"] is FactStatus.PRESENT
    assert "autoimmune_disease" not in family
    assert family["spondyloarthritis"] is FactStatus.ABSENT


def test_days_of_long_ago_are_rarely_told_exactly() -> None:
    days = []
    for number in _GIRLS:
        child = girl_with_cno(
            number=number,
            visits=(Visit(day=ONSET + 130, department="general practice"),),
        )
        days += [
            entry.since.day
            for entry in observe(child, PARAMETERS, KNOWLEDGE, complete=True).entries
            if isinstance(entry, Finding) and entry.concept == "bone_pain" and entry.since
        ]
    assert len(days) > 50
    assert sum(day is not None for day in days) < 0.2 * len(days)
