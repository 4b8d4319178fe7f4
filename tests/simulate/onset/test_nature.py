"""What a child brings along, and what goes with what."""

from __future__ import annotations

import numpy as np
import pytest
from tests.simulate.onset.blocks import changed, drawn, has, many

from crmo.simulate.chance import Stream
from crmo.simulate.onset import COMORBIDITIES, NEVER
from crmo.simulate.onset.blend import blended, happens, standardised

YEAR = 365.25


def begins(name: str) -> np.ndarray:
    return many().comorbidity_day[:, COMORBIDITIES.index(name)]


def test_ages_lie_within_childhood_and_hardly_any_before_two_years() -> None:
    ages = (many().onset - many().born) / YEAR
    assert ages.min() >= 1.1
    assert ages.max() < 18
    assert (ages < 2).mean() < 0.01


def test_the_diagnosis_comes_after_the_first_symptom() -> None:
    assert ((many().diagnosed - many().onset) >= 14).all()


def test_frailty_has_mean_one_and_deviates_are_standard() -> None:
    onset = many()
    assert onset.frailty.mean() == pytest.approx(1.0, abs=0.05)
    for deviates in (onset.inflammation, onset.severity):
        assert deviates.mean() == pytest.approx(0.0, abs=0.05)
        assert deviates.std() == pytest.approx(1.0, abs=0.05)


def test_more_places_go_with_frailty_inflammation_and_fever() -> None:
    onset = many()
    many_places = onset.n_at_onset > np.median(onset.n_at_onset)
    assert onset.frailty[many_places].mean() > onset.frailty[~many_places].mean() + 0.1
    assert onset.inflammation[many_places].mean() > onset.inflammation[~many_places].mean() + 0.2
    feverish = onset.has_fever
    assert onset.inflammation[feverish].mean() > onset.inflammation[~feverish].mean() + 0.5


def test_the_more_inflamed_are_diagnosed_sooner() -> None:
    onset = many()
    delay, inflamed = onset.diagnosed - onset.onset, onset.inflammation > 0
    assert np.median(delay[inflamed]) < np.median(delay[~inflamed])


def test_skin_diseases_come_together() -> None:
    pustulosis, psoriasis = begins("palmoplantar_pustulosis") < NEVER, begins("psoriasis") < NEVER
    assert psoriasis[pustulosis].mean() > 2 * psoriasis[~pustulosis].mean()


def test_sacroiliitis_goes_with_the_pelvis_and_hla_b27() -> None:
    ill = begins("sacroiliitis") < NEVER
    pelvis, b27 = has(many(), "pelvis"), many().traits["hla_b27_positive"]
    assert ill[pelvis].mean() > 1.5 * ill[~pelvis].mean()
    assert ill[b27].mean() > ill[~b27].mean()


def test_bowel_disease_goes_with_inflammation() -> None:
    ill = begins("inflammatory_bowel_disease") < NEVER
    assert many().inflammation[ill].mean() > many().inflammation[~ill].mean() + 0.3


def test_relatives_are_ill_more_often_where_the_child_is_prone() -> None:
    ill = (many().comorbidity_day < NEVER).sum(axis=1) >= 2
    relatives = np.stack(list(many().family.values())).any(axis=0)
    assert relatives[ill].mean() > relatives[~ill].mean() + 0.1


def test_severe_acne_waits_for_puberty() -> None:
    has_acne = begins("severe_acne") < NEVER
    assert ((begins("severe_acne") - many().born)[has_acne] >= 10 * YEAR).all()


@pytest.mark.parametrize("name", ["psoriasis", "arthritis", "inflammatory_bowel_disease"])
def test_an_associated_disease_may_begin_before_and_after_the_first_symptom(name: str) -> None:
    day = begins(name)
    assert (day < many().onset).any()
    assert ((day > many().onset) & (day < NEVER)).any()


def test_nothing_begins_before_birth() -> None:
    assert (many().comorbidity_day >= many().born[:, None]).all()


def test_a_larger_share_makes_more_of_the_disease() -> None:
    shares = dict.fromkeys(COMORBIDITIES, 0.0)
    none = drawn(500, parameters=changed("comorbidity", "lifetime_share", shares))
    assert (none.comorbidity_day == NEVER).all()
    all_ill = drawn(
        500, parameters=changed("comorbidity", "lifetime_share", shares | {"uveitis": 0.9})
    )
    assert (all_ill.comorbidity_day[:, COMORBIDITIES.index("uveitis")] < NEVER).mean() > 0.8


def test_blended_deviates_stay_standard_and_go_together_as_told() -> None:
    children = np.arange(20_000, dtype=np.uint64)
    one, own = (Stream(1, name).normal(children)[:, 0] for name in ("one", "own"))
    both = blended(own, (0.6, one))
    assert both.std() == pytest.approx(1.0, abs=0.02)
    assert np.corrcoef(both, one)[0, 1] == pytest.approx(0.6, abs=0.02)


def test_a_liability_gives_its_share_and_a_share_of_none_gives_nobody() -> None:
    liability = Stream(1, "liability").normal(np.arange(20_000, dtype=np.uint64))[:, 0]
    assert happens(liability, 0.3).mean() == pytest.approx(0.3, abs=0.01)
    assert not happens(liability, 0.0).any()


def test_a_standardised_yes_or_no_has_mean_nought_and_width_one() -> None:
    numbers = standardised(np.array([True, False, False, False]), 0.25)
    assert numbers.mean() == pytest.approx(0.0)
    assert numbers.std() == pytest.approx(1.0)
