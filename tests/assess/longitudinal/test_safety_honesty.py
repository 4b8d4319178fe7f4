"""Gates do not open on silence, on old checks, or on a value that conversion moved."""

from __future__ import annotations

import pytest
from tests.assess.longitudinal.children import (
    NO,
    child,
    drug,
    facts,
    finding,
    lab,
    procedure,
    the,
)

from crmo.assess.assessment import Reason
from crmo.assess.safety.overview import safety_from
from crmo.knowledge import load_knowledge
from crmo.record import Entry

ON = "2024-06-01"
RECENT = "2024-05-01"
BP = "bisphosphonate_gates"


def gate(rule: str, name: str, *entries: Entry) -> Reason:
    found = the(safety_from(facts(child(*entries), ON)), rule)
    (reason,) = [r for r in found.reasons if r.criterion == name]
    return reason


@pytest.mark.parametrize(
    ("name", "entry", "written"),
    [
        ("vitamin_d", lab("vitamin_d", RECENT, 20, unit="ng/mL"), "20 ng/mL (49.9 nmol/L)"),
        ("calcium", lab("calcium", RECENT, 8.4, unit="mg/dL"), "8.4 mg/dL (2.1 mmol/L)"),
    ],
)
def test_a_converted_value_close_to_a_limit_decides_nothing(
    name: str, entry: Entry, written: str
) -> None:
    found = gate(BP, name, entry)
    assert found.verdict == "cannot_tell"
    assert written in found.observed
    assert "at the limit" in found.observed


def test_a_converted_value_is_shown_as_written_and_rounded() -> None:
    found = gate(BP, "calcium", lab("calcium", RECENT, 8.2, unit="mg/dL"))
    assert found.verdict == "met"
    assert "8.2 mg/dL (2.05 mmol/L) on 1 May 2024" in found.observed


def test_a_low_value_that_is_too_old_still_says_that_it_was_low() -> None:
    found = gate(BP, "vitamin_d", lab("vitamin_d", "2024-01-02", 18, unit="ng/mL"))
    assert found.verdict == "cannot_tell"
    assert "was below 50 nmol/L when last measured" in found.observed


@pytest.mark.parametrize(
    ("day", "verdict"), [("2023-06-01", "not_met"), ("2023-05-31", "cannot_tell")]
)
def test_a_dental_review_opens_its_gate_for_a_year(day: str, verdict: str) -> None:
    found = gate(BP, "dental", procedure("dental_review", day))
    assert found.verdict == verdict
    assert ("too old" in found.observed) == (verdict == "cannot_tell")


@pytest.mark.parametrize(
    ("rule", "name", "concepts"),
    [
        (BP, "acute_illness", ("fever", "acute_illness")),
        (BP, "hydration", ("dehydration",)),
        ("tnf_inhibitor_gates", "serious_infection", ("serious_infection",)),
        ("methotrexate_gates", "infection", ("serious_infection",)),
    ],
)
def test_what_comes_and_goes_is_asked_again_after_a_week(
    rule: str, name: str, concepts: tuple[str, ...]
) -> None:
    for day, verdict in (("2024-05-25", "not_met"), ("2024-05-24", "cannot_tell")):
        told = [finding(concept, day, NO) for concept in concepts]
        assert gate(rule, name, *told).verdict == verdict
    old = gate(rule, name, finding(concepts[0], "2024-04-30"))
    assert (old.verdict, "too old to tell of today" in old.observed) == ("cannot_tell", True)


def test_a_low_alkaline_phosphatase_is_not_forgotten_for_a_normal_one_that_is_old() -> None:
    found = gate(
        BP,
        "alp_below_normal",
        lab("alp", "2023-01-02", 60, low=130),
        lab("alp", "2024-02-02", 240, low=130),
    )
    assert found.verdict == "cannot_tell"
    assert "was below the range on 2 January 2023" in found.observed


def test_a_raised_creatinine_is_shown_without_a_clearance() -> None:
    found = gate(BP, "creatinine", lab("creatinine", RECENT, 180, high=60))
    assert found.verdict == "met"
    assert "180 µmol/L" in found.observed


def test_methotrexate_asks_for_folate() -> None:
    assert gate("methotrexate_gates", "folate").verdict == "cannot_tell"
    taken = drug("folic_acid", RECENT)
    assert gate("methotrexate_gates", "folate", taken).verdict == "not_met"


def test_live_vaccines_are_a_caution_of_what_weakens_the_defence() -> None:
    rules = load_knowledge().rules("safety")
    for rule in ("methotrexate_gates", "tnf_inhibitor_gates"):
        assert any("Live vaccines" in caution for caution in rules[rule].cautions)


def test_every_source_that_a_gate_names_is_one_of_its_rule() -> None:
    for rule in load_knowledge().rules("safety").values():
        named = {rule.body["recent"].get("source")} - {None}
        assert named <= set(rule.sources), rule.id
