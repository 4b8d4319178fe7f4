"""One fact, one question, answers that do not contradict themselves."""

from __future__ import annotations

import math

import pytest

from crmo.assess.rules.enquiry import Enquiry, enquiries
from crmo.assess.rules.leaf import ChoiceQuestion, NumberQuestion
from crmo.record import Interval

ANY = Interval(0, math.inf)


def crp(
    operator: str, limit: float, *, possible: Interval = ANY, undefined: bool = False
) -> NumberQuestion:
    return NumberQuestion(
        key="crp",
        fact="crp",
        label="CRP?",
        operator=operator,
        limit=limit,
        possible=possible,
        unit="mg/L",
        is_undefined_at_limit=undefined,
    )


def count(operator: str, limit: int, *, possible: Interval = ANY) -> NumberQuestion:
    return NumberQuestion(
        key="n",
        fact="n",
        label="n?",
        operator=operator,
        limit=limit,
        possible=possible,
        is_count=True,
    )


def answers(found: tuple[Enquiry, ...]) -> list[tuple[str, dict[int, bool]]]:
    (enquiry,) = found
    return [(answer.words, dict(answer.truths)) for answer in enquiry.answers]


def test_two_cutoffs_of_one_value_give_one_question_with_three_answers() -> None:
    found = enquiries([(0, crp("<", 10)), (1, crp(">=", 55))])
    assert answers(found) == [
        ("below 10 mg/L", {0: True, 1: False}),
        ("from 10 mg/L and below 55 mg/L", {0: False, 1: False}),
        ("55 mg/L or more", {0: False, 1: True}),
    ]


def test_a_value_at_an_undefined_cutoff_settles_nothing() -> None:
    found = enquiries([(0, crp("<", 30, undefined=True)), (1, crp(">", 30, undefined=True))])
    assert answers(found) == [
        ("below 30 mg/L", {0: True, 1: False}),
        ("exactly 30 mg/L", {}),
        ("above 30 mg/L", {0: False, 1: True}),
    ]


def test_what_the_record_rules_out_is_no_answer() -> None:
    below_20 = Interval(0, 20, high_open=True)
    found = enquiries([(0, crp("<", 10, possible=below_20)), (1, crp(">=", 55, possible=below_20))])
    assert [words for words, _ in answers(found)] == [
        "below 10 mg/L",
        "from 10 mg/L and below 55 mg/L",
    ]


@pytest.mark.parametrize(
    ("operator", "limit", "expected"),
    [
        (">=", 2, [("0 or 1", False), ("2 or more", True)]),
        ("==", 1, [("0", False), ("1", True), ("2 or more", False)]),
        (">", 3, [("0 to 3", False), ("4 or more", True)]),
    ],
)
def test_counts_are_whole_numbers(
    operator: str, limit: int, expected: list[tuple[str, bool]]
) -> None:
    found = answers(enquiries([(0, count(operator, limit))]))
    assert [(words, truths[0]) for words, truths in found] == expected


def test_different_facts_stay_different_questions_in_the_order_of_the_leaves() -> None:
    fever = ChoiceQuestion(key="fever", fact="fever", label="Fever?")
    found = enquiries([(0, fever), (1, crp("<", 30)), (2, fever)])
    assert [enquiry.fact for enquiry in found] == ["fever", "crp"]
    assert found[0].leaves == {0, 2}
