"""What every criteria set and red flag must say of itself."""

from __future__ import annotations

import pytest
from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.assessment import Verdict
from crmo.assess.criteria import criteria, criteria_set
from crmo.assess.facts import Facts
from crmo.assess.red_flags import red_flag, red_flags
from crmo.assess.rules.compile import compiled_rule
from crmo.assess.rules.describe import Description
from crmo.assess.rules.predicates.measurements import MeasurementLeaf
from crmo.errors import UserError
from crmo.knowledge import RuleKind, load_knowledge

KNOWLEDGE = load_knowledge()
CRITERIA = tuple(KNOWLEDGE.rules(RuleKind.CRITERIA))
FLAGS = tuple(KNOWLEDGE.rules(RuleKind.RED_FLAG))
SHIPPED = {
    "eular_acr_2025", "bristol_2016", "jansson_2007", "jansson_2009", "nbods_2023", "japan_2014",
    "rome_2008", "kahn_1994", "kahn_2003", "carra_eligible", "carra_active_disease",
    "carra_active_spinal_lesion", "carra_typical_distribution",
}  # fmt: skip


def facts(*lines: str) -> Facts:
    return Facts(record_of(lines), KNOWLEDGE, ASKED_ON)


def test_every_promised_set_is_there() -> None:
    assert set(CRITERIA) == SHIPPED


@pytest.mark.parametrize("rule", [*CRITERIA, *FLAGS])
def test_every_rule_carries_a_caution(rule: str) -> None:
    cautions = " ".join(KNOWLEDGE.rule(rule).cautions)
    assert cautions
    if rule in FLAGS:
        assert "no reassurance" in cautions


@pytest.mark.parametrize("rule", [*CRITERIA, *FLAGS])
def test_nothing_known_is_never_met_nor_excluded(rule: str) -> None:
    got = criteria_set(rule, facts()) if rule in CRITERIA else red_flag(rule, facts())
    assert got.verdict is Verdict.CANNOT_TELL
    assert got.missing


@pytest.mark.parametrize("rule", [*CRITERIA, *FLAGS])
def test_every_condition_can_be_put_into_words(rule: str) -> None:
    body = KNOWLEDGE.rule(rule).body
    words = Description(body, KNOWLEDGE)
    forms = [form for key in ("eligible", "excluded", "criteria") for form in body.get(key, ())]
    forms += [form for form in body.get("score", {}).get("domains", ()) if "when" in form]
    assert forms
    for form in forms:
        assert all(line.text for line in words.lines(form["when"]))


def test_no_two_sets_share_a_cut_off_of_crp() -> None:
    """CRP means different things in different scores; each set has its own cut-off."""
    cut_offs = {
        rule: {
            (leaf.operator, leaf.limit)
            for leaf in compiled_rule(KNOWLEDGE, rule).leaves
            if isinstance(leaf, MeasurementLeaf) and leaf.analyte == "crp"
        }
        for rule in ("bristol_2016", "jansson_2009", "nbods_2023")
    }
    assert cut_offs == {
        "bristol_2016": {("<", 30.0), (">", 30.0)},
        "jansson_2009": {(">=", 10.0)},
        "nbods_2023": {("<=", 55.0)},
    }


def test_the_points_of_jansson_2009_reach_the_published_maximum() -> None:
    score = compiled_rule(KNOWLEDGE, "jansson_2009").score
    assert score is not None
    assert sum(domain.limits([True] * 20)[1] for domain in score.domains) <= 63
    points = [d["points"] for d in KNOWLEDGE.rule("jansson_2009").body["score"]["domains"]]
    assert sum(points) == 63


def test_the_points_of_nbods_reach_115() -> None:
    points = [d["points"] for d in KNOWLEDGE.rule("nbods_2023").body["score"]["domains"]]
    assert sum(points) == 115


def test_a_red_flag_says_what_it_points_to() -> None:
    got = red_flag("flag_fever", facts("fever"))
    assert got.details["points_to"] == ("malignancy", "infection")
    assert got.summary == "Fever asks to look for both malignancy and infection."


def test_exclusions_can_be_told_from_criteria() -> None:
    got = criteria_set("carra_eligible", facts())
    parts = got.details["parts"]
    assert isinstance(parts, dict | type(got.details))
    assert parts["malignancy"] == "excluded"
    assert parts["recent_oedema"] == "criterion"


def test_all_sets_and_all_flags_are_answered_in_the_order_of_the_knowledge() -> None:
    assert tuple(got.rule for got in criteria(facts())) == CRITERIA
    assert tuple(got.rule for got in red_flags(facts())) == FLAGS


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UserError):
        criteria_set("no_such_rule", facts())


def test_no_red_flag_uses_the_word_geographic() -> None:
    """Sources use it for CNO and for its mimics alike."""
    for rule in FLAGS:
        assert "geographic" not in str(KNOWLEDGE.rule(rule).body)
