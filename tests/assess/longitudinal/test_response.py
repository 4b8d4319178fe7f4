"""PedCNO and the other responses between two days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assess.longitudinal.children import child, drug, facts, lab, score, study, the, visit

from crmo.assess.assessment import Assessment
from crmo.assess.measures import Measure
from crmo.assess.pedcno import Change, tally
from crmo.assess.response import default_spans, response, response_from
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Comparator, Entry, Flag, Interval

START, END = "2024-01-10", "2024-06-01"
BEFORE = {"esr": 40, "mri_lesion_count": 10, "physician_global": 5, "patient_global": 4, "chaq": 1}
BODY: Mapping[str, Any] = load_knowledge().rule("pedcno").body


def at(day: str, values: Mapping[str, float | None]) -> list[Entry]:
    return visit(day, **{name: v for name, v in values.items() if v is not None})


def between(
    *entries: Entry | list[Entry], knowledge: Knowledge | None = None
) -> tuple[Assessment, ...]:
    known = facts(child(*entries), END, knowledge)
    return response_from(known, baseline=date.fromisoformat(START))


def pedcno(
    after: Mapping[str, float | None],
    before: Mapping[str, float | None] = BEFORE,
    knowledge: Knowledge | None = None,
) -> Assessment:
    return the(between(at(START, before), at("2024-05-25", after), knowledge=knowledge), "pedcno")


def scaled(*percents: float) -> dict[str, float | None]:
    """Values after each item has improved by so many percent."""
    return {name: BEFORE[name] * (100 - p) / 100 for name, p in zip(BEFORE, percents, strict=True)}


@pytest.mark.parametrize(
    ("percents", "highest"),
    [
        ((29, 29, 29, 0, 0), 0),
        ((30, 30, 29, 0, 0), 0),
        ((30, 30, 30, 0, 0), 30),
        ((49, 50, 50, 0, 0), 30),
        ((50, 50, 50, 0, 0), 50),
        ((70, 70, 70, 70, 69), 70),
        ((90, 90, 90, 0, 0), 90),
        ((100, 100, 100, 100, 100), 90),
        ((0, 0, 0, 0, 0), 0),
    ],
)
def test_three_of_five_items_must_improve(percents: tuple[float, ...], highest: float) -> None:
    found = pedcno(scaled(*percents))
    assert found.value == Interval(highest, highest)
    assert found.verdict == ("met" if highest else "not_met")


@pytest.mark.parametrize(
    ("percents", "verdict"),
    [
        ((50, 50, 50, -31, 0), "met"),
        ((50, 50, 50, -31, -30), "met"),
        ((50, 50, 50, -31, -31), "not_met"),
    ],
)
def test_one_item_may_worsen_by_more_than_thirty_percent(
    percents: tuple[float, ...], verdict: str
) -> None:
    assert pedcno(scaled(*percents)).verdict == verdict


def test_levels_and_items_are_in_the_details() -> None:
    found = pedcno(scaled(60, 60, 60, -40, 0))
    assert found.details["levels"] == {
        "pedcno30": "met", "pedcno50": "met", "pedcno70": "not_met", "pedcno90": "not_met",
    }  # fmt: skip
    items = {item["id"]: item for item in found.details["items"]}  # type: ignore[union-attr]
    assert items["physician_global"]["percent"] == 60
    assert (items["patient_global"]["improved"], items["patient_global"]["worse"]) == (False, True)
    assert (found.details["baseline"], found.details["until"]) == (START, END)
    assert not found.is_verified


@pytest.mark.parametrize(
    ("percents", "lacking", "verdict"),
    [
        ((50, 50, 50, 0, 0), ["chaq"], "met"),
        ((50, 50, 50, 0, 0), ["chaq", "patient_global"], "cannot_tell"),
        ((50, 50, 50, 0, 0), ["esr"], "cannot_tell"),
        ((50, 0, 0, 0, 0), ["chaq"], "not_met"),
        ((50, 0, 0, 0, 0), ["chaq", "patient_global"], "cannot_tell"),
        ((-50, -50, 50, 50, 50), ["chaq"], "not_met"),
        ((0, 0, 0, 0, 0), list(BEFORE), "cannot_tell"),
    ],
)
def test_a_missing_item_matters_only_if_it_could_decide(
    percents: tuple[float, ...], lacking: list[str], verdict: str
) -> None:
    after = scaled(*percents) | dict.fromkeys(lacking, None)
    found = pedcno(after)
    assert found.verdict == verdict
    assert {fact.fact for fact in found.missing} == set(lacking)
    # One missing fact alone may not decide, but if the verdict is certain none can change it.
    if verdict != "cannot_tell":
        assert not any(fact.could_change(found.verdict) for fact in found.missing)


def test_what_each_answer_to_a_missing_item_would_make_of_it() -> None:
    found = pedcno(scaled(50, 50, 0, 0, 0) | {"chaq": None})
    (missing,) = found.missing
    assert {case.answer: str(case.verdict) for case in missing.what_if} == {
        "better by 30 % or more": "met",
        "unchanged": "not_met",
        "worse by more than 30 %": "not_met",
    }


def test_a_value_that_is_not_newer_than_the_baseline_is_no_new_value() -> None:
    entries = [*at(START, BEFORE), *at("2024-05-25", {"physician_global": 1})]
    found = the(between(entries), "pedcno")
    assert {fact.fact for fact in found.missing} == {
        "esr",
        "mri_lesion_count",
        "patient_global",
        "chaq",
    }


def test_the_same_scan_does_not_answer_for_both_days() -> None:
    one = study(START, ["vertebra_t8"])
    after = scaled(50, 50, 50, 50, 50) | {"mri_lesion_count": None}
    before = {name: v for name, v in BEFORE.items() if name != "mri_lesion_count"}
    found = the(between(at(START, before), one, at("2024-05-25", after)), "pedcno")
    assert [fact.fact for fact in found.missing] == ["mri_lesion_count"]


@pytest.mark.parametrize(("days_later", "counts"), [(31, True), (32, False)])
def test_a_scan_soon_after_the_baseline_counts_as_its_scan(days_later: int, counts: bool) -> None:
    day = date.fromordinal(date.fromisoformat(START).toordinal() + days_later).isoformat()
    before = {name: v for name, v in BEFORE.items() if name != "mri_lesion_count"}
    found = the(
        between(
            at(START, before),
            score("mri_lesion_count", day, 10),
            at("2024-05-25", scaled(0, 50, 0, 0, 0)),
        ),
        "pedcno",
    )
    item = {i["id"]: i for i in found.details["items"]}["mri_lesion_count"]  # type: ignore[union-attr]
    assert (item["percent"] == 50) == counts


def test_a_count_that_is_open_upwards_leaves_the_item_open() -> None:
    before = {name: v for name, v in BEFORE.items() if name != "mri_lesion_count"}
    part = study("2024-05-25", ["vertebra_t8"], whole_body=False)
    found = the(
        between(
            at(START, before),
            study(START, ["vertebra_t8", "vertebra_t9"]),
            at("2024-05-25", scaled(50, 0, 50, 0, 0) | {"mri_lesion_count": None}),
            part,
        ),
        "pedcno",
    )
    assert found.verdict == "cannot_tell"
    assert [fact.fact for fact in found.missing] == ["mri_lesion_count"]


# baselines of zero --------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "improved", "worse"), [(0, None, False), (1, False, None)])
def test_a_baseline_of_zero_has_no_percentage(
    now: float, improved: bool | None, worse: bool | None
) -> None:
    found = pedcno(scaled(0, 0, 0, 0, 0) | {"chaq": now}, BEFORE | {"chaq": 0})
    item = {i["id"]: i for i in found.details["items"]}["chaq"]  # type: ignore[union-attr]
    assert (item["improved"], item["worse"], item["percent"]) == (improved, worse, None)


def test_a_zero_baseline_decides_nothing_unless_it_has_to() -> None:
    zero = BEFORE | {"chaq": 0}
    assert pedcno(scaled(50, 50, 50, 0, 0) | {"chaq": 0}, zero).verdict == "met"
    assert pedcno(scaled(50, 50, 0, 0, 0) | {"chaq": 0}, zero).verdict == "cannot_tell"
    assert pedcno(scaled(50, 50, 0, 0, 0) | {"chaq": 1}, zero).verdict == "not_met"
    assert pedcno(scaled(50, 50, 50, -50, 0) | {"chaq": 1}, zero).verdict == "cannot_tell"


@pytest.mark.parametrize(("ruling", "verdict"), [("not_improved", "not_met"), ("improved", "met")])
def test_an_overlay_can_settle_zero_baselines(
    overlaid: Callable[[str], Knowledge], ruling: str, verdict: str
) -> None:
    knowledge = overlaid(f"  - id: pedcno\n    body: {{zero_at_baseline: {{value: {ruling}}}}}\n")
    found = pedcno(scaled(50, 50, 0, 0, 0) | {"chaq": 0}, BEFORE | {"chaq": 0}, knowledge)
    assert found.verdict == verdict


# an ESR that was normal ---------------------------------------------------------------------------


def with_esr(before: Entry, after: Entry, knowledge: Knowledge | None = None) -> Assessment:
    rest = {name: v for name, v in BEFORE.items() if name != "esr"}
    later = scaled(0, 50, 50, 0, 0) | {"esr": None}
    return the(
        between(at(START, rest), before, at("2024-05-25", later), after, knowledge=knowledge),
        "pedcno",
    )


def test_a_raised_esr_counts_as_measured() -> None:
    assert with_esr(lab("esr", START, 40), lab("esr", "2024-05-25", 10)).verdict == "met"


def test_an_esr_that_was_normal_leaves_an_improvement_open() -> None:
    found = with_esr(lab("esr", START, 18), lab("esr", "2024-05-25", 5))
    assert found.verdict == "cannot_tell"
    assert [fact.fact for fact in found.missing] == ["esr"]


def test_an_esr_without_the_laboratorys_range_may_have_been_normal() -> None:
    bare = lab("esr", START, 40, high=1e9)
    from attrs import evolve

    found = with_esr(evolve(bare, reference_high=None), lab("esr", "2024-05-25", 5))
    assert found.verdict == "cannot_tell"
    assert "range" in found.missing[0].label


def test_an_esr_that_did_not_fall_has_not_improved_whatever_the_rule_says_of_normal_ones() -> None:
    assert with_esr(lab("esr", START, 18), lab("esr", "2024-05-25", 18)).verdict == "not_met"


def test_a_flag_of_the_laboratory_says_that_it_was_raised() -> None:
    found = with_esr(lab("esr", START, 40, flag=Flag.HIGH), lab("esr", "2024-05-25", 5))
    assert found.verdict == "met"


@pytest.mark.parametrize(
    ("ruling", "verdict"), [("as_measured", "met"), ("not_improved", "not_met")]
)
def test_an_overlay_can_settle_a_normal_esr(
    overlaid: Callable[[str], Knowledge], ruling: str, verdict: str
) -> None:
    knowledge = overlaid(
        f"  - id: pedcno\n    body: {{normal_esr_at_baseline: {{value: {ruling}}}}}\n"
    )
    found = with_esr(lab("esr", START, 18), lab("esr", "2024-05-25", 5), knowledge)
    assert found.verdict == verdict


# the counting itself ------------------------------------------------------------------------------

MEASURE = Measure("x", "x", "1", 92)
CHANGES = (Interval(-100, -100), Interval(0, 0), Interval(50, 50))


def item(percent: Interval | None) -> Change:
    worse = None if percent is None else percent.compare("<", -30)
    return Change(MEASURE, None, None, percent, worse)


@given(st.lists(st.sampled_from((*CHANGES, None)), min_size=5, max_size=5))
def test_the_verdict_with_unknown_items_is_that_of_all_completions(
    items: list[Interval | None],
) -> None:
    found = tally(BODY, [item(percent) for percent in items], 30)
    choices = [[percent] if percent else list(CHANGES) for percent in items]
    answers = {tally(BODY, [item(p) for p in whole], 30) for whole in product(*choices)}
    assert None not in answers
    assert found == (answers.pop() if len(answers) == 1 else None)


# default spans ------------------------------------------------------------------------------------


def spans(*entries: Entry | list[Entry]) -> list[tuple[str, str]]:
    return [(s.id, s.baseline.isoformat()) for s in default_spans(facts(child(*entries), END))]


def test_the_default_baselines_are_the_latest_treatment_and_the_first_visit() -> None:
    found = spans(
        visit("2023-01-01", pain=5),
        visit("2023-12-20", pain=4),
        visit("2024-03-01", pain=3),
        drug("naproxen", "2023-02-01"),
        drug("pamidronic_acid", "2024-01-10"),
    )
    assert found == [("latest_treatment", "2023-12-20"), ("first_to_latest", "2023-01-01")]


def test_a_visit_on_the_day_of_the_start_is_its_baseline() -> None:
    found = spans(visit("2023-01-01", pain=5), visit(START, pain=4), drug("naproxen", START))
    assert found[0] == ("latest_treatment", START)


def test_the_same_baseline_is_not_told_twice() -> None:
    assert spans(visit(START, pain=4), drug("naproxen", START)) == [("latest_treatment", START)]


def test_an_antibiotic_is_no_treatment_of_the_disease() -> None:
    found = spans(
        visit("2023-01-01", pain=5), visit("2023-12-20", pain=4), drug("clindamycin", START)
    )
    assert found == [("first_to_latest", "2023-01-01")]


def test_without_a_visit_there_is_nothing_to_compare() -> None:
    assert (
        response(child(drug("naproxen", START)), load_knowledge(), on=date.fromisoformat(END)) == ()
    )


def test_a_chosen_baseline_gives_one_answer_per_rule() -> None:
    found = response(
        child(visit(START, pain=4)),
        load_knowledge(),
        on=date.fromisoformat(END),
        baseline=date.fromisoformat(START),
    )
    assert [a.rule for a in found] == ["pedcno", "catalano_pons_responder", "mcid_2025"]
    assert {a.details["span"] for a in found} == {"chosen"}


# Catalano-Pons and MCID ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pain", "crp", "esr", "verdict"),
    [
        (0, (20, 5), None, "met"),
        (0, (20, 20), (30, 10), "met"),
        (0, (20, 20), (30, 30), "not_met"),
        (0, (20, 25), None, "cannot_tell"),
        (0, None, None, "cannot_tell"),
        (1, (20, 5), (30, 10), "not_met"),
        (None, (20, 5), None, "cannot_tell"),
        (None, (20, 20), (30, 30), "not_met"),
    ],
)
def test_a_responder_has_no_pain_and_lower_markers(
    pain: float | None,
    crp: tuple[float, float] | None,
    esr: tuple[float, float] | None,
    verdict: str,
) -> None:
    pairs = {"crp": crp, "esr": esr}
    before = {name: pair[0] if pair else None for name, pair in pairs.items()}
    after = {name: pair[1] if pair else None for name, pair in pairs.items()} | {"pain": pain}
    raised = [
        lab(name, START, value, high=10) for name, value in before.items() if value is not None
    ]
    found = the(between(raised, at("2024-05-25", after)), "catalano_pons_responder")
    assert found.verdict == verdict


def test_markers_that_were_normal_to_begin_with_make_no_responder() -> None:
    start = [lab("crp", START, 3, high=5), lab("esr", START, 8, high=20)]
    after = at("2024-05-25", {"pain": 0, "crp": 2, "esr": 4})
    found = the(between(start, after), "catalano_pons_responder")
    assert found.verdict == "cannot_tell"
    assert "normal at the start" in found.reasons[1].observed


def test_a_marker_known_on_one_day_only_is_told_with_its_value() -> None:
    found = the(between(at(START, {"crp": 4})), "catalano_pons_responder")
    assert found.reasons[1].observed == "4 mg/L then not known"


def test_without_values_of_today_the_answer_is_that_of_the_last_visit_and_says_so() -> None:
    pair = [*at("2022-01-01", BEFORE), *at("2022-12-01", scaled(50, 50, 50, 50, 50))]
    found = the(response_from(facts(child(*pair), END)), "pedcno")
    assert (found.verdict, found.details["until"]) == ("met", "2022-12-01")
    assert "1 December 2022" in found.summary
    assert "none is of today" in found.cautions[-1]


def test_an_empty_pedcno_does_not_promise_a_level() -> None:
    found = the(between(at("2024-05-25", {"pain": 0})), "pedcno")
    assert "Not enough is recorded" in found.summary
    assert "possible" not in found.summary


def test_markers_below_the_limit_of_the_assay_on_both_days_leave_it_open() -> None:
    low = [lab("crp", day, 3, comparator=Comparator.LESS) for day in (START, "2024-05-25")]
    found = the(between(low, at("2024-05-25", {"pain": 0})), "catalano_pons_responder")
    assert found.verdict == "cannot_tell"


def test_the_smallest_change_that_matters_has_no_cutoffs_yet() -> None:
    found = the(between(at(START, {"pain": 6}), at("2024-05-25", {"pain": 1})), "mcid_2025")
    assert found.verdict == "cannot_tell"
    assert len(found.missing) == 2


@pytest.mark.parametrize(("after", "verdict"), [(3, "met"), (4, "met"), (4.1, "not_met")])
def test_cutoffs_of_a_clinic_make_the_smallest_change_answer(
    overlaid: Callable[[str], Knowledge], after: float, verdict: str
) -> None:
    stated = "fall_at_least: {value: 2, grade: confirmed, decision: our own audit}"
    knowledge = overlaid(
        "  - id: mcid_2025\n    body:\n      any_of:\n"
        f"        - {{id: pain, {stated}}}\n        - {{id: physician_global, {stated}}}\n"
    )
    values = [at(START, {"pain": 6, "physician_global": 3}),
              at("2024-05-25", {"pain": after, "physician_global": 3})]  # fmt: skip
    assert the(between(*values, knowledge=knowledge), "mcid_2025").verdict == verdict


def test_visits_closer_than_those_of_the_source_are_a_caution() -> None:
    found = response(
        child(visit("2024-05-20", pain=4)),
        load_knowledge(),
        on=date.fromisoformat(END),
        baseline=date(2024, 5, 20),
    )
    assert "3 to 12 months apart" in the(found, "mcid_2025").cautions[-1]
