"""Laws that hold for every rule and every record."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.assess.rules.pool import (
    DISEASES,
    FEATURES,
    FINDINGS,
    LABS,
    OTHERS,
    SITES,
    leaf_asking,
    line_answering,
)
from tests.spec.short_facts import ASKED_ON, entry_of, record_of
from tests.spec.worked_cases import chapters

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.facts import Facts
from crmo.assess.rules.evaluate import evaluate
from crmo.knowledge import RuleKind, load_knowledge
from crmo.record import PatientRecord

KNOWLEDGE = load_knowledge()
CRITERIA = tuple(KNOWLEDGE.rules(RuleKind.CRITERIA))
RULES = (*CRITERIA, *KNOWLEDGE.rules(RuleKind.RED_FLAG))
GAINING = [
    (rule, kind) for rule in RULES for kind in KNOWLEDGE.rule(rule).body.get("monotone_in", ())
]
MET_CASES = {
    chapter.rule: [
        [line for line in (*case.base, *case.facts) if not line.startswith("born")]
        for table in chapter.tables
        for case in table.cases
        if case.verdict == "met"
    ]
    for chapter in chapters()
}
UNDECIDED = {Verdict.CANNOT_TELL, Verdict.NOT_MET}


def lesion() -> st.SearchStrategy[str]:
    sign = st.sampled_from(("+", "-", "?"))
    feature = st.builds("{}{}".format, sign, st.sampled_from(FEATURES))
    features = st.lists(feature, max_size=3, unique_by=lambda f: f[1:]).map(" ".join)
    status = st.sampled_from(("", "", "", " clear", " uncertain", " healed"))
    return st.builds("{}{} {}".format, st.sampled_from(SITES), status, features)


def study() -> st.SearchStrategy[str]:
    head = st.sampled_from(("mri", "whole-body mri", "radiograph", "bone_scan", "whole-body mri"))
    rest = st.sampled_from(("", "; rest clear"))
    places = st.lists(lesion(), min_size=1, max_size=4).map("; ".join)
    return st.builds("{}: {}{}".format, head, places, rest)


def facts_lines() -> st.SearchStrategy[list[str]]:
    finding = st.builds("{}{}".format, st.sampled_from(("", "no ")), st.sampled_from(FINDINGS))
    certainty = st.sampled_from(("confirmed", "excluded", "excluded", "suspected"))
    disease = st.builds("disease {} {}".format, st.sampled_from(DISEASES), certainty)
    lab = st.sampled_from(LABS).map("lab {}".format)
    line = st.one_of(finding, finding, disease, lab, study(), st.sampled_from(OTHERS))
    return st.lists(line, max_size=14)


def ask(rule: str, record: PatientRecord) -> Assessment:
    return evaluate(rule, Facts(record, KNOWLEDGE, ASKED_ON), KNOWLEDGE.rule(rule).kind)


@given(lines=facts_lines(), seed=st.integers(0, 1000))
def test_the_order_of_entries_never_matters(lines: list[str], seed: int) -> None:
    record = record_of(lines)
    shuffled = list(record.entries)
    random.Random(seed).shuffle(shuffled)
    other = PatientRecord(patient=record.patient, entries=tuple(shuffled))
    for rule in RULES:
        assert ask(rule, record) == ask(rule, other)


@given(lines=facts_lines())
def test_what_if_agrees_with_really_adding_the_fact(lines: list[str]) -> None:
    record = record_of(lines)
    for rule in RULES:
        now = ask(rule, record)
        facts = Facts(record, KNOWLEDGE, ASKED_ON)
        for missing in now.missing:
            leaf = leaf_asking(missing.fact, rule, facts)
            for case in missing.what_if:
                line = line_answering(leaf, case.answer)
                if line is None or _is_measured_already(line, lines):
                    continue
                then = ask(rule, record.with_entries([entry_of(line, "added")]))
                assert (case.verdict, case.value) == (then.verdict, then.value), (rule, line)


def _is_measured_already(line: str, lines: list[str]) -> bool:
    """A second value of the same day leaves the question open; it replaces nothing."""
    return line.startswith("lab ") and any(
        other.startswith(" ".join(line.split()[:2])) for other in lines
    )


@given(lines=facts_lines())
def test_a_fact_that_could_change_the_verdict_alone_comes_first(lines: list[str]) -> None:
    for rule in RULES:
        now = ask(rule, record_of(lines))
        alone = [missing.could_change(now.verdict) for missing in now.missing]
        assert alone == sorted(alone, reverse=True)


@given(lines=facts_lines(), more=facts_lines())
def test_a_score_contains_what_it_becomes_when_missing_facts_come_in(
    lines: list[str], more: list[str]
) -> None:
    """Facts that a record does not speak of are added one after the other."""
    record = record_of(lines)
    for rule in ("jansson_2009", "nbods_2023"):
        now = ask(rule, record)
        assert now.value is not None
        completed = record
        for n, missing in enumerate(now.missing):
            leaf = leaf_asking(missing.fact, rule, Facts(record, KNOWLEDGE, ASKED_ON))
            case = missing.what_if[len(more) % len(missing.what_if)]
            line = line_answering(leaf, case.answer)
            if line is not None and not _is_measured_already(line, lines):
                completed = completed.with_entries([entry_of(line, f"added-{n}")])
        then = ask(rule, completed)
        assert then.value is not None
        assert now.value.low <= then.value.low <= then.value.high <= now.value.high
        if now.verdict not in UNDECIDED:
            assert then.verdict == now.verdict


ADDED = {
    "lesions": st.sampled_from(SITES).map("mri: {}".format),
    "findings": st.sampled_from(FINDINGS),
}


@pytest.mark.parametrize(("rule", "kind"), GAINING)
@given(data=st.data())
def test_adding_what_a_rule_gains_from_never_unmakes_it(
    rule: str, kind: str, data: st.DataObject
) -> None:
    """From the cases of the spec that meet the rule, with anything else that keeps it met."""
    lines = [*data.draw(st.sampled_from(MET_CASES[rule])), *data.draw(facts_lines())]
    record = record_of(lines)
    assume(ask(rule, record).verdict is Verdict.MET)
    for n in range(3):
        record = record.with_entries([entry_of(data.draw(ADDED[kind]), f"added-{n}")])
    assert ask(rule, record).verdict is Verdict.MET


@given(lines=facts_lines())
def test_no_red_flag_is_lowered_by_anything_that_raises_another(lines: list[str]) -> None:
    """A raised flag stays raised when further findings come in, absent ones included."""
    record = record_of(lines)
    more = [f"no {finding}" for finding in FINDINGS] + ["whole-body mri: rest clear"]
    entries = [entry_of(line, f"added-{n}") for n, line in enumerate(more)]
    keeps = set(KNOWLEDGE.rules(RuleKind.RED_FLAG)) - {"flag_single_lesion", "flag_age_under_3"}
    raised = {flag for flag in keeps if ask(flag, record).verdict is Verdict.MET}
    then = record.with_entries(entries)
    assert raised == {flag for flag in raised if ask(flag, then).verdict is Verdict.MET}


@given(lines=facts_lines())
def test_every_reason_names_entries_of_the_record_and_observes_something(
    lines: list[str],
) -> None:
    record = record_of(lines)
    ids = {entry.id for entry in record.entries}
    for rule in RULES:
        got = ask(rule, record)
        assert set(got.entries) <= ids
        for reason in got.reasons:
            assert set(reason.entries) <= set(got.entries)
            if reason.verdict is Verdict.MET:
                assert reason.observed


@given(lines=facts_lines())
def test_a_met_rule_rests_on_entries(lines: list[str]) -> None:
    for rule in RULES:
        got = ask(rule, record_of(lines))
        if got.verdict is Verdict.MET and rule != "flag_age_under_3":
            assert got.entries
