"""Response and drugs, measured in children whose treatment is known."""

from __future__ import annotations

import pytest
from tests.simulate.measures.made import (
    ANKLE,
    DIAGNOSED,
    KNEE,
    OTHER_KNEE,
    THIGH,
    VERTEBRA,
    bout,
    child,
    states,
)

from crmo.simulate.child import STEP_DAYS, Treatment
from crmo.simulate.measures import measures
from crmo.simulate.measures.logistic import logistic_regression
from crmo.simulate.measures.outcome import meets_pedcno, pedcno70_rule
from crmo.simulate.measures.who import days

STEPS_TO_DIAGNOSIS = 365 // STEP_DAYS + 1


def drug(name: str, start_months: float = 0, stop_months: float | None = None) -> Treatment:
    """Return a course of a drug, in months from the diagnosis."""
    return Treatment(
        drug=name,
        start=DIAGNOSED + days(start_months),
        stop=None if stop_months is None else DIAGNOSED + days(stop_months),
        indication="cno",
    )


def falling(before: float, later: float) -> tuple[float, ...]:
    """Return a series with one value up to the diagnosis and another from then on."""
    return (before,) * (STEPS_TO_DIAGNOSIS) + (later,) * 120


def test_three_of_five_items_by_70_percent_are_a_response() -> None:
    one = child(
        bout(KNEE, last=DIAGNOSED + 100),
        states=states(
            physician_global=falling(5, 1),
            patient_global=falling(6, 1.8),
            chaq=falling(1.0, 0.8),
            esr=falling(20, 20),
        ),
    )
    assert meets_pedcno(one, pedcno70_rule(), DIAGNOSED, DIAGNOSED + 365)
    assert measures()["pedcno70_at_12_months"]([one]).value == 1


def test_two_items_worse_by_more_than_30_percent_undo_a_response() -> None:
    one = child(
        bout(KNEE, last=DIAGNOSED + 100),
        states=states(
            physician_global=falling(5, 1),
            patient_global=falling(6, 1),
            chaq=falling(1.0, 1.4),
            esr=falling(10, 14),
        ),
    )
    assert not meets_pedcno(one, pedcno70_rule(), DIAGNOSED, DIAGNOSED + 365)


def test_an_item_that_was_zero_cannot_improve() -> None:
    one = child(
        bout(KNEE, last=DIAGNOSED + 100),
        states=states(physician_global=falling(5, 0), patient_global=0, chaq=0, esr=falling(9, 9)),
    )
    assert not meets_pedcno(one, pedcno70_rule(), DIAGNOSED, DIAGNOSED + 365)


def test_severe_is_a_physicians_global_of_four() -> None:
    severe, mild = (child(states=states(physician_global=value)) for value in (4, 3.9))
    assert measures()["severe_at_12_months"]([severe, mild]).value == 0.5


def test_free_of_symptoms_needs_no_felt_lesion_and_hardly_any_pain() -> None:
    given = (drug("naproxen"),)
    quiet = child(bout(KNEE, last=DIAGNOSED + 10), bout(ANKLE, felt=False), treatments=given)
    hurting = child(bout(KNEE), treatments=given)
    amplified = child(treatments=given, states=states(pain=4))
    without_nsaid = child(treatments=(drug("pamidronic_acid"),))
    found = measures()["symptom_free_at_6_months"]([quiet, hurting, amplified, without_nsaid])
    assert found.n == 3
    assert found.value == pytest.approx(1 / 3)


def test_an_nsaid_stopped_before_the_diagnosis_is_not_its_first_treatment() -> None:
    earlier = child(treatments=(drug("ibuprofen", -9, -6),))
    assert measures()["symptom_free_at_6_months"]([earlier]).n == 0


def test_steroids_are_no_second_line_but_methotrexate_and_adalimumab_are() -> None:
    found = measures()["nsaid_only"]
    nsaid = drug("naproxen")
    assert found([child(treatments=(nsaid, drug("prednisolone", 1, 2)))]).value == 1
    for name in ("methotrexate", "sulfasalazine", "adalimumab", "pamidronic_acid"):
        assert found([child(treatments=(nsaid, drug(name, 5)))]).value == 0
    assert found([child(treatments=(nsaid, drug("methotrexate", 40)))]).value == 1


