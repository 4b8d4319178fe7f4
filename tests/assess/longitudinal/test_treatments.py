"""Courses of treatment and what happened during and after each."""

from __future__ import annotations

from typing import Any

import pytest
from tests.assess.longitudinal.children import (
    NO,
    UNKNOWN,
    YES,
    child,
    drug,
    facts,
    study,
    visit,
)

from crmo.assess.assessment import Assessment
from crmo.assess.treatments.overview import treatments_from
from crmo.record import Entry, Fact, Source, StopReason, ToldResponse

ON = "2024-06-01"
T8 = "vertebra_t8"


def courses(*entries: Entry | list[Entry], on: str = ON) -> list[Assessment]:
    return list(treatments_from(facts(child(*entries), on)))


def spans(*entries: Entry) -> list[tuple[Any, Any, Any]]:
    return [(a.details["drug"], a.details["start"], a.details["end"]) for a in courses(*entries)]


@pytest.mark.parametrize(
    ("next_start", "n"), [("2023-03-15", 1), ("2023-05-01", 1), ("2023-05-02", 2)]
)
def test_entries_of_a_drug_closer_than_a_month_are_one_course(next_start: str, n: int) -> None:
    found = spans(
        drug("naproxen", "2023-01-01", "2023-03-31"), drug("naproxen", next_start, "2023-09-01")
    )
    assert len(found) == n
    if n == 1:
        assert found == [("naproxen", "2023-01-01", "2023-09-01")]


@pytest.mark.parametrize(("next_start", "n"), [("2023-10-02", 1), ("2023-10-04", 2)])
def test_infusions_may_be_months_apart(next_start: str, n: int) -> None:
    infusions = [drug("pamidronic_acid", "2023-01-01", ongoing=UNKNOWN),
                 drug("pamidronic_acid", next_start, ongoing=UNKNOWN)]  # fmt: skip
    assert len(spans(*infusions)) == n


def test_prescriptions_without_an_end_run_on_into_the_next_with_a_caution() -> None:
    (found,) = courses(
        drug("naproxen", "2023-01-01", ongoing=UNKNOWN),
        drug("naproxen", "2023-09-01", "2023-12-01"),
    )
    assert (found.details["start"], found.details["end"]) == ("2023-01-01", "2023-12-01")
    assert "not recorded" in found.cautions[-1]


def test_a_course_that_ended_on_an_unknown_day_is_not_continued() -> None:
    found = spans(drug("naproxen", "2023-01-01", ongoing=NO), drug("naproxen", "2023-09-01"))
    assert len(found) == 2


def test_different_drugs_are_different_courses_in_order_of_start() -> None:
    found = spans(
        drug("adalimumab", "2023-03-01"), drug("methotrexate", "2023-02-01"), drug("naproxen", None)
    )
    assert [name for name, _start, _end in found] == ["methotrexate", "adalimumab", "naproxen"]


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (drug("naproxen", "2023-01-01"), "met"),
        (drug("naproxen", "2023-01-01", "2024-06-01"), "met"),
        (drug("naproxen", "2023-01-01", "2024-05-31"), "not_met"),
        (drug("naproxen", "2023-01-01", ongoing=NO), "not_met"),
        (drug("naproxen", "2023-01-01", ongoing=UNKNOWN), "cannot_tell"),
        (drug("naproxen", "2023-01-01", "2024-06"), "met"),
        (drug("naproxen", "2023-01-01", "2024"), "cannot_tell"),
        (drug("naproxen", None), "met"),
        (drug("naproxen", None, ongoing=UNKNOWN), "cannot_tell"),
    ],
)
def test_the_verdict_says_whether_the_course_runs(entry: Entry, verdict: str) -> None:
    (found,) = courses(entry)
    assert found.verdict == verdict


def test_label_and_class_come_from_the_knowledge_and_an_unknown_drug_keeps_its_name() -> None:
    (known,) = courses(drug("pamidronic_acid", "2023-01-01"))
    assert (known.details["label"], known.details["class"]) == ("pamidronic acid", "bisphosphonate")
    (only_class,) = courses(drug("tnf_inhibitor", "2023-01-01"))
    assert (only_class.details["label"], only_class.details["class"]) == (
        "TNF inhibitor",
        "tnf_inhibitor",
    )
    (other,) = courses(drug("snake_oil", "2023-01-01"))
    assert (other.details["label"], other.details["class"]) == ("snake oil", "")


def test_values_before_at_the_end_and_after() -> None:
    (found,) = courses(
        drug("naproxen", "2023-01-10", "2023-07-01"),
        visit("2023-01-10", pain=6),
        visit("2023-06-20", pain=2),
        visit("2023-10-01", pain=4),
    )
    pain = [found.details[when]["pain"] for when in ("before", "at_end", "after")]  # type: ignore[index]
    assert [(p["value"], p["on"]) for p in pain] == [
        (6, "2023-01-10"),
        (2, "2023-06-20"),
        (4, "2023-10-01"),
    ]


