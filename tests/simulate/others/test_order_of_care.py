"""What is done for children without CNO comes in a sensible order, and for a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.simulate.others.block import SICK, children

from crmo.anatomy import bone_unit, bone_units_by_id
from crmo.record import Certainty, Modality, StopReason, ToldResponse
from crmo.simulate.child import STEP_DAYS, VirtualChild

TUMOURS = ("osteosarcoma", "ewing_sarcoma", "langerhans_cell_histiocytosis")
ARTHRITIS = ("jia", "enthesitis_related_arthritis")
N = 1000
WITHOUT_EFFECT = {ToldResponse.NONE, ToldResponse.WORSE}


def diagnosed(kind: str) -> Iterator[tuple[VirtualChild, int]]:
    for child in children(kind, N):
        if child.diagnosed is not None:
            yield child, child.diagnosed


def days_of(child: VirtualChild, concept: str) -> list[int]:
    return [sampling.day for sampling in child.samplings if sampling.concept == concept]


def scanned_on(child: VirtualChild, modality: Modality) -> list[int]:
    return [scan.day for scan in child.scans if scan.modality is modality]


@pytest.mark.parametrize("kind", TUMOURS)
def test_tumours_are_scanned_then_sampled_then_named(kind: str) -> None:
    seen = 0
    for child, known in diagnosed(kind):
        scans, biopsies = scanned_on(child, Modality.MRI), days_of(child, "bone_biopsy")
        early = [day for day in scans if day < known]
        assert all(day < known for day in biopsies)
        if biopsies and early:
            assert min(early) <= min(biopsies)
            seen += 1
    assert seen > 0.7 * N


@pytest.mark.parametrize("kind", TUMOURS)
def test_a_specialist_sees_a_tumour_before_it_is_scanned(kind: str) -> None:
    for child, _ in diagnosed(kind):
        specialist = [v.day for v in child.visits if v.department == "paediatric oncology"]
        assert min(specialist) <= min(
            [*scanned_on(child, Modality.MRI), *days_of(child, "bone_biopsy")], default=child.until
        )


@pytest.mark.parametrize("kind", TUMOURS)
def test_nobody_is_operated_on_the_day_a_tumour_is_named(kind: str) -> None:
    for child, known in diagnosed(kind):
        assert all(day > known for day in days_of(child, "surgery"))


@pytest.mark.parametrize("kind", SICK)
def test_no_bone_is_sampled_for_growing_pains(kind: str) -> None:
    for child in children(kind, N if kind in TUMOURS else 300):
        harmless = [
            belief
            for belief in child.beliefs
            if belief.concept == "growing_pains" and belief.certainty is Certainty.SUSPECTED
        ]
        for belief in harmless:
            last = child.until if belief.last_day is None else belief.last_day
            assert not any(belief.first_day <= d < last for d in days_of(child, "bone_biopsy"))


def test_no_child_with_leukaemia_is_sent_home_with_a_telling_count() -> None:
    low = 0
    for child, known in diagnosed("leukaemia"):
        count = child.states.at
        for visit in child.visits:
            if visit.day < known and (
                count("platelets", visit.day) < 100
                or count("neutrophils", visit.day) < 0.5
                or count("haemoglobin", visit.day) < 80
                or count("blast_percentage", visit.day) > 0
            ):
                assert known - visit.day <= 5
                low += 1
    assert low > 0.2 * N


def test_a_wider_word_for_the_right_disease_is_not_excluded() -> None:
    suspected = 0
    for child, _ in diagnosed("osteosarcoma"):
        held = {b.certainty for b in child.beliefs if b.concept == "malignant_bone_tumour"}
        assert Certainty.EXCLUDED not in held
        suspected += Certainty.SUSPECTED in held
    assert suspected > 0.7 * N


def longest_untreated_steps(child: VirtualChild, known: int) -> int:
    """Return the longest run of steps in pain after the diagnosis without any drug."""
    longest = run = 0
    for step, pain in enumerate(child.states.values["pain"]):
        day = child.states.first_day + step * STEP_DAYS
        treated = any(
            course.start < day + STEP_DAYS and (course.stop is None or course.stop >= day)
            for course in child.treatments
        )
        run = run + 1 if day >= known and pain >= 3 and not treated else 0
        longest = max(longest, run)
    return longest


@pytest.mark.parametrize("kind", ARTHRITIS)
def test_painful_arthritis_is_hardly_ever_left_untreated_for_a_year(kind: str) -> None:
    untreated = [longest_untreated_steps(child, known) >= 13 for child, known in diagnosed(kind)]
    assert sum(untreated) <= 0.01 * len(untreated)


@pytest.mark.parametrize("kind", ARTHRITIS)
def test_disease_modifying_drugs_begin_while_arthritis_is_active(kind: str) -> None:
    lasting = {"methotrexate", "sulfasalazine", "etanercept", "adalimumab"}
    for child, _ in diagnosed(kind):
        for course in child.treatments:
            if course.drug in lasting:
                assert child.states.at("physician_global", course.start) > 0


def test_a_drug_that_made_a_child_ill_is_not_given_again() -> None:
    stopped = 0
    for kind in ARTHRITIS:
        for child, _ in diagnosed(kind):
            for course in child.treatments:
                if course.stop_reason is StopReason.ADVERSE_EVENT:
                    stopped += 1
                    assert course.adverse_events
                    assert course.stop is not None
                    later = [t for t in child.treatments if t.start > course.stop]
                    assert course.drug not in {t.drug for t in later}
    assert stopped


@pytest.mark.parametrize("kind", SICK)
def test_why_a_drug_ended_fits_what_it_did(kind: str) -> None:
    for child in children(kind):
        for course in child.treatments:
            if course.stop is None:
                assert course.stop_reason is StopReason.UNKNOWN
            elif course.response in WITHOUT_EFFECT:
                assert course.stop_reason in {StopReason.NO_EFFECT, StopReason.ADVERSE_EVENT}
            elif course.response is ToldResponse.COMPLETE:
                assert course.stop_reason not in {StopReason.NO_EFFECT, StopReason.LOST_EFFECT}
            if course.stop_reason is StopReason.REMISSION:
                assert course.response is ToldResponse.COMPLETE


@pytest.mark.parametrize("kind", SICK)
def test_nothing_is_done_on_the_day_of_a_missed_visit(kind: str) -> None:
    for child in children(kind):
        missed = {visit.day for visit in child.visits if not visit.is_attended}
        done = {scan.day for scan in child.scans} | {t.start for t in child.treatments}
        assert not missed & (done | {sampling.day for sampling in child.samplings})


@pytest.mark.parametrize("kind", ["hypophosphatasia", "osteosarcoma"])
def test_a_broken_bone_is_seen_at_once_and_mostly_x_rayed(kind: str) -> None:
    broken = x_rayed = 0
    for child in children(kind, N):
        for condition in child.conditions:
            if condition.concept == "pathological_fracture":
                broken += 1
                assert condition.first_day in {visit.day for visit in child.visits}
                x_rayed += condition.first_day in scanned_on(child, Modality.RADIOGRAPH)
    assert broken
    assert x_rayed > 0.9 * broken


@pytest.mark.parametrize("kind", ["osteoid_osteoma", "leukaemia", "bacterial_osteomyelitis"])
def test_a_joint_swells_where_there_is_a_joint(kind: str) -> None:
    swollen = 0
    for child in children(kind, N):
        for condition in child.conditions:
            if condition.concept in {"joint_swelling", "joint_pain", "arthritis"}:
                site = condition.site or ""
                assert site not in bone_units_by_id()
                swollen += bool(site)
    assert swollen


@pytest.mark.parametrize("kind", SICK)
def test_only_vertebrae_lose_height(kind: str) -> None:
    for child in children(kind, 300):
        for bout in child.bouts:
            if "height_loss" in bout.features:
                assert "vertebral" in bone_unit(bout.bone_unit).groups


@pytest.mark.parametrize("kind", ["pain_amplification", "limb_pain_nothing"])
def test_the_spine_is_no_limb(kind: str) -> None:
    for child in children(kind):
        sites = {c.site or "" for c in child.conditions if c.concept == "limb_pain"}
        assert not any("spine" in site for site in sites)


@pytest.mark.parametrize("kind", ["healthy", "limb_pain_nothing"])
def test_an_ill_child_can_have_a_raised_crp_and_mostly_has_none_when_well(kind: str) -> None:
    ill = raised = well = high = 0
    for child in children(kind):
        for condition in child.conditions:
            crp = child.states.at("crp", condition.first_day)
            if condition.concept == "acute_illness":
                ill, raised = ill + 1, raised + (crp > 10)
            elif condition.concept == "trauma":
                well, high = well + 1, high + (crp > 10)
    assert 0.25 <= raised / ill <= 0.5
    assert high / well < 0.1