def test_days_on_nsaids_are_summed() -> None:
    long = child(treatments=(drug("naproxen", 0, 4), drug("ibuprofen", 10, 14)))
    short = child(treatments=(drug("naproxen", 0, 6),))
    assert measures()["nsaid_only_at_least_7_months"]([long, short]).value == 0.5


def test_logistic_regression_gives_the_odds_ratio_of_a_table() -> None:
    """30 of 40 against 20 of 60: odds ratio 6, standard error from the four counts."""
    counts = [((1, 1), True, 30), ((1, 1), False, 10), ((1, 0), True, 20), ((1, 0), False, 40)]
    rows = [row for row, _, n in counts for _ in range(n)]
    answers = [answer for _, answer, n in counts for _ in range(n)]
    fit = logistic_regression(rows, answers)
    assert fit is not None
    assert fit.coefficients[1] == pytest.approx(1.791759, abs=1e-6)
    assert fit.standard_errors[1] == pytest.approx((1 / 30 + 1 / 10 + 1 / 20 + 1 / 40) ** 0.5)


@pytest.mark.parametrize(
    ("rows", "answers"),
    [
        ([], []),
        ([(1, 0), (1, 1)] * 5, [False, True] * 5),  # the column decides the answer
        ([(1, 1)] * 6, [True, False] * 3),  # the column says nothing
    ],
)
def test_logistic_regression_without_an_answer_gives_none(
    rows: list[tuple[int, int]], answers: list[bool]
) -> None:
    assert logistic_regression(rows, answers) is None


def test_symmetry_raises_the_odds_where_doctors_go_by_it() -> None:
    both, one = (bout(KNEE), bout(OTHER_KNEE)), (bout(KNEE), bout(THIGH))
    spine = bout(VERTEBRA)
    second = (drug("methotrexate", 5),)
    children = [
        *[child(*both, treatments=second)] * 30,
        *[child(*both)] * 10,
        *[child(*one, treatments=second)] * 10,
        *[child(*one)] * 30,
        *[child(*one, spine, treatments=second)] * 5,
        *[child(*one, spine)] * 15,
    ]
    found = measures()
    assert found["second_line_odds_ratio_symmetric"](children).value == pytest.approx(9, rel=1e-6)
    assert found["second_line_odds_ratio_region"](children).value == pytest.approx(1, rel=1e-6)


def test_bisphosphonate_counts_lesions_a_year_after_the_first_infusion() -> None:
    course = (drug("pamidronic_acid", 6, 12),)
    before = DIAGNOSED + days(8)
    gone = child(
        bout(KNEE, last=before), bout(VERTEBRA, last=before, felt=False), treatments=course
    )
    new = child(
        bout(VERTEBRA, last=before), bout(ANKLE, first=DIAGNOSED + days(15)), treatments=course
    )
    found = measures()
    assert found["bisphosphonate_complete"]([gone, new]).value == 0.5
    assert found["bisphosphonate_not_better"]([gone, new]).value == 0.5
    assert found["bisphosphonate_lesions_left"]([gone, new]).value == pytest.approx(1 / 3)
    assert found["bisphosphonate_vertebrae_gone"]([gone, new]).value == 1


def test_a_flare_after_a_complete_response() -> None:
    course = (drug("zoledronic_acid", 0, 1),)
    cleared = bout(KNEE, last=DIAGNOSED + days(3))
    flares = child(cleared, bout(ANKLE, DIAGNOSED + days(20), felt=False), treatments=course)
    stays_well = child(cleared, treatments=course)
    never_cleared = child(bout(KNEE), treatments=course)
    found = measures()["bisphosphonate_flare"]([flares, stays_well, never_cleared])
    assert (found.n, found.value) == (2, 0.5)


def test_relapse_counts_only_among_those_who_were_inactive() -> None:
    course = (drug("pamidronic_acid", 0, 12),)
    felt_again = child(
        bout(KNEE, last=DIAGNOSED + 90), bout(KNEE, DIAGNOSED + days(20)), treatments=course
    )
    never_well = child(bout(KNEE), treatments=course)
    found = measures()
    both = [felt_again, never_well]
    assert found["bisphosphonate_inactive_at_12_months"](both).value == 0.5
    assert found["bisphosphonate_relapse_after_inactive"](both).value == 1