def test_a_value_from_before_the_start_is_not_one_of_the_end() -> None:
    (found,) = courses(drug("naproxen", "2023-01-10", "2023-02-01"), visit("2023-01-05", pain=6))
    assert found.details["before"]["pain"]["value"] == 6  # type: ignore[index]
    assert found.details["at_end"]["pain"] is None  # type: ignore[index]


def test_while_a_course_runs_the_end_is_now_and_nothing_is_after() -> None:
    (found,) = courses(drug("naproxen", "2023-01-10"), visit("2024-05-20", pain=1))
    assert found.details["at_end"]["pain"]["value"] == 1  # type: ignore[index]
    assert found.details["after"]["pain"] is None  # type: ignore[index]


def test_flares_during_and_after_and_the_months_to_the_next() -> None:
    (found,) = courses(
        drug("naproxen", "2022-01-10", "2022-12-31"),
        study("2021-12-01"),
        study("2022-06-01", [T8]),
        study("2022-12-01"),
        study("2023-07-01", [T8]),
    )
    assert [f["start"] for f in found.details["flares_during"]] == ["2022-06-01"]  # type: ignore[union-attr]
    assert [f["start"] for f in found.details["flares_after"]] == ["2023-07-01"]  # type: ignore[union-attr]
    low, high = found.details["months_to_next_flare"]  # type: ignore[misc]
    assert low == high == pytest.approx(5.98, abs=0.01)
    assert "next flare 6 months after the end" in found.summary


def test_a_flare_on_the_day_of_the_start_is_its_reason_not_its_result() -> None:
    (found,) = courses(
        drug("naproxen", "2022-06-01"), study("2021-12-01"), study("2022-06-01", [T8])
    )
    assert found.details["flares_during"] == ()


def test_no_flare_after_the_end_is_told_with_how_long_somebody_looked() -> None:
    (found,) = courses(drug("naproxen", "2022-01-10", "2022-12-31"), visit("2023-12-31", pain=0))
    assert found.details["months_to_next_flare"] is None
    assert found.details["months_followed_after"] == pytest.approx(12, abs=0.1)
    assert (
        "No flare recorded in the 12 months after the end, with 1 visit with a pain score"
        in found.summary
    )


def test_pedcno_from_start_to_end_where_it_can_be_computed() -> None:
    better = visit(
        "2022-01-10", esr=40, mri_lesion_count=8, physician_global=6, patient_global=6, chaq=1
    )
    better += visit(
        "2022-12-20", esr=10, mri_lesion_count=2, physician_global=1, patient_global=5, chaq=1
    )
    (found,) = courses(drug("naproxen", "2022-01-10", "2022-12-31"), better)
    assert found.details["pedcno"] == {
        "pedcno30": "met", "pedcno50": "met", "pedcno70": "met", "pedcno90": "not_met",
    }  # fmt: skip
    (undated,) = courses(drug("naproxen", None))
    assert undated.details["pedcno"] is None


def test_adverse_events_stop_reason_and_told_response_are_passed_on() -> None:
    event = Fact(concept="nausea", status=YES, text="after each tablet")
    (found,) = courses(
        drug(
            "methotrexate",
            "2022-01-10",
            "2022-12-31",
            adverse_events=(event,),
            stop_reason=StopReason.ADVERSE_EVENT,
            response=ToldResponse.PARTIAL,
        )
    )
    assert found.details["adverse_events"] == (
        {"concept": "nausea", "status": "present", "text": "after each tablet"},
    )
    assert (found.details["stop_reason"], found.details["told_response"]) == (
        "adverse_event",
        "partial",
    )
    assert "Adverse events: nausea." in found.summary


def test_no_course_is_called_better_than_another() -> None:
    found = courses(drug("naproxen", "2022-01-10", "2022-12-31"), drug("adalimumab", "2023-01-10"))
    assert all("never ranked" in " ".join(a.cautions) for a in found)
    assert all(a.value is None for a in found)


def test_when_nobody_looked_after_the_end_nothing_is_said_of_flares() -> None:
    (found,) = courses(drug("naproxen", "2022-01-10", "2022-12-31"))
    assert "flare" not in found.summary


def test_the_time_after_a_course_ends_when_the_drug_is_begun_again() -> None:
    first, _again = courses(
        drug("pamidronic_acid", "2022-01-10", "2022-07-10"),
        drug("pamidronic_acid", "2024-02-10"),
        visit("2024-05-20", pain=2),
    )
    assert first.details["months_followed_after"] == pytest.approx(19, abs=0.1)
    assert (first.details["n_mri_after"], first.details["n_visits_after"]) == (0, 0)
    assert first.details["restarted"] == "2024-02-10"
    assert "Whether a flare followed is not known" in first.summary
    assert "begun again 10 February 2024" in first.summary


def test_a_drug_known_only_by_a_code_is_told_in_the_words_of_the_source() -> None:
    source = Source(document="Bundle", text="Naprosyn 250 mg tablet")
    (found,) = courses(drug("rxnorm:705129", "2023-01-01", source=source))
    assert found.details["label"] == "Naprosyn 250 mg tablet"
    assert "rxnorm" not in found.summary
