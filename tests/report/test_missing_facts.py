"""Missing facts, gathered over rules and put in order of what they would change."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crmo.assess import Assessment, Kind, MissingFact, Verdict, WhatIf
from crmo.report.missing_facts import gaps_of

DAY = date(2026, 1, 1)


def rule(name: str, *missing: MissingFact, kind: Kind = Kind.CRITERIA) -> Assessment:
    return Assessment(kind=kind, rule=name, title=name, version="1", is_verified=True,
                      verdict=Verdict.CANNOT_TELL, missing=missing, on=DAY)  # fmt: skip


def lack(fact: str, *verdicts: Verdict) -> MissingFact:
    cases = tuple(WhatIf(answer=str(n), verdict=verdict) for n, verdict in enumerate(verdicts))
    return MissingFact(fact=fact, label=fact, what_if=cases)


def test_one_fact_of_several_rules_is_one_line() -> None:
    found = gaps_of([rule("a", lack("crp", Verdict.MET)), rule("b", lack("crp", Verdict.MET))])
    assert [(gap.fact, gap.n_changed) for gap in found] == [("crp", 2)]


def test_the_fact_that_changes_most_comes_first() -> None:
    found = gaps_of(
        [
            rule("a", lack("fever", Verdict.CANNOT_TELL), lack("crp", Verdict.MET)),
            rule("b", lack("biopsy", Verdict.NOT_MET), lack("crp", Verdict.NOT_MET)),
        ]
    )
    assert [gap.fact for gap in found] == ["crp", "biopsy", "fever"]


def test_two_questions_about_one_fact_are_two_lines() -> None:
    asked = [
        MissingFact(
            fact="biopsy", label=label, what_if=(WhatIf(answer="yes", verdict=Verdict.MET),)
        )
        for label in ("Was one done?", "Did it show tumour cells?")
    ]
    found = gaps_of([rule("a", asked[0]), rule("b", asked[1])])
    assert {gap.label for gap in found} == {"Was one done?", "Did it show tumour cells?"}


def test_what_could_meet_a_rule_comes_before_what_could_only_unmeet_it() -> None:
    found = gaps_of(
        [rule("a", lack("b", Verdict.NOT_MET), lack("z", Verdict.MET, Verdict.NOT_MET))]
    )
    assert [gap.fact for gap in found] == ["z", "b"]


def test_the_disease_comes_before_checks_for_drugs_never_taken() -> None:
    gates = [rule(f"gate-{n}", lack("allergy", Verdict.MET), kind=Kind.SAFETY) for n in range(3)]
    found = gaps_of([*gates, rule("a", lack("crp", Verdict.MET))])
    assert [gap.fact for gap in found] == ["crp", "allergy"]


def test_a_rule_that_would_change_stands_before_one_that_would_not() -> None:
    (gap,) = gaps_of(
        [rule("a", lack("crp", Verdict.CANNOT_TELL)), rule("b", lack("crp", Verdict.MET))]
    )
    assert [effect.answer.rule for effect in gap.effects] == ["b", "a"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"), st.sampled_from(list(Verdict)), st.sampled_from(list(Kind))
        ),
        max_size=12,
    )
)
def test_no_missing_fact_is_lost(asked: list[tuple[str, Verdict, Kind]]) -> None:
    answers = [
        rule(f"r{n}", lack(fact, verdict), kind=kind)
        for n, (fact, verdict, kind) in enumerate(asked)
    ]
    found = gaps_of(answers)
    assert {gap.fact for gap in found} == {fact for fact, _verdict, _kind in asked}
    assert sum(len(gap.effects) for gap in found) == len(asked)
