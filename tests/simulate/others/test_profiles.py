"""Profiles name only what exists, and a wrong one is refused with the place of the error."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulate.others.block import KINDS

from crmo.errors import KnowledgeError
from crmo.knowledge import ConceptKind, load_knowledge
from crmo.record import Modality
from crmo.simulate.others import FiveNumbers, profile_of, read_profile

GOOD: dict[str, Any] = {"female": 0.5, "age_years": [1, 2, 3, 4, 5]}


@pytest.mark.parametrize("kind", KINDS)
def test_concepts_drugs_and_analytes_exist(kind: str) -> None:
    knowledge, profile = load_knowledge(), profile_of(kind, load_knowledge())
    findings = [*profile.symptoms, *profile.traits, *profile.family]
    assert set(findings) <= knowledge.concepts.keys()
    assert profile.blood.keys() <= knowledge.analytes.keys()
    if profile.bones is not None:
        kinds = {knowledge.concepts[name].kind for name in profile.bones.features}
        assert kinds == {ConceptKind.FEATURE}
    if profile.care is not None:
        named = [*profile.care.wrong, *profile.care.suspected]
        named += [drug.indication for drug in profile.care.drugs if drug.indication]
        named += [drug.for_belief for drug in profile.care.drugs if drug.for_belief]
        assert set(named) <= knowledge.concepts.keys()
        assert {d for drug in profile.care.drugs for d in drug.drugs} <= knowledge.drugs.keys()
        assert {scan.modality for scan in profile.care.scans} <= set(Modality)


@pytest.mark.parametrize("kind", KINDS)
def test_beliefs_are_diseases_and_together_no_more_than_all_children(kind: str) -> None:
    knowledge, care = load_knowledge(), profile_of(kind, load_knowledge()).care
    if care is None:
        return
    kinds = {knowledge.concepts[name].kind for name in (*care.wrong, *care.suspected)}
    assert kinds <= {ConceptKind.DISEASE, ConceptKind.FINDING}
    assert sum(care.wrong.values()) <= 1
    assert knowledge.virtual_kinds[kind].concept not in {*care.wrong, *care.suspected}


@pytest.mark.parametrize("kind", KINDS)
def test_weights_are_above_nothing(kind: str) -> None:
    profile = profile_of(kind, load_knowledge())
    for places in (profile.bones, profile.regions):
        if places is not None:
            assert all(weight > 0 for weight in (*places.number.values(), *places.weights.values()))


def test_the_kinds_that_look_like_cno_are_all_there() -> None:
    assert set(KINDS) == {
        "bacterial_osteomyelitis", "subacute_osteomyelitis", "spondylodiscitis", "leukaemia",
        "langerhans_cell_histiocytosis", "ewing_sarcoma", "osteosarcoma", "osteoid_osteoma", "jia",
        "enthesitis_related_arthritis", "hypophosphatasia", "scurvy", "stress_fracture",
        "growing_pains", "pain_amplification", "limb_pain_nothing", "healthy",
    }  # fmt: skip


def test_origins_are_left_out_and_single_values_unfolded() -> None:
    raw = {
        "female": {"value": 0.4, "source": "x", "grade": "confirmed"},
        "age_years": {"value": [1, 2, 3, 4, 5], "decision": "because it is so"},
        "traits": {"hla_b27_positive": {"value": 0.1, "source": "x"}, "decision": "as we think"},
    }
    profile = read_profile(raw, where="here")
    assert profile.female == 0.4
    assert profile.age_years == FiveNumbers(
        lowest=1, lower_quartile=2, median=3, upper_quartile=4, highest=5
    )
    assert profile.traits == {"hla_b27_positive": 0.1}


def test_one_number_stands_for_five_equal_ones() -> None:
    care = {"delay_days": 30, "first_visit": 0.5, "route": {}, "department": "paediatrics"}
    scans = [
        {"modality": "mri", "after_days": -7},
        {"modality": "mri", "after_days": [0, 1, 2, 3, 4]},
    ]
    read = read_profile({**GOOD, "care": {**care, "scans": scans}}, where="here").care
    assert read is not None
    assert read.scans[0].after_days.is_one_number
    assert [scan.after_days.of(0.5) for scan in read.scans] == [-7, 2]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"shoe_size": 3}, "shoe_size"),
        ({"symptoms": {"fever": {"share": 0.5, "colour": 1}}}, "colour"),
        ({"symptoms": {"fever": {}}}, "share"),
        ({"symptoms": {"fever": {"share": 1.5}}}, "from 0 to 1"),
        ({"female": 1.2}, "from 0 to 1"),
        ({"female": "half"}, "female"),
        ({"female": True}, "female"),
        ({"age_years": [1, 2, 3]}, "age_years"),
        ({"age_years": [5, 4, 3, 2, 1]}, "do not rise"),
        ({"symptoms": {"fever": {"share": 0.5, "lasts": "forever"}}}, "lasts"),
    ],
)
def test_a_wrong_profile_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_profile({**GOOD, **changes}, where="virtual kind test")
    assert told in str(caught.value)
    assert "virtual kind test" in str(caught.value)
