"""Flares by stated rules: on MRI, in the clinic, and the published one without cut-offs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.assess.longitudinal.children import NO, YES, child, facts, lesion, study, the, visit

from crmo.assess.assessment import Assessment
from crmo.assess.flares.overview import flares_from
from crmo.knowledge import Knowledge
from crmo.record import Entry, Modality

ON = "2024-06-01"
T8, HEEL = "vertebra_t8", "calcaneus_left"


def answers(*entries: Entry | list[Entry], knowledge: Knowledge | None = None) -> list[Assessment]:
    return list(flares_from(facts(child(*entries), ON, knowledge)))


def flares(rule: str, *entries: Entry | list[Entry]) -> list[tuple[object, object, object]]:
    return [
        (a.details["start"], a.details["end"], a.details["silent"])
        for a in answers(*entries)
        if a.rule == rule and a.verdict == "met"
    ]


# on MRI -------------------------------------------------------------------------------------------


def test_a_lesion_where_an_earlier_mri_was_clear_is_a_relapse() -> None:
    found = flares("radiological_relapse", study("2023-01-01"), study("2023-07-01", [T8]))
    assert found == [("2023-07-01", None, None)]


def test_a_lesion_that_comes_back_is_a_relapse_and_ends_when_it_is_gone() -> None:
    found = flares(
        "radiological_relapse",
        study("2022-01-01", [T8]),
        study("2022-07-01"),
        study("2023-01-01", [T8]),
        study("2023-07-01", [T8]),
        study("2024-01-01"),
    )
    assert found == [("2023-01-01", "2024-01-01", None)]


def test_a_relapse_at_several_places_ends_with_the_last_of_them() -> None:
    found = flares(
        "radiological_relapse",
        study("2022-01-01"),
        study("2022-07-01", [T8, HEEL]),
        study("2023-01-01", [T8]),
        study("2023-07-01"),
    )
    assert found == [("2022-07-01", "2023-07-01", None)]


@pytest.mark.parametrize(
    "earlier",
    [
        study("2023-01-01", [T8]),
        study("2023-01-01", whole_body=False, covers=["foot_left"]),
        study("2023-01-01", rest_is_clear=False),
        study("2023-01-01", modality=Modality.RADIOGRAPH),
    ],
)
def test_no_relapse_unless_an_earlier_mri_had_found_the_place_clear(earlier: Entry) -> None:
    assert flares("radiological_relapse", earlier, study("2023-07-01", [T8])) == []


@pytest.mark.parametrize(("hurts", "silent"), [(YES, False), (NO, True), (None, None)])
def test_a_relapse_is_silent_only_if_the_lesion_is_said_to_be_quiet(
    hurts: object, silent: bool | None
) -> None:
    there = lesion(T8) if hurts is None else lesion(T8, hurts=hurts)  # type: ignore[arg-type]
    found = flares("radiological_relapse", study("2023-01-01"), study("2023-07-01", [there]))
    assert found == [("2023-07-01", None, silent)]


@pytest.mark.parametrize(
    ("worse_on", "silent"),
    [("2023-09-30", False), ("2023-10-02", True), ("2023-03-31", False), ("2023-03-30", True)],
)
def test_a_flare_in_the_clinic_within_three_months_makes_it_heard(
    worse_on: str, silent: bool
) -> None:
    found = flares(
        "radiological_relapse",
        study("2023-01-01"),
        study("2023-07-01", [lesion(T8, hurts=NO)]),
        visit("2023-02-01", pain=1, patient_global=1),
        visit(worse_on, pain=4, patient_global=4),
    )
    assert found[0][2] is silent


def test_no_relapse_between_two_studies_is_not_met() -> None:
    found = the(
        answers(study("2023-01-01", [T8]), study("2023-07-01", [T8])), "radiological_relapse"
    )
    assert (found.verdict, found.details["start"]) == ("not_met", None)


@pytest.mark.parametrize(
    "entries", [[], [study("2023-01-01", [T8])], [study("2023", [T8]), study("2023-07-01", [T8])]]
)
def test_one_study_or_an_open_order_cannot_tell(entries: list[Entry]) -> None:
    assert the(answers(*entries), "radiological_relapse").verdict == "cannot_tell"


# in the clinic ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "is_flare"),
    [(2, 2.9, False), (2, 3, True), (0.2, 1.2, True), (2, 5, True), (5, 2, False)],
)
def test_pain_must_rise_by_a_point(before: float, now: float, is_flare: bool) -> None:
    found = flares(
        "clinical_flare",
        visit("2023-01-01", pain=before, patient_global=1),
        visit("2023-04-01", pain=now, patient_global=2),
    )
    assert bool(found) == is_flare


@pytest.mark.parametrize("other", ["patient_global", "physician_global", "clinical_lesion_count"])
def test_something_else_must_rise_too(other: str) -> None:
    def pair(then: float, now: float) -> list[tuple[object, object, object]]:
        steady = {"patient_global": 1.0, "physician_global": 1.0, "clinical_lesion_count": 1.0}
        return flares(
            "clinical_flare",
            visit("2023-01-01", **({"pain": 1} | steady | {other: then})),
            visit("2023-04-01", **({"pain": 4} | steady | {other: now})),
        )

    assert pair(1, 2) == [("2023-04-01", None, False)]
    assert pair(1, 1) == []
    assert pair(2, 1) == []


def test_a_flare_ends_when_pain_is_back_where_it_was() -> None:
    found = flares(
        "clinical_flare",
        visit("2023-01-01", pain=1, patient_global=1),
        visit("2023-03-01", pain=4, patient_global=3),
        visit("2023-05-01", pain=6, patient_global=5),
        visit("2023-07-01", pain=2, patient_global=1),
        visit("2023-09-01", pain=1, patient_global=1),
        visit("2023-11-01", pain=3, patient_global=2),
    )
    assert found == [("2023-03-01", "2023-09-01", False), ("2023-11-01", None, False)]


@pytest.mark.parametrize(("days_apart", "found"), [(731, 1), (732, 0)])
def test_visits_too_far_apart_are_not_compared(days_apart: int, found: int) -> None:
    from datetime import date, timedelta

    day = (date(2024, 5, 1) - timedelta(days=days_apart)).isoformat()
    pair = [visit(day, pain=1, patient_global=1), visit("2024-05-01", pain=4, patient_global=4)]
    assert len(flares("clinical_flare", *pair)) == found


def test_pain_that_rose_while_nothing_else_was_asked_cannot_tell() -> None:
    found = the(answers(visit("2023-01-01", pain=1), visit("2023-04-01", pain=4)), "clinical_flare")
    assert found.verdict == "cannot_tell"


def test_steady_visits_are_not_met_and_one_visit_cannot_tell() -> None:
    steady = answers(visit("2023-01-01", pain=1), visit("2023-04-01", pain=1))
    assert the(steady, "clinical_flare").verdict == "not_met"
    assert the(answers(visit("2023-01-01", pain=1)), "clinical_flare").verdict == "cannot_tell"


# CHOIR --------------------------------------------------------------------------------------------


def test_the_published_flare_has_no_cutoffs_and_says_what_an_overlay_must_fill_in() -> None:
    found = the(answers(visit("2023-01-01", pain=1), visit("2023-04-01", pain=9)), "choir_flare")
    assert found.verdict == "cannot_tell"
    assert [fact.fact for fact in found.missing] == [
        "choir_flare.pain",
        "choir_flare.physician_global",
    ]


@pytest.mark.parametrize(("now", "verdict"), [(2.9, "not_met"), (3, "met"), (3.1, "met")])
def test_cutoffs_of_a_clinic_make_the_published_flare_answer(
    overlaid: Callable[[str], Knowledge], now: float, verdict: str
) -> None:
    stated = "rise_at_least: {value: 2, grade: confirmed, decision: our own audit}"
    knowledge = overlaid(
        "  - id: choir_flare\n    body:\n      any_of:\n"
        f"        - {{id: pain, {stated}}}\n        - {{id: physician_global, {stated}}}\n"
    )
    pair = [
        visit("2023-01-01", pain=1, physician_global=1),
        visit("2023-04-01", pain=now, physician_global=1),
    ]
    found = the(answers(*pair, knowledge=knowledge), "choir_flare")
    assert found.verdict == verdict
    assert found.details["start"] == ("2023-04-01" if verdict == "met" else None)


def test_flares_of_all_rules_come_in_order_of_their_start() -> None:
    found = answers(
        study("2023-01-01"),
        study("2023-07-01", [T8]),
        visit("2023-02-01", pain=1, patient_global=1),
        visit("2023-03-01", pain=4, patient_global=4),
    )
    starts = [a.details["start"] for a in found if a.verdict == "met"]
    assert starts == ["2023-03-01", "2023-07-01"]
