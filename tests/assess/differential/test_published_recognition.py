"""The published cases: the kept figures are those of the code, and beat the plain baselines."""

from __future__ import annotations

from typing import Any

import pytest

from crmo.knowledge import load_knowledge
from crmo.record import PatientRecord
from tools.evaluate_recognition import all_cases, read
from tools.recognising_page import pages
from tools.recognition.cases import case_results, told_concepts
from tools.recognition.ranks import Rank, rank_of, summary

WAYS = ("cases", "told", "told_alone")


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Any]]:
    knowledge = load_knowledge()
    return {way: case_results(facts, knowledge) for way, facts in all_cases(knowledge).items()}


def test_the_kept_figures_are_those_of_the_code(found: dict[str, dict[str, Any]]) -> None:
    """Run `python -m tools.evaluate_recognition` when this fails after a change."""
    kept, ours = read()["cases"], found["cases"]
    assert kept["differential"] == ours["differential"]
    assert kept["prior_only"] == ours["prior_only"]
    assert kept["counting_terms"] == ours["counting_terms"]
    assert [row["rank"] for row in kept["rows"]] == [row["rank"] for row in ours["rows"]]


@pytest.mark.parametrize("way", WAYS)
def test_every_dangerous_disease_is_listed_in_its_own_case(
    way: str, found: dict[str, dict[str, Any]]
) -> None:
    assert found[way]["dangerous"]["missed"] == []
    assert found[way]["dangerous"]["n"] >= 16


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("baseline", ["prior_only", "counting_terms"])
def test_it_does_better_than_a_plain_baseline(
    way: str, baseline: str, found: dict[str, dict[str, Any]]
) -> None:
    ours, plain = found[way]["differential"], found[way][baseline]
    assert ours["top_3"]["count"] > plain["top_3"]["count"]
    assert ours["mean_rank"]["high"] < plain["mean_rank"]["low"]


def test_reading_the_text_costs_little_against_coding_by_hand(
    found: dict[str, dict[str, Any]],
) -> None:
    coded, told = (found[way]["differential"] for way in ("cases", "told"))
    assert told["top_3"]["count"] >= 0.8 * coded["top_3"]["count"]


def test_age_and_sex_are_read_from_every_narrative() -> None:
    knowledge = load_knowledge()
    cases = all_cases(knowledge)
    for key, facts in cases["told"].items():
        alone = cases["told_alone"][key]
        assert alone.record.patient.sex is facts.record.patient.sex, key
        told, read_ = facts.age_years(), alone.age_years()
        assert told is not None, key
        assert read_ is not None, key
        assert read_.low - 0.05 <= told.low <= read_.high + 0.05, key


def test_on_virtual_children_what_is_called_likely_comes_true_at_least_as_often() -> None:
    first = read()["virtual"]["first"]
    assert all(each["true"] > each["said"] - 0.1 for each in first if each["n"] >= 50)


def test_the_page_says_that_the_cases_were_in_view() -> None:
    page = pages()["reference/recognising.md"]
    assert "These are cases the developers could see" in page
    assert "No flag is no reassurance" in page


def test_ties_share_their_ranks_out() -> None:
    tied = rank_of("b", {"a": 2.0, "b": 1.0, "c": 1.0, "d": 0.0})
    assert (tied.best, tied.worst, tied.mean) == (2, 3, 2.5)
    assert [tied.within(k) for k in (1, 2, 3, 4)] == [0, 0.5, 1, 1]


def test_a_summary_counts_first_places_and_means_ranks() -> None:
    found = summary([Rank(1, 1), Rank(2, 2), Rank(6, 6)])
    assert (found["top_1"]["count"], found["top_3"]["count"]) == (1, 2)
    assert found["mean_rank"]["mean"] == 3


def test_the_baseline_reads_findings_pictures_and_marked_values(
    short: Any,
) -> None:
    record: PatientRecord = short(
        "fever", "no mass", "mri: femur_left +lysis", "lab haemoglobin low", "family psoriasis"
    )
    assert told_concepts(record) == {"fever", "lysis", "anaemia"}


@pytest.fixture
def short() -> Any:
    from tests.spec.short_facts import record_of

    return lambda *lines: record_of(lines)
