"""Laws of the model, over many records."""

from __future__ import annotations

from math import isclose, pi

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assess.rules.pool import FINDINGS, LABS, SITES
from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.differential import Differential, differential
from crmo.assess.differential.features import look
from crmo.assess.differential.likelihood_table import likelihood_table
from crmo.assess.differential.posterior import posterior
from crmo.assess.differential.trigamma import log_share_variance, trigamma
from crmo.assess.facts import Facts
from crmo.knowledge import load_knowledge
from crmo.knowledge.likelihoods import SETTINGS
from crmo.record import PatientRecord

KNOWLEDGE = load_knowledge()
LINES = st.lists(
    st.one_of(
        st.sampled_from(FINDINGS),
        st.sampled_from(FINDINGS).map(lambda word: f"no {word}"),
        st.sampled_from(LABS).map(lambda words: f"lab {words}"),
        st.sampled_from(SITES).map(lambda site: f"mri: {site} +marrow_oedema"),
        st.sampled_from(("whole-body mri: rest clear", "mri of spine: rest clear")),
    ),
    max_size=8,
)


def weigh(record: PatientRecord, setting: str = "rheumatology") -> Differential:
    return differential(record, KNOWLEDGE, on=ASKED_ON, setting=setting, with_questions=False)


def shares(found: Differential) -> dict[str, float]:
    return {each.disease: each.probability for each in found.ranking}


@given(LINES, st.sampled_from(SETTINGS))
def test_probabilities_add_up_to_one_and_lie_in_their_intervals(
    lines: list[str], setting: str
) -> None:
    found = weigh(record_of(lines), setting)
    assert isclose(sum(shares(found).values()), 1, abs_tol=1e-9)
    for each in found.ranking:
        assert 0 <= each.low <= each.probability <= each.high <= 1


@given(LINES)
def test_the_order_of_entries_does_not_matter(lines: list[str]) -> None:
    record = record_of(lines)
    turned = evolve(record, entries=tuple(reversed(record.entries)))
    there, back = shares(weigh(record)), shares(weigh(turned))
    assert all(isclose(there[key], back[key], rel_tol=1e-9) for key in there)


@given(LINES, st.sampled_from(("scleritis", "pregnancy", "school_absence", "low_mood")))
def test_a_fact_of_which_no_disease_says_anything_changes_nothing(
    lines: list[str], line: str
) -> None:
    assert shares(weigh(record_of(lines))) == shares(weigh(record_of([*lines, line])))


@given(LINES, st.sampled_from(("fever", "mass", "arthritis", "night_pain", "weight_loss")))
def test_what_is_not_known_contributes_nothing(lines: list[str], finding: str) -> None:
    told = [f"{finding} unknown", f"{finding} not looked for"]
    assert shares(weigh(record_of(lines))) == shares(weigh(record_of([*lines, *told])))


def test_without_any_fact_the_ranking_is_that_of_the_setting() -> None:
    record = record_of(["born unknown"])
    for setting in SETTINGS:
        for each in weigh(record, setting).ranking:
            assert isclose(each.probability, each.prior, rel_tol=1e-9)


def test_saying_the_same_thing_twice_does_not_count_twice() -> None:
    once = weigh(record_of(["mri: rib_left +marrow_oedema"]))
    twice = weigh(record_of(["mri: rib_left +marrow_oedema", "mri: rib_left +marrow_oedema"]))
    assert shares(once) == shares(twice)


def test_a_second_fact_of_a_group_counts_as_a_part_of_itself() -> None:
    record = record_of(["fever", "lab crp 90 mg/L"])
    seen = look(Facts(record, KNOWLEDGE, ASKED_ON))
    found = posterior(likelihood_table(KNOWLEDGE, "rheumatology"), seen.features, KNOWLEDGE)
    tempering = KNOWLEDGE.likelihood_model["weighing"].parameters["tempering"].value
    further = KNOWLEDGE.likelihood_groups["inflammation"].further["value"]
    of_group = sorted(
        (f.exponent for f in found.facts if f.seen.id in {"fever", "crp"}), reverse=True
    )
    assert of_group == pytest.approx([tempering, tempering * further])


def test_one_fact_moves_the_odds_by_its_tempered_ratio() -> None:
    """Worked out by hand: prior odds times likelihood ratio to the power of the tempering."""
    table = likelihood_table(KNOWLEDGE, "orthopaedics")
    before = weigh(record_of(["born unknown"]), "orthopaedics").candidate("scurvy")
    after = weigh(record_of(["born unknown", "gum_bleeding"]), "orthopaedics").candidate("scurvy")
    tempering = KNOWLEDGE.likelihood_model["weighing"].parameters["tempering"].value
    with_it = table.shares("gum_bleeding", ("present",))
    i = next(n for n, disease in enumerate(table.diseases) if disease.id == "scurvy")
    weights = [p * s**tempering for p, s in zip(table.priors, with_it, strict=True)]
    assert before.probability == pytest.approx(table.priors[i])
    assert after.probability == pytest.approx(weights[i] / sum(weights))


def test_a_birth_year_that_leaves_two_bands_open_counts_as_either() -> None:
    seen = look(Facts(record_of(["born 2016"]), KNOWLEDGE, ASKED_ON)).features["age"]
    assert seen.possible == ("4_to_7", "8_to_12")


def test_no_more_is_known_of_a_rarer_finding_than_one_child_allows() -> None:
    table = likelihood_table(KNOWLEDGE, "rheumatology")
    assert max(table.variances("blasts", ("present",))) <= trigamma(1)


@pytest.mark.parametrize(("x", "value"), [(1.0, pi**2 / 6), (0.5, pi**2 / 2), (2.0, pi**2 / 6 - 1)])
def test_trigamma_has_its_known_values(x: float, value: float) -> None:
    assert trigamma(x) == pytest.approx(value, rel=1e-6)


def test_trigamma_is_refused_where_it_is_not_defined() -> None:
    with pytest.raises(ValueError, match="above 0"):
        trigamma(0)


def test_the_variance_of_a_log_share_is_near_that_of_a_count() -> None:
    """For many children it tends to (1 - p) / (n p)."""
    assert log_share_variance(400, 1000) == pytest.approx(0.6 / 400, rel=0.01)


@settings(max_examples=15)
@given(LINES)
def test_questions_are_never_worth_less_than_nothing_and_answers_are_certain_to_come(
    lines: list[str],
) -> None:
    found = differential(record_of(lines), KNOWLEDGE, on=ASKED_ON)
    for question in found.next_questions:
        assert question.bits > 0
        assert isclose(sum(a.probability for a in question.answers), 1, abs_tol=1e-9)
        assert all(len(a.top) == 3 for a in question.answers)


def test_what_is_known_is_not_asked_again() -> None:
    found = differential(record_of(["no fever", "no night_pain"]), KNOWLEDGE, on=ASKED_ON)
    asked = {question.feature for question in found.next_questions}
    assert not asked & {"fever", "night_pain", "age"}
    assert found.ranking[0].unknown
    assert not {fact.feature for fact in found.ranking[0].unknown} & {"fever", "night_pain"}


def test_questions_come_in_the_order_of_what_they_tell_for_their_cost() -> None:
    found = differential(record_of(["bone_pain"]), KNOWLEDGE, on=ASKED_ON)
    worth = [question.bits / question.cost for question in found.next_questions]
    assert worth == sorted(worth, reverse=True)
    assert all(question.cost >= 1 for question in found.next_questions)


def test_an_interval_narrows_when_more_children_were_counted() -> None:
    assert log_share_variance(40, 100) < log_share_variance(4, 10)
