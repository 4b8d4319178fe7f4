"""What was measured lately, CDAS, severe course, Catalano-Pons, minimal disease activity."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from tests.assess.longitudinal.children import (
    UNKNOWN,
    child,
    drug,
    facts,
    score,
    study,
    the,
    visit,
)

from crmo.assess.activity import activity_from
from crmo.assess.assessment import Assessment
from crmo.knowledge import Knowledge
from crmo.record import Entry, Interval

ON = "2024-06-01"
DAY = "2024-05-20"
ALL = {
    "pain": 3, "patient_global": 2, "physician_global": 4, "chaq": 0.5, "clinical_lesion_count": 1,
    "mri_lesion_count": 2, "esr": 12, "crp": 4,
}  # fmt: skip


def answer(rule: str, *entries: Entry, knowledge: Knowledge | None = None) -> Assessment:
    return the(activity_from(facts(child(*entries), ON, knowledge)), rule)


def test_current_measures_is_met_when_every_component_is_known() -> None:
    found = answer("current_measures", *visit(DAY, **ALL))
    assert found.verdict == "met"
    assert [c["id"] for c in found.details["components"]] == [  # type: ignore[union-attr]
        *("pain", "patient_global", "physician_global", "chaq", "clinical_lesion_count"),
        *("mri_lesion_count", "esr", "crp"),
    ]
    assert found.missing == ()


@pytest.mark.parametrize("lacking", list(ALL))
def test_a_lacking_component_is_named_as_missing(lacking: str) -> None:
    rest = {name: value for name, value in ALL.items() if name != lacking}
    found = answer("current_measures", *visit(DAY, **rest))
    assert found.verdict == "cannot_tell"
    assert [fact.fact for fact in found.missing] == [lacking]
    component = {c["id"]: c for c in found.details["components"]}[lacking]  # type: ignore[union-attr]
    assert (component["value"], component["on"], component["entry"]) == (None, None, None)


def test_components_carry_value_unit_date_and_entry() -> None:
    found = answer("current_measures", *visit(DAY, crp=4))
    component = {c["id"]: c for c in found.details["components"]}["crp"]  # type: ignore[union-attr]
    assert component == {
        "id": "crp", "label": "CRP", "value": 4, "high": 4, "unit": "mg/L", "on": DAY,
        "entry": f"crp-{DAY}", "entries": (f"crp-{DAY}",), "is_normal": None,
    }  # fmt: skip


def test_cdas_adds_its_three_parts_and_does_not_judge_the_sum() -> None:
    found = answer("cno_cdas", *visit(DAY, pain=3, patient_global=2, clinical_lesion_count=1))
    assert found.value == Interval(6, 6)
    assert found.verdict == "cannot_tell"
    assert not found.is_verified


def test_cdas_with_a_part_lacking_has_no_upper_limit() -> None:
    found = answer("cno_cdas", *visit(DAY, pain=3, patient_global=2))
    assert found.value == Interval(5, math.inf)
    assert [fact.fact for fact in found.missing] == ["clinical_lesion_count"]


def test_cdas_without_any_part_has_no_value() -> None:
    assert answer("cno_cdas").value is None


@pytest.mark.parametrize(("total", "verdict"), [(3, "met"), (4, "met"), (5, "not_met")])
def test_a_cutoff_from_an_overlay_makes_cdas_answer(
    overlaid: Callable[[str], Knowledge], total: float, verdict: str
) -> None:
    knowledge = overlaid(
        "  - id: cno_cdas\n    body:\n"
        "      inactive_at_most: {value: 4, grade: confirmed, decision: our own audit}\n"
    )
    parts = visit(DAY, pain=total - 2, patient_global=1, clinical_lesion_count=1)
    found = answer("cno_cdas", *parts, knowledge=knowledge)
    assert (found.verdict, found.is_overridden) == (verdict, True)


@pytest.mark.parametrize(("value", "verdict"), [(3.9, "not_met"), (4, "met"), (4.1, "met")])
def test_severe_begins_at_a_physician_global_of_four(value: float, verdict: str) -> None:
    assert answer("severe_course", score("physician_global", DAY, value)).verdict == verdict


def test_severe_cannot_be_told_without_a_recent_physician_global() -> None:
    found = answer("severe_course", score("physician_global", "2023-05-20", 8))
    assert found.verdict == "cannot_tell"
    assert {case.verdict for case in found.missing[0].what_if} == {"met", "not_met"}


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([score("pain", DAY, 0)], "cannot_tell"),
        ([score("pain", DAY, 0.5)], "met"),
        ([score("pain", DAY, 0), drug("naproxen", "2024-01-01")], "met"),
        ([score("pain", DAY, 0), drug("naproxen", "2023-01-01", "2023-06-01")], "not_met"),
        ([score("pain", DAY, 0), drug("naproxen", "2023-01-01", ongoing=UNKNOWN)], "cannot_tell"),
        ([score("pain", DAY, 0), drug("clindamycin", "2024-01-01")], "cannot_tell"),
        ([score("pain", DAY, 0), drug("folic_acid", "2024-01-01")], "cannot_tell"),
        ([], "cannot_tell"),
        ([drug("naproxen", "2024-01-01")], "met"),
    ],
)
def test_catalano_pons_is_active_with_pain_or_treatment(entries: list[Entry], verdict: str) -> None:
    assert answer("catalano_pons_active", *entries).verdict == verdict


def test_pain_that_is_lacking_could_make_it_active() -> None:
    found = answer("catalano_pons_active", drug("naproxen", "2023-01-01", "2023-06-01"))
    assert [case.verdict for case in found.missing[0].what_if] == ["met", "not_met"]


def test_minimal_disease_activity_says_which_cutoffs_an_overlay_must_fill_in() -> None:
    found = answer("minimal_disease_activity", *visit(DAY, pain=0, physician_global=0))
    assert found.verdict == "cannot_tell"
    assert [fact.fact for fact in found.missing] == [
        "minimal_disease_activity.pain",
        "minimal_disease_activity.physician_global",
    ]


@pytest.mark.parametrize(
    ("pain", "physician", "verdict"),
    [(1, 1, "met"), (1.1, 1, "not_met"), (0, 2, "not_met"), (1, None, "cannot_tell")],
)
def test_minimal_disease_activity_with_cutoffs_of_a_clinic(
    overlaid: Callable[[str], Knowledge], pain: float, physician: float | None, verdict: str
) -> None:
    stated = "at_most: {value: 1, grade: confirmed, decision: our own audit}"
    knowledge = overlaid(
        "  - id: minimal_disease_activity\n    body:\n      all_of:\n"
        f"        - {{id: pain, {stated}}}\n        - {{id: physician_global, {stated}}}\n"
    )
    values = {"pain": pain} | ({} if physician is None else {"physician_global": physician})
    found = answer("minimal_disease_activity", *visit(DAY, **values), knowledge=knowledge)
    assert (found.verdict, found.missing) == (verdict, ())


def test_lesions_on_mri_are_counted_from_the_study() -> None:
    found = answer("current_measures", study("2024-03-01", ["vertebra_t8", "vertebra_t9"]))
    component = {c["id"]: c for c in found.details["components"]}["mri_lesion_count"]  # type: ignore[union-attr]
    assert (component["value"], component["on"]) == (2, "2024-03-01")


def test_a_value_that_is_no_longer_current_is_told_in_the_past_with_its_date() -> None:
    found = answer("current_measures", score("pain", "2024-01-13", 1))
    assert found.summary == (
        "Nothing was measured lately. When last looked at: Pain 1 (13 January 2024)."
    )
    assert found.reasons[0].observed == "Pain not known within 92 days; was 1 on 13 January 2024"


def test_not_active_by_pain_and_treatment_says_what_mri_shows() -> None:
    ended = drug("naproxen", "2023-01-01", "2023-06-01")
    found = answer(
        "catalano_pons_active", score("pain", DAY, 0), ended, study(DAY, ["vertebra_t6"])
    )
    assert found.verdict == "not_met"
    assert "MRI last showed a lesion at chest vertebra T6" in found.cautions[-1]
    assert any("no account of imaging" in caution for caution in found.cautions)
