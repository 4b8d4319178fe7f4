"""The way to the diagnosis, blood, company, and children with something else."""

from __future__ import annotations

import pytest
from tests.simulate.measures.made import (
    DIAGNOSED,
    KNEE,
    ONSET,
    THIGH,
    VERTEBRA,
    bout,
    child,
    states,
)

from crmo.record import Certainty, Modality, Sex
from crmo.simulate.child import Belief, Condition, Sampling, Scan, Treatment
from crmo.simulate.measures import measures

OURS = Belief(concept="cno", certainty=Certainty.CONFIRMED, first_day=DIAGNOSED)


def value(name: str, *children: object) -> float:
    """Return the value of a measure."""
    return measures()[name](children).value  # type: ignore[arg-type]


def test_delay_is_given_in_months() -> None:
    assert value("delay_mean", child()) == pytest.approx(12, abs=0.01)


def test_thought_of_before_the_diagnosis() -> None:
    suspected = Belief(concept="leukaemia", certainty=Certainty.SUSPECTED, first_day=ONSET + 50)
    afterwards = Belief(concept="lymphoma", certainty=Certainty.SUSPECTED, first_day=DIAGNOSED + 9)
    assert value("first_belief_malignancy", child(beliefs=(suspected, OURS))) == 1
    assert value("first_belief_malignancy", child(beliefs=(OURS, afterwards))) == 0
    assert value("first_belief_bacterial", child(beliefs=(suspected, OURS))) == 0


def test_antibiotics_count_only_before_the_diagnosis() -> None:
    course = Treatment(
        drug="clindamycin", start=ONSET + 40, stop=ONSET + 80, indication="infection"
    )
    later = Treatment(drug="clindamycin", start=DIAGNOSED + 40, stop=None, indication="infection")
    children = (child(treatments=(course,)), child(treatments=(later,)))
    assert value("antibiotics_before_diagnosis", *children) == 0.5


def test_biopsies_of_bone_count_and_marrow_does_not() -> None:
    bone = Sampling(day=DIAGNOSED - 5, concept="bone_biopsy", site=KNEE)
    marrow = Sampling(day=DIAGNOSED - 5, concept="bone_marrow_examination")
    assert value("biopsied", child(samplings=(bone,)), child(samplings=(marrow,))) == 0.5


def test_a_radiograph_shows_only_what_it_covers_and_what_is_there_by_then() -> None:
    film = Scan(day=DIAGNOSED - 10, modality=Modality.RADIOGRAPH, sites=("tibia_left",))
    early = bout(KNEE, features={"sclerosis": DIAGNOSED - 20})
    late = bout(KNEE, features={"sclerosis": DIAGNOSED + 20})
    elsewhere = bout(THIGH, features={"sclerosis": DIAGNOSED - 20})
    children = [child(one, scans=(film,)) for one in (early, late, elsewhere)]
    not_filmed = child(early)
    found = measures()["radiograph_sclerosis_or_lysis"]([*children, not_filmed])
    assert found.n == 3
    assert found.value == pytest.approx(1 / 3)
    assert value("radiograph_hyperostosis", *children) == 0


def test_markers_go_by_the_cut_off_of_the_study() -> None:
    raised = child(states=states(crp=8, esr=15))
    assert value("crp_over_5", raised) == 1
    assert value("crp_over_10_or_esr_over_20", raised) == 0
    assert value("crp_over_10_or_esr_over_20", child(states=states(crp=2, esr=25))) == 1
    assert value("esr_over_20", child(states=states(esr=20))) == 0


def test_arthritis_is_outside_the_bones_but_not_among_skin_and_bowel() -> None:
    one = child(conditions=(Condition(concept="arthritis", first_day=ONSET),))
    assert value("arthritis", one) == 1
    assert value("any_extraosseous", one) == 1
    assert value("any_comorbidity", one) == 0
    spine = child(conditions=(Condition(concept="sacroiliitis", first_day=ONSET),))
    assert value("arthritis", spine) == 0
    assert value("any_extraosseous", spine) == 1
    late = child(conditions=(Condition(concept="psoriasis", first_day=DIAGNOSED + 1200),))
    assert value("any_comorbidity", late) == 0


def test_fever_after_the_diagnosis_is_no_fever_at_the_beginning() -> None:
    before = child(conditions=(Condition(concept="fever", first_day=ONSET),))
    later = child(conditions=(Condition(concept="fever", first_day=DIAGNOSED + 100),))
    assert value("fever", before, later) == 0.5


def test_family_traits_sex_and_ages() -> None:
    one = child(family=("psoriasis",), traits={"hla_b27_positive": True})
    other = child(sex=Sex.MALE)
    assert value("family_autoimmunity", one, other) == 0.5
    assert value("hla_b27", one, other) == 0.5
    assert value("ana", one, other) == 0
    assert value("girls", one, other) == 0.5
    assert value("onset_age_median", one) == pytest.approx(10, abs=0.01)
    assert value("diagnosis_age_mean", one) == pytest.approx(11, abs=0.01)


def test_spine_deformity_and_silence_are_told_of_children_with_spinal_lesions() -> None:
    lost = child(bout(VERTEBRA, felt=False, features={"height_loss": DIAGNOSED + 200}))
    kept = child(bout(VERTEBRA))
    no_spine = child(bout(KNEE))
    for name in ("spine_deformed", "spine_silent"):
        found = measures()[name]([lost, kept, no_spine])
        assert (found.n, found.value) == (2, 0.5)


def test_healthy_children_have_spots_in_limbs_and_trunk() -> None:
    limb = child(kind="healthy", incidental=("calcaneus_left",))
    pelvic = child(kind="healthy", incidental=("ilium_left", "vertebra_l5"))
    toddler = child(kind="healthy", born=ONSET - 800, incidental=("calcaneus_left",))
    assert value("healthy_limb_spot", limb, pelvic, toddler) == 0.5
    assert value("healthy_axial_spot", limb, pelvic, toddler) == 0.5
    assert value("healthy_axial_spot_pelvic", limb, pelvic) == 0.5


def test_a_child_with_the_disease_is_not_a_healthy_volunteer() -> None:
    assert measures()["healthy_limb_spot"]([child(incidental=("calcaneus_left",))]).n == 0
