"""A clinic that has the paper can type in the points of the EULAR/ACR criteria.

The points below are invented to test the arithmetic. They are not those of the paper.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.spec.short_facts import ASKED_ON, record_of

from crmo.assess.assessment import Assessment
from crmo.assess.criteria import criteria_set
from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Interval

INVENTED = Path(__file__).parent / "invented_points.yaml"
ENTRY = ("bone_pain since 2024-01-01", "no palmoplantar_pustulosis", "no bone_biopsy")
EXCLUDED_NOTHING = (
    "disease malignancy excluded",
    "disease infection excluded",
    "disease scurvy excluded",
    "disease hypophosphatasia excluded",
    "no antibiotic_response",
)
BLOODS = ("lab haemoglobin normal", "lab crp 12 mg/L", "lab esr 20 mm/h")
TWO_WITH_CLAVICLE = "mri: clavicle_medial_left; femur_left"


@pytest.fixture(scope="module")
def with_points(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = tmp_path_factory.mktemp("overlay")
    shutil.copy(INVENTED, folder / "points.yaml")
    return load_knowledge(folder)


def ask(knowledge: Knowledge, *lines: str) -> Assessment:
    return criteria_set("eular_acr_2025", Facts(record_of(lines), knowledge, ASKED_ON))


def test_with_points_the_sum_is_computed_and_met(with_points: Knowledge) -> None:
    facts = (*ENTRY, *EXCLUDED_NOTHING, *BLOODS, TWO_WITH_CLAVICLE, "no fever")
    got = ask(with_points, *facts)
    assert (got.verdict, got.value) == ("met", Interval.exactly(65))  # 20+20+0+0+10+0+5+5+5
    assert got.is_overridden


def test_55_is_enough_and_54_is_not_reached_below(with_points: Knowledge) -> None:
    facts = (*ENTRY, *EXCLUDED_NOTHING, *BLOODS, TWO_WITH_CLAVICLE)
    at_threshold = ask(with_points, *facts, "fever")
    assert (at_threshold.verdict, at_threshold.value) == ("met", Interval.exactly(55))
    below = ask(with_points, *facts[:-2], "lab esr 50 mm/h", TWO_WITH_CLAVICLE, "fever")
    assert (below.verdict, below.value) == ("not_met", Interval.exactly(50))


def test_the_best_category_of_a_domain_counts(with_points: Knowledge) -> None:
    got = ask(with_points, *ENTRY, *BLOODS, TWO_WITH_CLAVICLE)
    site = next(reason for reason in got.reasons if reason.criterion == "site")
    assert site.points == Interval.exactly(20)


def test_missing_facts_leave_an_interval_and_say_what_they_would_make(
    with_points: Knowledge,
) -> None:
    got = ask(with_points, *ENTRY, *EXCLUDED_NOTHING, *BLOODS[:-1], TWO_WITH_CLAVICLE, "fever")
    assert (got.verdict, got.value) == ("cannot_tell", Interval(50, 55))
    (missing,) = got.missing
    assert missing.fact == "esr"
    assert {w.answer: (w.verdict, w.value) for w in missing.what_if} == {
        "below 50 mm/h": ("met", Interval.exactly(55)),
        "50 mm/h or more": ("not_met", Interval.exactly(50)),
    }


def test_points_can_subtract(with_points: Knowledge) -> None:
    got = ask(with_points, "bone_pain since 2015-01-01", TWO_WITH_CLAVICLE)
    age = next(reason for reason in got.reasons if reason.criterion == "age_at_onset_domain")
    assert age.points == Interval.exactly(-10)


def test_without_points_the_sum_is_unlimited_and_says_why() -> None:
    got = ask(load_knowledge(), *ENTRY, *EXCLUDED_NOTHING, *BLOODS, TWO_WITH_CLAVICLE, "no fever")
    assert got.verdict == "cannot_tell"
    assert got.value is None
    assert "cannot be computed" in got.summary
    assert "Most useful" not in got.summary
    assert "points of 9 of 9 domains are not known" in got.summary
    assert not got.is_overridden


def test_a_biopsy_gives_at_most_17_points_as_shipped() -> None:
    got = ask(load_knowledge(), *ENTRY)
    biopsy = next(reason for reason in got.reasons if reason.criterion == "biopsy")
    assert biopsy.points == Interval(float("-inf"), 17)
