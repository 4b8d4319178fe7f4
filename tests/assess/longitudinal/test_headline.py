"""One sentence on where things stand, honest where it is not known."""

from __future__ import annotations

from attrs import evolve
from tests.assess.longitudinal.children import (
    NO,
    UNKNOWN,
    YES,
    child,
    diagnosis,
    drug,
    facts,
    finding,
    lesion,
    score,
    study,
    visit,
)

from crmo.assess.due.overview import due_from
from crmo.assess.headline import headline
from crmo.assess.lesions.overview import lesions_from
from crmo.assess.red_flags import red_flags
from crmo.record import Certainty, Entry, Fact

ON = "2024-06-01"
T8, T10 = "vertebra_t8", "vertebra_t10"


def words(*entries: Entry | list[Entry], on: str = ON) -> str:
    known = facts(child(*entries), on)
    return headline(known, due=due_from(known))


def test_where_things_stand() -> None:
    found = words(
        diagnosis("2023-01-01"),
        study("2024-05-03", [T8, T10]),
        visit("2024-05-20", pain=2),
        drug("pamidronic_acid", "2024-03-10"),
    )
    assert found.startswith(
        "Active on MRI (latest 3 May 2024) at 2 places, among them chest vertebra T10 and chest "
        "vertebra T8; pain 2/10; on pamidronate since March; "
    )


def test_nothing_on_record() -> None:
    assert words() == "Nothing is on record yet."


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    assert words(diagnosis()).startswith(
        "No MRI on record; pain not recorded on a scale; no treatment for the disease on record"
    )


def test_a_missing_diagnosis_is_named_first() -> None:
    assert words(score("pain", "2024-05-20", 3)).startswith("No diagnosis of CNO on record; ")
    assert words(diagnosis(certainty=Certainty.SUSPECTED)).startswith("CNO suspected; ")


def test_without_the_diagnosis_a_lesion_is_not_called_active_disease() -> None:
    told = "lesion on MRI (latest 3 May 2024) at 1 place: chest vertebra T8; "
    assert told in words(study("2024-05-03", [T8]))
    suspected = diagnosis(certainty=Certainty.SUSPECTED)
    assert told in words(suspected, study("2024-05-03", [T8]))


def test_a_lesion_that_nobody_looked_at_lately_is_told_in_the_past() -> None:
    found = words(diagnosis(), study("2020-01-12", [T8]))
    assert found.startswith("Was active on MRI when last looked at on 12 January 2020 at 1 place")
    assert "Active on MRI (latest" not in found


def test_a_vertebra_that_has_lost_height_is_named() -> None:
    collapsed = evolve(lesion(T8), features=(Fact(concept="height_loss", status=YES),))
    found = words(diagnosis(), study("2024-05-03", [collapsed, "ilium_left"]))
    assert "at 2 places, among them chest vertebra T8 with loss of height; " in found


def test_a_told_number_of_lesions_is_an_mri_on_record() -> None:
    found = words(diagnosis(), score("mri_lesion_count", "2024-05-20", 4))
    assert found.startswith("4 lesions on MRI told on 20 May 2024; ")


def test_pain_told_as_a_finding_is_not_hidden() -> None:
    assert "bone pain on 20 May 2024" in words(finding("bone_pain", "2024-05-20"))
    told = words(score("pain", "2023-01-01", 3), finding("back_pain", "2024-05-20"))
    assert "pain was 3/10 when last scored on 1 January 2023, back pain on 20 May 2024" in told
    gone = words(finding("bone_pain", "2023-05-20"), finding("bone_pain", "2024-05-20", NO))
    assert "no bone pain on 20 May 2024" in gone


def test_an_emergency_is_named_before_anything_else() -> None:
    known = facts(child(diagnosis(), finding("neurological_signs", "2024-05-20")), ON)
    assert headline(known, red_flags=red_flags(known)).startswith(
        "An emergency until explained: neurological signs or compression of the spinal cord "
        "(20 May 2024); "
    )


def test_a_child_who_has_not_been_seen_for_years_is_told_so() -> None:
    found = words(diagnosis("2017-01-01"), visit("2021-06-12"), on="2024-06-01")
    assert "last visit on record 12 June 2021" in found


def test_a_clear_whole_body_mri_and_a_partial_one_are_told_apart() -> None:
    assert "no lesion on the whole-body mri" in words(study("2024-05-03")).lower()
    part = words(study("2024-05-03", whole_body=False, covers=["foot_left"]))
    assert "which did not show the whole skeleton" in part
    assert "or more" in words(study("2024-05-03", [T8], whole_body=False))
    assert "no certain lesion" in words(study("2024-05-03", doubtful=[T8]))


def test_old_pain_is_dated_and_not_called_current() -> None:
    assert "pain was 3/10 when last scored on 1 January 2023" in words(
        score("pain", "2023-01-01", 3)
    )


def test_treatment_that_may_have_ended_is_not_claimed() -> None:
    assert "whether naproxen still runs is not recorded" in words(
        diagnosis(), drug("naproxen", "2024-01-01", ongoing=UNKNOWN)
    )
    assert "no treatment for the disease now" in words(
        diagnosis(), drug("naproxen", "2023-01-01", "2023-03-01")
    )
    assert "no treatment for the disease on record" in words(
        diagnosis(), drug("clindamycin", "2024-05-01")
    )


def test_an_earlier_year_is_named_with_the_treatment() -> None:
    assert "on naproxen since March 2023" in words(diagnosis(), drug("naproxen", "2023-03-10"))
    assert "on naproxen since 2023" in words(diagnosis(), drug("naproxen", "2023"))
    assert "on naproxen;" in words(diagnosis(), drug("naproxen", None)) + ";"


def test_the_first_thing_overdue_is_the_mri() -> None:
    found = words(diagnosis("2023-01-01"), drug("naproxen", "2023-03-10"), study("2023-03-01"))
    assert "MRI overdue since 10 September 2023 and " in found


def test_red_flags_are_counted() -> None:
    known = facts(child(diagnosis()), ON)
    raised = [
        evolve(lesions_from(known)[0], verdict=verdict) for verdict in ("met", "met", "not_met")
    ]
    from crmo.assess.assessment import Verdict

    raised = [evolve(a, verdict=Verdict(a.verdict)) for a in raised]
    assert "2 red flags; " in headline(known, red_flags=raised)


def test_a_drug_stopped_this_very_day_is_not_told_as_taken() -> None:
    stopped = drug("naproxen", "2024-03-10", ON)
    begun = drug("indometacin", ON)
    assert "on indometacin since June" in words(diagnosis(), stopped, begun)
    assert "naproxen" not in words(diagnosis(), stopped, begun)
    assert "no treatment for the disease now" in words(diagnosis(), stopped)
    assert "on pamidronate" in words(diagnosis(), drug("pamidronic_acid", ON, ON))
